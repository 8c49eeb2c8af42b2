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
    // One OKX connection carries both kinds of market; the name of a swap ends with -SWAP.
    const bool okx_spot = symbol.venue == FeedVenue::okx && !symbol.native.ends_with("-SWAP");
    instrument.key = fmt::format("{}:{}:{}", info.account, info.spot || okx_spot ? "Spot" : "Perp",
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
