#include "tools/trade/trade_desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/trade/trade_rules.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// How long the network is waited for when nothing is to do.
constexpr Nanos kTurn{2'000'000};
/// A tracker of one person's orders.
constexpr TrackerSettings kHandTracker{.most_orders = 1'024, .most_fills = 16'384, .most_parked = 64};
/// A venue's lists may lag behind its orders.
constexpr Nanos kListsLag{500'000'000};

}  // namespace

TradeDesk::TradeDesk(Parts parts) : parts_(std::move(parts)) {}
TradeDesk::~TradeDesk() = default;

Result<std::unique_ptr<TradeDesk>> TradeDesk::open(Parts parts) {
  std::unique_ptr<TradeDesk> desk(new TradeDesk(std::move(parts)));
  BASIS_TRY(desk->build());
  return desk;
}

Result<void> TradeDesk::build() {
  const TradeAccount& account = *parts_.account;
  for (const MarketId id : parts_.markets.empty() ? account.markets : parts_.markets)
    markets_.push_back(&account.universe[id]);
  BASIS_TRY(ids_, ClientOrderIds::create(kHandPrefix, 0));
  const SessionSettings settings = parts_.session();
  const auto access = [&](FeedVenue venue) -> VenueAccess {
    // Markets of other accounts are known and not followed, so that nothing is sent there.
    const bool ours =
        std::ranges::any_of(account.markets, [&](MarketId id) { return feed_venue_of(account.universe[id]) == venue; });
    if (!ours) return {"unused.invalid", {Secret("unused"), Secret("unused"), Secret("unused")}, {}};
    const wire::ApiCredentials& from = settings.credentials;
    return {settings.endpoints.rest.authority(),
            {Secret(from.key.reveal()), Secret(from.secret.reveal()), Secret(from.passphrase.reveal())},
            settings.transport};
  };
  BASIS_TRY(encoders_, OrderEncoders::create(account.universe.markets(), access, settings.receive_window));
  make_tracker();
  return open_feeds();
}

Result<void> TradeDesk::open_feeds() {
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!Feed::can_follow(info.venue, markets_)) continue;
    BASIS_TRY(feeds_[static_cast<std::size_t>(info.venue)], Feed::create(info.venue, markets_, {}, {}));
  }
  return ok();
}

void TradeDesk::make_tracker() { tracker_.emplace(kHandTracker, *ids_, parts_.account->universe.markets().size()); }

SessionSettings TradeDesk::session_settings(std::optional<UtcTime> since) const {
  SessionSettings settings = parts_.session();
  settings.universe = &parts_.account->universe;
  settings.account = parts_.account->id;
  settings.markets = markets_;
  settings.order_prefix = std::string(kHandPrefix);
  settings.by_hand = true;
  settings.hot_sockets = false;
  settings.budgets = budgets_;
  settings.known_until = since;
  return settings;
}

Result<void> TradeDesk::connect(std::optional<UtcTime> since, Nanos limit) {
  drop();
  BASIS_TRY(open_feeds());
  began_ = parts_.network->now_utc();
  BASIS_TRY(session_, make_session(parts_.account->protocol, session_settings(since), *parts_.network, *this));
  session_->start();
  const auto over = [this] { return status().state == SessionState::ready || status().state == SessionState::refused; };
  const Waited waited = wait(over, limit);
  if (status().state == SessionState::ready) return ok();
  const std::string& name = parts_.account->name;
  if (status().state == SessionState::refused)
    return Error(ErrorKind::data, fmt::format("{}: {}", name, status().text));
  if (waited == Waited::interrupted)
    return Error(ErrorKind::data, fmt::format("{}: interrupted before it was ready", name));
  return Error(ErrorKind::data, fmt::format("{} cannot be reached: not ready after {} s: {}", name,
                                            limit.count / kSecond.count, status().text));
}

void TradeDesk::drop() {
  session_.reset();
  was_ready_ = false;
  readiness_.clear();
  alerts_.clear();
}

UtcTime TradeDesk::now() const { return parts_.network->now_utc() + (session_ ? clock_offset() : Nanos{}); }

Waited TradeDesk::wait(const std::function<bool()>& holds, Nanos limit) {
  const MonoTime until = parts_.network->now_mono() + limit;
  while (!holds()) {
    if (parts_.interrupted()) return Waited::interrupted;
    if (parts_.network->now_mono() >= until) return Waited::late;
    parts_.run(std::min(kTurn, until - parts_.network->now_mono()));
    look();
  }
  return Waited::done;
}

