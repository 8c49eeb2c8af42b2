#include <functional>
#include <map>

#include "core/config/build_settings.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

ExecutionSettings build_execution(const ConfigTree& tree) {
  ExecutionSettings execution;
  execution.costs = get_text(tree, "execution.costs") == "none" ? CostModel::none : CostModel::model;
  execution.rounding = get_text(tree, "execution.rounding") == "none" ? RoundingModel::none : RoundingModel::venue;
  execution.default_cost_bps = get_number<BasisPoints>(tree, "execution.default_cost_bps");
  execution.liquidation =
      get_text(tree, "execution.liquidation") == "open" ? LiquidationModel::open : LiquidationModel::intrabar;
  const std::string& capacity = get_text(tree, "execution.capacity");
  execution.capacity = capacity == "off"      ? CapacityModel::off
                       : capacity == "refuse" ? CapacityModel::refuse
                                              : CapacityModel::remark;
  execution.max_participation = get_number<Ratio>(tree, "execution.max_participation");
  execution.delays = get_text(tree, "execution.delays") == "none" ? DelayModel::none : DelayModel::model;
  return execution;
}

RewardsMode rewards_mode(const std::string& text) {
  if (text == "base_eigen") return RewardsMode::base_eigen;
  if (text == "base_eigen_seasonal") return RewardsMode::base_eigen_seasonal;
  return RewardsMode::base_only;
}

MarginRatioSettings build_margin_ratio(const ConfigTree& tree) {
  return {get_number<Ratio>(tree, "margin_ratio.target"), get_number<Ratio>(tree, "margin_ratio.warning"),
          get_number<Ratio>(tree, "margin_ratio.critical"), get_number<Ratio>(tree, "margin_ratio.donor")};
}

LeverageSettings build_leverage(const ConfigTree& tree) {
  LeverageSettings leverage;
  if (tree.find("routing.borrow") == nullptr) return leverage;
  leverage.target_ltv = get_number<Ratio>(tree, "target_ltv");
  leverage.health_factor_warning = get_number<Ratio>(tree, "health_factor.warning");
  leverage.health_factor_critical = get_number<Ratio>(tree, "health_factor.critical");
  leverage.emode = get_text(tree, "emode");
  leverage.recursive = get_text(tree, "leverage_method") == "recursive";
  return leverage;
}

std::map<std::string, Ratio> build_allocation(const ConfigTree& tree) {
  std::map<std::string, Ratio> allocation;
  if (find_text(tree, "routing.perp_trade") != "hedge_allocation") return allocation;
  for (const std::string& venue : tree.children("hedge_allocation"))
    allocation.emplace(venue, get_number<Ratio>(tree, "hedge_allocation." + venue));
  return allocation;
}

void build_lists(const ConfigTree& tree, ModeSettings& mode) {
  mode.venues = find_list(tree, "venues");
  mode.instruments = find_list(tree, "instruments");
  for (const std::string& action : tree.children("routing"))
    mode.routing.emplace(action, get_text(tree, "routing." + action));
  mode.hedge_allocation = build_allocation(tree);
}

void build_ratios(const ConfigTree& tree, ModeSettings& mode) {
  mode.reserve_ratio = get_number<Ratio>(tree, "reserve_ratio");
  mode.position_deviation_threshold = get_number<Ratio>(tree, "position_deviation_threshold");
  mode.margin_fraction = get_number<Ratio>(tree, "margin_fraction");
  mode.delta_tolerance = get_number<Ratio>(tree, "delta_tolerance");
  mode.delta_drift = {get_number<Ratio>(tree, "delta_drift.warning"), get_number<Ratio>(tree, "delta_drift.act")};
  mode.dust_delta = get_number<Ratio>(tree, "dust_delta");
  mode.target_apy = get_number<Ratio>(tree, "target_apy");
  mode.stake_allocation_eth = get_number<Ratio>(tree, "stake_allocation_eth");
  mode.large_deposit = get_number<Ratio>(tree, "large_deposit");
  mode.max_stake_spread_move = get_number<Ratio>(tree, "max_stake_spread_move");
}

