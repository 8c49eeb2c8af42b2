#pragma once

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/source_dir.hpp"
#include "venues/chain/contract_book.hpp"

namespace basis::test {

/// A file of tests/fixtures/chain with what other programs encode, and the chain that it is for.
struct ChainVectors {
  boost::json::value json;
  chain::ContractBook book{1, "mainnet"};

  explicit ChainVectors(const std::string& name) {
    std::ifstream file(source_dir() / "tests/fixtures/chain" / name);
    json = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    for (const auto& [key, value] : json.at("contracts").as_object()) {
      const std::string_view contract = key;
      const std::size_t dot = contract.find('.');
      book.add(std::string(contract.substr(0, dot)), std::string(contract.substr(dot + 1)), address(value));
    }
    book.add_token({"ETH", chain::Address(), 18});
    for (const auto& [key, value] : json.at("tokens").as_object())
      book.add_token(
          {std::string(key), address(value.at("address")), static_cast<int>(value.at("decimals").as_int64())});
  }

  [[nodiscard]] chain::Address account(std::string_view name) const { return address(json.at("accounts").at(name)); }

 private:
  static chain::Address address(const boost::json::value& text) {
    return chain::Address::parse(std::string_view(text.as_string())).value();
  }
};

}  // namespace basis::test
