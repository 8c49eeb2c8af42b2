#pragma once

#include <memory>
#include <optional>

#include "core/domain/order.hpp"
#include "core/execution/costs.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// What comes due later, such as a payment from an exit queue.
struct Claim {
  UtcTime due;
  std::vector<Movement> movements;
};

/// The chain as one wallet sees it. A copy of it is what calls are tried on.
struct ChainState {
  PositionSet holdings;  ///< full length; only on-chain entries are used
  bool emode = false;    ///< whether the lending account is in the mode's eMode
  Amount flash_owed;     ///< flash loan still to be repaid, with its fee
  std::vector<Claim> claims;
};

/// A protocol's part in one on-chain step: what it would change on the given
/// state, or why the call reverts. It changes nothing itself, so a step or a
/// group of steps can be tried and thrown away.
struct ProtocolAnswer {
  std::vector<LedgerEntry> entries;
  std::optional<Fill> fill;  ///< of a swap
  std::vector<Claim> claims;
  std::optional<bool> emode;         ///< the lending account's new category
  Amount flash_change;               ///< of `ChainState::flash_owed`
  std::vector<VenueNotice> notices;  ///< what the protocol did by itself
  std::string revert;                ///< reason; empty when the call goes through
};

/// The answer of a call that reverts.
ProtocolAnswer reverted(std::string reason);
/// The answer of a call that books one entry.
ProtocolAnswer booked(LedgerEntry entry);
/// Why a call cannot take `size` of what the wallet itself holds: nothing is
/// asked for, or more than there is. Empty when it can.
std::string shortage(ActionType action, const Instrument& held, Amount size, const ChainState& state);

/// Takes an answer that did not revert into the state.
void apply_answer(const ProtocolAnswer& answer, ChainState& state);

/// A simulated protocol. It keeps no state of its own: all of it is in `ChainState`.
class SimulatedProtocol {
 public:
  virtual ~SimulatedProtocol() = default;
  SimulatedProtocol(const SimulatedProtocol&) = delete;
  SimulatedProtocol& operator=(const SimulatedProtocol&) = delete;

  /// The effect of one call on `state`.
  [[nodiscard]] virtual ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                            const MarketSnapshot& market) const = 0;
  /// What happens at an instant without a call: rewards are paid, unsafe debt is liquidated.
  [[nodiscard]] virtual ProtocolAnswer settle(const ChainState& state, const MarketSnapshot& market) const;

 protected:
  SimulatedProtocol() = default;
};

/// What protocols are made from. The references outlive them.
struct ProtocolContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
};

}  // namespace basis
