#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/multicall.hpp"

namespace basis::aave_v3 {

/// What is asked about an account.
struct AccountQuestion {
  chain::Address account;
  std::vector<std::string> tokens;     ///< whose reserves: "WETH"
  std::vector<std::uint8_t> emodes{};  ///< categories
  friend bool operator==(const AccountQuestion&, const AccountQuestion&) = default;
};

/// A reserve, and the account's part of it. Indices and rates are rays; those of `now` are of the block's time.
struct ReserveState {
  std::string token;
  int decimals = 18;
  std::uint16_t id = 0;                                                     ///< its place in bitmaps
  std::uint32_t ltv = 0, liquidation_threshold = 0, liquidation_bonus = 0;  ///< outside eMode, basis points
  bool active = false, frozen = false, paused = false, borrowing = false;
  u256 supply_cap = 0, borrow_cap = 0;  ///< whole tokens; zero: none
  u256 supply_index, debt_index;        ///< as of `updated`
  u256 supply_rate, debt_rate;          ///< a year
  UtcTime updated{};
  u256 supply_index_now, debt_index_now;
  u256 scaled_supplied, scaled_debt;  ///< all accounts'
  u256 scaled_treasury;               ///< owed to the treasury, which counts to the supply cap
  Wei available;                      ///< what may be withdrawn or borrowed
  u256 price;                         ///< USD for a whole token, at 1e-8
  u256 account_scaled_supplied, account_scaled_debt;
  bool is_collateral = false;  ///< what the account has supplied counts

  /// What the account has and owes now, rounded as the contracts do (TokenMath.sol): down, and up.
  [[nodiscard]] Wei supplied() const;
  [[nodiscard]] Wei debt() const;
  /// What everyone has, with the treasury's part, and owes.
  [[nodiscard]] Wei total_supplied() const;
  [[nodiscard]] Wei total_debt() const;
};

/// A category of eMode. A bit of a bitmap is a reserve by its id.
struct EModeState {
  std::uint32_t ltv = 0, liquidation_threshold = 0, liquidation_bonus = 0;  ///< basis points; zero: no such category
  u256 collateral, borrowable;
  u256 zero_ltv;  ///< collateral without LTV all the same (v3.6)

  [[nodiscard]] bool takes(const ReserveState& reserve) const { return has(collateral, reserve); }
  [[nodiscard]] bool lends(const ReserveState& reserve) const { return has(borrowable, reserve); }
  [[nodiscard]] bool without_ltv(const ReserveState& reserve) const { return has(zero_ltv, reserve); }

 private:
  [[nodiscard]] static bool has(const u256& bitmap, const ReserveState& reserve) {
    return ((bitmap >> reserve.id) & 1) != 0;
  }
};

/// What the pool says about an account. Values are USD at 1e-8.
struct AccountState {
  u256 collateral, debt, available_borrows;
  std::uint32_t liquidation_threshold = 0, ltv = 0;  ///< averages, basis points
  /// At 1e-18; absent: no debt.
  std::optional<u256> health_factor{};
  std::uint8_t emode = 0;  ///< zero: none
  std::map<std::string, ReserveState> reserves{};
  std::map<std::uint8_t, EModeState> emodes{};  ///< those that were asked for

  /// The LTV of a reserve for this account in basis points (ValidationLogic.sol, getUserReserveLtv).
  /// Absent: its eMode is not among `emodes`.
  [[nodiscard]] std::optional<std::uint32_t> ltv_of(const ReserveState& reserve) const;
};

/// Reads terms, flags and caps of a reserve's configuration, as the pool packs them (DataTypes.sol,
/// ReserveConfigurationMap).
void read_terms(const u256& configuration, ReserveState& state);

/// The reads of a question. Usage errors: the chain has no pool, oracle, token or tokens of a reserve.
Result<std::vector<chain::ContractRead>> account_reads(const chain::ContractBook& book,
                                                       const AccountQuestion& question);
/// What they answered. Errors (data): a number that cannot be; the reserve is not that of the configured tokens.
Result<AccountState> read_account(const chain::ContractBook& book, const AccountQuestion& question,
                                  std::span<const chain::ReadAnswer> answers);

}  // namespace basis::aave_v3
