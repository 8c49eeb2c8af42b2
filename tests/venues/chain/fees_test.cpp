#include "venues/chain/fees.hpp"

#include <doctest/doctest.h>

#include "core/base/json_reader.hpp"

namespace basis::test {
namespace {

using chain::FeeHistory;
using chain::FeePolicy;

constexpr std::uint64_t kGwei = 1'000'000'000;

TEST_CASE("fees: the history of a node") {
  CHECK(chain::fee_history_parameters({}) == R"(["0xa","latest",[50]])");
  const auto read = [](const char* json) { return chain::read_fee_history(parse_json(json).value()); };
  const auto history =
      read(R"({"oldestBlock":"0x1","baseFeePerGas":["0x1","0x3b9aca00"],"reward":[["0x0"],["0x5"],["0x9"],["0x2"]]})");
  REQUIRE(history.has_value());
  CHECK(history.value().next_base_fee == kGwei);
  CHECK(history.value().priority == 5);
  CHECK(history.value().first_base_fee == 1);
  CHECK(read(R"({"baseFeePerGas":["0x7"]})").value().priority == 0);
  CHECK(read(R"({"baseFeePerGas":["0x7"],"reward":null})").value().priority == 0);
  for (const char* bad : {"[]", "{}", R"({"baseFeePerGas":[]})", R"({"baseFeePerGas":["7"]})",
                          R"({"baseFeePerGas":[7]})", R"({"baseFeePerGas":["0x7"],"reward":[["0x1","0x2"]]})",
                          R"({"baseFeePerGas":["0x10000000000000000000000000"]})"}) {
    CAPTURE(bad);
    CHECK(!read(bad));
  }
}

TEST_CASE("fees: a first transaction, and one that takes its place") {
  const FeePolicy policy;
  const FeeHistory usual{10 * kGwei, 2 * kGwei};
  const auto first = chain::first_fees(usual, policy);
  REQUIRE(first.has_value());
  CHECK(first->maximum == 22 * kGwei);
  CHECK(first->priority == 2 * kGwei);
  CHECK(chain::first_fees({7, 0}, policy)->priority == policy.least_priority);
  CHECK(chain::first_fees({7, 900 * kGwei}, policy)->priority == policy.most_priority);
  // Near the cap it pays up to it; beyond it nothing is sent.
  CHECK(chain::first_fees({200 * kGwei, 2 * kGwei}, policy)->maximum == policy.most);
  CHECK(!chain::first_fees({299 * kGwei, 2 * kGwei}, policy));

  const auto second = chain::replacing_fees(*first, usual, policy);
  REQUIRE(second.has_value());
  CHECK(second->maximum == 24'750'000'000);
  CHECK(second->priority == 2'250'000'000);
  CHECK(chain::replacing_fees({1, 1}, {0, 0}, {.least_priority = 1})->maximum == 2);
  CHECK(chain::replacing_fees(*first, {40 * kGwei, 3 * kGwei}, policy)->maximum == 83 * kGwei);
  CHECK(!chain::replacing_fees({290 * kGwei, kGwei}, usual, policy));
  const auto capped = chain::replacing_fees({200 * kGwei, kGwei}, {280 * kGwei, kGwei}, policy);
  CHECK(capped->maximum == policy.most);
}

}  // namespace
}  // namespace basis::test
