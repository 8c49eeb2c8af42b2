#pragma once

#include <map>
#include <memory>
#include <optional>

#include "core/execution/costs.hpp"
#include "core/execution/order.hpp"
#include "core/history/snapshot.hpp"

namespace basis {

/// Movements that fall due later, such as a payment from an exit queue.
struct Claim {
  UtcTime due;
  std::vector<Movement> movements;
};

/// The chain as seen by one wallet. Calls are tried on a copy of it.
struct ChainState {
  PositionSet holdings;  ///< full length; only on-chain entries are used
  bool emode = false;    ///< whether the lending account is in the eMode of the configured mode
  Amount flash_owed;     ///< flash loan still to be repaid, with its fee
  std::vector<Claim> claims;
  MarketPtr
      since;  ///< the instant of the last settlement: what is held has been held since then; null before the first
  std::map<std::size_t, Amount> earned;  ///< by reward distribution: underlying held times hours
};

/// The result of one on-chain step at a protocol: what it would change in the given state, or why the call
/// reverts. It changes nothing itself, so that a step or a group of steps can be tried and discarded.
struct ProtocolAnswer {
  std::vector<LedgerEntry> entries;
  std::optional<Fill> fill;  ///< of a swap
  std::vector<Claim> claims;
  std::optional<bool> emode;                           ///< the lending account's new category
  Amount flash_change;                                 ///< of `ChainState::flash_owed`
  std::vector<std::pair<std::size_t, Amount>> earned;  ///< added to `ChainState::earned`; a payout takes it out again
  std::vector<VenueNotice> notices;                    ///< actions of the protocol without a call
  std::string revert;                                  ///< reason; empty when the call succeeds
};

/// The answer of a call that reverts.
ProtocolAnswer reverted(std::string reason);
/// The answer of a call that posts one entry.
ProtocolAnswer posted(LedgerEntry entry);
/// Why the wallet cannot provide `size` of `held`: the size is not positive, or more than the wallet has. Empty
/// when it can.
std::string shortage(ActionType action, const Instrument& held, Amount size, const ChainState& state);

/// Applies an answer that did not revert to the state.
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

/// What protocols are constructed from. The references must outlive them.
struct ProtocolContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
};

}  // namespace basis
