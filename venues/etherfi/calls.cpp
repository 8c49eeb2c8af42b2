#include "venues/etherfi/calls.hpp"

#include <fmt/format.h>

#include "venues/etherfi/contracts.hpp"

namespace basis::etherfi {

Result<chain::ContractCall> stake(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Address to, book.contract("etherfi", "liquidity_pool"));
  BASIS_TRY(const chain::Token ether, book.token("ETH"));
  return chain::make_call(to, amount, liquidity_pool().deposit,
                          fmt::format("etherfi stake {} for eETH", chain::amount_text(ether, amount)));
}

Result<chain::ContractCall> wrap(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "weETH"));
  BASIS_TRY(const chain::Token eeth, chain::erc20_token(book, "eETH"));
  return chain::make_call(token.address, Wei(), weeth().wrap,
                          fmt::format("etherfi wrap {}", chain::amount_text(eeth, amount)), amount);
}

Result<chain::ContractCall> unwrap(const chain::ContractBook& book, const Wei& amount) {
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "weETH"));
  return chain::make_call(token.address, Wei(), weeth().unwrap,
                          fmt::format("etherfi unwrap {}", chain::amount_text(token, amount)), amount);
}

Result<chain::ContractCall> request_withdrawal(const chain::ContractBook& book, const Wei& amount,
                                               const chain::Address& owner) {
  BASIS_TRY(const chain::Address to, book.contract("etherfi", "liquidity_pool"));
  BASIS_TRY(const chain::Token eeth, chain::erc20_token(book, "eETH"));
  return chain::make_call(
      to, Wei(), liquidity_pool().request_withdraw,
      fmt::format("etherfi ask the exit queue for {} to {}", chain::amount_text(eeth, amount), owner.to_string()),
      owner, amount);
}

Result<chain::ContractCall> claim(const chain::ContractBook& book, const u256& id) {
  BASIS_TRY(const chain::Address to, book.contract("etherfi", "withdraw_request_nft"));
  return chain::make_call(to, Wei(), withdraw_requests().claim, fmt::format("etherfi claim the request {}", id.str()),
                          id);
}

Result<chain::ContractCall> redeem(const chain::ContractBook& book, const Wei& amount, const chain::Address& receiver,
                                   const chain::Address& output_token) {
  BASIS_TRY(const chain::Address to, book.contract("etherfi", "redemption_manager"));
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "weETH"));
  const std::string output = output_token == ether_address() ? "ether" : output_token.to_string();
  return chain::make_call(
      to, Wei(), redemption_manager().redeem,
      fmt::format("etherfi redeem {} for {} to {}", chain::amount_text(token, amount), output, receiver.to_string()),
      amount, receiver, output_token);
}

const chain::Address& ether_address() {
  static const chain::Address kAddress = chain::address_of("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");
  return kAddress;
}

}  // namespace basis::etherfi
