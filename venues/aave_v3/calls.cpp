#include "venues/aave_v3/calls.hpp"

#include <fmt/format.h>

#include "venues/aave_v3/contracts.hpp"

namespace basis::aave_v3 {
namespace {

constexpr std::uint16_t kNoReferral = 0;
/// DataTypes.sol, InterestRateMode.VARIABLE.
constexpr std::uint8_t kVariableRate = 2;

struct Asked {
  chain::Address pool;
  chain::Token token;
};

Result<Asked> look_up(const chain::ContractBook& book, std::string_view token) {
  BASIS_TRY(chain::Address pool, book.contract("aave_v3", "pool"));
  BASIS_TRY(chain::Token found, chain::erc20_token(book, token));
  return Asked{pool, std::move(found)};
}

std::string text_of(std::string_view verb, const chain::Token& token, const Wei& amount, std::string_view word,
                    const chain::Address& who) {
  return fmt::format("aave_v3 {} {} {} {}", verb, chain::amount_text(token, amount), word, who.to_string());
}

}  // namespace

Result<chain::ContractCall> supply(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                   const chain::Address& for_whom) {
  BASIS_TRY(const Asked asked, look_up(book, token));
  return chain::make_call(asked.pool, Wei(), pool().supply, text_of("supply", asked.token, amount, "for", for_whom),
                          asked.token.address, amount, for_whom, kNoReferral);
}

Result<chain::ContractCall> withdraw(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                     const chain::Address& to) {
  BASIS_TRY(const Asked asked, look_up(book, token));
  return chain::make_call(asked.pool, Wei(), pool().withdraw, text_of("withdraw", asked.token, amount, "to", to),
                          asked.token.address, amount, to);
}

Result<chain::ContractCall> borrow(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                   const chain::Address& for_whom) {
  BASIS_TRY(const Asked asked, look_up(book, token));
  return chain::make_call(asked.pool, Wei(), pool().borrow, text_of("borrow", asked.token, amount, "for", for_whom),
                          asked.token.address, amount, kVariableRate, kNoReferral, for_whom);
}

Result<chain::ContractCall> repay(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                  const chain::Address& for_whom) {
  BASIS_TRY(const Asked asked, look_up(book, token));
  return chain::make_call(asked.pool, Wei(), pool().repay, text_of("repay", asked.token, amount, "for", for_whom),
                          asked.token.address, amount, kVariableRate, for_whom);
}

Result<chain::ContractCall> set_emode(const chain::ContractBook& book, std::uint8_t category) {
  BASIS_TRY(const chain::Address at, book.contract("aave_v3", "pool"));
  return chain::make_call(at, Wei(), pool().set_emode, fmt::format("aave_v3 set eMode {}", category), category);
}

Result<chain::ContractCall> set_collateral(const chain::ContractBook& book, std::string_view token, bool is_so) {
  BASIS_TRY(const Asked asked, look_up(book, token));
  return chain::make_call(asked.pool, Wei(), pool().set_collateral,
                          fmt::format("aave_v3 use {} as collateral: {}", token, is_so ? "yes" : "no"),
                          asked.token.address, is_so);
}

Result<chain::ContractCall> approve_delegation(const chain::ContractBook& book, std::string_view token,
                                               const chain::Address& delegatee, const Wei& amount) {
  BASIS_TRY(const chain::Token owed, chain::erc20_token(book, token));
  BASIS_TRY(const chain::Address debt_token, book.contract("aave_v3", debt_token_name(token)));
  return chain::make_call(debt_token, Wei(), scaled_token().approve_delegation,
                          text_of("let borrow", owed, amount, "by", delegatee), delegatee, amount);
}

std::string a_token_name(std::string_view token) { return fmt::format("reserves.{}.a_token", token); }
std::string debt_token_name(std::string_view token) { return fmt::format("reserves.{}.debt_token", token); }

}  // namespace basis::aave_v3
