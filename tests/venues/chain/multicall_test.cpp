#include "venues/chain/multicall.hpp"

#include <doctest/doctest.h>

namespace basis::test::multicall_cases {
namespace {

using namespace basis::chain;

const Address kMulticall = address_of("0xcA11bde05977b3631167028862bE2a173976CA11");
const Address kToken = address_of("0x00000000000000000000000000000000000000a1");

const Function& balance() {
  static const Function function("balanceOf(address)", "(uint256)");
  return function;
}

std::vector<ContractRead> two_reads() {
  std::vector<ContractRead> reads{contract_read(kToken, balance(), kMulticall),
                                  contract_read(kToken, balance(), kToken)};
  reads[1].may_fail = true;
  return reads;
}

Bytes word(const u256& value) {
  const Hash32 bytes = word_of(value);
  return {bytes.begin(), bytes.end()};
}

struct Result3 {
  bool success;
  Bytes data;
};

/// What Multicall3 returns for a stamp and these.
Bytes returned(const std::vector<Result3>& results, const u256& number = 77, const u256& time = 1'700'000'000) {
  AbiValue::List values{AbiValue(abi_values(true, word(number))), AbiValue(abi_values(true, word(time))),
                        AbiValue(abi_values(true, word(u256(5))))};
  for (const Result3& result : results) values.emplace_back(abi_values(result.success, Bytes(result.data)));
  const AbiType type = AbiType::parse("(bool,bytes)[]").value();
  return encode_abi(std::span(&type, 1), std::vector<AbiValue>{AbiValue(std::move(values))}).value();
}

std::string fault(const Bytes& data) {
  const auto answers = read_multicall(two_reads(), data, RevertReader());
  return answers ? "taken" : answers.error().text();
}

TEST_CASE("answers come with their block, and one that may fail leaves the others") {
  const auto reads = two_reads();
  const auto all = read_multicall(reads, returned({{true, word(41)}, {true, word(42)}}), RevertReader()).value();
  CHECK(all.block.number == 77);
  CHECK(all.block.time == UtcTime::from_nanos(1'700'000'000'000'000'000));
  CHECK(all.block.parent == word_of(5));
  CHECK(all.answers[0][0].uint() == 41);
  CHECK(all.answers[1][0].uint() == 42);
  const auto one = read_multicall(reads, returned({{true, word(41)}, {false, {1, 2}}}), RevertReader()).value();
  CHECK_FALSE(one.answers[1].values.has_value());
  CHECK(one.answers[1].revert == Bytes{1, 2});
  CHECK_THROWS_AS((void)one.answers[1][0], InvariantError);
}

TEST_CASE("an answer that cannot be is told by contract and function") {
  const std::string checksummed = "balanceOf(address) of " + kToken.to_string() + ": ";
  const Function reason("Error(string)");
  CHECK(fault(returned({{false, reason.call("no money").value()}, {true, word(1)}})) ==
        checksummed + R"(reverted: "no money")");
  CHECK(fault(returned({{false, {}}, {true, word(1)}})) == checksummed + "reverted: no reason given");
  CHECK(fault(returned({{true, {}}, {true, word(1)}})) == checksummed + "no contract answers there");
  CHECK(fault(returned({{true, Bytes(31)}, {true, word(1)}})).find("balanceOf(address)") != std::string::npos);
  CHECK(fault(returned({{true, word(1)}, {true, Bytes(3)}})).find("balanceOf(address)") != std::string::npos);
  CHECK(fault({}) == "Multicall3: no contract answers at its address");
  CHECK(fault(returned({{true, word(1)}})) == "Multicall3: 4 answers to 5 reads");
  CHECK(fault(returned({{true, word(1)}, {true, word(1)}, {true, word(1)}})) == "Multicall3: 6 answers to 5 reads");
  CHECK(fault(returned({{true, word(1)}, {true, word(1)}}, u256(1) << 64)).find("a block's number: ") == 0);
  CHECK(fault(returned({{true, word(1)}, {true, word(1)}}, 1, ~u256(0))).find("a block's time: ") == 0);
}

TEST_CASE("cut and changed bytes are refused or read, never more") {
  const Bytes whole = returned({{true, word(41)}, {true, word(42)}});
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(fault(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) != "taken");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0xff;
    (void)fault(changed);
  }
}

TEST_CASE("the data of a call asks the block first, and lets each read fail alone") {
  const Bytes data = multicall_data(kMulticall, two_reads()).value();
  const Function aggregate("aggregate3((address target,bool allowFailure,bytes callData)[])");
  const auto calls = aggregate.decode_arguments(data).value()[0].list();
  REQUIRE(calls.size() == 5);
  for (const AbiValue& call : calls) CHECK(call[1].boolean());
  CHECK(calls[0][0].address() == kMulticall);
  CHECK(calls[3][0].address() == kToken);
  CHECK(calls[3][2].bytes() == balance().call(kMulticall).value());
}

}  // namespace
}  // namespace basis::test::multicall_cases
