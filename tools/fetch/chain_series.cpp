#include "tools/fetch/chain_series.hpp"

#include <fmt/format.h>

#include <array>

#include "core/base/fixed.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/aave_v3/ray_math.hpp"
#include "venues/aave_v3/reader.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/chain/make_call.hpp"
#include "venues/etherfi/contracts.hpp"
#include "venues/lido/contracts.hpp"

namespace basis {
namespace {

using Row = std::optional<std::vector<std::string>>;

constexpr int kRayDecimals = 27;
constexpr int kPriceDecimals = 8;
constexpr int kRateDecimals = 18;
constexpr int kGweiDecimals = 9;

/// A number as text with decimals. Data error: it is out of what such a number can be.
Result<std::string> decimal(const u256& value, int decimals, const u256& least, const u256& most,
                            std::string_view what) {
  if (value >= least && value <= most) return format_decimal(static_cast<i128>(value), decimals);
  return Error(ErrorKind::data,
               fmt::format("{} {} cannot be (allowed: {} to {})", what, value.str(), least.str(), most.str()));
}

Result<std::string> index_text(const chain::AbiValue& value, std::string_view what) {
  return decimal(value.uint(), kRayDecimals, aave_v3::kRay, aave_v3::kRay * 1'000'000, what);
}

Result<std::string> yearly_text(const chain::AbiValue& value, std::string_view what) {
  return decimal(value.uint(), kRayDecimals, 0, aave_v3::kRay * 1'000, what);
}

Result<std::string> amount_text(const chain::AbiValue& value, int decimals, std::string_view what) {
  return decimal(value.uint(), decimals, 0, (u256(1) << 112) - 1, what);
}

bool all_there(std::span<const chain::ReadAnswer> answers) {
  for (const chain::ReadAnswer& answer : answers)
    if (!answer.values) return false;
  return true;
}

/// A reserve of the pool and its two tokens.
struct ReserveAt {
  std::string token;
  int decimals;
  chain::Address pool, oracle, asset, a_token, debt_token;
};

/// Before a reserve is listed the pool says zeros of it. Data error: its tokens are not those that are configured.
Result<bool> is_listed(const ReserveAt& at, std::span<const chain::ReadAnswer> answers) {
  if (!answers[0].values || answers[0][8].address().is_zero()) return false;
  if (answers[0][8].address() == at.a_token && answers[0][10].address() == at.debt_token) return true;
  return Error(ErrorKind::data, fmt::format("the pool has the tokens {} and {}, the configuration {} and {}",
                                            answers[0][8].address().to_string(), answers[0][10].address().to_string(),
                                            at.a_token.to_string(), at.debt_token.to_string()));
}

Result<Row> reserve_row(const ReserveAt& at, const BlockTold& told) {
  const auto& answers = told.answers;
  BASIS_TRY(const bool listed, is_listed(at, answers));
  if (!listed || !all_there(answers) || answers[5][0].uint() == 0) return Row();
  std::vector<std::string> values(7);
  BASIS_TRY(values[0], index_text(answers[1][0], "the liquidity index"));
  BASIS_TRY(values[1], index_text(answers[2][0], "the variable borrow index"));
  BASIS_TRY(values[2], yearly_text(answers[0][2], "the liquidity rate"));
  BASIS_TRY(values[3], yearly_text(answers[0][4], "the variable borrow rate"));
  BASIS_TRY(values[4], amount_text(answers[3][0], at.decimals, "the total supplied"));
  BASIS_TRY(values[5], amount_text(answers[4][0], at.decimals, "the total debt"));
  BASIS_TRY(values[6], decimal(answers[5][0].uint(), kPriceDecimals, 1, u256(1) << 96, "the price"));
  return Row(std::move(values));
}

Result<Row> terms_row(const ReserveAt& at, const BlockTold& told) {
  BASIS_TRY(const bool listed, is_listed(at, told.answers));
  if (!listed) return Row();
  aave_v3::ReserveState state;
  aave_v3::read_terms(told.answers[0][0].uint(), state);
  const auto basis_points = [](std::uint32_t value) { return format_decimal(value, 4); };
  const auto flag = [](bool is_so) { return std::string(is_so ? "1" : "0"); };
  return Row({basis_points(state.ltv), basis_points(state.liquidation_threshold), basis_points(state.liquidation_bonus),
              state.supply_cap.str(), state.borrow_cap.str(), flag(state.active), flag(state.frozen),
              flag(state.paused), flag(state.borrowing)});
}

Result<Row> rate_row(const BlockTold& told) {
  if (!all_there(told.answers)) return Row();
  static const u256 kOne = u256(1'000'000'000'000'000'000U);
  BASIS_TRY(auto text, decimal(told.answers[0][0].uint(), kRateDecimals, kOne / 1'000, kOne * 1'000, "the rate"));
  return Row({std::move(text)});
}

Result<Row> fee_row(const BlockTold& told) {
  if (told.base_fee == 0) return Row();
  static const u256 kMost = u256(1) << 96;
  std::vector<std::string> values(2);
  BASIS_TRY(values[0], decimal(told.base_fee, kGweiDecimals, 1, kMost, "the base fee"));
  BASIS_TRY(values[1], decimal(told.priority, kGweiDecimals, 0, kMost, "the priority fee"));
  return Row(std::move(values));
}

chain::ContractRead may_fail(chain::ContractRead read) {
  read.may_fail = true;
  return read;
}

std::optional<ReserveAt> reserve_at(const chain::ContractBook& book, const std::string& token) {
  const auto pool = book.contract("aave_v3", "pool"), oracle = book.contract("aave_v3", "oracle");
  const auto a_token = book.contract("aave_v3", aave_v3::a_token_name(token));
  const auto debt_token = book.contract("aave_v3", aave_v3::debt_token_name(token));
  const auto asset = chain::erc20_token(book, token);
  if (!pool || !oracle || !a_token || !debt_token || !asset) return std::nullopt;
  return ReserveAt{token,           asset.value().decimals, pool.value(), oracle.value(), asset.value().address,
                   a_token.value(), debt_token.value()};
}

std::string source_of(const chain::ContractBook& book, const chain::Address& contract) {
  return fmt::format("chain {}, {}", book.chain_id(), contract.to_string());
}

void add_reserve(const chain::ContractBook& book, const ReserveAt& at, std::vector<ChainSeries>& all) {
  const auto data = may_fail(chain::contract_read(at.pool, aave_v3::pool().reserve_data, at.asset));
  ChainSeries figures{.name = "aave_v3/" + at.token,
                      .path = "aave_v3/" + at.token + "_1d.csv",
                      .source = source_of(book, at.pool),
                      .columns = {"liquidity_index", "variable_borrow_index", "liquidity_rate", "variable_borrow_rate",
                                  "total_supplied", "total_variable_debt", "price_usd"},
                      .reads = {data},
                      .row = [at](const BlockTold& told) { return reserve_row(at, told); }};
  for (const auto& read : {chain::contract_read(at.pool, aave_v3::pool().normalized_income, at.asset),
                           chain::contract_read(at.pool, aave_v3::pool().normalized_debt, at.asset),
                           chain::contract_read(at.a_token, chain::erc20().total_supply),
                           chain::contract_read(at.debt_token, chain::erc20().total_supply),
                           chain::contract_read(at.oracle, aave_v3::oracle().price, at.asset)})
    figures.reads.push_back(may_fail(read));
  all.push_back(std::move(figures));
  all.push_back({.name = "reserve/aave_v3_" + at.token,
                 .path = "reserve/aave_v3_" + at.token + "_1h.csv",
                 .source = source_of(book, at.pool),
                 .columns = {"ltv", "liquidation_threshold", "liquidation_bonus", "supply_cap", "borrow_cap", "active",
                             "frozen", "paused", "borrowing"},
                 .reads = {data},
                 .row = [at](const BlockTold& told) { return terms_row(at, told); }});
}

void add_rate(const chain::ContractBook& book, const char* token, const chain::Function& rate,
              std::vector<ChainSeries>& all) {
  const auto found = chain::erc20_token(book, token);
  if (!found) return;
  all.push_back({.name = fmt::format("lst/{}_oracle", token),
                 .path = fmt::format("lst/{}_oracle_1h.csv", token),
                 .source = source_of(book, found.value().address),
                 .columns = {"eth_per_token"},
                 .reads = {may_fail(chain::contract_read(found.value().address, rate))},
                 .row = rate_row});
}

}  // namespace

std::vector<ChainSeries> chain_series(const chain::ContractBook& book, const Settings& settings) {
  std::vector<ChainSeries> all;
  for (const auto& [name, venue] : settings.venues) {
    if (!venue.lending) continue;
    for (const auto& [token, terms] : venue.lending->reserves)
      if (const auto at = reserve_at(book, token)) add_reserve(book, *at, all);
  }
  add_rate(book, "weETH", etherfi::weeth().rate, all);
  add_rate(book, "wstETH", lido::wsteth().rate, all);
  all.push_back({.name = "gas/ethereum",
                 .path = "gas/ethereum_1h.csv",
                 .source = fmt::format("chain {}", book.chain_id()),
                 .columns = {"base_fee_gwei", "priority_fee_p50_gwei"},
                 .reads = {},
                 .of_fees = true,
                 .row = fee_row});
  return all;
}

}  // namespace basis