Result<void> TradeDesk::refresh(Nanos limit) {
  const int before = downloads_;
  session_->download(markets_.front()->id);
  if (wait([&] { return downloads_ != before; }, limit) == Waited::done) return ok();
  return Error(ErrorKind::data, fmt::format("{}: the account was not told in time", parts_.account->name));
}

DeskOutcome TradeDesk::cancel_all(MarketId market, Nanos limit) {
  const MonoTime until = parts_.network->now_mono() + limit;
  std::string left;
  const auto none_listed = [&] {
    left.clear();
    for (const ForeignOrder& order : open_orders())
      if (order.record && order.record->terms.market == market) left += " " + order.client;
    return left.empty();
  };
  while (parts_.network->now_mono() < until) {
    session_->cancel_all(market);
    if (wait([] { return false; }, kListsLag) == Waited::interrupted) break;
    if (!refresh(until - parts_.network->now_mono())) break;
    if (none_listed()) return {OrderStatus::accepted};
  }
  return {OrderStatus::unknown,
          left.empty() ? "which orders are open was not told in time" : "these orders may still be open:" + left};
}

Result<std::optional<OrderRecord>> TradeDesk::find_order(const ClientOrderId& id, MarketId market, Nanos limit) {
  answers_.erase(id);
  session_->query_order(id, market);
  const Waited waited = wait([&] { return answers_.contains(id); }, limit);
  if (waited == Waited::done && !answers_[id].failed) return answers_[id].record;
  return Error(ErrorKind::data, fmt::format("{}: no answer about order {} in time", parts_.account->name, id.view()));
}

DeskOutcome TradeDesk::move(const MoneyOrder& order, Nanos limit) {
  const VenueKey key = VenueKey::parse(order.id);
  const auto final = [&] {
    const auto told = movements_.find(key);
    return told != movements_.end() && told->second.state != TransferState::in_transit &&
           told->second.state != TransferState::needs_data;
  };
  const std::size_t alerts = alerts_.size();
  session_->move(order);
  const Waited waited = wait(final, limit);
  const auto told = movements_.find(key);
  if (told == movements_.end()) return {OrderStatus::unknown, "the venue told nothing of it in time"};
  if (waited != Waited::done)
    return {OrderStatus::unknown, told->second.state == TransferState::needs_data
                                      ? "the venue waits for a person: look into its mail"
                                      : "it is under way, and has not arrived so far"};
  if (told->second.state == TransferState::done) return {OrderStatus::accepted, {}, told->second.fee};
  std::string why = told->second.state == TransferState::failed ? "it failed" : "it was cancelled";
  for (std::size_t i = alerts; i < alerts_.size(); ++i)
    if (alerts_[i].kind == "movement") why = alerts_[i].text;
  return {OrderStatus::refused, why};
}

std::optional<TopOfBook> TradeDesk::quote(MarketId market, Nanos limit) {
  const auto live = [&]() -> std::optional<TopOfBook> {
    const OrderBook* const book = feed(market).book(market);
    return book != nullptr && book->state() == BookState::live ? book->top() : std::nullopt;
  };
  static_cast<void>(wait([&] { return live().has_value(); }, limit));
  return live();
}

const Feed& TradeDesk::feed(MarketId id) const {
  const auto& feed = feeds_[static_cast<std::size_t>(feed_venue_of(market(id)))];
  require(feed != nullptr, "the feed of a market that is not followed");
  return *feed;
}

ClientOrderId TradeDesk::next_id() {
  last_id_ = std::max(parts_.network->now_utc(), last_id_ + Nanos{1'000});
  return hand_id(last_id_);
}

std::vector<DeskFill> TradeDesk::fills_of(const ClientOrderId& id) const {
  std::vector<DeskFill> fills;
  for (const auto& [trade, fill] : fills_)
    if (fill.id == id) fills.push_back(fill);
  return fills;
}

std::vector<ForeignOrder> TradeDesk::open_orders() const {
  std::vector<ForeignOrder> all;
  for (const auto& [market_id, records] : open_)
    for (const OrderRecord& record : records)
      all.push_back({std::string(record.terms.id.view()), market(market_id).native, record});
  all.insert(all.end(), foreign_.begin(), foreign_.end());
  return all;
}

LegReadiness TradeDesk::readiness(MarketId market) const {
  const auto found = readiness_.find(market);
  return found == readiness_.end() ? LegReadiness{} : found->second;
}

}  // namespace basis
