#include "core/marketdata/basis_quote.hpp"

namespace basis {
namespace {

constexpr double kBps = 1e4;

double number(Price price) { return static_cast<double>(price.raw()); }

double per_year(Nanos period) { return static_cast<double>(kPricingYear.count) / static_cast<double>(period.count); }

/// Both taker fees of an entry or exit in bps of the spot's mid; `per_mid` is 1 / spot mid.
double fees(const BasisLeg& spot, double spot_fill, const BasisLeg& perp, double perp_fill, double per_mid) {
  return (spot.market.taker_fee.to_double() * spot_fill + perp.market.taker_fee.to_double() * perp_fill) * per_mid;
}

}  // namespace

void basis_quote(const BasisLeg& spot, const BasisLeg& perp, const std::optional<FundingUpdate>& funding,
                 Nanos carry_horizon, std::optional<BasisQuote>& out) {
  if (!spot.top.buy_average || !spot.top.sell_average || !perp.top.buy_average || !perp.top.sell_average)
    return out.reset();
  const double spot_mid = (number(spot.top.bid) + number(spot.top.ask)) / 2;
  const double perp_mid = (number(perp.top.bid) + number(perp.top.ask)) / 2;
  const double spot_buy = number(*spot.top.buy_average);
  const double spot_sell = number(*spot.top.sell_average);
  const double perp_buy = number(*perp.top.buy_average);
  const double perp_sell = number(*perp.top.sell_average);
  const double per_mid = 1 / spot_mid;
  const double to_bps = kBps * per_mid;
  const double intervals = per_year(perp.market.funding_interval);

  BasisQuote& quote = out.emplace();
  quote.spot = spot.market.id;
  quote.perp = perp.market.id;
  quote.basis_bps = (perp_mid - spot_mid) * to_bps;
  quote.basis_annual_bps = quote.basis_bps * intervals;
  quote.entry_basis_bps = (perp_sell - spot_buy) * to_bps;
  quote.exit_basis_bps = (perp_buy - spot_sell) * to_bps;
  quote.entry_cost_bps = quote.basis_bps - quote.entry_basis_bps + fees(spot, spot_buy, perp, perp_sell, per_mid);
  quote.exit_cost_bps = quote.exit_basis_bps - quote.basis_bps + fees(spot, spot_sell, perp, perp_buy, per_mid);
  if (funding) {
    quote.funding_annual_bps = funding->rate * kBps * intervals;
    quote.carry_annual_bps =
        *quote.funding_annual_bps - (quote.entry_cost_bps + quote.exit_cost_bps) * per_year(carry_horizon);
    quote.next_funding_ns = funding->funding_time_ns;
  }
}

}  // namespace basis
