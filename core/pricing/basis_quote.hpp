#pragma once

#include <optional>

#include "core/feed/feed_event.hpp"
#include "core/pricing/pricing_spec.hpp"

namespace basis {

/// What holding a coin of spot against a coin of the perp sold short earns and
/// costs now. Everything is in bps of the spot's mid, that is of the pair's
/// notional (clip * spot mid), not of the capital behind it.
struct BasisQuote {
  InstrumentId spot;
  InstrumentId perp;
  MonoTime time;                ///< when it was asked for
  Quantity clip;                ///< coins the executable figures are for
  double basis_bps = 0;         ///< (perp mid - spot mid) / spot mid
  double basis_annual_bps = 0;  ///< times intervals a year: as if the basis were paid once an interval
  double entry_basis_bps = 0;   ///< perp sold at its `sell_average`, spot bought at its `buy_average`
  double exit_basis_bps = 0;    ///< perp bought at its `buy_average`, spot sold at its `sell_average`
  double entry_cost_bps = 0;    ///< what the two books take off the mids, and both taker fees
  double exit_cost_bps = 0;
  /// Rate * intervals a year; positive: the short receives. Absent without a rate that may be used.
  std::optional<double> funding_annual_bps;
  /// Annualised funding less both costs, these written off over the horizon:
  /// funding - (entry cost + exit cost) * year / horizon. A gain or loss of the basis
  /// itself between entering and leaving is not in it.
  std::optional<double> carry_annual_bps;
  std::int64_t next_funding_ns = 0;  ///< UTC; zero where unknown
};

/// One side of a pair, priced.
struct BasisLeg {
  const PricedInstrument& instrument;
  const TopUpdate& top;
};

/// Puts the pair's figures into `out`, where they stay; none where a book does not hold the clip
/// on both sides. Fees are charged on what is traded: fee * fill price / spot mid.
void basis_quote(const BasisLeg& spot, const BasisLeg& perp, const std::optional<FundingUpdate>& funding,
                 Nanos carry_horizon, std::optional<BasisQuote>& out);
inline std::optional<BasisQuote> basis_quote(const BasisLeg& spot, const BasisLeg& perp,
                                             const std::optional<FundingUpdate>& funding, Nanos carry_horizon) {
  std::optional<BasisQuote> out;
  basis_quote(spot, perp, funding, carry_horizon, out);
  return out;
}

}  // namespace basis
