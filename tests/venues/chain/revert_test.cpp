#include "venues/chain/revert.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain/chain_support.hpp"

namespace basis::chain {
namespace {

Revert revert_of(ByteView data) {
  constexpr std::string_view kErrors[] = {"CollateralCannotCoverNewBorrow()",
                                          "ERC20InsufficientBalance(address sender,uint256 balance,uint256 needed)"};
  return RevertReader::create(kErrors).value().read(data);
}

}  // namespace

TEST_CASE("chain: the reasons of a revert are told by name") {
  CHECK(revert_of({}).text == "no reason given");
  CHECK(revert_of(Function("Error(string)").call("ERC20: transfer amount exceeds balance").value()).text ==
        "\"ERC20: transfer amount exceeds balance\"");
  CHECK(revert_of(Function("Panic(uint256)").call(0x11u).value()).text ==
        "Panic 0x11: arithmetic overflow or underflow");
  CHECK(revert_of(Function("Panic(uint256)").call(0x99u).value()).text == "Panic 0x99: a code that is not known");
  // Aave V3.6 reverts with this selector where a loan exceeds the collateral.
  const Revert aave = revert_of(test::hex_bytes("911ceb81"));
  CHECK(aave.name == "CollateralCannotCoverNewBorrow");
  CHECK(aave.text == "CollateralCannotCoverNewBorrow()");
  const Function balance("ERC20InsufficientBalance(address,uint256,uint256)");
  const Revert token = revert_of(balance.call(Address(), 5u, 7u).value());
  CHECK(token.text == "ERC20InsufficientBalance(0x0000000000000000000000000000000000000000, 5, 7)");
  CHECK(token.values[2].uint() == 7);
}

TEST_CASE("chain: a revert with other data is told as what it is") {
  CHECK(revert_of(test::hex_bytes("6679996d 00")).text == "error 0x6679996d, which is not known, with 1 bytes");
  CHECK(revert_of(test::hex_bytes("6679")).text == "0x6679, which is no error");
  CHECK(revert_of(test::hex_bytes("08c379a0")).text == "Error(string) with other data");
  const Revert longer = revert_of(Function("Error(string)").call(std::string(10'000, 'x')).value());
  CHECK(longer.text.size() == 303);
  CHECK(revert_of(Function("Error(string)").call("two\nlines").value()).text == "\"two\\x0alines\"");
  CHECK(RevertReader().read(Function("Panic(uint256)").call(1u).value()).name == "Panic");
}

TEST_CASE("chain: a table of errors is checked") {
  const auto fault = [](std::vector<std::string_view> errors) {
    const auto reader = RevertReader::create(errors);
    return reader ? "" : reader.error().text();
  };
  CHECK(fault({"A()", "A()"}).empty());
  CHECK_FALSE(fault({"A("}).empty());
  // Two signatures that share the selector 0x42966c68.
  CHECK(fault({"burn(uint256)", "collate_propagate_storage(bytes16)"}) ==
        "the errors burn(uint256) and collate_propagate_storage(bytes16) have the same selector");
}

}  // namespace basis::chain
