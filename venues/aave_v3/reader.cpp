#include "venues/aave_v3/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/aave_v3/ray_math.hpp"
#include "venues/chain/make_call.hpp"
#include "venues/chain/read_values.hpp"

namespace basis::aave_v3 {
namespace {

using chain::contract_read;
using chain::ReadAnswer;

// How many reads stand for an account, a reserve, a category; `read_*` below take them in the order of `add_*`.
constexpr std::size_t kAccountReads = 3;
constexpr std::size_t kReserveReads = 9;
constexpr std::size_t kEModeReads = 4;

/// What a number of a reserve can be, so that what is calculated from it is exact.
struct Range {
  u256 least, most;
  std::string_view text;
};
/// The strategy's own limit of a rate is 10 (DefaultReserveInterestRateStrategyV2.sol, MAX_BORROW_RATE).
const Range kRates{0, kRay * 1000, "no rate (allowed: 0 to 1,000 a year, in rays)"};
/// An index begins at 1 (ReserveLogic.sol, init).
const Range kIndices{kRay, kRay * 1'000'000, "no index (allowed: 1 to 1,000,000, in rays)"};
const Range kPrices{1, u256(1) << 96, "no price (allowed: above 0, below 2^96)"};

Result<u256> in_range(const chain::AbiValue& value, const Range& range, std::string_view what) {
  if (value.uint() >= range.least && value.uint() <= range.most) return value.uint();
  return Error(ErrorKind::data, fmt::format("{}: {} is {}", what, value.to_string(), range.text));
}

/// A part of a reserve's configuration (DataTypes.sol, ReserveConfigurationMap).
struct Bits {
  unsigned first;
  unsigned count;
};
constexpr Bits kLtv{0, 16}, kThreshold{16, 16}, kBonus{32, 16}, kDecimals{48, 8}, kActive{56, 1}, kFrozen{57, 1},
    kBorrowing{58, 1}, kPaused{60, 1}, kBorrowCap{80, 36}, kSupplyCap{116, 36};

u256 bits_of(const u256& data, Bits bits) { return (data >> bits.first) & ((u256(1) << bits.count) - 1); }

std::uint32_t small_bits(const u256& data, Bits bits) { return static_cast<std::uint32_t>(bits_of(data, bits)); }

struct ReserveAddresses {
  chain::Token token;
  chain::Address a_token, debt_token;
};

Result<ReserveAddresses> addresses_of(const chain::ContractBook& book, const std::string& token) {
  ReserveAddresses found;
  BASIS_TRY(found.token, chain::erc20_token(book, token));
  BASIS_TRY(found.a_token, book.contract("aave_v3", a_token_name(token)));
  BASIS_TRY(found.debt_token, book.contract("aave_v3", debt_token_name(token)));
  return found;
}

/// The reserve is the one that is meant.
Result<void> check_identity(const ReserveAddresses& at, const ReadAnswer& data, const std::string& what) {
  if (data[8].address() != at.a_token || data[10].address() != at.debt_token)
    return Error(ErrorKind::data, fmt::format("{}: the pool has the tokens {} and {}, the configuration {} and {}",
                                              what, data[8].address().to_string(), data[10].address().to_string(),
                                              at.a_token.to_string(), at.debt_token.to_string()));
  const std::uint32_t decimals = small_bits(data[0].uint(), kDecimals);
  if (decimals != static_cast<std::uint32_t>(at.token.decimals))
    return Error(ErrorKind::data,
                 fmt::format("{}: the pool has {} decimals, the configuration {}", what, decimals, at.token.decimals));
  return ok();
}

Result<void> read_interest(std::span<const ReadAnswer> answers, const std::string& what, ReserveState& state) {
  const ReadAnswer& data = answers[0];
  BASIS_TRY(state.supply_index, in_range(data[1], kIndices, what));
  BASIS_TRY(state.supply_rate, in_range(data[2], kRates, what));
  BASIS_TRY(state.debt_index, in_range(data[3], kIndices, what));
  BASIS_TRY(state.debt_rate, in_range(data[4], kRates, what));
  BASIS_TRY(state.updated, chain::time_of(data[6], what));
  BASIS_TRY(state.supply_index_now, in_range(answers[1][0], kIndices, what));
  BASIS_TRY(state.debt_index_now, in_range(answers[2][0], kIndices, what));
  return ok();
}

Result<void> read_amounts(std::span<const ReadAnswer> answers, const std::string& what, ReserveState& state) {
  state.scaled_treasury = answers[0][12].uint();
  BASIS_TRY(state.scaled_supplied, chain::number128(answers[3][0], what));
  BASIS_TRY(state.scaled_debt, chain::number128(answers[4][0], what));
  BASIS_TRY(state.available, chain::amount128(answers[5][0], what));
  BASIS_TRY(state.price, in_range(answers[6][0], kPrices, what));
  BASIS_TRY(state.account_scaled_supplied, chain::number128(answers[7][0], what));
  BASIS_TRY(state.account_scaled_debt, chain::number128(answers[8][0], what));
  return ok();
}

/// The answers of one reserve.
Result<ReserveState> read_reserve(const ReserveAddresses& at, std::span<const ReadAnswer> answers,
                                  const u256& user_configuration) {
  const std::string what = "aave_v3 " + at.token.symbol;
  BASIS_TRY(check_identity(at, answers[0], what));
  ReserveState state;
  state.token = at.token.symbol;
  state.decimals = at.token.decimals;
  state.id = static_cast<std::uint16_t>(answers[0][7].uint64());
  read_terms(answers[0][0].uint(), state);
  BASIS_TRY(read_interest(answers, what, state));
  BASIS_TRY(read_amounts(answers, what, state));
  // A map has room for 128 reserves (ReserveConfiguration.sol, MAX_RESERVES_COUNT).
  if (state.id < 128) state.is_collateral = ((user_configuration >> (2U * state.id + 1U)) & 1) != 0;
  return state;
}

Result<std::vector<chain::ContractRead>> reserve_reads(const ReserveAddresses& at, const chain::Address& pool_at,
                                                       const chain::Address& oracle_at, const chain::Address& account) {
  const chain::Address& token = at.token.address;
  return std::vector<chain::ContractRead>{
      contract_read(pool_at, pool().reserve_data, token),
      contract_read(pool_at, pool().normalized_income, token),
      contract_read(pool_at, pool().normalized_debt, token),
      contract_read(at.a_token, scaled_token().scaled_total),
      contract_read(at.debt_token, scaled_token().scaled_total),
      contract_read(pool_at, pool().available, token),
      contract_read(oracle_at, oracle().price, token),
      contract_read(at.a_token, scaled_token().scaled_balance, account),
      contract_read(at.debt_token, scaled_token().scaled_balance, account),
  };
}

EModeState read_emode(std::span<const ReadAnswer> answers) {
  EModeState state;
  state.ltv = static_cast<std::uint32_t>(answers[0][0].uint64());
  state.liquidation_threshold = static_cast<std::uint32_t>(answers[0][1].uint64());
  state.liquidation_bonus = static_cast<std::uint32_t>(answers[0][2].uint64());
  state.collateral = answers[1][0].uint();
  state.borrowable = answers[2][0].uint();
  // Pools before v3.6 do not have the fourth.
  if (answers[3].values) state.zero_ltv = answers[3][0].uint();
  return state;
}

Result<std::uint32_t> basis_points(const chain::AbiValue& value) {
  constexpr std::uint64_t kOne = 10'000;
  if (value.uint() <= kOne) return static_cast<std::uint32_t>(value.uint());
  return Error(ErrorKind::data, fmt::format("aave_v3: {} is no share of an account (allowed: to 10,000 basis points)",
                                            value.to_string()));
}

Result<AccountState> read_totals(std::span<const ReadAnswer> answers) {
  const ReadAnswer& data = answers[0];
  AccountState state;
  BASIS_TRY(state.collateral, chain::number128(data[0], "aave_v3 collateral"));
  BASIS_TRY(state.debt, chain::number128(data[1], "aave_v3 debt"));
  BASIS_TRY(state.available_borrows, chain::number128(data[2], "aave_v3 available borrows"));
  BASIS_TRY(state.liquidation_threshold, basis_points(data[3]));
  BASIS_TRY(state.ltv, basis_points(data[4]));
  if (state.debt != 0) state.health_factor = data[5].uint();
  if (answers[1][0].uint() > 255)
    return Error(ErrorKind::data, fmt::format("aave_v3 eMode: {} is no category", answers[1][0].to_string()));
  state.emode = static_cast<std::uint8_t>(answers[1][0].uint());
  return state;
}

}  // namespace

void read_terms(const u256& configuration, ReserveState& state) {
  state.ltv = small_bits(configuration, kLtv);
  state.liquidation_threshold = small_bits(configuration, kThreshold);
  state.liquidation_bonus = small_bits(configuration, kBonus);
  state.active = bits_of(configuration, kActive) != 0;
  state.frozen = bits_of(configuration, kFrozen) != 0;
  state.paused = bits_of(configuration, kPaused) != 0;
  state.borrowing = bits_of(configuration, kBorrowing) != 0;
  state.borrow_cap = bits_of(configuration, kBorrowCap);
  state.supply_cap = bits_of(configuration, kSupplyCap);
}

Wei ReserveState::supplied() const { return Wei(ray_mul_floor(account_scaled_supplied, supply_index_now)); }
Wei ReserveState::debt() const { return Wei(ray_mul_ceil(account_scaled_debt, debt_index_now)); }
Wei ReserveState::total_supplied() const {
  return Wei(ray_mul_floor(scaled_supplied + scaled_treasury, supply_index_now));
}
Wei ReserveState::total_debt() const { return Wei(ray_mul_ceil(scaled_debt, debt_index_now)); }

std::optional<std::uint32_t> AccountState::ltv_of(const ReserveState& reserve) const {
  if (emode == 0) return reserve.ltv;
  const auto category = emodes.find(emode);
  if (category == emodes.end()) return std::nullopt;
  if (!category->second.takes(reserve)) return reserve.ltv;
  return category->second.without_ltv(reserve) ? 0 : category->second.ltv;
}

Result<std::vector<chain::ContractRead>> account_reads(const chain::ContractBook& book,
                                                       const AccountQuestion& question) {
  BASIS_TRY(const chain::Address pool_at, book.contract("aave_v3", "pool"));
  BASIS_TRY(const chain::Address oracle_at, book.contract("aave_v3", "oracle"));
  std::vector<chain::ContractRead> reads{
      contract_read(pool_at, pool().account_data, question.account),
      contract_read(pool_at, pool().user_emode, question.account),
      contract_read(pool_at, pool().user_configuration, question.account),
  };
  for (const std::string& token : question.tokens) {
    BASIS_TRY(const ReserveAddresses at, addresses_of(book, token));
    BASIS_TRY(std::vector<chain::ContractRead> more, reserve_reads(at, pool_at, oracle_at, question.account));
    std::move(more.begin(), more.end(), std::back_inserter(reads));
  }
  for (const std::uint8_t category : question.emodes) {
    reads.push_back(contract_read(pool_at, pool().emode_collateral_config, category));
    reads.push_back(contract_read(pool_at, pool().emode_collateral_bitmap, category));
    reads.push_back(contract_read(pool_at, pool().emode_borrowable_bitmap, category));
    reads.push_back(contract_read(pool_at, pool().emode_zero_ltv_bitmap, category));
    reads.back().may_fail = true;
  }
  return reads;
}

Result<AccountState> read_account(const chain::ContractBook& book, const AccountQuestion& question,
                                  std::span<const ReadAnswer> answers) {
  require(
      answers.size() == kAccountReads + kReserveReads * question.tokens.size() + kEModeReads * question.emodes.size(),
      "there is an answer to each read of an account");
  BASIS_TRY(AccountState state, read_totals(answers.first(kAccountReads)));
  const u256 user_configuration = answers[2][0].uint();
  answers = answers.subspan(kAccountReads);
  for (const std::string& token : question.tokens) {
    BASIS_TRY(const ReserveAddresses at, addresses_of(book, token));
    BASIS_TRY(ReserveState reserve, read_reserve(at, answers.first(kReserveReads), user_configuration));
    state.reserves.insert_or_assign(token, std::move(reserve));
    answers = answers.subspan(kReserveReads);
  }
  for (const std::uint8_t category : question.emodes) {
    state.emodes.insert_or_assign(category, read_emode(answers.first(kEModeReads)));
    answers = answers.subspan(kEModeReads);
  }
  return state;
}

}  // namespace basis::aave_v3
