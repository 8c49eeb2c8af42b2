#include "core/config/key_effects.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/config/tree_read.hpp"

namespace basis {
namespace {

/// A key, and the configuration that it stands in.
struct Place {
  const ConfigTrees& trees;
  std::string_view venue;  ///< empty: the mode
  std::string_view key;

  /// A segment of the key, from 0; empty where there is none.
  [[nodiscard]] std::string segment(int wanted) const {
    std::string_view rest = key;
    for (; wanted > 0 && !rest.empty(); --wanted) {
      const std::size_t dot = rest.find('.');
      rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    }
    return std::string(rest.substr(0, rest.find('.')));
  }
  [[nodiscard]] bool routes(std::string_view action) const {
    return trees.mode.find(fmt::format("routing.{}", action)) != nullptr;
  }
  [[nodiscard]] bool holds(const std::string& instrument) const {
    const std::vector<std::string> all = find_list(trees.mode, "instruments");
    return std::find(all.begin(), all.end(), instrument) != all.end();
  }
};

bool never(const Place&) { return false; }
bool hedges(const Place& at) { return at.routes("perp_trade"); }
bool stakes(const Place& at) { return at.routes("stake"); }
bool borrows(const Place& at) { return at.routes("borrow"); }
bool lends(const Place& at) { return at.routes("supply"); }
bool only_lends(const Place& at) { return lends(at) && !borrows(at); }
bool trades(const Place& at) { return hedges(at) || stakes(at); }
bool neutral(const Place& at) { return hedges(at) && stakes(at); }
bool holds_spot(const Place& at) { return hedges(at) && !stakes(at); }
bool loops(const Place& at) { return borrows(at) && find_text(at.trees.mode, "leverage_method") == "recursive"; }
bool flash(const Place& at) { return borrows(at) && !loops(at); }
bool stakes_in_steps(const Place& at) { return stakes(at) && !flash(at); }
bool lends_in_steps(const Place& at) { return lends(at) && !flash(at); }
bool approves(const Place& at) { return stakes_in_steps(at) || lends_in_steps(at); }

bool trades_spot(const Place& at) { return at.trees.routed_venue("spot_trade") == at.venue; }
bool trades_this_spot(const Place& at) {
  return trades_spot(at) && at.segment(1) == find_text(at.trees.mode, "asset") + "USDT";
}
bool trades_perps(const Place& at) {
  return at.trees.mode.find(fmt::format("hedge_allocation.{}", at.venue)) && hedges(at);
}
bool trades_this_perp(const Place& at) {
  return at.holds(fmt::format("{}:Perp:{}", at.trees.accounts_of(std::string(at.venue)).perp, at.segment(1)));
}
bool stakes_here(const Place& at) { return at.trees.staking_venue() == at.venue; }
/// A mode's instruments hold the tokens of every staking venue; `lst_type` chooses one.
bool is_other_lst(const Place& at) {
  const std::vector<std::string> venues = at.trees.mode_venues();
  return std::any_of(venues.begin(), venues.end(), [&](const std::string& name) {
    return name != at.trees.staking_venue() && find_text(at.trees.venues.at(name), "staking.token") == at.segment(1);
  });
}
bool is_collateral(const Place& at) {
  return at.holds(fmt::format("{}:aToken:a{}", at.venue, at.segment(1))) && !is_other_lst(at);
}
bool is_debt(const Place& at) { return at.holds(fmt::format("{}:debtToken:debt{}", at.venue, at.segment(1))); }
bool is_the_emode(const Place& at) { return borrows(at) && at.segment(1) == find_text(at.trees.mode, "emode"); }
/// In its eMode an account has the eMode's terms.
bool outside_emode(const Place& at) {
  const std::string listed = fmt::format("emodes.{}.collateral", find_text(at.trees.mode, "emode"));
  return borrows(at) && is_collateral(at) &&
         !find_set(at.trees.venues.at(std::string(at.venue)), listed).contains(at.segment(1));
}

/// A key acts where the first row that its path begins with says so. A key without a row always acts.
struct Row {
  std::string_view path;  ///< `*` stands for any one segment
  bool (*acts)(const Place&);
  std::string_view otherwise;
};

constexpr std::string_view kNoHedge = "the mode sells no perps";
constexpr std::string_view kNoStake = "the mode stakes nothing";
constexpr std::string_view kNoDebt = "the mode borrows nothing";
constexpr std::string_view kNotOnChain = "the mode does not hedge a staked position";
constexpr std::string_view kNoFlash = "the mode takes no flash loans";
constexpr std::string_view kNoCall = "the mode makes no such call";
constexpr std::string_view kExact = "amounts of a run over history are exact";
constexpr std::string_view kOtherMarket = "the mode does not trade this market";
constexpr std::string_view kLiveOnly = "only orders that are sent to a venue need it";

constexpr std::string_view kHasSeries = "a backtest has series of gas and prices";
constexpr std::string_view kMatchedOnly = "only orders that are matched against an order book need it";

constexpr Row kModeRows[] = {
    {"execution.default_cost_bps", trades, "the mode trades nothing"},
    {"execution.max_participation", hedges, "the mode trades on no exchange"},
    {"data.max_funding", hedges, kNoHedge},
    {"hedge_allocation", hedges, kNoHedge},
    {"margin_ratio", hedges, kNoHedge},
    {"entry_gate", hedges, kNoHedge},
    {"exit_gate", hedges, kNoHedge},
    {"pair", hedges, kNoHedge},
    {"transfer.maximum", hedges, "the mode moves no cash between accounts"},
    {"delta_tolerance", holds_spot, "the mode does not hold spot against perps"},
    {"delta_drift", neutral, kNotOnChain},
    {"stake_allocation_eth", neutral, kNotOnChain},
    {"lst_type", stakes, kNoStake},
    {"dust_delta", stakes, "the mode receives no rewards"},
    {"max_stake_spread_move", stakes, kNoStake},
    {"emode", borrows, kNoDebt},
    {"target_ltv", borrows, kNoDebt},
    {"leverage_method", borrows, kNoDebt},
    {"health_factor", borrows, kNoDebt},
    {"target_apy", only_lends, "it is shown by modes that only lend"},
};

constexpr Row kVenueRows[] = {
    {"delays", hedges, "the mode moves nothing between accounts"},
    {"fees.*.maker_bps", never, "orders of a backtest take what is offered"},
    {"fees.spot", trades_spot, kOtherMarket},
    {"fees.perp", trades_perps, kNoHedge},
    {"spot.*.native_symbol", never, kLiveOnly},
    {"spot.*.price_band", never, kMatchedOnly},
    {"spot.*.market_band", never, kMatchedOnly},
    {"spot", trades_this_spot, kOtherMarket},
    {"perp.*.native_symbol", never, kLiveOnly},
    {"perp.*.margin_tiers.*.max_leverage", never, "margin is held by margin_ratio, not by a venue's leverage"},
    {"perp.*.price_band", never, kMatchedOnly},
    {"perp.*.market_band", never, kMatchedOnly},
    {"perp", trades_this_perp, kOtherMarket},
    {"orders", never, kMatchedOnly},
    {"fee_token", never, kMatchedOnly},
    {"endpoints", never, "only a live run connects to a venue"},
    {"contracts", never, "only a live run calls contracts"},
    {"reserves.*.decimals", never, kExact},
    {"reserves.*.supply_cap", is_collateral, "the mode does not supply it"},
    {"reserves.*.borrow_cap", is_debt, "the mode does not borrow it"},
    {"reserves", outside_emode, "the mode has no debt under these terms"},
    {"emodes.*.category", never, "only calls that are sent to a chain need it"},
    {"emodes", is_the_emode, "the mode does not borrow in this eMode"},
    {"liquidation", borrows, kNoDebt},
    {"staking", stakes_here, "lst_type selects another venue"},
    {"flash_loan", flash, kNoFlash},
    {"tokens", never, kExact},
    {"gas.default_gwei", never, kHasSeries},
    {"gas.default_token_price", never, kHasSeries},
    {"gas.units.approve", approves, kNoCall},
    {"gas.units.set_emode", loops, kNoCall},
    {"gas.units.supply", lends_in_steps, kNoCall},
    {"gas.units.withdraw", lends_in_steps, kNoCall},
    {"gas.units.borrow", loops, kNoCall},
    {"gas.units.repay", loops, kNoCall},
    {"gas.units.stake", stakes_in_steps, kNoCall},
    {"gas.units.unstake", stakes, kNoCall},
    {"gas.units.swap", stakes_in_steps, kNoCall},
    {"gas.units.wrap", loops, kNoCall},
    {"gas.units.unwrap_king", stakes, kNoCall},
    {"gas.units.atomic_deleverage_two_swaps", never, "a backtest deleverages with one swap"},
    {"gas.units.atomic_entry", flash, kNoCall},
    {"gas.units.atomic_deleverage", flash, kNoCall},
    {"fee_tiers_bps", never, "the cost table holds the fees of the pools"},
    {"pools.*.fee_bps", never, "the cost table holds the fees of the pools"},
    {"deadline_seconds", never, "the calls of a step are made at its instant"},
    {"max_gas", flash, kNoFlash},
    {"slippage_bps", never, "a backtest swaps at its quote"},
    {"operations", flash, kNoFlash},
    {"protocols", flash, kNoFlash},
    {"through", never, "a backtest makes the calls of a group itself"},
};

/// Accepted by every mode: ideal execution, and what the data gate is told of prices, which every mode has.
constexpr std::string_view kAlways[] = {
    "execution.costs",   "execution.rounding", "execution.liquidation", "execution.capacity", "execution.delays",
    "rebalance.enabled", "reserve_ratio",      "rewards_mode",          "margin_fraction",    "data.max_deviation"};

bool begins_with(const Place& at, std::string_view path) {
  for (int i = 0; !path.empty(); ++i) {
    const std::string_view wanted = path.substr(0, path.find('.'));
    const std::string given = at.segment(i);
    if (given.empty() || (wanted != "*" && wanted != given)) return false;
    path.remove_prefix(std::min(path.size(), wanted.size() + 1));
  }
  return true;
}

void add_idle(const ConfigTree& tree, const std::string& prefix, const std::string& mode,
              const std::function<std::string(const std::string&)>& why, Faults& faults,
              std::vector<std::string>* warnings) {
  for (const auto& [key, value] : tree.values) {
    const std::string& place = value.origin.place;
    const bool from_file = !value.origin.is_override && place != kFromDefault && place != kFromDerivation;
    if (!value.origin.is_override && (!from_file || warnings == nullptr)) continue;
    const std::string reason = why(key);
    if (reason.empty()) continue;
    (from_file ? *warnings : faults)
        .push_back(fmt::format("{}: {}{} ({}) has no effect in mode {}: {}", value.origin.text(), prefix, key,
                               value.shown(), mode, reason));
  }
}

}  // namespace

std::string why_idle(const ConfigTrees& trees, std::string_view venue, std::string_view key) {
  const Place at{trees, venue, key};
  if (venue.empty()) {
    for (const std::string_view path : kAlways)
      if (begins_with(at, path)) return {};
    for (const Row& row : kModeRows)
      if (begins_with(at, row.path)) return row.acts(at) ? std::string{} : std::string(row.otherwise);
    return {};
  }
  const std::vector<std::string> used = trees.mode_venues();
  if (std::find(used.begin(), used.end(), venue) == used.end())
    return fmt::format("the mode does not use venue '{}'", venue);
  for (const Row& row : kVenueRows)
    if (begins_with(at, row.path)) return row.acts(at) ? std::string{} : std::string(row.otherwise);
  return {};
}

std::string why_idle_share_class(const ConfigTrees& trees, const std::string& name, std::string_view key) {
  const std::string currency = find_text(trees.mode, "share_class");
  if (find_text(trees.share_classes.at(name), "currency") != currency) return "the mode's share class is " + currency;
  if (key == "market_neutral" && find_text(trees.mode, "asset") == currency)
    return "the mode's asset is its share class, which needs no hedge";
  return key == "decimals" ? std::string(kExact) : std::string{};
}

void check_effects(const std::string& mode, const ConfigTrees& trees, Faults& faults,
                   std::vector<std::string>& warnings) {
  add_idle(
      trees.mode, "", mode, [&](const std::string& key) { return why_idle(trees, "", key); }, faults, &warnings);
  for (const auto& named : trees.venues)
    add_idle(
        named.second, fmt::format("venues.{}.", named.first), mode,
        [&trees, &named](const std::string& key) { return why_idle(trees, named.first, key); }, faults, nullptr);
  for (const auto& named : trees.share_classes)
    add_idle(
        named.second, fmt::format("share_classes.{}.", named.first), mode,
        [&trees, &named](const std::string& key) { return why_idle_share_class(trees, named.first, key); }, faults,
        nullptr);
}

}  // namespace basis
