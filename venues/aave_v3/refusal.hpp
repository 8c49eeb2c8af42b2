#pragma once

#include "venues/aave_v3/reader.hpp"

namespace basis::aave_v3 {

enum class ActionKind : std::uint8_t { supply, withdraw, borrow, repay, set_emode };

/// Something that an account wants to do.
struct Action {
  ActionKind kind = ActionKind::supply;
  std::string token{};        ///< not of `set_emode`
  Wei amount{};               ///< not of `set_emode`; `chain::kEverything` of `withdraw` and `repay`
  std::uint8_t emode = 0;     ///< of `set_emode`
  bool as_collateral = true;  ///< of `supply`: it has to count
};

/// Why the pool would refuse the action for its reserve alone, in one line; absent: it would not. Flags, caps and
/// liquidity; the eMode of `state`, which may be one that is to be set before. A supply `as_collateral`
/// whose LTV is zero, so that it would be none, is refused as well (ValidationLogic.sol, SupplyLogic.sol of
/// aave-v3-origin 3.6.0).
std::optional<std::string> reserve_refusal(const AccountState& state, const Action& action);

/// The same for the account, as it is in `state`: balances, LTV and health factor after it, too. The limits of a borrow
/// are the pool's to 1e-8 USD.
std::optional<std::string> refusal_of(const AccountState& state, const Action& action);

}  // namespace basis::aave_v3
