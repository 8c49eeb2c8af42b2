#pragma once

#include <optional>

#include "core/marketdata/feed_event.hpp"
#include "core/marketdata/pricing_spec.hpp"

namespace basis {

/// What holding one coin of spot against one coin of the perpetual sold short earns and costs at present. All
/// figures are in bps of the spot's mid, that is of the pair's notional (clip * spot mid), not of the capital
/// behind it.
struct BasisQuote {
  MarketId spot;
  MarketId perp;
  MonoTime time;                ///< when the quote was requested
  Quantity clip;                ///< size in coins of the executable figures
  double basis_bps = 0;         ///< (perp mid - spot mid) / spot mid
  double basis_annual_bps = 0;  ///< `basis_bps` * intervals per year: as if the basis were paid once per interval
  double entry_basis_bps = 0;   ///< perp sold at its `sell_average`, spot bought at its `buy_average`
  double exit_basis_bps = 0;    ///< perp bought at its `buy_average`, spot sold at its `sell_average`
  double entry_cost_bps = 0;    ///< loss of the executable prices against both mids, plus both taker fees
  double exit_cost_bps = 0;
  /// Rate * intervals per year; positive: the short receives it. Absent without a recent funding rate.
  std::optional<double> funding_annual_bps;
  /// Annualised funding less both costs, which are spread over the horizon:
  /// funding - (entry cost + exit cost) * year / horizon. A profit or loss from a change of the basis between
  /// entry and exit is not included.
  std::optional<double> carry_annual_bps;
  std::int64_t next_funding_ns = 0;  ///< UTC; zero where unknown
};

/// One market of a pair with its top of book.
struct BasisLeg {
  const Market& market;
  const TopUpdate& top;
};

/// Constructs the pair's figures in `out`; clears it where an order book does not hold the clip on both sides.
/// Fees are charged on the traded amount: fee * fill price / spot mid.
void basis_quote(const BasisLeg& spot, const BasisLeg& perp, const std::optional<FundingUpdate>& funding,
                 Nanos carry_horizon, std::optional<BasisQuote>& out);
inline std::optional<BasisQuote> basis_quote(const BasisLeg& spot, const BasisLeg& perp,
                                             const std::optional<FundingUpdate>& funding, Nanos carry_horizon) {
  std::optional<BasisQuote> out;
  basis_quote(spot, perp, funding, carry_horizon, out);
  return out;
}

}  // namespace basis
