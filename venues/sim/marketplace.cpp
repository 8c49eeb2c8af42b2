#include "venues/sim/marketplace.hpp"

namespace basis::sim {

Marketplace::Marketplace(const Universe& universe) : universe_(universe) {
  for (const Market& market : universe.markets()) boards_.push_back(std::make_unique<MarketBoard>(market));
}

std::optional<UtcTime> Marketplace::next_due() const {
  std::optional<UtcTime> next;
  for (const auto& source : sources_)
    if (const auto at = source->next(); at && (!next || *at < *next)) next = at;
  return next;
}

void Marketplace::advance(UtcTime now) {
  for (auto due = next_due(); due && *due <= now; due = next_due()) {
    for (const auto& source : sources_)
      if (source->next() == due) {
        source->step(*this);
        break;
      }
  }
}

void Marketplace::set_levels(MarketId market, std::vector<BookLevel> bids, std::vector<BookLevel> asks, bool snapshot,
                             UtcTime at) {
  MarketBoard& to = board(market);
  const BoardChange change = to.set_levels(std::move(bids), std::move(asks), snapshot, at);
  for (MarketListener* listener : listeners_) listener->on_levels(to, change, snapshot);
}

void Marketplace::trade(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime at) {
  MarketBoard& to = board(market);
  const BoardTrade trade = to.add_trade(price, size, taker, at);
  for (MarketListener* listener : listeners_) listener->on_trade(to, trade);
}

void Marketplace::set_mark(MarketId market, Price mark, Price index, UtcTime at) {
  MarketBoard& to = board(market);
  to.set_mark(mark, index);
  for (MarketListener* listener : listeners_) listener->on_mark(to, at);
}

void Marketplace::pay_funding(MarketId market, UtcTime at) {
  MarketBoard& to = board(market);
  const BoardFunding paid{at, to.funding_rate(), to.mark()};
  to.add_funding(paid);
  for (MarketListener* listener : listeners_) listener->on_funding(to, paid);
}

std::int64_t Marketplace::own_trade(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime at) {
  MarketBoard& to = board(market);
  const BoardTrade trade = to.add_trade(price, size, taker, at);
  for (MarketListener* listener : listeners_) listener->on_own_trade(to, trade);
  return trade.id;
}

}  // namespace basis::sim
