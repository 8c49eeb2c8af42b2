#include "venues/chain/receipt.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/base/json_reader.hpp"
#include "venues/chain/heads.hpp"

namespace basis::test::receipt_cases {
namespace {

const std::string kHash = "0x" + std::string(64, '1');

std::string receipt_json(const char* block, const char* gas, const char* price) {
  return fmt::format(
      R"({{"transactionHash":"{0}","blockHash":"{0}","blockNumber":"{1}","status":"0x1","gasUsed":"{2}",)"
      R"("effectiveGasPrice":"{3}","logs":[]}})",
      kHash, block, gas, price);
}

std::string read(const std::string& json) {
  const auto receipt = chain::read_receipt(parse_json(json).value());
  return receipt ? receipt.value() ? "read" : "none" : receipt.error().text();
}

TEST_CASE("receipt: what a node says of gas fits the ledger, and of blocks can be counted on from") {
  CHECK(read(receipt_json("0x15d2a3f", "0x33450", "0x2540be401")) == "read");
  CHECK(read(receipt_json("0xffffffffffff", "0x10000000000", "0x100000000000000000000")) == "read");
  CHECK(read(receipt_json("0x1", "0x10000000001", "0x1")) == "gasUsed: is no gas of a transaction");
  CHECK(read(receipt_json("0x1", "0x1", "0x100000000000000000001")) == "effectiveGasPrice: is no price");
  CHECK(read(receipt_json("0x1000000000000", "0x1", "0x1")) == "blockNumber: 281474976710656 is no number of a block");
  CHECK(read("null") == "none");
  const std::string head =
      fmt::format(R"({{"number":"0xffffffffffffffff","hash":"{0}","parentHash":"{0}","timestamp":"0x1"}})", kHash);
  CHECK(chain::read_head(parse_json(head).value()).error().text() ==
        "number: 18446744073709551615 is no number of a block");
}

}  // namespace
}  // namespace basis::test::receipt_cases
