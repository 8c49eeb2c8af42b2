#include <algorithm>

#include "venues/sim/client_account.hpp"

namespace basis::sim {

void ClientAccount::tell_extra_fill(MarketId market, UtcTime now) {
  const auto last =
      std::find_if(fills_.rbegin(), fills_.rend(), [&](const ClientFill& fill) { return fill.market == market; });
  if (last == fills_.rend()) return;
  ClientFill extra = *last;
  ClientOrder& of = *order(extra.order);
  const TakerSide taker = extra.side == OrderSide::buy ? TakerSide::buy : TakerSide::sell;
  extra.id = markets_.own_trade(market, extra.price, extra.size, taker, now);
  extra.at = of.updated = now;
  of.filled += extra.size;
  of.paid += extra.worth;
  of.fills.push_back(fills_.size());
  fills_.push_back(extra);
  ++changes_;
  listener_.on_client_events(*this, {{ClientEvent::Kind::trade, of.number, fills_.size() - 1, {}, now}});
}

void ClientAccount::on_levels(const MarketBoard& board, const BoardChange& change, bool snapshot) {
  if (!mine(board.market())) return;
  BookUpdate update;
  update.snapshot = snapshot;
  update.bids = change.bids;
  update.asks = change.asks;
  engine_.book_changed(board.market().id, update, snapshot, change.at);
  collect(change.at);
}

void ClientAccount::on_trade(const MarketBoard& board, const BoardTrade& trade) {
  if (!mine(board.market())) return;
  engine_.traded(board.market().id, trade.price, trade.size, trade.taker, trade.at);
  collect(trade.at);
}

void ClientAccount::on_mark(const MarketBoard& board, UtcTime at) {
  if (!mine(board.market())) return;
  engine_.marked(board.market().id, board.mark(), at);
  collect(at);
}

void ClientAccount::on_funding(const MarketBoard& board, const BoardFunding& paid) {
  if (!mine(board.market())) return;
  engine_.settle_funding(board.market().id, paid.rate, paid.at);
  collect(paid.at);
}

}  // namespace basis::sim
