#include <fmt/format.h>

#include "tools/trade/trade_desk.hpp"

namespace basis {
namespace {

/// The tracker and lacking order books are looked at so often.
constexpr Nanos kLookedAt{100'000'000};
/// A snapshot that was requested and has not come is requested again after this time.
constexpr Nanos kBookAgain = kSecond * 5;

}  // namespace

/// What need not be looked at with every turn.
void TradeDesk::look() {
  const UtcTime at = parts_.network->now_utc();
  if (session_ == nullptr || at < next_look_) return;
  next_look_ = at + kLookedAt;
  take(tracker_->on_time(now()));
  std::vector<MarketId> wanted;
  for (const auto& feed : feeds_)
    if (feed != nullptr) feed->wanted_snapshots(wanted);
  for (const MarketId id : wanted) {
    UtcTime& asked = books_asked_[id];
    if (at < asked + kBookAgain) continue;
    asked = at;
    session_->request_book(id);
  }
}

Feed* TradeDesk::feed_named(std::string_view name) {
  const auto venue = find_feed_venue(name);
  return venue ? feeds_[static_cast<std::size_t>(*venue)].get() : nullptr;
}

void TradeDesk::on_market_data(const MarketData& data) {
  Feed* const feed = feed_named(data.frame.venue);
  if (feed == nullptr) return;
  data.answer ? feed->take_answer(data.frame) : feed->take(data.frame);
}

void TradeDesk::on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) {
  for (const auto& feed : feeds_)
    if (feed != nullptr) feed->connection_lost(connection, received, at);
}

void TradeDesk::on_order(const OrderReport& report, UtcTime, MonoTime) { take(tracker_->apply(report, now())); }

void TradeDesk::on_account(const AccountReport& report, UtcTime, MonoTime) {
  if (report.kind == AccountReportKind::balance && report.account == parts_.account->id) {
    AccountReport& known = balances_[report.asset];
    const AccountReport before = known;
    known = report;
    if (report.free_known) return;
    known.free_known = before.free_known;
    known.available = before.available;
    known.withdrawable = before.withdrawable;
  } else if (report.kind == AccountReportKind::position) {
    positions_[report.market] = report;
  } else if (report.kind == AccountReportKind::transfer && report.account == parts_.account->id) {
    movements_[report.id] = report;
  }
}

void TradeDesk::on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime) {
  take(tracker_->fail(id, action, failure, now()));
}

void TradeDesk::on_order_found(const OrderRecord& record, UtcTime) {
  answers_[record.terms.id] = {record};
  take(tracker_->answer(record, now()));
}

void TradeDesk::on_order_missing(const ClientOrderId& id, UtcTime) {
  answers_[id] = {};
  take(tracker_->answer_missing(id, now()));
}

void TradeDesk::on_query_failed(const ClientOrderId& id, UtcTime) {
  answers_[id] = {std::nullopt, true};
  take(tracker_->answer_failed(id, now()));
}

/// All markets of one download are told at one instant. Orders of others that the tracker follows count as listed.
void TradeDesk::on_download(const MarketDownload& download, UtcTime received, MonoTime) {
  if (received != listed_) {
    if (!foreign_fresh_) foreign_.clear();
    foreign_fresh_ = false;
    listed_ = received;
    ++downloads_;
  }
  open_[download.market] = download.open;
  // A venue may list only positions that there are.
  const auto position = positions_.find(download.market);
  if (download.position.is_zero() && position != positions_.end()) position->second.amount = {};
  for (const OrderReport& fill : download.fills) past_[{fill.at_venue, fill.trade}] = fill;
  MarketDownload all = download;
  for (const ForeignOrder& order : foreign_)
    if (order.record && order.record->terms.market == download.market && tracker_->find(order.record->terms.id))
      all.open.push_back(*order.record);
  apply_download(*tracker_, all, now(), [this](OrderTracker::Effects effects) { take(effects); });
}

void TradeDesk::on_foreign_order(const ForeignOrder& order, UtcTime) {
  if (!std::exchange(foreign_fresh_, true)) foreign_.clear();
  foreign_.push_back(order);
}

void TradeDesk::on_readiness(MarketId market, LegReadiness readiness, Quantity, MonoTime) {
  readiness_[market] = readiness;
}

/// What happens before it is ready is the error of `connect`.
void TradeDesk::on_status(const SessionStatus& status, UtcTime) {
  if (status.state == SessionState::ready) was_ready_ = true;
  if (status.state == SessionState::waiting && was_ready_)
    parts_.tell(fmt::format("{}: {}: {}", parts_.account->name, session_state_name(status.state), status.text));
}

void TradeDesk::on_alert(const SessionAlert& alert, UtcTime) {
  alerts_.push_back(alert);
  parts_.tell(fmt::format("{}: {}: {}", parts_.account->name, alert.kind, alert.text));
}

}  // namespace basis
