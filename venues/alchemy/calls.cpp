#include "venues/alchemy/calls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/alchemy/contracts.hpp"
#include "venues/chain/erc20.hpp"

namespace basis::alchemy {
namespace {

constexpr std::string_view kZeroFirst[] = {"USDT"};

bool wants_zero_first(std::string_view token) {
  return std::find(std::begin(kZeroFirst), std::end(kZeroFirst), token) != std::end(kZeroFirst);
}

}  // namespace

Result<chain::ContractCall> transfer(const chain::ContractBook& book, std::string_view token, const chain::Address& to,
                                     const Wei& amount) {
  BASIS_TRY(const chain::Token sent, book.token(token));
  std::string text = fmt::format("send {} to {}", chain::amount_text(sent, amount), to.to_string());
  if (sent.is_ether()) return chain::ContractCall{to, amount.value(), chain::Bytes(), std::move(text)};
  return chain::make_call(sent.address, Wei(), chain::erc20().transfer, std::move(text), to, amount);
}

Result<chain::ContractCall> approve(const chain::ContractBook& book, std::string_view token,
                                    const chain::Address& spender, const Wei& amount) {
  BASIS_TRY(const chain::Token spent, chain::erc20_token(book, token));
  return chain::make_call(spent.address, Wei(), chain::erc20().approve,
                          fmt::format("let {} take {}", spender.to_string(), chain::amount_text(spent, amount)),
                          spender, amount);
}

Result<std::vector<chain::ContractCall>> approvals(const chain::ContractBook& book, std::string_view token,
                                                   const chain::Address& spender, const Wei& needed,
                                                   const Wei& present) {
  std::vector<chain::ContractCall> calls;
  if (!(present < needed)) return calls;
  if (present.value() != 0 && wants_zero_first(token)) {
    BASIS_TRY(chain::ContractCall zero, approve(book, token, spender, Wei()));
    calls.push_back(std::move(zero));
  }
  BASIS_TRY(chain::ContractCall call, approve(book, token, spender, needed));
  calls.push_back(std::move(call));
  return calls;
}

Result<chain::ContractCall> wrap_ether(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "WETH"));
  BASIS_TRY(const chain::Token ether, book.token("ETH"));
  return chain::make_call(token.address, amount, weth().deposit,
                          fmt::format("wrap {}", chain::amount_text(ether, amount)));
}

Result<chain::ContractCall> unwrap_ether(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "WETH"));
  return chain::make_call(token.address, Wei(), weth().withdraw,
                          fmt::format("unwrap {}", chain::amount_text(token, amount)), amount);
}

Result<chain::ContractCall> unwrap_king(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "KING"));
  return chain::make_call(token.address, Wei(), king().redeem,
                          fmt::format("unwrap {}", chain::amount_text(token, amount)), amount);
}

}  // namespace basis::alchemy
