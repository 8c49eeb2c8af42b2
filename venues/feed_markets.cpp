#include "venues/feed_markets.hpp"

#include <algorithm>

namespace basis {
namespace {

const VenueSettings* configuration_of(const FeedVenueInfo& info, const Settings& settings) {
  const auto venue = settings.venues.find(std::string(info.configuration));
  return venue == settings.venues.end() ? nullptr : &venue->second;
}

const MarketSettings* rules_of(Product product, const std::string& native, const VenueSettings* venue) {
  if (venue == nullptr) return nullptr;
  const auto& markets = product == Product::spot ? venue->spot : venue->perp;
  const auto found = std::find_if(markets.begin(), markets.end(),
                                  [&](const auto& entry) { return entry.second.native_symbol == native; });
  return found == markets.end() ? nullptr : &found->second;
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

/// Whether margin and profit of a contract are in its coin.
bool is_inverse(FeedVenue venue, std::string_view native) {
  switch (venue) {
    case FeedVenue::binance_usdm: return native.find("USD_") != native.npos;
    case FeedVenue::bybit: return native.ends_with("USD");
    case FeedVenue::okx: return native.find("-USD-") != native.npos;
    default: return false;
  }
}

Price tick_of(int decimals) {
  std::int64_t raw = Price::kOne;
  for (int i = 0; i < decimals && raw > 1; ++i) raw /= 10;
  return Price::from_raw(raw);
}

}  // namespace

Product product_of(const FeedVenueInfo& info, std::string_view native) {
  if (info.spot) return Product::spot;
  std::string_view rest = native;
  for (std::size_t end = 0; (end = rest.find_first_of("-_")) != rest.npos;) {
    rest.remove_prefix(end + 1);
    const std::string_view part = rest.substr(0, rest.find_first_of("-_"));
    if (!is_date(part)) continue;
    const bool strike = part.size() < rest.size() && rest.substr(part.size() + 1).find('-') != rest.npos;
    return strike ? Product::option : Product::dated;
  }
  if (info.venue == FeedVenue::bybit && is_bybit_quarter(native)) return Product::dated;
  // One OKX connection carries spot and swaps; the name of a swap ends with -SWAP.
  if (info.venue == FeedVenue::okx && !native.ends_with("-SWAP")) return Product::spot;
  return is_inverse(info.venue, native) ? Product::inverse : Product::linear;
}

Result<std::vector<MarketId>> follow_markets(const std::vector<SeenSymbol>& seen, const Settings& settings,
                                             Universe& universe) {
  std::vector<MarketId> all;
  for (const SeenSymbol& symbol : seen) {
    const FeedVenueInfo& info = feed_venue_info(symbol.venue);
    const Product product = product_of(info, symbol.native);
    const VenueSettings* venue = configuration_of(info, settings);
    const MarketSettings* rules = rules_of(product, symbol.native, venue);
    Market market;
    if (rules != nullptr) {
      BASIS_TRY(market, configured_market(*rules, product, std::string(info.configuration)));
    } else {
      market.venue = info.configuration;
      market.product = product;
      market.symbol = market.native = symbol.native;
      market.tick = tick_of(symbol.price_decimals);
    }
    all.push_back(universe.follow(std::move(market), rules, venue));
  }
  return all;
}

}  // namespace basis
