#include "venues/sim/matching_engine.hpp"

#include <algorithm>

namespace basis {

void MatchingEngine::add(const MatchedMarket& market) {
  const std::size_t at = market.market.id.index();
  if (markets_.size() <= at) markets_.resize(at + 1);
  require(markets_[at] == nullptr, "a market is added once");
  markets_[at] = std::make_unique<MarketState>(market);
  const auto known = std::find_if(pools_.begin(), pools_.end(),
                                  [&](const Pool& one) { return one.account->id() == market.account.id(); });
  if (known == pools_.end()) pools_.push_back({&market.account, {}});
}

MatchingEngine::MarketState& MatchingEngine::state(MarketId market) {
  require(market.index() < markets_.size() && markets_[market.index()] != nullptr, "a market of this venue");
  return *markets_[market.index()];
}

MatchingEngine::MarketState& MatchingEngine::begin(MarketId market) {
  MarketState& at = state(market);
  at.account.forget_entries();
  return at;
}

MatchingEngine::Pool& MatchingEngine::pool(AccountId account) {
  const auto found =
      std::find_if(pools_.begin(), pools_.end(), [&](const Pool& one) { return one.account->id() == account; });
  require(found != pools_.end(), "an account of this venue");
  return *found;
}

void MatchingEngine::reserve(std::size_t orders) {
  orders_.reserve(orders);
  fills_.reserve(orders);
}

void MatchingEngine::take(const OrderCommand& command, UtcTime now) {
  const bool known = command.market.index() < markets_.size() && markets_[command.market.index()] != nullptr;
  if (!known) return refuse(command, RejectReason::no_market, now);
  MarketState& at = begin(command.market);
  switch (command.action) {
    case OrderAction::create: create(at, command, now); break;
    case OrderAction::cancel: cancel(command, now); break;
    case OrderAction::amend: amend(at, command, now); break;
  }
  tell_account(at.account, now);
}

void MatchingEngine::refuse(const OrderCommand& command, RejectReason reason, UtcTime now) {
  OrderReport report;
  report.id = command.id;
  report.kind = ReportKind::rejected;
  report.of = command.action;
  report.reason = reason;
  report.side = command.side;
  report.market = command.market;
  report.at_venue = now;
  say(report);
}

OrderReport MatchingEngine::report_of(OrderSlot slot, ReportKind kind, UtcTime now) const {
  const OrderRecord& record = orders_[slot].record;
  OrderReport report;
  report.id = record.terms.id;
  report.kind = kind;
  report.side = record.terms.side;
  report.filled_known = true;
  report.market = record.terms.market;
  report.order = record.order;
  report.price = record.terms.limit;
  report.size = record.terms.size;
  report.filled = record.filled;
  report.at_venue = now;
  return report;
}

std::optional<OrderRecord> MatchingEngine::order(const ClientOrderId& id) const {
  const auto slot = orders_.find(id);
  if (!slot) return std::nullopt;
  return orders_[*slot].record;
}

void MatchingEngine::list_open_orders(std::vector<OrderRecord>& out) const {
  for (const OwnOrder& order : orders_.all())
    if (order.record.open) out.push_back(order.record);
}

void MatchingEngine::list_account(AccountId account, UtcTime now, std::vector<AccountReport>& out) const {
  for (const Pool& one : pools_) {
    if (one.account->id() != account) continue;
    for (const AccountSpec::Pocket& pocket : one.account->spec().pockets)
      out.push_back(balance_of(*one.account, pocket, now));
    for (const Market* market : one.account->spec().markets)
      if (!market->is_spot()) out.push_back(position_of(*one.account, *market, now));
  }
}

}  // namespace basis