std::optional<double> plain_number(const ConfigTree& tree, std::string_view key) {
  const auto found = find_number<Ratio>(tree, key);
  return found ? std::optional(found->to_double()) : std::nullopt;
}

EntryGateSettings build_entry_gate(const ConfigTree& tree) {
  EntryGateSettings gate;
  gate.enabled = get_flag(tree, "entry_gate.enabled");
  gate.funding_threshold = get_number<Ratio>(tree, "entry_gate.funding_threshold");
  gate.least_carry_bps = plain_number(tree, "entry_gate.least_carry_bps");
  gate.least_basis_bps = plain_number(tree, "entry_gate.least_basis_bps");
  gate.horizon = kHour * get_integer(tree, "entry_gate.horizon_hours");
  return gate;
}

PairSettings build_pair(const ConfigTree& tree) {
  PairSettings pair;
  pair.make_first = get_text(tree, "pair.style") == "make_first";
  pair.clip = get_number<Amount>(tree, "pair.clip");
  pair.least_edge_bps = plain_number(tree, "pair.least_edge_bps");
  pair.exit_least_edge_bps = plain_number(tree, "pair.exit_least_edge_bps");
  pair.max_volatility = plain_number(tree, "pair.max_volatility");
  pair.slippage = get_number<BasisPoints>(tree, "pair.slippage_bps");
  pair.patience = kSecond * get_integer(tree, "pair.patience_seconds");
  pair.max_naked = kSecond * get_integer(tree, "pair.max_naked_seconds");
  static const std::map<std::string, WhenVenueDown, std::less<>> kWhenDown = {
      {"wait", WhenVenueDown::wait}, {"others", WhenVenueDown::others}, {"unwind", WhenVenueDown::unwind}};
  pair.when_down = kWhenDown.at(get_text(tree, "pair.when_venue_down"));
  pair.venue_down = kSecond * get_integer(tree, "pair.venue_down_seconds");
  return pair;
}

}  // namespace

ModeSettings build_mode(const std::string& name, const ConfigTree& tree) {
  ModeSettings mode;
  mode.mode = name;
  mode.share_class = get_text(tree, "share_class");
  mode.asset = get_text(tree, "asset");
  build_lists(tree, mode);
  build_ratios(tree, mode);
  mode.time_throttle_interval = kSecond * get_integer(tree, "time_throttle_interval");
  mode.execution = build_execution(tree);
  mode.rebalance_enabled = get_flag(tree, "rebalance.enabled");
  mode.rewards_mode = rewards_mode(get_text(tree, "rewards_mode"));
  mode.lst_type = get_text(tree, "lst_type") == "wsteth" ? LstType::wsteth : LstType::weeth;
  mode.margin_ratio = build_margin_ratio(tree);
  mode.leverage = build_leverage(tree);
  mode.transfer = {get_number<Amount>(tree, "transfer.minimum"), get_number<Amount>(tree, "transfer.maximum")};
  mode.entry_gate = build_entry_gate(tree);
  mode.exit_gate = {get_flag(tree, "exit_gate.enabled"), get_number<Ratio>(tree, "exit_gate.carry_bps").to_double(),
                    kHour * get_integer(tree, "exit_gate.hours")};
  mode.pair = build_pair(tree);
  mode.data = {get_number<Ratio>(tree, "data.max_deviation"), get_number<Ratio>(tree, "data.max_funding")};
  return mode;
}

Settings build_settings(const std::string& mode, const ConfigTrees& trees) {
  Settings settings;
  settings.mode = build_mode(mode, trees.mode);
  for (const std::string& name : settings.mode.venues)
    settings.venues.emplace(name, build_venue(name, trees.venues.at(name)));
  for (const auto& [name, tree] : trees.share_classes) {
    if (get_text(tree, "currency") != settings.mode.share_class) continue;
    settings.market_neutral = get_flag(tree, "market_neutral");
    settings.default_capital = get_number<Amount>(tree, "default_capital");
  }
  return settings;
}

}  // namespace basis
