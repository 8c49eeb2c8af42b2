#include "venues/lido/calls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "venues/lido/contracts.hpp"

namespace basis::lido {
namespace {

const chain::Address kNoReferral;

Error refusal(std::string_view what) { return {ErrorKind::usage, fmt::format("lido: {}", what)}; }

}  // namespace

Result<chain::ContractCall> stake(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Address to, book.contract("lido", "steth"));
  BASIS_TRY(const chain::Token ether, book.token("ETH"));
  return chain::make_call(to, amount, steth().submit,
                          fmt::format("lido stake {} for stETH", chain::amount_text(ether, amount)), kNoReferral);
}

Result<chain::ContractCall> stake_wrapped(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "wstETH"));
  BASIS_TRY(const chain::Token ether, book.token("ETH"));
  return chain::ContractCall{token.address, amount.value(), chain::Bytes(),
                             fmt::format("lido stake {} for wstETH", chain::amount_text(ether, amount))};
}

Result<chain::ContractCall> wrap(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "wstETH"));
  BASIS_TRY(const chain::Token steth_token, chain::erc20_token(book, "stETH"));
  return chain::make_call(token.address, Wei(), wsteth().wrap,
                          fmt::format("lido wrap {}", chain::amount_text(steth_token, amount)), amount);
}

Result<chain::ContractCall> unwrap(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "wstETH"));
  return chain::make_call(token.address, Wei(), wsteth().unwrap,
                          fmt::format("lido unwrap {}", chain::amount_text(token, amount)), amount);
}

Result<chain::ContractCall> request_withdrawals(const chain::ContractBook& book, const std::vector<Wei>& amounts,
                                                const chain::Address& owner) {
  if (amounts.empty()) return refusal("a request to the exit queue needs an amount");
  BASIS_TRY(const chain::Address queue, book.contract("lido", "withdrawal_queue"));
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "wstETH"));
  std::vector<std::string> texts;
  for (const Wei& amount : amounts) texts.push_back(chain::amount_text(token, amount));
  return chain::make_call(
      queue, Wei(), withdrawal_queue().request,
      fmt::format("lido ask the exit queue for {} to {}", fmt::join(texts, " + "), owner.to_string()),
      chain::abi_array(amounts), owner);
}

Result<chain::ContractCall> claim(const chain::ContractBook& book, const std::vector<u256>& ids,
                                  const std::vector<u256>& hints) {
  if (ids.empty()) return refusal("a claim needs the id of a request");
  if (ids.size() != hints.size())
    return refusal(fmt::format("a claim of {} requests needs as many hints, not {}", ids.size(), hints.size()));
  BASIS_TRY(const chain::Address queue, book.contract("lido", "withdrawal_queue"));
  std::vector<std::string> texts;
  for (const u256& id : ids) texts.push_back(id.str());
  return chain::make_call(queue, Wei(), withdrawal_queue().claim,
                          fmt::format("lido claim the requests {}", fmt::join(texts, ", ")), chain::abi_array(ids),
                          chain::abi_array(hints));
}

}  // namespace basis::lido
