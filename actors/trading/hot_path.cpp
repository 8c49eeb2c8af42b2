#include "actors/trading/hot_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actors/lanes/pooled_message.hpp"

namespace basis {
namespace {

Amount amount_of(Quantity coins) { return Amount::from_raw(i128{coins.raw()} * (Amount::kOne / Quantity::kOne)); }

/// Converts an amount from a market's rules to coins at 1e-8. A finer value is rounded down; only
/// size limits can be finer.
Quantity coins_of(Amount amount, const MarketSettings& market) {
  const Amount coins =
      market.contract_size ? scale(amount, *market.contract_size, Amount::from_int(1), Rounding::floor) : amount;
  return Quantity::from_raw_checked(coins.raw() / (Amount::kOne / Quantity::kOne));
}

}  // namespace

Result<std::unique_ptr<HotPath>> HotPath::create(caf::actor_system& system, HotPathParts parts) {
  BASIS_TRY(const ClientOrderIds ids, ClientOrderIds::create(parts.run_tag));
  require(parts.mode != nullptr, "a hot path goes by the rules of a mode");
  OrderEncoders encoders;
  if (parts.trades) {
    const std::string& asset = parts.mode->mode.asset;
    if (!parts.settings.clip.contains(asset))
      return Error(ErrorKind::usage,
                   fmt::format("hot_path.yaml: pricing.clip.{}: missing, {} trades it", asset, parts.mode->mode.mode));
    BASIS_TRY(OrderEncoders made,
              OrderEncoders::create(parts.instruments, parts.access, parts.settings.receive_window));
    encoders = std::move(made);
  }
  prepare_messages<SignalRaised, PairWanted, PairRefused, RiskMeasured, HoldingTraded, SetKillSwitch>();
  std::unique_ptr<HotPath> path(new HotPath(system, std::move(parts), std::move(encoders)));
  path->spawn(ids);
  return path;
}

HotPath::HotPath(caf::actor_system& system, HotPathParts parts, OrderEncoders encoders)
    : system_(system), parts_(std::move(parts)), encoders_(std::move(encoders)) {
  for (std::size_t feed = 0; feed < parts_.feeds; ++feed) {
    std::vector<std::unique_ptr<FeedQueue>>& row = queues_.emplace_back();
    for (std::size_t consumer = 0; consumer < kConsumers; ++consumer)
      row.push_back(std::make_unique<FeedQueue>(parts_.settings.queue_capacity, parts_.instruments.size()));
  }
}

HotPath::~HotPath() {
  lanes_.clear();
  const auto end = [](const auto& hosted) {
    if (hosted.handle) caf::anon_send_exit(hosted.handle, caf::exit_reason::user_shutdown);
  };
  end(pricing_), end(risk_), end(planner_), end(sender_);
  // Null when `spawn` has thrown.
  if (owned_ != nullptr) owned_->drain();
}

bool HotPath::traded(const FeedInstrument& instrument) const {
  const ModeSettings& mode = parts_.mode->mode;
  if (!parts_.trades || instrument.market == nullptr || instrument.asset != mode.asset) return false;
  const std::string account(feed_venue_info(instrument.venue).account);
  if (instrument.spot) {
    const auto route = mode.routing.find("spot_trade");
    return route != mode.routing.end() && route->second == account;
  }
  const auto share = mode.hedge_allocation.find(account);
  return share != mode.hedge_allocation.end() && !share->second.is_zero();
}

std::vector<PricedAsset> HotPath::priced_assets() const {
  std::vector<PricedAsset> assets;
  for (const auto& [asset, clip] : parts_.settings.clip) {
    PricedAsset priced;
    PricingSpec& spec = priced.spec;
    spec.asset = AssetId{static_cast<std::uint16_t>(assets.size())};
    spec.max_age = parts_.settings.max_age;
    spec.max_funding_age = parts_.settings.max_funding_age;
    spec.clip = clip;
    spec.carry_horizon = parts_.settings.carry_horizon;
    spec.volatility = {parts_.settings.volatility_grid, parts_.settings.volatility_half_life,
                       parts_.settings.volatility_minimum_returns};
    for (const FeedInstrument& instrument : parts_.instruments) {
      if (instrument.market == nullptr || instrument.asset != asset) continue;
      spec.instruments.push_back({instrument.id, instrument.spot ? MarketKind::spot : MarketKind::perp,
                                  instrument.taker_fee, instrument.market->funding_interval});
      if (traded(instrument)) priced.traded.push_back(instrument.id);
    }
    if (!spec.instruments.empty()) assets.push_back(std::move(priced));
  }
  return assets;
}

PreTradeLimits HotPath::limits() const {
  const HotPathSettings& from = parts_.settings;
  PreTradeLimits limits;
  for (const FeedInstrument& instrument : parts_.instruments) {
    if (!traded(instrument)) continue;
    const MarketSettings& market = *instrument.market;
    InstrumentLimits own;
    own.id = instrument.id;
    own.step = coins_of(market.step, market);
    own.tick = market.tick;
    own.minimum_size = coins_of(market.minimum_size, market);
    own.minimum_notional = market.minimum_notional;
    own.minimum_binds_reduce_only = instrument.venue != FeedVenue::binance_usdm;
    own.maximum_size = coins_of(market.maximum_size, market);
    own.maximum_notional = from.maximum_order_notional;
    own.price_band = from.price_band;
    own.maximum_position = from.maximum_position.at(instrument.asset);
    own.rate = {from.orders_per_second, from.order_burst};
    limits.instruments.push_back(own);
  }
  limits.total.maximum_gross = from.maximum_gross;
  limits.total.rate = {from.total_orders_per_second, from.total_order_burst};
  limits.total.daily_loss = from.daily_loss;
  limits.total.max_price_age = from.max_age;
  limits.total.max_risk_age = from.max_risk_age;
  return limits;
}

std::vector<OrderCut> HotPath::cuts() const {
  std::vector<OrderCut> cuts(parts_.instruments.size());
  for (const FeedInstrument& instrument : parts_.instruments)
    if (instrument.market != nullptr)
      cuts[instrument.id.index()] = {coins_of(instrument.market->step, *instrument.market), instrument.market->tick};
  return cuts;
}

LiveRiskActor::Parts HotPath::risk_parts() const {
  LiveRiskActor::Parts risk;
  LiveRiskSpec& spec = risk.spec;
  spec.max_price_age = parts_.settings.max_age;
  spec.max_naked_time = parts_.settings.max_naked_time;
  spec.assets = {std::string("USDT")};
  risk.places.resize(parts_.instruments.size());
  std::map<std::string, AccountId> accounts;
  std::map<std::string, std::size_t> groups;
  std::uint16_t next = static_cast<std::uint16_t>(parts_.instruments.size());
  std::map<std::string, InstrumentId> cash;
  for (const FeedInstrument& instrument : parts_.instruments) {
    if (instrument.market == nullptr) continue;
    const std::string account(feed_venue_info(instrument.venue).account);
    if (!accounts.contains(account)) {
      accounts.emplace(account, AccountId{static_cast<std::uint16_t>(spec.accounts.size())});
      cash.emplace(account, InstrumentId{next++});
      spec.instruments.push_back(
          {cash[account], account + ":BaseToken:USDT", accounts[account], AssetId{0}, RiskKind::cash});
      spec.accounts.push_back(account);
    }
    auto asset = std::find(spec.assets.begin(), spec.assets.end(), instrument.asset);
    if (asset == spec.assets.end()) asset = spec.assets.insert(asset, instrument.asset);
    const AssetId asset_id{static_cast<std::uint16_t>(asset - spec.assets.begin())};
    const RiskKind kind = instrument.spot ? RiskKind::spot : RiskKind::perp;
    spec.instruments.push_back({instrument.id, instrument.key, accounts[account], asset_id, kind,
                                instrument.spot ? Ratio{} : instrument.market->maintenance_margin});
    risk.places[instrument.id.index()] = {kind, cash[account], true};
    auto [group, is_new] = groups.emplace(instrument.asset, spec.groups.size());
    if (is_new) spec.groups.push_back({instrument.asset, {}, Amount{}});
    HedgeGroup& hedge = spec.groups[group->second];
    hedge.members.push_back(instrument.id);
    hedge.tolerance = std::max(hedge.tolerance, amount_of(coins_of(instrument.market->step, *instrument.market)));
  }
  spec.margin_ratio = parts_.mode->mode.margin_ratio;
  spec.delta_drift = parts_.mode->mode.delta_drift;
  if (parts_.trades)
    for (const auto& [account, id] : cash) risk.cash.emplace_back(id, start_cash(account));
  return risk;
}

/// Half of the capital is cash for spot, half is margin.
Amount HotPath::start_cash(const std::string& account) const {
  const ModeSettings& mode = parts_.mode->mode;
  const Amount half = div(parts_.capital, Ratio::from_int(2), Rounding::floor);
  Amount start;
  const auto route = mode.routing.find("spot_trade");
  if (route != mode.routing.end() && route->second == account) start += half;
  const auto share = mode.hedge_allocation.find(account);
  if (share != mode.hedge_allocation.end()) start += mul(half, share->second, Rounding::floor);
  return start;
}

std::vector<FeedQueue*> HotPath::queues_of(Consumer consumer) const {
  std::vector<FeedQueue*> queues;
  for (const auto& row : queues_) queues.push_back(row[consumer].get());
  return queues;
}

void HotPath::spawn(const ClientOrderIds& ids) {
  const HotClock clock(parts_.clock);
  risk_ = spawn_hosted<LiveRiskActor, live_risk_actor>(system_, [&] {
    LiveRiskActor::Parts parts = risk_parts();
    parts.queues = queues_of(kRisk);
    return parts;
  }());
  if (parts_.trades) {
    PairSender::Parts sender{limits(), queues_of(kSender), &encoders_,           parts_.sink,
                             ids,      risk_.handle,       parts_.assume_filled, clock};
    sender_ = spawn_hosted<PairSender, pair_sender_actor>(system_, std::move(sender));
    risk_.actor->tell(sender_.handle);
    PairPlanner::Parts planner{cuts(), parts_.settings.slippage, sender_.handle};
    planner_ = spawn_hosted<PairPlanner, pair_planner_actor>(system_, std::move(planner));
  }
  PricingActor::Parts pricing;
  pricing.assets = priced_assets();
  pricing.thresholds = {parts_.settings.enter_carry_bps, parts_.settings.minimum_entry_basis_bps,
                        parts_.settings.exit_carry_bps, parts_.settings.cool_down};
  pricing.queues = queues_of(kPricing);
  pricing.planner = planner_.handle;
  pricing.clock = clock;
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
  all.emplace_back("risk", risk_.actor);
  return all;
}

std::vector<FeedQueue*> HotPath::consumers(std::size_t feed) const {
  std::vector<FeedQueue*> all{queues_[feed][kPricing].get(), queues_[feed][kRisk].get()};
  if (sender_.actor != nullptr) all.insert(all.begin(), queues_[feed][kSender].get());
  return all;
}

std::optional<Quantity> HotPath::clip(const std::string& asset) const {
  const auto found = parts_.settings.clip.find(asset);
  return found == parts_.settings.clip.end() ? std::nullopt : std::optional(found->second);
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

void HotPath::stop() {
  for (const auto& [name, lane] : lanes_) lane->stop();
  // Messages that a lane sent to a lane that had already ended.
  owned_->drain();
}

std::vector<std::pair<std::string, LaneCounters>> HotPath::lanes() const {
  std::vector<std::pair<std::string, LaneCounters>> all;
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
