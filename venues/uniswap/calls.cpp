#include "venues/uniswap/calls.hpp"

#include <fmt/format.h>

#include "venues/uniswap/contracts.hpp"

namespace basis::uniswap {
namespace {

/// The price may move as far as the bound on the other amount lets it.
constexpr std::uint8_t kNoPriceLimit = 0;

struct Asked {
  chain::Address to;
  chain::Token in, out;
};

Result<Asked> look_up(const chain::ContractBook& book, std::string_view contract, const Pair& pair) {
  BASIS_TRY(chain::Address to, book.contract("uniswap", contract));
  BASIS_TRY(chain::Token in, chain::erc20_token(book, pair.in));
  BASIS_TRY(chain::Token out, chain::erc20_token(book, pair.out));
  return Asked{to, std::move(in), std::move(out)};
}

chain::AbiValue swap_parameters(const Asked& asked, const Pair& pair, const chain::Address& recipient,
                                std::uint64_t deadline, const Wei& exact, const Wei& bound) {
  return chain::AbiValue(chain::abi_values(asked.in.address, asked.out.address, pair.fee, recipient, deadline, exact,
                                           bound, kNoPriceLimit));
}

Result<chain::ContractRead> quote(const chain::ContractBook& book, const chain::Function& function, const Pair& pair,
                                  const Wei& amount) {
  BASIS_TRY(const Asked asked, look_up(book, "quoter", pair));
  return chain::contract_read(
      asked.to, function,
      chain::AbiValue(chain::abi_values(asked.in.address, asked.out.address, amount, pair.fee, kNoPriceLimit)));
}

}  // namespace

Result<chain::ContractCall> sell(const chain::ContractBook& book, const Pair& pair, const chain::Address& recipient,
                                 std::uint64_t deadline, const Wei& amount_in, const Wei& minimum_out) {
  BASIS_TRY(const Asked asked, look_up(book, "swap_router", pair));
  return chain::make_call(asked.to, Wei(), swap_router().exact_input,
                          fmt::format("uniswap sell {} for {} or more", chain::amount_text(asked.in, amount_in),
                                      chain::amount_text(asked.out, minimum_out)),
                          swap_parameters(asked, pair, recipient, deadline, amount_in, minimum_out));
}

Result<chain::ContractCall> sell_for_ether(const chain::ContractBook& book, const Pair& pair,
                                           const chain::Address& recipient, std::uint64_t deadline,
                                           const Wei& amount_in, const Wei& minimum_out) {
  BASIS_TRY(const Asked asked, look_up(book, "swap_router", pair));
  // The router takes the address zero for itself.
  BASIS_TRY(chain::Bytes sold, swap_router().exact_input.call(
                                   swap_parameters(asked, pair, chain::Address{}, deadline, amount_in, minimum_out)));
  BASIS_TRY(chain::Bytes paid, swap_router().unwrap.call(minimum_out, recipient));
  return chain::make_call(
      asked.to, Wei(), swap_router().multicall,
      fmt::format("uniswap sell {} for {} or more, unwrapped", chain::amount_text(asked.in, amount_in),
                  chain::amount_text(asked.out, minimum_out)),
      chain::abi_array(std::vector<chain::Bytes>{std::move(sold), std::move(paid)}));
}

Result<chain::ContractCall> sell_ether(const chain::ContractBook& book, const Pair& pair,
                                       const chain::Address& recipient, std::uint64_t deadline, const Wei& amount_in,
                                       const Wei& minimum_out) {
  BASIS_TRY(chain::ContractCall call, sell(book, pair, recipient, deadline, amount_in, minimum_out));
  call.value = amount_in.value();
  return call;
}

Result<chain::ContractCall> buy(const chain::ContractBook& book, const Pair& pair, const chain::Address& recipient,
                                std::uint64_t deadline, const Wei& amount_out, const Wei& maximum_in) {
  BASIS_TRY(const Asked asked, look_up(book, "swap_router", pair));
  return chain::make_call(asked.to, Wei(), swap_router().exact_output,
                          fmt::format("uniswap buy {} for {} or less", chain::amount_text(asked.out, amount_out),
                                      chain::amount_text(asked.in, maximum_in)),
                          swap_parameters(asked, pair, recipient, deadline, amount_out, maximum_in));
}

Result<chain::ContractRead> sale_quote(const chain::ContractBook& book, const Pair& pair, const Wei& amount_in) {
  return quote(book, quoter().exact_input, pair, amount_in);
}

Result<chain::ContractRead> purchase_quote(const chain::ContractBook& book, const Pair& pair, const Wei& amount_out) {
  return quote(book, quoter().exact_output, pair, amount_out);
}

}  // namespace basis::uniswap
