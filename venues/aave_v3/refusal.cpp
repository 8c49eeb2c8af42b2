#include "venues/aave_v3/refusal.hpp"

#include <fmt/format.h>

#include "venues/aave_v3/ray_math.hpp"
#include "venues/chain/make_call.hpp"

namespace basis::aave_v3 {
namespace {

using Reason = std::optional<std::string>;

constexpr std::uint32_t kOneInBasisPoints = 10'000;

u256 power_of_ten(int exponent) { return boost::multiprecision::pow(u256(10), static_cast<unsigned>(exponent)); }

/// "1.5 WETH", of a reserve.
std::string text_of(const ReserveState& reserve, const Wei& amount) {
  return chain::amount_text({reserve.token, chain::Address(), reserve.decimals}, amount);
}

std::string dollars(const u256& base) { return chain::amount_text({"USD", chain::Address(), 8}, Wei(base)); }

std::string share(std::uint32_t basis_points) {
  return fmt::format("{}.{:02} %", basis_points / 100, basis_points % 100);
}

/// USD at 1e-8, rounded up as the pool values a debt (GenericLogic.sol).
u256 debt_value(const ReserveState& reserve, const Wei& amount) {
  const u256 unit = power_of_ten(reserve.decimals);
  return (amount.value() * reserve.price + unit - 1) / unit;
}

Reason cap_reason(const ReserveState& reserve, std::string_view cap, const u256& limit, const u256& after) {
  if (limit == 0) return std::nullopt;
  const u256 most = limit * power_of_ten(reserve.decimals);
  if (after <= most) return std::nullopt;
  return fmt::format("aave_v3 {}: the {} cap of {} would be exceeded by {}", reserve.token, cap,
                     text_of(reserve, Wei(most)), text_of(reserve, Wei(u256(after - most))));
}

Reason flags_reason(const ReserveState& reserve, bool new_business) {
  if (!reserve.active) return fmt::format("aave_v3 {}: the reserve is not active", reserve.token);
  if (reserve.paused) return fmt::format("aave_v3 {}: the reserve is paused", reserve.token);
  if (new_business && reserve.frozen) return fmt::format("aave_v3 {}: the reserve is frozen", reserve.token);
  return std::nullopt;
}

Reason emode_unread(const AccountState& state) {
  return fmt::format("aave_v3: the account is in eMode {}, whose terms were not read", state.emode);
}

Reason supply_reason(const AccountState& state, const ReserveState& reserve, const Action& action) {
  if (auto reason = flags_reason(reserve, true)) return reason;
  const auto ltv = state.ltv_of(reserve);
  if (!ltv) return emode_unread(state);
  if (*ltv == 0 && action.as_collateral)
    return fmt::format("aave_v3 {}: the LTV is zero{}: it would be no collateral", reserve.token,
                       state.emode == 0 ? "" : fmt::format(" in eMode {}", state.emode));
  const u256 scaled = ray_div_floor(action.amount.value(), reserve.supply_index_now);
  if (scaled == 0) return fmt::format("aave_v3 {}: nothing to supply", reserve.token);
  return cap_reason(
      reserve, "supply", reserve.supply_cap,
      ray_mul_floor(reserve.scaled_supplied + scaled + reserve.scaled_treasury, reserve.supply_index_now));
}

Reason liquidity_reason(const ReserveState& reserve, const Wei& amount) {
  if (!(reserve.available < amount)) return std::nullopt;
  return fmt::format("aave_v3 {}: {} asked for, {} available", reserve.token, text_of(reserve, amount),
                     text_of(reserve, reserve.available));
}

Wei withdrawn(const ReserveState& reserve, const Action& action) {
  return action.amount == chain::kEverything ? reserve.supplied() : action.amount;
}

Reason withdraw_reason(const AccountState&, const ReserveState& reserve, const Action& action) {
  if (auto reason = flags_reason(reserve, false)) return reason;
  return liquidity_reason(reserve, withdrawn(reserve, action));
}

Reason borrow_reason(const AccountState& state, const ReserveState& reserve, const Action& action) {
  if (auto reason = flags_reason(reserve, true)) return reason;
  if (state.emode != 0) {
    const auto category = state.emodes.find(state.emode);
    if (category == state.emodes.end()) return emode_unread(state);
    if (!category->second.lends(reserve))
      return fmt::format("aave_v3 {}: it cannot be borrowed in eMode {}", reserve.token, state.emode);
  } else if (!reserve.borrowing) {
    return fmt::format("aave_v3 {}: borrowing is not enabled", reserve.token);
  }
  const u256 scaled = ray_div_ceil(action.amount.value(), reserve.debt_index_now);
  if (scaled == 0) return fmt::format("aave_v3 {}: nothing to borrow", reserve.token);
  if (auto reason = cap_reason(reserve, "borrow", reserve.borrow_cap,
                               ray_mul_ceil(reserve.scaled_debt + scaled, reserve.debt_index_now)))
    return reason;
  return liquidity_reason(reserve, action.amount);
}

Reason repay_reason(const AccountState&, const ReserveState& reserve, const Action&) {
  return flags_reason(reserve, false);
}

/// Whether an account that has supplied at an LTV of zero may withdraw something else (ValidationLogic.sol,
/// validateHFAndLtvzero).
Reason zero_ltv_first(const AccountState& state, const ReserveState& reserve) {
  if (state.ltv_of(reserve) == 0U) return std::nullopt;
  for (const auto& [token, other] : state.reserves)
    if (other.is_collateral && state.ltv_of(other) == 0U)
      return fmt::format("aave_v3 {}: {} has an LTV of zero and has to be withdrawn first", reserve.token, token);
  return std::nullopt;
}

/// After so much collateral has gone the account has to be healthy.
Reason withdraw_by_account(const AccountState& state, const ReserveState& reserve, const Action& action) {
  const Wei amount = withdrawn(reserve, action);
  if (reserve.supplied() < amount || amount.value() == 0)
    return fmt::format("aave_v3 {}: {} asked for, {} supplied", reserve.token, text_of(reserve, amount),
                       text_of(reserve, reserve.supplied()));
  if (state.debt == 0 || !reserve.is_collateral) return std::nullopt;
  if (auto reason = zero_ltv_first(state, reserve)) return reason;
  std::uint32_t threshold = reserve.liquidation_threshold;
  if (state.emode != 0) {
    const auto category = state.emodes.find(state.emode);
    if (category == state.emodes.end()) return emode_unread(state);
    if (category->second.takes(reserve)) threshold = category->second.liquidation_threshold;
  }
  const u256 gone = amount.value() * reserve.price / power_of_ten(reserve.decimals) * threshold;
  const u256 weighted = state.collateral * state.liquidation_threshold;
  if (weighted >= gone && weighted - gone >= state.debt * kOneInBasisPoints) return std::nullopt;
  return fmt::format("aave_v3 {}: without {} the health factor would be below 1", reserve.token,
                     text_of(reserve, amount));
}

Reason borrow_by_account(const AccountState& state, const ReserveState& reserve, const Action& action) {
  if (state.ltv == 0) return fmt::format("aave_v3 {}: nothing may be borrowed on the collateral", reserve.token);
  const u256 owed = state.debt + debt_value(reserve, action.amount);
  if (state.collateral * state.ltv >= owed * kOneInBasisPoints) return std::nullopt;
  return fmt::format("aave_v3 {}: a debt of {} on a collateral of {} exceeds the LTV of {}", reserve.token,
                     dollars(owed), dollars(state.collateral), share(state.ltv));
}

Reason repay_by_account(const AccountState&, const ReserveState& reserve, const Action& action) {
  if (action.amount.value() == 0) return fmt::format("aave_v3 {}: nothing to repay", reserve.token);
  if (reserve.account_scaled_debt == 0) return fmt::format("aave_v3 {}: nothing is owed", reserve.token);
  return std::nullopt;
}

Reason nothing_more(const AccountState&, const ReserveState&, const Action&) { return std::nullopt; }

struct Rules {
  ActionKind kind;
  Reason (*of_reserve)(const AccountState&, const ReserveState&, const Action&);
  Reason (*of_account)(const AccountState&, const ReserveState&, const Action&);
};
constexpr Rules kRules[] = {
    {ActionKind::supply, supply_reason, nothing_more},
    {ActionKind::withdraw, withdraw_reason, withdraw_by_account},
    {ActionKind::borrow, borrow_reason, borrow_by_account},
    {ActionKind::repay, repay_reason, repay_by_account},
};

/// Of a change to a category: it is there, and takes and lends what the account has (ValidationLogic.sol,
/// validateSetUserEMode).
Reason emode_reason(const AccountState& state, std::uint8_t category, bool with_account) {
  AccountState changed = state;
  changed.emode = category;
  const EModeState* terms = nullptr;
  if (category != 0) {
    const auto found = state.emodes.find(category);
    if (found == state.emodes.end()) return emode_unread(changed);
    terms = &found->second;
    if (terms->liquidation_threshold == 0) return fmt::format("aave_v3: there is no eMode {}", category);
  }
  if (!with_account) return std::nullopt;
  for (const auto& [token, reserve] : state.reserves) {
    const bool lent = terms == nullptr ? reserve.borrowing : terms->lends(reserve);
    if (reserve.account_scaled_debt != 0 && !lent)
      return fmt::format("aave_v3 {}: it is borrowed, which it cannot be in eMode {}", token, category);
    if (reserve.is_collateral && changed.ltv_of(reserve) == 0U)
      return fmt::format("aave_v3 {}: it is collateral, and its LTV is zero in eMode {}", token, category);
  }
  return std::nullopt;
}

Reason judge(const AccountState& state, const Action& action, bool with_account) {
  if (action.kind == ActionKind::set_emode) return emode_reason(state, action.emode, with_account);
  const auto reserve = state.reserves.find(action.token);
  if (reserve == state.reserves.end()) return fmt::format("aave_v3 {}: the reserve was not read", action.token);
  const bool may_be_all = action.kind == ActionKind::withdraw || action.kind == ActionKind::repay;
  if ((action.amount.value() >> 128) != 0 && !(may_be_all && action.amount == chain::kEverything))
    return fmt::format("aave_v3 {}: {} is out of range", action.token, action.amount.to_string());
  for (const Rules& rules : kRules) {
    if (rules.kind != action.kind) continue;
    if (auto reason = rules.of_reserve(state, reserve->second, action)) return reason;
    return with_account ? rules.of_account(state, reserve->second, action) : std::nullopt;
  }
  broken_invariant("an action of Aave has rules");
}

}  // namespace

std::optional<std::string> reserve_refusal(const AccountState& state, const Action& action) {
  return judge(state, action, false);
}

std::optional<std::string> refusal_of(const AccountState& state, const Action& action) {
  return judge(state, action, true);
}

}  // namespace basis::aave_v3
