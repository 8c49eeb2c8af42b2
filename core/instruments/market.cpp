#include "core/instruments/market.hpp"

#include <array>
#include <limits>

namespace basis {
namespace {

/// `coins` at 1e-8, rounded down, unless it must be exact. Usage error: more than 64 bits hold, or finer where it must
/// not be.
Result<Quantity> at_quantity(const MarketSettings& rules, const char* what, Amount coins, bool exact) {
  constexpr i128 kFiner = Amount::kOne / Quantity::kOne;
  const i128 raw = coins.raw() / kFiner;
  if ((exact && coins.raw() % kFiner != 0) || raw > std::numeric_limits<std::int64_t>::max())
    return Error(ErrorKind::usage, rules.native_symbol + ": " + what + " of " + coins.to_string() +
                                       " coins is no number of 64 bits at 1e-8");
  return Quantity::from_raw_checked(raw);
}

/// The coins of an amount that is in contracts where the market counts those.
Amount in_coins(const MarketSettings& rules, Amount amount) {
  return rules.contract_size ? scale(amount, *rules.contract_size, Amount::from_int(1), Rounding::floor) : amount;
}

}  // namespace

std::string_view product_name(Product product) {
  static constexpr std::array<std::string_view, 5> kNames = {"Spot", "Perp", "Perp", "Future", "Option"};
  return kNames[static_cast<std::size_t>(product)];
}

Quantity Market::coins(Contracts contracts) const {
  if (!contract_size) return Quantity::from_raw(contracts.raw());
  return Quantity::from_raw_checked(mul_div(contracts.raw(), contract_size->raw(), Contracts::kOne, Rounding::floor));
}

Contracts Market::contracts(Quantity coins) const {
  if (!contract_size) return Contracts::from_raw(coins.raw());
  const i128 raw = i128{coins.raw()} * Contracts::kOne;
  require(raw % contract_size->raw() == 0, "coins are a part of the smallest unit of contracts");
  return Contracts::from_raw_checked(raw / contract_size->raw());
}

Result<Market> configured_market(const MarketSettings& rules, Product product, const std::string& venue) {
  Market market;
  market.venue = venue;
  market.symbol = rules.symbol;
  market.native = rules.native_symbol;
  market.product = product;
  market.tick = rules.tick;
  BASIS_TRY(market.step, at_quantity(rules, "a step", in_coins(rules, rules.step), true));
  BASIS_TRY(market.minimum_size, at_quantity(rules, "a minimum", in_coins(rules, rules.minimum_size), false));
  BASIS_TRY(market.maximum_size, at_quantity(rules, "a maximum", in_coins(rules, rules.maximum_size), false));
  if (rules.contract_size) {
    BASIS_TRY(const Quantity coins, at_quantity(rules, "a contract", *rules.contract_size, true));
    market.contract_size = coins;
  }
  market.minimum_notional = rules.minimum_notional;
  market.minimum_binds_reduce_only = rules.minimum_binds_reduce_only;
  market.maker_fee = rules.maker_fee;
  market.taker_fee = rules.taker_fee;
  market.liquidation_fee = rules.liquidation_fee_bps;
  market.funding_interval = rules.funding_interval;
  market.margin_tiers = rules.margin_tiers;
  market.price_band = rules.price_band;
  market.market_band = rules.market_band;
  return market;
}

}  // namespace basis
