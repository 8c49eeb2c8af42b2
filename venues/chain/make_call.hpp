#pragma once

#include "venues/chain/abi_function.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_call.hpp"

namespace basis::chain {

/// All there is, where a contract takes 2^256 - 1 so.
inline const Wei kEverything{~u256(0)};

/// "1.5 weETH", exact; "all WETH" of `kEverything`.
std::string amount_text(const Token& token, const Wei& amount);

/// The token of a contract's own. Usage error: the chain does not know it, or it is ether.
Result<Token> erc20_token(const ContractBook& book, std::string_view symbol);

/// An array of these values.
template <class T>
AbiValue abi_array(const std::vector<T>& all) {
  AbiValue::List values;
  values.reserve(all.size());
  for (const T& each : all) values.emplace_back(each);
  return AbiValue(std::move(values));
}

/// A call of `function` with these arguments, each as `AbiValue` takes it. `text` says it to a person. Errors (data):
/// see `Function::encode`.
template <class... T>
Result<ContractCall> make_call(const Address& to, const Wei& value, const Function& function, std::string text,
                               const T&... arguments) {
  BASIS_TRY(Bytes data, function.call(arguments...));
  return ContractCall{to, value.value(), std::move(data), std::move(text)};
}

}  // namespace basis::chain
