#include "core/config/schema.hpp"

namespace basis {

const Schema& mode_schema() {
  using enum ValueKind;
  using enum Need;
  static const Schema kSchema = {
      {"share_class", choice, "USDT | ETH", required, "", "currency of equity and P&L"},
      {"asset", choice, "USDT | BTC | ETH", required, "", "asset whose delta is watched"},
      {"venues", text_list, "", required, "", "venue files the mode uses"},
      {"instruments", text_list, "", required, "", "every key account:type:symbol the mode may touch"},
      {"routing.*", text, "", optional, "", "action type -> venue, hedge_allocation or lst_type"},
      {"reserve_ratio", ratio, "[0, 1)", defaulted, "0.10", "share of equity kept in the wallet"},
      {"position_deviation_threshold", ratio, "(0, 1)", defaulted, "0.02",
       "equity change since the last rebalance that makes one, as a fraction"},
      {"time_throttle_interval", integer, "[0, 86400]", defaulted, "60", "least time between decisions, seconds"},
      {"hedge_allocation.binance", ratio, "[0, 1]", defaulted, "0.4", "share of the hedge; 0 skips the venue"},
      {"hedge_allocation.bybit", ratio, "[0, 1]", defaulted, "0.3", "share of the hedge; 0 skips the venue"},
      {"hedge_allocation.okx", ratio, "[0, 1]", defaulted, "0.3", "share of the hedge; 0 skips the venue"},
      {"hedge_allocation.*", ratio, "[0, 1]", optional, "", "share of the hedge at any other venue with perps"},
      {"execution.costs", choice, "model | none", defaulted, "model", "cost table and gas, or neither"},
      {"execution.rounding", choice, "venue | none", defaulted, "venue", "obey steps, ticks and minimums, or exact"},
      {"execution.default_cost_bps", basis_points, "[0, 10000)", defaulted, "7", "for a pair the cost table lacks"},
      {"execution.liquidation", choice, "intrabar | open", defaulted, "intrabar",
       "exchanges liquidate at an hour's high or low too, or at opens only"},
      {"execution.capacity", choice, "remark | refuse | off", defaulted, "remark",
       "what is more than caps, liquidity or volume can take: told, not sent, or not looked at"},
      {"execution.max_participation", ratio, "(0, 1]", defaulted, "0.1",
       "share of its bar's volume that a trade may have"},
      {"execution.delays", choice, "model | none", defaulted, "model",
       "what moves between accounts arrives when it is due, or at once"},
      {"rebalance.enabled", flag, "", defaulted, "true", "whether positions are moved after entry"},
      {"rewards_mode", choice, "base_only | base_eigen | base_eigen_seasonal", defaulted, "base_only",
       "which restaking rewards are credited"},
      {"lst_type", choice, "weeth | wsteth", defaulted, "weeth", "which liquid staking token is held"},
      {"margin_fraction", ratio, "(0, 10]", defaulted, "0.8", "initial margin per unit of perp notional"},
      {"margin_ratio.target", ratio, "(0, 10]", defaulted, "0.8", "margin ratio that transfers restore"},
      {"margin_ratio.warning", ratio, "(0, 10]", defaulted, "0.20", "margin ratio under which margin is moved"},
      {"margin_ratio.critical", ratio, "(0, 10]", defaulted, "0.12", "margin ratio under which positions are cut"},
      {"margin_ratio.donor", ratio, "(0, 10]", optional, "",
       "margin is shared only while it leaves every account this; default: 1.5 * warning, at most target"},
      {"delta_tolerance", ratio, "(0, 1)", defaulted, "0.005", "net delta allowed, as a fraction of gross"},
      {"delta_drift.warning", ratio, "(0, 1)", defaulted, "0.005", "net delta that warns, as a fraction of equity"},
      {"delta_drift.act", ratio, "(0, 1)", defaulted, "0.01", "net delta that is hedged, as a fraction of equity"},
      {"dust_delta", ratio, "[0, 1)", defaulted, "0.001", "dust is sold above this fraction of equity"},
      {"target_apy", ratio, "[0, 10]", defaulted, "0", "shown only"},
      {"stake_allocation_eth", ratio, "(0, 1)", defaulted, "0.5", "share of capital staked; the rest is margin"},
      {"max_stake_spread_move", ratio, "[0, 1)", defaulted, "0.02215",
       "largest move of the LST against ETH that must be survived"},
      {"emode", text, "", defaulted, "eth_correlated", "eMode of the lending venue that leverage uses"},
      {"target_ltv", ratio, "[0, 1)", optional, "",
       "debt over collateral; default: eMode LTV * (1 - max_stake_spread_move)"},
      {"leverage_method", choice, "flash | recursive", defaulted, "flash",
       "one flash-loan transaction, or loops of supply and borrow"},
      {"health_factor.warning", ratio, "(1, 100)", optional, "", "default: LT / (L + 25 % of (LT - L)), L target_ltv"},
      {"health_factor.critical", ratio, "(1, 100)", optional, "", "default: LT / (L + 50 % of (LT - L)), L target_ltv"},
      {"transfer.minimum", amount, "[0, )", defaulted, "5000", "transfers under this are not made, USD"},
      {"transfer.maximum", amount, "(0, )", defaulted, "100000",
       "transfers over this are split, into at most 100, USD"},
      {"large_deposit", ratio, "(0, 100]", defaulted, "0.2",
       "deposit that makes a full entry, as a fraction of equity"},
      {"entry_gate.enabled", flag, "", defaulted, "false", "whether the first entry waits for funding"},
      {"entry_gate.funding_threshold", ratio, "[-0.1, 0.1]", defaulted, "0.0001",
       "allocation-weighted funding rate per 8 h that opens the gate"},
      {"entry_gate.least_carry_bps", ratio, "[-100000, 100000]", optional, "",
       "bps of the notional a year: funding less entering and leaving over the horizon; absent: any"},
      {"entry_gate.least_basis_bps", ratio, "[-10000, 10000]", optional, "",
       "allocation-weighted (perp - spot) / spot; absent: any"},
      {"entry_gate.horizon_hours", integer, "[1, 8760]", defaulted, "168",
       "over which the cost of entering and leaving is written off"},
      {"exit_gate.enabled", flag, "", defaulted, "false", "whether a position that earns too little is left"},
      {"exit_gate.carry_bps", ratio, "[-100000, 100000]", defaulted, "0",
       "bps of the notional a year: at or under this funding the position is left"},
      {"exit_gate.hours", integer, "[0, 8760]", defaulted, "24", "for so long funding has to be that low"},
      {"pair.style", choice, "take_both | make_first", defaulted, "take_both",
       "take both legs at once, or post one and take the other as it fills"},
      {"pair.clip", amount, "[0, 1000000]", defaulted, "0", "coins of each leg at once; 0: all at once"},
      {"pair.least_edge_bps", ratio, "[-10000, 10000]", optional, "",
       "an entry waits for this: (perp sold - spot bought) / spot; absent: any"},
      {"pair.exit_least_edge_bps", ratio, "[-10000, 10000]", optional, "",
       "an exit waits for this: (spot sold - perp bought) / spot; absent: any"},
      {"pair.max_volatility", ratio, "(0, 100]", optional, "",
       "a year's volatility over which no clip is sent, and none while it is not known"},
      {"pair.slippage_bps", basis_points, "[0, 1000]", defaulted, "2", "how far behind the best price a limit stands"},
      {"pair.patience_seconds", integer, "[0, 86400]", defaulted, "0",
       "after it a pair ends with what is done; 0: never"},
      {"pair.max_naked_seconds", integer, "[1, 3600]", defaulted, "10", "how long one leg may be without the other"},
      {"data.max_deviation", ratio, "(0, 100]", defaulted, "0.1",
       "a price further than this from the median of its asset's other series is a fault of the data"},
      {"data.max_funding", ratio, "(0, 10]", defaulted, "0.03",
       "a funding rate of one period beyond this, either way, is a fault of the data"},
  };
  return kSchema;
}

const Schema& share_class_schema() {
  using enum ValueKind;
  using enum Need;
  static const Schema kSchema = {
      {"currency", choice, "USDT | ETH", required, "", "currency of equity and P&L"},
      {"market_neutral", flag, "", required, "", "whether exposure to another asset must be hedged"},
      {"default_capital", amount, "(0, )", required, "", "starting equity when none is given, in the currency"},
      {"decimals", integer, "[0, 18]", required, "", "decimals of the token on chain"},
  };
  return kSchema;
}

}  // namespace basis
