#include "actors/trading/hot_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actors/lanes/pooled_message.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/portfolio/fill_entry.hpp"

namespace basis {
Result<std::unique_ptr<HotPath>> HotPath::create(caf::actor_system& system, HotPathParts parts) {
  BASIS_TRY(const ClientOrderIds ids, ClientOrderIds::create(parts.node_id, parts.boot));
  require(parts.universe != nullptr && parts.mode != nullptr, "a hot path goes by the rules of a mode");
  OrderEncoders encoders;
  if (!parts.tradable.empty()) {
    const std::string& asset = parts.mode->mode.asset;
    if (!parts.settings.maximum_position.contains(asset))
      return Error(ErrorKind::usage, fmt::format("node.yaml: limits.maximum_position.{}: missing, {} trades it", asset,
                                                 parts.mode->mode.mode));
    BASIS_TRY(OrderEncoders made,
              OrderEncoders::create(parts.universe->markets(), parts.access, parts.settings.receive_window));
    encoders = std::move(made);
  }
  prepare_messages<WorkPair, StopPair, VolatilityMeasured, RiskMeasured, OrderReported, AccountReported, MarketReady,
                   HoldingChanged, CapitalMoved, SetKillSwitch, SendFailed, OrderAnswered, TimePassed>();
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
  if (sender_.actor != nullptr) sender_.actor->close();
  const auto end = [](const auto& hosted) {
    if (hosted.handle) caf::anon_send_exit(hosted.handle, caf::exit_reason::user_shutdown);
  };
  end(pricing_), end(risk_), end(sender_);
  // Null when `spawn` has thrown.
  if (owned_ != nullptr) owned_->drain();
}

bool HotPath::traded(const Market& market) const {
  return std::ranges::find(parts_.tradable, market.id) != parts_.tradable.end();
}

std::map<AssetId, Quantity> HotPath::clips() const {
  std::map<AssetId, Quantity> clips;
  for (const auto& [asset, size] : parts_.settings.quote_size)
    if (const auto id = parts_.universe->find_asset(asset)) clips.emplace(*id, size);
  return clips;
}

std::vector<PricingSpec> HotPath::priced_assets() const {
  std::vector<PricingSpec> assets;
  for (const auto& [name, size] : parts_.settings.quote_size) {
    const auto asset = parts_.universe->find_asset(name);
    if (!asset) continue;
    PricingSpec spec;
    spec.asset = *asset;
    spec.max_age = parts_.settings.max_age;
    spec.max_funding_age = parts_.settings.max_funding_age;
    spec.clip = size;
    spec.carry_horizon = parts_.mode->mode.entry_gate.horizon;
    spec.volatility = {parts_.settings.volatility_grid, parts_.settings.volatility_half_life,
                       parts_.settings.volatility_minimum_returns};
    for (const Market* market : parts_.markets)
      if (market->base == asset) spec.markets.push_back(market);
    if (!spec.markets.empty()) assets.push_back(std::move(spec));
  }
  return assets;
}

PreTradeLimits HotPath::limits() const {
  const NodeSettings& from = parts_.settings;
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
  spec.max_naked_time = parts_.mode->mode.pair.max_naked;
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
  send_pooled(sender_.handle, AccountReported{report, at});
}
void HotPath::failed(const SendFailed& failure) { send_pooled(sender_.handle, failure); }
void HotPath::answered(const OrderAnswered& answer) { send_pooled(sender_.handle, answer); }
void HotPath::tell_time(UtcTime now, MonoTime at) {
  if (sender_.handle) send_pooled(sender_.handle, TimePassed{now, at});
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
void HotPath::set_clock_offset(AccountId account, Nanos offset) {
  for (const Market* market : parts_.markets)
    if (market->account == account) encoders_.set_clock_offset(market->id, offset);
}
void HotPath::risk_measured(const RiskMeasured& risk) { send_pooled(sender_.handle, risk); }
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
  PairSender::Parts sender;
  sender.limits = limits();
  sender.queues = queues_of(kSender);
  sender.encoders = &encoders_;
  sender.sink = parts_.sink;
  sender.witness = parts_.witness;
  sender.ids = ids;
  sender.universe = parts_.universe;
  sender.receive_window = parts_.settings.receive_window;
  sender.outcomes = &outcomes_;
  sender.clock = HotClock(parts_.clock);
  sender.twin_terms = twin_terms(pair_terms(parts_.mode->mode.pair).exit);
  sender_ = spawn_hosted<PairSender, pair_sender_actor>(system_, std::move(sender));
}

void HotPath::spawn(const ClientOrderIds& ids) {
  if (works()) spawn_sender(ids);
  LiveRiskActor::Parts risk = risk_parts();
  risk.queues = queues_of(kRisk);
  risk.sender = sender_.handle;
  risk_ = spawn_hosted<LiveRiskActor, live_risk_actor>(system_, std::move(risk));
  pricing_ = spawn_hosted<PricingActor, pricing_actor>(
      system_, PricingActor::Parts{priced_assets(), queues_of(kPricing), sender_.handle});
  owned_ = std::make_unique<Lane>(system_);
  for (const auto& [name, resident] : residents()) owned_->add(*resident);
}

/// The sender is first, so that an order does not wait for what it does not need.
std::vector<std::pair<std::string, LaneResident*>> HotPath::residents() const {
  std::vector<std::pair<std::string, LaneResident*>> all;
  if (sender_.actor != nullptr) all.emplace_back("pair_sender", sender_.actor);
  all.emplace_back("pricing", pricing_.actor);
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
