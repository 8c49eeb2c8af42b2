#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venues/chain/address.hpp"

namespace basis::chain {

/// An ERC-20 token on a chain, or ether: the zero address.
struct Token {
  std::string symbol;
  Address address;
  int decimals = 18;

  [[nodiscard]] bool is_ether() const { return address.is_zero(); }
  friend bool operator==(const Token&, const Token&) = default;
};

/// Where the contracts of one chain are: by venue and name, as configs/venues and the file of a local chain give them.
class ContractBook {
 public:
  ContractBook(std::uint64_t chain_id, std::string chain_name)
      : chain_id_(chain_id), chain_name_(std::move(chain_name)) {}

  void add(const std::string& venue, const std::string& name, const Address& address);
  void add_token(Token token);

  /// Usage error: this chain has no such contract, or token; it names the key that would give it.
  [[nodiscard]] Result<Address> contract(std::string_view venue, std::string_view name) const;
  [[nodiscard]] Result<Token> token(std::string_view symbol) const;
  [[nodiscard]] std::uint64_t chain_id() const { return chain_id_; }
  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  /// Calls `take(venue, name, address)` for each contract, by venue and name.
  template <class Take>
  void for_each(Take&& take) const {
    for (const auto& [key, address] : contracts_) take(key.first, key.second, address);
  }

 private:
  std::uint64_t chain_id_;
  std::string chain_name_;
  std::map<std::pair<std::string, std::string>, Address> contracts_;
  std::vector<Token> tokens_;
};

}  // namespace basis::chain
