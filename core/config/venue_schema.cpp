#include <algorithm>
#include <map>

#include "core/config/schema.hpp"

namespace basis {
namespace {

using enum ValueKind;
using enum Need;

const Schema kCommon = {
    {"kind", choice, "cex | lending | staking | flash_loan | wallet | dex | middleware", required, "",
     "what the venue is; decides which keys its file may have"},
    {"capabilities", choice_list, "spot | perp | transfer | lend | stake | flash_loan | wallet | swap | atomic",
     required, "", "what actions may be routed to it"},
};

// Of every kind but an exchange.
const Schema kOnChain = {
    {"contracts.*.*", text, "", optional, "", "address by chain id and name of a contract, or of a token (wallet)"},
    {"contracts.*.reserves.*.a_token", text, "", optional, "", "address of a reserve's aToken, by chain id"},
    {"contracts.*.reserves.*.debt_token", text, "", optional, "", "address of its variable debt token"},
};

const Schema kCex = {
    {"accounts.spot", text, "", optional, "", "account of coins, deposits and withdrawals; absent: the venue's name"},
    {"accounts.perp", text, "", optional, "", "account of perps and their margin; absent: the venue's name"},
    {"delays.withdrawal_minutes", integer, "[0, 1000000]", defaulted, "20",
     "from the request of a withdrawal until the chain has it"},
    {"delays.deposit_minutes", integer, "[0, 1000000]", defaulted, "15", "from the chain until a deposit is credited"},
    {"fees.*.maker_bps", basis_points, "[-100, 1000]", required, "", "published base fee by market; negative: rebate"},
    {"fees.*.taker_bps", basis_points, "[0, 1000]", required, "", "published base fee by market"},
    {"spot.*.base", text, "", required, "", "coin bought and sold"},
    {"spot.*.quote", text, "", required, "", "coin the price is in"},
    {"spot.*.native_symbol", text, "", required, "", "the venue's own name"},
    {"spot.*.step", amount, "(0, )", required, "", "size step, coins"},
    {"spot.*.minimum_size", amount, "(0, )", required, "", "smallest order, coins"},
    {"spot.*.maximum_size", amount, "(0, )", required, "", "largest order, coins"},
    {"spot.*.minimum_notional", amount, "[0, )", required, "", "smallest order, in quote"},
    {"spot.*.tick", price, "(0, )", required, "", "price step"},
    {"spot.*.cost_pair", text, "", required, "", "row of the cost table"},
    {"spot.*.price_band", ratio, "(0, 1)", optional, "",
     "furthest limit against us from the mid, fraction; absent: none"},
    {"spot.*.market_band", ratio, "(0, 1)", optional, "", "furthest a market order walks; absent: as price_band"},
    {"perp.*.base", text, "", required, "", "coin underlying"},
    {"perp.*.quote", text, "", required, "", "coin of price and margin"},
    {"perp.*.native_symbol", text, "", required, "", "the venue's own name"},
    {"perp.*.step", amount, "(0, )", required, "", "size step, coins, or contracts where contract_size is given"},
    {"perp.*.minimum_size", amount, "(0, )", required, "", "smallest order, in the unit of step"},
    {"perp.*.maximum_size", amount, "(0, )", required, "", "largest order, in the unit of step"},
    {"perp.*.minimum_notional", amount, "[0, )", required, "", "smallest order, in quote; 0: none"},
    {"perp.*.minimum_binds_reduce_only", flag, "", optional, "",
     "whether minimum_notional binds reduce-only orders; absent: it does"},
    {"perp.*.tick", price, "(0, )", required, "", "price step"},
    {"perp.*.price_band", ratio, "(0, 1)", optional, "",
     "furthest limit against us from the mark, fraction; absent: none"},
    {"perp.*.market_band", ratio, "(0, 1)", optional, "", "furthest a market order walks; absent: as price_band"},
    {"perp.*.contract_size", amount, "(0, )", optional, "", "coins per contract; absent: sizes are coins"},
    {"perp.*.funding_interval_hours", integer, "[1, 24]", required, "", "hours between funding stamps"},
    {"perp.*.liquidation_fee_bps", basis_points, "[0, 1000]", required, "", "paid on the notional liquidated"},
    {"perp.*.cost_pair", text, "", required, "", "row of the cost table"},
    {"orders.*.post_only", choice, "refused | cancelled | cancelled_unseen", optional, "",
     "a post-only order that would trade at once; absent: refused; unseen: without having been accepted"},
    {"orders.*.rest", choice, "expires | cancelled", optional, "",
     "how what ends by its own terms (IOC, FOK, self-trade) is told; absent: expires"},
    {"orders.*.amend", choice, "any | down", optional, "", "down: only to a smaller size; absent: any"},
    {"orders.*.client_ids", choice, "reusable | once", optional, "",
     "whether the id of an order that has ended may be used again; absent: reusable"},
    {"orders.*.rebate", choice, "as_fee | other_currency", optional, "", "currency of a spot rebate; absent: as_fee"},
    {"orders.*.forced_trade_ids", choice, "positive | negative", optional, "",
     "ids of trades of liquidations and ADL; absent: positive"},
    {"orders.*.maximum_open", integer, "[1, 1000000]", optional, "", "open orders of a market; absent: no limit"},
    {"orders.*.per_interval", integer, "[1, 1000000]", optional, "",
     "new and amended orders of an account in an interval; absent: no limit"},
    {"orders.*.interval_seconds", integer, "[1, 86400]", optional, "", "length of that interval; absent: 1"},
    {"orders.*.leverage", integer, "[1, 200]", optional, "", "of a perp account that has set none; absent: 10"},
    {"fee_token", text, "", optional, "", "token that accounts may pay their fees in"},
    {"endpoints.*.*.rest", text, "", required, "", "URL of requests, by network and market"},
    {"endpoints.*.*.streams", text, "", required, "", "URL of public market data"},
    {"endpoints.*.*.private_streams", text, "", required, "", "URL of an account's events"},
    {"endpoints.*.*.orders", text, "", required, "", "URL of order entry over a WebSocket"},
    {"endpoints.*.*.money", text, "", optional, "", "URL of transfers and withdrawals; absent: rest"},
    {"perp.*.margin_tiers.*.up_to", amount, "(0, )", optional, "", "notional in quote; absent: no upper end"},
    {"perp.*.margin_tiers.*.maintenance_margin", ratio, "(0, 1)", required, "", "fraction of notional"},
    {"perp.*.margin_tiers.*.max_leverage", integer, "[1, 200]", required, "", "largest leverage in the tier"},
};

const Schema kLending = {
    {"reserves.*.decimals", integer, "[0, 18]", required, "", "decimals of the token on chain"},
    {"reserves.*.ltv", ratio, "[0, 1)", required, "", "largest debt over collateral when borrowing"},
    {"reserves.*.liquidation_threshold", ratio, "[0, 1)", required, "", "debt over collateral that is liquidated"},
    {"reserves.*.liquidation_bonus", ratio, "[0, 1)", required, "", "liquidator's discount"},
    {"reserves.*.supply_cap", amount, "(0, )", optional, "", "most tokens supplied by everyone; none: no limit"},
    {"reserves.*.borrow_cap", amount, "(0, )", optional, "", "most tokens borrowed by everyone; none: no limit"},
    {"reserves.*.borrowable", flag, "", required, "", "whether a mode may borrow it"},
    {"emodes.*.category", integer, "[1, 255]", required, "", "number of the eMode category"},
    {"emodes.*.ltv", ratio, "(0, 1)", required, "", "largest debt over collateral when borrowing"},
    {"emodes.*.liquidation_threshold", ratio, "(0, 1)", required, "", "debt over collateral that is liquidated"},
    {"emodes.*.liquidation_bonus", ratio, "[0, 1)", required, "", "liquidator's discount"},
    {"emodes.*.collateral", text_list, "", required, "", "reserves it takes as collateral"},
    {"emodes.*.borrowable", text_list, "", required, "", "reserves it lends"},
    {"liquidation.close_factor", ratio, "(0, 1]", required, "", "share of the debt one liquidation may repay"},
    {"liquidation.full_close_below", ratio, "(0, 1)", required, "", "health factor under which all may be repaid"},
};

const Schema kStaking = {
    {"staking.lst_type", choice, "weeth | wsteth", required, "", "the lst_type that routes here"},
    {"staking.token", text, "", required, "", "liquid staking token held"},
    {"staking.underlying", text, "", required, "", "coin staked"},
    {"staking.minimum_stake", amount, "(0, )", required, "", "smallest stake, in the underlying"},
    {"staking.minimum_unstake", amount, "(0, )", required, "", "smallest request to the queue, in the underlying"},
    {"staking.maximum_unstake", amount, "(0, )", optional, "", "largest single request, in the underlying"},
    {"staking.reward_tokens", text_list, "", optional, "", "tokens of the restaking distributions to holders"},
    {"staking.queue_days.minimum", integer, "[0, 365]", required, "", "shortest wait of the exit queue, days"},
    {"staking.queue_days.maximum", integer, "[0, 365]", required, "", "longest usual wait of the exit queue, days"},
};

const Schema kFlashLoan = {
    {"flash_loan.fee_bps", basis_points, "[0, 1000]", required, "", "fee on the amount borrowed"},
    {"flash_loan.assets", text_list, "", required, "", "tokens that can be borrowed"},
};

// One row per operation, so that a missing gas estimate is a fault when the file is read and not during a run.
const Schema kWallet = {
    {"native_token", text, "", required, "", "token that pays gas"},
    {"tokens.*.decimals", integer, "[0, 18]", required, "", "decimals of a token the wallet may hold"},
    {"delays.call_minutes", integer, "[0, 1000000]", defaulted, "1", "until a transfer from the wallet is final"},
    {"gas.safety_factor", ratio, "[1, 5]", required, "", "gas paid over the estimate"},
    {"gas.default_gwei", amount, "[0, 10000]", defaulted, "20", "price of a unit of gas where no series is given"},
    {"gas.default_token_price", price, "(0, 1000000]", defaulted, "2500",
     "USDT for the token that pays gas, where nothing prices it"},
    {"gas.units.approve", integer, "[21000, 30000000]", required, "", "gas of a token approval"},
    {"gas.units.set_emode", integer, "[21000, 30000000]", required, "", "gas of switching eMode on"},
    {"gas.units.transfer", integer, "[21000, 30000000]", required, "", "gas of a token transfer"},
    {"gas.units.supply", integer, "[21000, 30000000]", required, "", "gas of a lending supply"},
    {"gas.units.withdraw", integer, "[21000, 30000000]", required, "", "gas of a lending withdrawal"},
    {"gas.units.borrow", integer, "[21000, 30000000]", required, "", "gas of a borrow"},
    {"gas.units.repay", integer, "[21000, 30000000]", required, "", "gas of a repayment"},
    {"gas.units.stake", integer, "[21000, 30000000]", required, "", "gas of a stake"},
    {"gas.units.unstake", integer, "[21000, 30000000]", required, "", "gas of an unstaking request"},
    {"gas.units.swap", integer, "[21000, 30000000]", required, "", "gas of a DEX swap"},
    {"gas.units.wrap", integer, "[21000, 30000000]", required, "", "gas of wrapping or unwrapping ETH"},
    {"gas.units.unwrap_king", integer, "[21000, 30000000]", required, "", "gas of unwrapping KING"},
    {"gas.units.atomic_entry", integer, "[21000, 30000000]", required, "", "gas of the levered entry"},
    {"gas.units.atomic_deleverage", integer, "[21000, 30000000]", required, "", "gas of deleveraging, one swap"},
    {"gas.units.atomic_deleverage_two_swaps", integer, "[21000, 30000000]", required, "",
     "gas of deleveraging, two swaps"},
};

const Schema kDex = {
    {"fee_tiers_bps", integer_list, "[1, 1000]", required, "", "fee tiers of the pools, basis points"},
    {"pools.*.base", text, "", required, "", "token priced"},
    {"pools.*.quote", text, "", required, "", "token the price is in"},
    {"pools.*.fee_bps", integer, "[1, 1000]", required, "", "the pool's fee tier"},
    {"pools.*.cost_pair", text, "", required, "", "row of the cost table"},
};

const Schema kMiddleware = {
    {"max_gas", integer, "[21000, 30000000]", required, "", "gas limit of one atomic transaction"},
    {"slippage_bps", basis_points, "[0, 10000)", required, "", "how far a swap may fall behind its quote"},
    {"deadline_seconds", integer, "[1, 86400]", required, "", "a transaction older than this reverts"},
    {"operations", text_list, "", required, "", "operations one atomic transaction may hold"},
    {"protocols", text_list, "", required, "", "venues its connectors reach"},
    {"through", choice, "spells | executor", optional, "",
     "how a group becomes one transaction; absent: spells where the chain has them"},
};

const std::map<std::string, const Schema*, std::less<>> kByKind = {
    {"cex", &kCex},       {"lending", &kLending}, {"staking", &kStaking},       {"flash_loan", &kFlashLoan},
    {"wallet", &kWallet}, {"dex", &kDex},         {"middleware", &kMiddleware},
};

}  // namespace

Schema venue_schema(std::string_view kind) {
  const auto own = kByKind.find(kind);
  if (own == kByKind.end()) return {};
  Schema all = kCommon;
  if (own->second != &kCex) all.insert(all.end(), kOnChain.begin(), kOnChain.end());
  all.insert(all.end(), own->second->begin(), own->second->end());
  return all;
}

std::vector<std::string> venue_kinds() {
  std::vector<std::string> kinds;
  for (const auto& [kind, schema] : kByKind) kinds.push_back(kind);
  return kinds;
}

}  // namespace basis
