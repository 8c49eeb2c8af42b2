#include "venues/sim/matched_venue.hpp"

#include <algorithm>

namespace basis {
MatchedVenue::MatchedVenue(const Universe& universe, const VenueSettings& settings,
                           const MatchingEngine::Options& options)
    : universe_(universe), settings_(settings), engine_(options) {
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId id{static_cast<std::uint16_t>(i)};
    if (universe.venue_of(id) != settings.name) continue;
    AccountSpec spec = account_spec(universe, id);
    spec.leverage = settings.order_entry(false).leverage;
    accounts_.push_back(std::make_unique<ExchangeAccount>(std::move(spec)));
  }
}

void MatchedVenue::match(MarketId id, const OrderBook& book) {
  const Market& market = universe_[id];
  require(market.venue == settings_.name && market.account.has_value(), "a configured market of this venue is matched");
  engine_.add({market, book, account(*market.account), settings_.order_entry(market.is_spot())});
}

ExchangeAccount& MatchedVenue::account(AccountId id) {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(), [&](const auto& one) { return one->id() == id; });
  require(found != accounts_.end(), "an account of this venue");
  return **found;
}

}  // namespace basis
