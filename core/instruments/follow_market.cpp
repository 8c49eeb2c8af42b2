#include <algorithm>

#include "core/instruments/universe.hpp"

namespace basis {
namespace {

std::string key_of(std::string_view account, std::string_view type, std::string_view symbol) {
  return std::string(account) + ":" + std::string(type) + ":" + std::string(symbol);
}

}  // namespace

std::optional<MarketId> Universe::find(std::string_view venue, Product product, std::string_view native) const {
  const auto found = std::find_if(markets_.begin(), markets_.end(), [&](const Market& market) {
    return market.venue == venue && market.product == product && market.native == native;
  });
  return found == markets_.end() ? std::nullopt : std::optional(found->id);
}

std::optional<MarketId> Universe::market_of(InstrumentId instrument) const {
  const auto found = std::find_if(markets_.begin(), markets_.end(),
                                  [&](const Market& market) { return market.position == instrument; });
  return found == markets_.end() ? std::nullopt : std::optional(found->id);
}

/// The markets of an exchange whose fills change an instrument of the mode.
Result<void> Universe::add_markets(const VenueSettings& venue) {
  const auto add_all = [&](const auto& markets, Product product) -> Result<void> {
    for (const auto& [symbol, rules] : markets) {
      const bool spot = product == Product::spot;
      const std::string& account = venue.account(spot);
      if (!find(spot ? key_of(account, "BaseToken", rules.base) : key_of(account, "Perp", symbol))) continue;
      BASIS_TRY(Market market, configured_market(rules, product, venue.name));
      follow(std::move(market), &rules, &venue);
    }
    return ok();
  };
  BASIS_TRY(add_all(venue.spot, Product::spot));
  return add_all(venue.perp, Product::linear);
}

MarketId Universe::follow(Market market, const MarketSettings* rules, const VenueSettings* venue) {
  if (const auto known = find(market.venue, market.product, market.native)) return *known;
  market.id = MarketId{static_cast<std::uint16_t>(markets_.size())};
  const std::string& account = venue != nullptr ? venue->account(market.is_spot()) : market.venue;
  if (venue != nullptr) {
    const OrderEntrySettings orders = venue->order_entry(market.is_spot());
    market.amends_limit = !orders.amends_only_down;
    if (!market.is_spot()) market.leverage = orders.leverage;
  }
  market.key = key_of(account, product_name(market.product), market.symbol);
  if (rules != nullptr) settle_in(market, *rules, intern_account(account, market.venue, venue));
  markets_.push_back(std::move(market));
  return markets_.back().id;
}

/// Sets what a fill changes: coins or a position, and the quote of the account.
void Universe::settle_in(Market& market, const MarketSettings& rules, AccountId account) {
  market.account = account;
  market.quote = intern_asset(rules.quote);
  market.cash = hold(account, PositionType::base_token, rules.quote, rules.quote);
  market.position = market.is_spot() ? hold(account, PositionType::base_token, rules.base, rules.base)
                                     : hold(account, PositionType::perp, rules.symbol, rules.base);
  market.base = instruments_[market.position->index()].asset;
}

/// The instrument of an exchange's account with this symbol, which is added when it is not there.
InstrumentId Universe::hold(AccountId account, PositionType type, std::string_view symbol, std::string_view token) {
  const std::string key = key_of(name(account), position_type_name(type), symbol);
  if (const auto known = find(key)) return *known;
  Instrument instrument;
  instrument.id = InstrumentId{static_cast<std::uint16_t>(instruments_.size())};
  instrument.key = key;
  instrument.account = account;
  instrument.type = type;
  instrument.symbol = symbol;
  instrument.token = token;
  instrument.asset = intern_asset(token);
  instruments_.push_back(std::move(instrument));
  return instruments_.back().id;
}

}  // namespace basis
