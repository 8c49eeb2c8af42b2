#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// Instadapp (DSA), through which the steps of an atomic order are sent: it accepts a step or reverts it, and
/// changes nothing itself. Its gas limit is for the whole transaction and is checked when that is executed
/// (venues/alchemy).
class SimulatedInstadapp final : public SimulatedProtocol {
 public:
  explicit SimulatedInstadapp(const ProtocolContext& context);

  /// Reverts an operation that is not in `operations` (a flash loan's repayment belongs to the loan), a
  /// protocol that is not in `protocols` (wrapping belongs to the wallet), and a swap where none are made.
  /// `slippage_bps` bounds how far a swap may fall behind its quote. Here the quote and the swap are of one
  /// instant, so it binds nothing: fee and price impact are in the quote.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  const Universe& universe_;
  const Settings& settings_;
  const MiddlewareSettings& middleware_;
};

}  // namespace basis
