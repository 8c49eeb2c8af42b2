#include "venues/chain/payments_in.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/parse.hpp>

namespace basis::chain {
namespace {

const Address kUs = Address::parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266").value();
constexpr const char* kOther = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
const Address kToken = Address::parse("0xdAC17F958D2ee523a2206206994597C13D831ec7").value();

RpcAnswer answer(const std::string& json) { return {boost::json::parse(json), {}}; }
std::string transaction(const std::string& hash, const std::string& from, const std::string& to, const char* value) {
  return fmt::format(R"({{"hash":"{}","from":"{}","to":{},"value":"{}"}})", hash, from, to, value);
}
std::string quoted(const std::string& text) { return '"' + text + '"'; }
std::string log(const std::string& hash, unsigned value) {
  return fmt::format(R"({{"transactionHash":"{}","address":"{}","data":"0x{:064x}"}})", hash, kToken.to_string(),
                     value);
}

TEST_CASE("payments in: what is asked for") {
  const auto calls = payments_in_calls(kUs, {kToken}, 254, 256);
  REQUIRE(calls.size() == 4);
  CHECK(calls[0].parameters == R"(["0xfe",true])");
  CHECK(calls[2].parameters == R"(["0x100",true])");
  CHECK(calls[3].method == "eth_getLogs");
  // keccak256("Transfer(address,address,uint256)"), and the account in a word of its own.
  CHECK(calls[3].parameters.find("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",null,"
                                 "\"0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266\"") !=
        std::string::npos);
  CHECK(payments_in_calls(kUs, {}, 7, 7).size() == 1);
}

TEST_CASE("payments in: of others alone, in ether and in tokens") {
  const std::string us = kUs.to_string();
  const auto block =
      answer(fmt::format(R"({{"transactions":[{},{},{},{}]}})", transaction("0x01", kOther, quoted(us), "0x10"),
                         transaction("0x02", us, quoted(kOther), "0x20"), transaction("0x03", kOther, "null", "0x40"),
                         transaction("0x04", us, quoted(us), "0x80")));
  const auto later = answer(fmt::format(R"({{"transactions":[{}]}})", transaction("0x05", kOther, quoted(us), "0x3")));
  const auto logs = answer(fmt::format("[{},{},{}]", log("0x01", 5), log("0x02", 7), log("0x03", 11)));
  const auto paid = read_payments_in(kUs, {block, later, logs});
  REQUIRE_MESSAGE(paid.has_value(), paid.error().text());
  CHECK(paid.value().ether == 0x13);
  REQUIRE(paid.value().tokens.size() == 1);
  CHECK(paid.value().tokens.at(kToken) == 16);
}

TEST_CASE("payments in: what is no answer is told") {
  const auto fault = [](const std::vector<RpcAnswer>& answers) {
    const auto paid = read_payments_in(kUs, answers);
    return paid ? std::string() : paid.error().text();
  };
  CHECK(fault({answer("null")}).find("with its transactions") != std::string::npos);
  CHECK(fault({answer(R"({"transactions":["0x01"]})")}).find("objects") != std::string::npos);
  CHECK(fault({answer(R"({"transactions":[{"from":"x"}]})")}) != "");
  CHECK(fault({answer(
                  R"([{"transactionHash":"0x1","address":"0xdAC17F958D2ee523a2206206994597C13D831ec7","data":"0x"}])")})
            .find("32 bytes") != std::string::npos);
  CHECK(fault({RpcAnswer{RpcFault{RpcFaultKind::unknown, 0, "it does not answer"}, {}}}) == "it does not answer");
}

}  // namespace
}  // namespace basis::chain
