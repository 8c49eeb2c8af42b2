#include "venues/feed_instrument.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {
namespace {

const MarketSettings* configured(const FeedVenueInfo& info, const std::string& native, const Settings& settings) {
  const auto venue = settings.venues.find(std::string(info.account));
  if (venue == settings.venues.end()) return nullptr;
  const auto& markets = info.spot ? venue->second.spot : venue->second.perp;
  const auto found = std::find_if(markets.begin(), markets.end(),
                                  [&](const auto& entry) { return entry.second.native_symbol == native; });
  return found == markets.end() ? nullptr : &found->second;
}

BasisPoints taker_fee(const FeedVenueInfo& info, const Settings& settings) {
  const auto& fees = settings.venues.at(std::string(info.account)).fees;
  const auto found = fees.find(info.spot ? "spot" : "perp");
  return found == fees.end() ? BasisPoints{} : found->second.taker;
}

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

/// Whether a part of a symbol is a date: 220527, 25SEP26, or U26 behind BTCUSD as Bybit writes inverse contracts.
bool is_date(std::string_view part) {
  if (part.size() == 6 && all_digits(part)) return true;
  constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  if (part.size() < 6 || part.size() > 7 || !all_digits(part.substr(part.size() - 2))) return false;
  const std::size_t days = part.size() - 5;
  const std::size_t month = kMonths.find(part.substr(days, 3));
  return all_digits(part.substr(0, days)) && month != kMonths.npos && month % 3 == 0;
}

bool is_bybit_quarter(std::string_view native) {
  constexpr std::string_view kQuarters = "HMUZ";
  if (native.size() < 7 || !all_digits(native.substr(native.size() - 2))) return false;
  return native.substr(0, native.size() - 3).ends_with("USD") &&
         kQuarters.find(native[native.size() - 3]) != kQuarters.npos;
}

/// The type of a market, by its symbol where the venue has several on one connection. A symbol with a date is a
/// contract that expires, or, with a strike and C or P behind it, an option.
std::string_view type_of(const FeedVenueInfo& info, std::string_view native) {
  if (info.spot) return "Spot";
  std::string_view rest = native;
  for (std::size_t end = 0; (end = rest.find_first_of("-_")) != rest.npos;) {
    rest.remove_prefix(end + 1);
    const std::string_view part = rest.substr(0, rest.find_first_of("-_"));
    if (!is_date(part)) continue;
    return part.size() == rest.size() || rest.substr(part.size() + 1).find('-') == rest.npos ? "Future" : "Option";
  }
  if (info.venue == FeedVenue::bybit && is_bybit_quarter(native)) return "Future";
  // One OKX connection carries both kinds of market; the name of a swap ends with -SWAP.
  return info.venue == FeedVenue::okx && !native.ends_with("-SWAP") ? "Spot" : "Perp";
}

Price tick_of(int decimals) {
  std::int64_t raw = Price::kOne;
  for (int i = 0; i < decimals && raw > 1; ++i) raw /= 10;
  return Price::from_raw(raw);
}

}  // namespace

std::vector<FeedInstrument> feed_instruments(const std::vector<SeenSymbol>& seen, const Settings& settings) {
  std::vector<FeedInstrument> all;
  for (const SeenSymbol& symbol : seen) {
    const FeedVenueInfo& info = feed_venue_info(symbol.venue);
    FeedInstrument instrument;
    instrument.id = InstrumentId{static_cast<std::uint16_t>(all.size())};
    instrument.native = symbol.native;
    instrument.venue = symbol.venue;
    instrument.spot = info.spot;
    instrument.market = configured(info, symbol.native, settings);
    const bool known = instrument.market != nullptr;
    instrument.key = fmt::format("{}:{}:{}", info.account, type_of(info, symbol.native),
                                 known ? instrument.market->symbol : symbol.native);
    instrument.tick = known ? instrument.market->tick : tick_of(symbol.price_decimals);
    if (known) {
      instrument.asset = instrument.market->base;
      instrument.taker_fee = taker_fee(info, settings);
      // `Amount` is finer than `Quantity`, but a contract size is a multiple of 1e-8 coins.
      if (const auto& size = instrument.market->contract_size)
        instrument.contract_size = Quantity::from_raw_checked(size->raw() / (Amount::kOne / Quantity::kOne));
    }
    all.push_back(std::move(instrument));
  }
  return all;
}

}  // namespace basis
