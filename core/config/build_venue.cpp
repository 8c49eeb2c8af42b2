#include <fmt/format.h>

#include "core/config/build_settings.hpp"
#include "core/config/tree_read.hpp"
#include "core/config/venue_accounts.hpp"

namespace basis {
namespace {

std::vector<MarginTier> build_tiers(const ConfigTree& tree, const std::string& group) {
  std::vector<MarginTier> tiers;
  // check_venue has verified that the tiers are named 1, 2, 3, ...
  for (std::size_t i = 1; i <= tree.children(group).size(); ++i) {
    const std::string at = fmt::format("{}.{}", group, i);
    tiers.push_back({find_number<Amount>(tree, at + ".up_to"), get_number<Ratio>(tree, at + ".maintenance_margin"),
                     get_integer(tree, at + ".max_leverage")});
  }
  return tiers;
}

MarketSettings build_market(const ConfigTree& tree, const std::string& group, const std::string& symbol) {
  const std::string at = fmt::format("{}.{}", group, symbol);
  MarketSettings market;
  market.symbol = symbol;
  market.base = get_text(tree, at + ".base");
  market.quote = get_text(tree, at + ".quote");
  market.native_symbol = get_text(tree, at + ".native_symbol");
  market.step = get_number<Amount>(tree, at + ".step");
  market.minimum_size = get_number<Amount>(tree, at + ".minimum_size");
  market.maximum_size = get_number<Amount>(tree, at + ".maximum_size");
  market.minimum_notional = get_number<Amount>(tree, at + ".minimum_notional");
  market.tick = get_number<Price>(tree, at + ".tick");
  market.cost_pair = get_text(tree, at + ".cost_pair");
  market.price_band = find_number<Ratio>(tree, at + ".price_band");
  market.market_band = find_number<Ratio>(tree, at + ".market_band");
  market.maker_fee = get_number<BasisPoints>(tree, "fees." + group + ".maker_bps");
  market.taker_fee = get_number<BasisPoints>(tree, "fees." + group + ".taker_bps");
  return market;
}

MarketSettings build_perp(const ConfigTree& tree, const std::string& symbol) {
  const std::string at = "perp." + symbol;
  MarketSettings market = build_market(tree, "perp", symbol);
  market.contract_size = find_number<Amount>(tree, at + ".contract_size");
  market.minimum_binds_reduce_only = find_text(tree, at + ".minimum_binds_reduce_only") != "false";
  market.margin_tiers = build_tiers(tree, at + ".margin_tiers");
  market.maintenance_margin = market.margin_tiers.front().maintenance_margin;
  market.liquidation_fee_bps = get_number<BasisPoints>(tree, at + ".liquidation_fee_bps");
  market.funding_interval = kHour * get_integer(tree, at + ".funding_interval_hours");
  return market;
}

OrderEntrySettings build_orders(const ConfigTree& tree, const std::string& at) {
  OrderEntrySettings orders;
  const std::string crossing = find_text(tree, at + ".post_only");
  if (crossing == "cancelled") orders.crossing_post_only = CrossingPostOnly::cancelled;
  if (crossing == "cancelled_unseen") orders.crossing_post_only = CrossingPostOnly::cancelled_unseen;
  orders.rest_expires = find_text(tree, at + ".rest") != "cancelled";
  orders.amends_only_down = find_text(tree, at + ".amend") == "down";
  orders.ids_reusable = find_text(tree, at + ".client_ids") != "once";
  orders.rebate_in_other = find_text(tree, at + ".rebate") == "other_currency";
  orders.negative_forced_ids = find_text(tree, at + ".forced_trade_ids") == "negative";
  orders.maximum_open = find_integer(tree, at + ".maximum_open");
  orders.orders_an_interval = find_integer(tree, at + ".per_interval");
  if (const auto seconds = find_integer(tree, at + ".interval_seconds")) orders.interval = kSecond * *seconds;
  if (const auto leverage = find_integer(tree, at + ".leverage")) orders.leverage = *leverage;
  return orders;
}

void build_endpoints(const ConfigTree& tree, VenueSettings& venue) {
  for (const std::string& network : tree.children("endpoints"))
    for (const std::string& market : tree.children("endpoints." + network)) {
      const std::string at = fmt::format("endpoints.{}.{}", network, market);
      venue.endpoints[network][market] = {get_text(tree, at + ".rest"), get_text(tree, at + ".streams"),
                                          get_text(tree, at + ".private_streams"), get_text(tree, at + ".orders"),
                                          find_text(tree, at + ".money")};
    }
}

void build_cex(const ConfigTree& tree, VenueSettings& venue) {
  venue.accounts = account_names(venue.name, tree);
  venue.delays.withdrawal = kMinute * get_integer(tree, "delays.withdrawal_minutes");
  venue.delays.deposit = kMinute * get_integer(tree, "delays.deposit_minutes");
  for (const std::string& symbol : tree.children("spot"))
    venue.spot.emplace(symbol, build_market(tree, "spot", symbol));
  for (const std::string& symbol : tree.children("perp")) venue.perp.emplace(symbol, build_perp(tree, symbol));
  for (const std::string& market : tree.children("orders"))
    venue.orders.emplace(market, build_orders(tree, "orders." + market));
  build_endpoints(tree, venue);
  venue.fee_token = find_text(tree, "fee_token");
  for (const std::string& market : tree.children("fees"))
    venue.fees.emplace(market, FeeSettings{get_number<BasisPoints>(tree, "fees." + market + ".maker_bps"),
                                           get_number<BasisPoints>(tree, "fees." + market + ".taker_bps")});
}

LendingReserve build_reserve(const ConfigTree& tree, const std::string& at) {
  return {get_number<Ratio>(tree, at + ".ltv"),
          get_number<Ratio>(tree, at + ".liquidation_threshold"),
          get_number<Ratio>(tree, at + ".liquidation_bonus"),
          get_flag(tree, at + ".borrowable"),
          find_number<Amount>(tree, at + ".supply_cap"),
          find_number<Amount>(tree, at + ".borrow_cap"),
          get_integer(tree, at + ".decimals")};
}

EModeSettings build_emode(const ConfigTree& tree, const std::string& at) {
  return {get_integer(tree, at + ".category"),
          get_number<Ratio>(tree, at + ".ltv"),
          get_number<Ratio>(tree, at + ".liquidation_threshold"),
          get_number<Ratio>(tree, at + ".liquidation_bonus"),
          find_set(tree, at + ".collateral"),
          find_set(tree, at + ".borrowable")};
}

void build_lending(const ConfigTree& tree, VenueSettings& venue) {
  LendingSettings& lending = venue.lending.emplace();
  for (const std::string& asset : tree.children("reserves"))
    lending.reserves.emplace(asset, build_reserve(tree, "reserves." + asset));
  for (const std::string& name : tree.children("emodes"))
    lending.emodes.emplace(name, build_emode(tree, "emodes." + name));
  lending.close_factor = get_number<Ratio>(tree, "liquidation.close_factor");
  lending.full_close_below = get_number<Ratio>(tree, "liquidation.full_close_below");
}

void build_staking(const ConfigTree& tree, VenueSettings& venue) {
  StakingSettings& staking = venue.staking.emplace();
  staking.lst_type = get_text(tree, "staking.lst_type") == "wsteth" ? LstType::wsteth : LstType::weeth;
  staking.token = get_text(tree, "staking.token");
  staking.underlying = get_text(tree, "staking.underlying");
  staking.minimum_stake = get_number<Amount>(tree, "staking.minimum_stake");
  staking.minimum_unstake = get_number<Amount>(tree, "staking.minimum_unstake");
  staking.maximum_unstake = find_number<Amount>(tree, "staking.maximum_unstake");
  staking.reward_tokens = find_set(tree, "staking.reward_tokens");
  staking.queue_minimum = kDay * get_integer(tree, "staking.queue_days.minimum");
  staking.queue_maximum = kDay * get_integer(tree, "staking.queue_days.maximum");
}

void build_flash_loan(const ConfigTree& tree, VenueSettings& venue) {
  venue.flash_loan =
      FlashLoanSettings{get_number<BasisPoints>(tree, "flash_loan.fee_bps"), find_set(tree, "flash_loan.assets")};
}

void build_wallet(const ConfigTree& tree, VenueSettings& venue) {
  WalletSettings& wallet = venue.wallet.emplace();
  wallet.native_token = get_text(tree, "native_token");
  for (const std::string& token : tree.children("tokens"))
    wallet.decimals.emplace(token, get_integer(tree, fmt::format("tokens.{}.decimals", token)));
  venue.delays.call = kMinute * get_integer(tree, "delays.call_minutes");
  venue.gas_safety_factor = get_number<Ratio>(tree, "gas.safety_factor");
  // One gwei is 1e-9 of the token.
  venue.gas_default = Amount::from_raw(get_number<Amount>(tree, "gas.default_gwei").raw() / 1'000'000'000);
  venue.gas_default_price = get_number<Price>(tree, "gas.default_token_price");
  for (const std::string& operation : tree.children("gas.units"))
    venue.gas_units.emplace(operation, get_integer(tree, "gas.units." + operation));
}

void build_dex(const ConfigTree& tree, VenueSettings& venue) {
  DexSettings& dex = venue.dex.emplace();
  for (const std::string& tier : find_list(tree, "fee_tiers_bps"))
    dex.fee_tiers.push_back(from_text<BasisPoints>(tier));
  for (const std::string& name : tree.children("pools")) {
    const std::string at = "pools." + name;
    dex.pools.emplace(name,
                      PoolSettings{get_text(tree, at + ".base"), get_text(tree, at + ".quote"),
                                   get_number<BasisPoints>(tree, at + ".fee_bps"), get_text(tree, at + ".cost_pair")});
  }
}

void build_middleware(const ConfigTree& tree, VenueSettings& venue) {
  venue.middleware = MiddlewareSettings{get_integer(tree, "max_gas"),
                                        get_number<BasisPoints>(tree, "slippage_bps"),
                                        kSecond * get_integer(tree, "deadline_seconds"),
                                        find_set(tree, "operations"),
                                        find_set(tree, "protocols"),
                                        find_text(tree, "through")};
}

/// check_venue has verified the chain ids.
void build_contracts(const ConfigTree& tree, VenueSettings& venue) {
  for (const std::string& chain : tree.children("contracts")) {
    const std::string prefix = fmt::format("contracts.{}.", chain);
    auto& contracts = venue.contracts[std::stoull(chain)];
    for (auto at = tree.values.lower_bound(prefix); at != tree.values.end() && at->first.starts_with(prefix); ++at)
      contracts[at->first.substr(prefix.size())] = {at->second.text, at->second.origin.text()};
  }
}

using Build = void (*)(const ConfigTree&, VenueSettings&);

const std::map<std::string, Build> kBuilders = {
    {"cex", build_cex},
    {"lending", build_lending},
    {"staking", build_staking},
    {"flash_loan", build_flash_loan},
    {"wallet", build_wallet},
    {"dex", build_dex},
    {"middleware", build_middleware},
};

}  // namespace

VenueSettings build_venue(const std::string& name, const ConfigTree& tree) {
  VenueSettings venue;
  venue.name = name;
  venue.kind = get_text(tree, "kind");
  venue.capabilities = find_set(tree, "capabilities");
  build_contracts(tree, venue);
  kBuilders.at(venue.kind)(tree, venue);
  return venue;
}

}  // namespace basis
