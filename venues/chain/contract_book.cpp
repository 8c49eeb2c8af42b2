#include "venues/chain/contract_book.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::chain {

void ContractBook::add(const std::string& venue, const std::string& name, const Address& address) {
  contracts_.insert_or_assign({venue, name}, address);
}

void ContractBook::add_token(Token token) {
  const auto there = std::ranges::find(tokens_, token.symbol, &Token::symbol);
  if (there != tokens_.end())
    *there = std::move(token);
  else
    tokens_.push_back(std::move(token));
}

Result<Address> ContractBook::contract(std::string_view venue, std::string_view name) const {
  const auto found = contracts_.find({std::string(venue), std::string(name)});
  if (found != contracts_.end()) return found->second;
  return Error(ErrorKind::usage, fmt::format("{}.contracts.{}.{}: missing: {} has no such contract", venue, chain_id_,
                                             name, chain_name_));
}

Result<Token> ContractBook::token(std::string_view symbol) const {
  const auto found = std::ranges::find(tokens_, symbol, &Token::symbol);
  if (found != tokens_.end()) return *found;
  std::vector<std::string_view> known;
  for (const Token& token : tokens_) known.push_back(token.symbol);
  return Error(ErrorKind::usage, fmt::format("alchemy.contracts.{}.{}: missing: {} knows the tokens {}", chain_id_,
                                             symbol, chain_name_, fmt::join(known, ", ")));
}

}  // namespace basis::chain
