#include "actors/trading/hot_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actors/lanes/pooled_message.hpp"

namespace basis {
Result<std::unique_ptr<HotPath>> HotPath::create(caf::actor_system& system, HotPathParts parts) {
  BASIS_TRY(const ClientOrderIds ids, ClientOrderIds::create(parts.node_id, parts.boot));
  require(parts.universe != nullptr && parts.mode != nullptr, "a hot path goes by the rules of a mode");
  OrderEncoders encoders;
  require(!parts.trades || parts.tradable.empty(), "signals are traded, or pairs are worked");
  if (parts.trades || !parts.tradable.empty()) {
    const std::string& asset = parts.mode->mode.asset;
    if (!parts.settings.clip.contains(asset))
      return Error(ErrorKind::usage,
                   fmt::format("hot_path.yaml: pricing.clip.{}: missing, {} trades it", asset, parts.mode->mode.mode));
    BASIS_TRY(OrderEncoders made,
              OrderEncoders::create(parts.universe->markets(), parts.access, parts.settings.receive_window));
    encoders = std::move(made);
  }
  prepare_messages<SignalRaised, PairWanted, WorkPair, StopPair, VolatilityMeasured, PairLatched, RiskMeasured,
                   OrderReported, AccountReported, MarketReady, FillCounted, HoldingChanged, CapitalMoved,
                   SetKillSwitch>();
  std::unique_ptr<HotPath> path(new HotPath(system, std::move(parts), std::move(encoders)));
  path->spawn(ids);
  return path;
}

HotPath::HotPath(caf::actor_system& system, HotPathParts parts, OrderEncoders encoders)
    : system_(system), parts_(std::move(parts)), encoders_(std::move(encoders)) {
  for (std::size_t feed = 0; feed < parts_.feeds; ++feed) {
    std::vector<std::unique_ptr<FeedQueue>>& row = queues_.emplace_back();
    for (std::size_t consumer = 0; consumer < kConsumers; ++consumer)
      row.push_back(std::make_unique<FeedQueue>(parts_.settings.queue_capacity, parts_.universe->markets().size()));
  }
}

HotPath::~HotPath() {
  lanes_.clear();
  const auto end = [](const auto& hosted) {
    if (hosted.handle) caf::anon_send_exit(hosted.handle, caf::exit_reason::user_shutdown);
  };
  end(pricing_), end(risk_), end(positions_), end(planner_), end(sender_);
  // Null when `spawn` has thrown.
  if (owned_ != nullptr) owned_->drain();
}

bool HotPath::traded(const Market& market) const {
  if (works()) return std::ranges::find(parts_.tradable, market.id) != parts_.tradable.end();
  const ModeSettings& mode = parts_.mode->mode;
  if (!parts_.trades || !market.configured() || *market.base != parts_.universe->delta_asset()) return false;
  if (market.is_spot()) {
    const auto route = mode.routing.find("spot_trade");
    return route != mode.routing.end() && route->second == market.venue;
  }
  const auto share = mode.hedge_allocation.find(market.venue);
  return share != mode.hedge_allocation.end() && !share->second.is_zero();
}

std::map<AssetId, Quantity> HotPath::clips() const {
  std::map<AssetId, Quantity> clips;
  for (const auto& [asset, clip] : parts_.settings.clip)
    if (const auto id = parts_.universe->find_asset(asset)) clips.emplace(*id, clip);
  return clips;
}

std::vector<PricedAsset> HotPath::priced_assets() const {
  std::vector<PricedAsset> assets;
  for (const auto& [name, clip] : parts_.settings.clip) {
    const auto asset = parts_.universe->find_asset(name);
    if (!asset) continue;
    PricedAsset priced;
    PricingSpec& spec = priced.spec;
    spec.asset = *asset;
    spec.max_age = parts_.settings.max_age;
    spec.max_funding_age = parts_.settings.max_funding_age;
    spec.clip = clip;
    spec.carry_horizon = parts_.settings.carry_horizon;
    spec.volatility = {parts_.settings.volatility_grid, parts_.settings.volatility_half_life,
                       parts_.settings.volatility_minimum_returns};
    for (const Market* market : parts_.markets) {
      if (market->base != asset) continue;
      spec.markets.push_back(market);
      if (traded(*market)) priced.traded.push_back(market->id);
    }
    if (!spec.markets.empty()) assets.push_back(std::move(priced));
  }
  return assets;
}

PreTradeLimits HotPath::limits() const {
  const HotPathSettings& from = parts_.settings;
  PreTradeLimits limits;
  for (const Market* market : parts_.markets) {
    if (!traded(*market)) continue;
    MarketLimits own;
    own.market = market;
    own.maximum_notional = from.maximum_order_notional;
    own.price_band = from.price_band;
    own.maximum_position = from.maximum_position.at(parts_.universe->name(*market->base));
    own.rate = {from.orders_per_second, from.order_burst};
    limits.markets.push_back(own);
  }
  limits.total.maximum_gross = from.maximum_gross;
  limits.total.rate = {from.total_orders_per_second, from.total_order_burst};
  limits.total.daily_loss = from.daily_loss;
  limits.total.max_price_age = from.max_age;
  limits.total.max_risk_age = from.max_risk_age;
  return limits;
}

LiveRiskActor::Parts HotPath::risk_parts() const {
  LiveRiskActor::Parts risk;
  LiveRiskSpec& spec = risk.spec;
  spec.max_price_age = parts_.settings.max_age;
  spec.max_naked_time = parts_.settings.max_naked_time;
  const Universe& universe = *parts_.universe;
  spec.universe = parts_.universe;
  std::map<AssetId, std::size_t> groups;
  for (const Market* market : parts_.markets) {
    if (!market->configured()) continue;
    auto [group, is_new] = groups.emplace(*market->base, spec.groups.size());
    if (is_new) spec.groups.push_back({universe.name(*market->base), {}, Amount{}});
    HedgeGroup& hedge = spec.groups[group->second];
    hedge.members.push_back(*market->position);
    hedge.tolerance = std::max(hedge.tolerance, amount_of(market->step));
  }
  spec.margin_ratio = parts_.mode->mode.margin_ratio;
  spec.delta_drift = parts_.mode->mode.delta_drift;
  return risk;
}

void HotPath::report(const OrderReport& report, UtcTime received, MonoTime at) {
  send_pooled(sender_.handle, OrderReported{report, received, at});
}
void HotPath::report(const AccountReport& report, MonoTime at) {
  send_pooled(sender_.handle, AccountReported{report, at, false});
}
void HotPath::adopt(const AccountReport& report, MonoTime at) {
  send_pooled(sender_.handle, AccountReported{report, at, true});
}
void HotPath::work(const PairOrder& order, UtcTime now, MonoTime at) {
  send_pooled(sender_.handle, WorkPair{order, now, at});
}
void HotPath::stop_pair(std::uint64_t id, UtcTime now, MonoTime at) {
  send_pooled(sender_.handle, StopPair{id, now, at});
}
void HotPath::holding_changed(InstrumentId instrument, const Holding& holding, MonoTime at) {
  send_pooled(risk_.handle, HoldingChanged{instrument, holding, at});
}
void HotPath::capital_moved(Amount dollars) { send_pooled(risk_.handle, CapitalMoved{dollars}); }
void HotPath::begin_boot(HotBoot state, MonoTime at) {
  caf::anon_send(sender_.handle, BeginBoot{std::make_shared<const HotBoot>(std::move(state)), at});
}
void HotPath::download(MarketDownload found, UtcTime received, MonoTime at) {
  caf::anon_send(sender_.handle, Downloaded{std::make_shared<const MarketDownload>(std::move(found)), received, at});
}
void HotPath::resume(const OpenPair& pair, UtcTime now, MonoTime at) {
  caf::anon_send(sender_.handle, ResumePair{std::make_shared<const OpenPair>(pair), now, at});
}
void HotPath::set_kill_switch(const SetKillSwitch& kill) {
  if (sender_.handle) send_pooled(sender_.handle, kill);
}
void HotPath::set_ready(MarketId market, LegReadiness readiness, Quantity position) {
  send_pooled(sender_.handle, MarketReady{market, readiness, position});
}

std::vector<FeedQueue*> HotPath::queues_of(Consumer consumer) const {
  std::vector<FeedQueue*> queues;
  queues.reserve(queues_.size());
  for (const auto& row : queues_) queues.push_back(row[consumer].get());
  return queues;
}

void HotPath::spawn_sender(const ClientOrderIds& ids) {
  PairSender::Parts sender{limits(),
                           queues_of(kSender),
                           &encoders_,
                           parts_.sink,
                           ids,
                           parts_.universe,
                           parts_.settings.receive_window,
                           positions_.handle,
                           works() ? &outcomes_ : nullptr,
                           HotClock(parts_.clock)};
  sender_ = spawn_hosted<PairSender, pair_sender_actor>(system_, std::move(sender));
  risk_.actor->tell(sender_.handle);
}

void HotPath::spawn(const ClientOrderIds& ids) {
  const HotClock clock(parts_.clock);
  risk_ = spawn_hosted<LiveRiskActor, live_risk_actor>(system_, [&] {
    LiveRiskActor::Parts parts = risk_parts();
    parts.queues = queues_of(kRisk);
    return parts;
  }());
  if (parts_.trades) {
    positions_ = spawn_hosted<HotPositionActor, hot_position_actor>(
        system_, HotPositionActor::Parts{parts_.universe, {}, risk_.handle});
    spawn_sender(ids);
    positions_.actor->tell(sender_.handle);
    PairPlanner::Parts planner{parts_.universe, parts_.settings.slippage, sender_.handle};
    planner_ = spawn_hosted<PairPlanner, pair_planner_actor>(system_, std::move(planner));
  }
  if (works()) spawn_sender(ids);
  PricingActor::Parts pricing;
  pricing.assets = priced_assets();
  pricing.thresholds = {parts_.settings.enter_carry_bps, parts_.settings.minimum_entry_basis_bps,
                        parts_.settings.exit_carry_bps, parts_.settings.cool_down};
  pricing.queues = queues_of(kPricing);
  pricing.planner = planner_.handle;
  pricing.clock = clock;
  if (works()) pricing.sender = sender_.handle;
  pricing_ = spawn_hosted<PricingActor, pricing_actor>(system_, std::move(pricing));
  if (sender_.actor != nullptr) sender_.actor->tell(pricing_.handle);
  owned_ = std::make_unique<Lane>(system_);
  for (const auto& [name, resident] : residents()) owned_->add(*resident);
}

/// In the order in which an event becomes an order, so that a lane needs one round for it. The pair
/// sender's gate still has a price before the orders that depend on it are checked: feeds push to
/// its queue first, and an actor handles events before messages.
std::vector<std::pair<std::string, LaneResident*>> HotPath::residents() const {
  std::vector<std::pair<std::string, LaneResident*>> all{{"pricing", pricing_.actor}};
  if (planner_.actor != nullptr) all.emplace_back("strategy_manager", planner_.actor);
  if (sender_.actor != nullptr) all.emplace_back("execution_manager", sender_.actor);
  if (positions_.actor != nullptr) all.emplace_back("position_monitor", positions_.actor);
  all.emplace_back("risk", risk_.actor);
  return all;
}

std::vector<FeedQueue*> HotPath::consumers(std::size_t feed) const {
  std::vector<FeedQueue*> all{queues_[feed][kPricing].get(), queues_[feed][kRisk].get()};
  if (sender_.actor != nullptr) all.insert(all.begin(), queues_[feed][kSender].get());
  return all;
}

Result<void> HotPath::start() {
  std::map<std::string, Lane*> by_name;
  for (const auto& [actor, resident] : residents()) {
    const std::string& name = parts_.settings.placement.at(actor);
    if (!by_name.contains(name)) {
      lanes_.emplace_back(name, std::make_unique<Lane>(system_));
      by_name.emplace(name, lanes_.back().second.get());
    }
    by_name[name]->add(*resident);
  }
  for (const auto& [name, lane] : lanes_) {
    const LaneSettings& settings = parts_.settings.lanes.at(name);
    BASIS_TRY(lane->start({settings.core, settings.spins ? LaneIdle::spin : LaneIdle::yield}));
  }
  return ok();
}

void HotPath::catch_up() {
  if (lanes_.empty()) return owned_->drain();
  // An event that came between a lane's look at its queues and at its mailboxes is handled with the second round.
  caf::scoped_actor self{system_};
  const auto ask = [&](const auto& handle) {
    if (handle) self->request(handle, caf::infinite, Ping{}).receive([](const Pong&) {}, [](const caf::error&) {});
  };
  for (int round = 0; round < 2; ++round) ask(pricing_.handle), ask(sender_.handle), ask(risk_.handle);
}

void HotPath::stop() {
  for (const auto& [name, lane] : lanes_) lane->stop();
  // Messages that a lane sent to a lane that had already ended.
  owned_->drain();
}

std::vector<std::pair<std::string, LaneCounters>> HotPath::lanes() const {
  std::vector<std::pair<std::string, LaneCounters>> all;
  all.reserve(lanes_.size());
  for (const auto& [name, lane] : lanes_) all.emplace_back(name, lane->counters());
  return all;
}

std::uint64_t HotPath::dropped() const {
  std::uint64_t all = 0;
  for (const auto& row : queues_)
    for (const auto& queue : row) all += queue->dropped();
  return all;
}

}  // namespace basis
