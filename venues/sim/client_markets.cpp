#include "venues/sim/client_account.hpp"

namespace basis::sim {

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
