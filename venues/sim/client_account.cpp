#include "venues/sim/client_account.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <boost/json.hpp>

namespace basis::sim {
namespace {

std::int64_t number_of_engine_id(const ClientOrderId& id) {
  std::int64_t number = 0;
  for (const char digit : id.view().substr(1)) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace

ClientOrderId ClientAccount::engine_id(std::int64_t number) {
  auto id = ClientOrderId::parse(fmt::format("o{}", number));
  require(id.has_value(), "an order's number is an id");
  return id.value();
}

ClientAccount::ClientAccount(Marketplace& markets, const VenueSettings& venue, ClientSpec spec,
                             std::int64_t first_order, ClientListener& listener, UtcTime now)
    : markets_(markets),
      venue_(venue),
      spec_(std::move(spec)),
      listener_(listener),
      engine_(MatchingEngine::Options{}),
      first_order_(first_order) {
  make_pools();
  for (const auto& board : markets_.boards()) {
    const Market& market = board->market();
    if (!mine(market)) continue;
    OrderEntrySettings rules = venue.order_entry(market.is_spot());
    // The venue's protocol counts orders and client ids, with its own answers.
    rules.orders_an_interval.reset();
    rules.maximum_open.reset();
    engine_.add({market, board->book(), pool_of(market), rules});
  }
  for (const Pool& pool : pools_) {
    const auto balances = spec_.balances.find(pool.name);
    if (balances == spec_.balances.end()) continue;
    for (const auto& [asset, amount] : balances->second)
      if (const auto id = universe().find_asset(asset); id && amount.sign() > 0)
        pool.account->transfer(*id, amount, now, Outside::capital);
    pool.account->tell_changes([](const auto&) {}, [](const auto&) {});
    pool.account->forget_entries();
  }
}

/// A pool for each account of the venue, with pockets for the currencies of its balances beside those of its markets.
void ClientAccount::make_pools() {
  for (const auto& [name, account] :
       {std::pair("spot", venue_.account(true)), std::pair("perp", venue_.account(false))}) {
    const auto id = universe().find_account(account);
    if (!id) continue;
    const bool unified = venue_.account(true) == venue_.account(false);
    const std::string pool = unified ? "unified" : name;
    if (std::any_of(pools_.begin(), pools_.end(), [&](const Pool& one) { return one.name == pool; })) continue;
    AccountSpec spec = account_spec(universe(), *id);
    spec.leverage = venue_.order_entry(false).leverage;
    for (const std::string& asset : universe().assets()) {
      const AssetId asset_id = *universe().find_asset(asset);
      if (std::any_of(spec.pockets.begin(), spec.pockets.end(),
                      [&](const AccountSpec::Pocket& pocket) { return pocket.asset == asset_id; }))
        continue;
      spec.pockets.push_back({asset_id, InstrumentId{static_cast<std::uint16_t>(spec.instruments++)}});
    }
    pools_.push_back({pool, std::make_unique<ExchangeAccount>(std::move(spec))});
  }
}

ExchangeAccount* ClientAccount::pool(std::string_view name) const {
  for (const Pool& pool : pools_)
    if (pool.name == name || pool.name == "unified") return pool.account.get();
  return nullptr;
}

ExchangeAccount& ClientAccount::pool_of(const Market& market) const {
  for (const Pool& pool : pools_)
    if (pool.account->id() == market.account) return *pool.account;
  broken_invariant(market.key + " is no market of this client");
}

ClientOrder* ClientAccount::order(std::int64_t number) {
  const std::int64_t at = number - first_order_;
  if (at < 0 || at >= static_cast<std::int64_t>(orders_.size())) return nullptr;
  return &orders_[static_cast<std::size_t>(at)];
}

ClientOrder* ClientAccount::order(MarketId market, std::string_view client_id) {
  const auto found = by_client_id_.find(std::pair(market, std::string(client_id)));
  return found == by_client_id_.end() ? nullptr : order(found->second);
}

ClientAccount::Taken ClientAccount::place(ClientOrder order, UtcTime now) {
  order.number = first_order_ + static_cast<std::int64_t>(orders_.size());
  order.terms.id = engine_id(order.number);
  order.terms.action = OrderAction::create;
  order.created = order.updated = now;
  engine_.take(order.terms, now);
  const auto messages = engine_.messages();
  const auto* const first = messages.empty() ? nullptr : std::get_if<OrderReport>(&messages.front());
  if (first != nullptr && first->kind == ReportKind::rejected) {
    const RejectReason reason = first->reason;
    engine_.forget_messages();
    return {nullptr, reason};
  }
  by_client_id_[{order.terms.market, order.client_id}] = order.number;
  open_.push_back(order.number);
  const std::int64_t number = order.number;
  // A reduce-only order may have been cut to the position.
  if (const auto record = engine_.order(order.terms.id)) order.terms.size = record->terms.size;
  orders_.push_back(std::move(order));
  collect(now);
  return {this->order(number), RejectReason::none};
}

RejectReason ClientAccount::cancel(ClientOrder& order, UtcTime now) {
  OrderCommand command = order.terms;
  command.action = OrderAction::cancel;
  engine_.take(command, now);
  const bool ended =
      std::any_of(engine_.messages().begin(), engine_.messages().end(), [&](const VenueMessage& message) {
        const auto* const report = std::get_if<OrderReport>(&message);
        return report != nullptr && report->kind != ReportKind::rejected;
      });
  collect(now);
  return ended ? RejectReason::none : RejectReason::unknown_order;
}

RejectReason ClientAccount::amend(ClientOrder& order, Price limit, Quantity size, UtcTime now) {
  OrderCommand command = order.terms;
  command.action = OrderAction::amend;
  command.limit = limit;
  command.size = size - order.before;
  engine_.take(command, now);
  RejectReason reason = RejectReason::none;
  for (const VenueMessage& message : engine_.messages())
    if (const auto* const report = std::get_if<OrderReport>(&message);
        report != nullptr && report->kind == ReportKind::rejected)
      reason = report->reason;
  collect(now);
  return reason;
}

std::vector<std::int64_t> ClientAccount::cancel_all(std::optional<MarketId> market, UtcTime now) {
  std::vector<std::int64_t> ended;
  for (const std::int64_t number : std::vector(open_)) {
    ClientOrder* const one = order(number);
    if (market && one->terms.market != *market) continue;
    if (cancel(*one, now) == RejectReason::none) ended.push_back(number);
  }
  return ended;
}

bool ClientAccount::set_leverage(const Market& market, std::int64_t leverage, UtcTime now) {
  if (!pool_of(market).set_leverage(market, leverage)) return false;
  ClientEvent event{ClientEvent::Kind::leverage, 0, 0, {}, now};
  event.report.market = market.id;
  listener_.on_client_events(*this, {event});
  return true;
}

/// Brings what the engine has said into the client's books, and tells it.
void ClientAccount::collect(UtcTime now) {
  if (engine_.messages().empty()) return;
  ++changes_;
  std::vector<ClientEvent> events;
  for (const VenueMessage& message : engine_.messages())
    std::visit([&](const auto& report) { take(report, events); }, message);
  engine_.forget_messages();
  for (ClientEvent& event : events) event.at = now;
  if (!events.empty()) listener_.on_client_events(*this, events);
}

void ClientAccount::close(ClientOrder& order, ClientOrderState state, const OrderReport& report) {
  order.state = state;
  order.reason = report.reason;
  order.updated = report.at_venue;
  std::erase(open_, order.number);
}

void ClientAccount::take(const OrderReport& report, std::vector<ClientEvent>& events) {
  using Kind = ClientEvent::Kind;
  if (report.kind == ReportKind::rejected) return;
  if (report.kind == ReportKind::fill) return take_fill(report, events);
  ClientOrder* const at = order(number_of_engine_id(report.id));
  require(at != nullptr, "the engine reports an order of this client");
  Kind kind = Kind::accepted;
  if (report.kind == ReportKind::amended) {
    kind = Kind::amended;
    at->terms.limit = report.price;
    at->terms.size = at->before + report.size;
    at->updated = report.at_venue;
    ++at->amended;
  } else if (report.kind == ReportKind::cancelled || report.kind == ReportKind::expired) {
    const bool expired = report.kind == ReportKind::expired || expiring_;
    kind = expired ? Kind::expired : Kind::cancelled;
    close(*at, expired ? ClientOrderState::expired : ClientOrderState::cancelled, report);
  }
  events.push_back({kind, at->number, 0, {}, {}});
}

/// The order that stands for a closing by the venue.
ClientOrder& ClientAccount::forced_order(const OrderReport& report) {
  ClientOrder order;
  order.number = first_order_ + static_cast<std::int64_t>(orders_.size());
  order.terms.id = engine_id(order.number);
  order.terms.market = report.market;
  order.terms.side = report.side;
  order.terms.kind = OrderKind::limit_ioc;
  order.terms.limit = report.price;
  order.terms.size = report.size;
  order.terms.reduce_only = true;
  order.origin = report.origin;
  order.created = order.updated = report.at_venue;
  orders_.push_back(std::move(order));
  open_.push_back(orders_.back().number);
  return orders_.back();
}

void ClientAccount::take_fill(const OrderReport& report, std::vector<ClientEvent>& events) {
  ClientOrder& at = report.origin == FillOrigin::order ? *order(number_of_engine_id(report.id)) : forced_order(report);
  const bool maker = report.liquidity == Liquidity::maker;
  const TakerSide taker = (report.side == OrderSide::buy) != maker ? TakerSide::buy : TakerSide::sell;
  ClientFill fill;
  fill.id = markets_.own_trade(report.market, report.price, report.size, taker, report.at_venue);
  fill.order = at.number;
  fill.market = report.market;
  fill.side = report.side;
  fill.liquidity = report.liquidity;
  fill.origin = report.origin;
  fill.price = report.price;
  fill.size = report.size;
  fill.worth = notional_of(report.price, report.size);
  fill.fee_asset = report.fee_asset;
  fill.fee = report.fee;
  fill.at = report.at_venue;
  fill.realised = realise(fill);
  at.filled += fill.size;
  at.paid += fill.worth;
  at.updated = fill.at;
  at.fills.push_back(fills_.size());
  events.push_back({ClientEvent::Kind::trade, at.number, fills_.size(), {}, {}});
  if (at.filled >= at.terms.size) close(at, ClientOrderState::filled, report);
  if (!universe()[fill.market].is_spot()) {
    if (!fill.realised.is_zero())
      add_income("REALIZED_PNL", fill.market, *universe()[fill.market].quote, fill.realised, fill.id, fill.at);
    if (!fill.fee.is_zero()) add_income("COMMISSION", fill.market, fill.fee_asset, -fill.fee, fill.id, fill.at);
  }
  fills_.push_back(fill);
}

/// Profit of what a fill closes, by the average price of the position, rounded down.
Amount ClientAccount::realise(const ClientFill& fill) {
  if (universe()[fill.market].is_spot()) return {};
  Position& held = positions_[fill.market];
  const bool buys = fill.side == OrderSide::buy;
  const Amount change = buys ? amount_of(fill.size) : -amount_of(fill.size);
  const Amount worth = buys ? fill.worth : -fill.worth;
  if (held.coins.sign() * change.sign() >= 0) {
    held.coins += change;
    held.cost += worth;
    return {};
  }
  const Amount closed = std::min(change.abs(), held.coins.abs());
  const Amount share_of_cost = scale(held.cost, closed, held.coins.abs(), Rounding::half_even);
  const Amount share_of_worth = scale(worth, closed, change.abs(), Rounding::half_even);
  const Amount profit = -share_of_worth - share_of_cost;
  held.coins += change;
  held.cost = held.cost - share_of_cost + (worth - share_of_worth);
  held.realised += profit;
  return profit;
}

void ClientAccount::take(const AccountReport& report, std::vector<ClientEvent>& events) {
  if (report.kind == AccountReportKind::funding)
    add_income("FUNDING_FEE", report.market, report.asset, report.amount, 0, report.at_venue);
  if (report.kind == AccountReportKind::insurance)
    add_income("INSURANCE_CLEAR", std::nullopt, report.asset, report.amount, 0, report.at_venue);
  events.push_back({ClientEvent::Kind::account, 0, 0, report, {}});
}

void ClientAccount::add_income(std::string_view kind, std::optional<MarketId> market, AssetId asset, Amount amount,
                               std::int64_t trade, UtcTime at) {
  incomes_.push_back(
      {static_cast<std::int64_t>(incomes_.size()) + 1, kind, market, universe().name(asset), amount, trade, at});
}

}  // namespace basis::sim
