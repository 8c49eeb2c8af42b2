#include <doctest/doctest.h>

#include "tests/venues/chain_vectors.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/lido/calls.hpp"
#include "venues/morpho/reader.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis::test::call_cases {
namespace {

using chain::Address;
using chain::ContractBook;
using chain::ContractCall;
using chain::ContractRead;

constexpr std::uint64_t kDeadline = 1'900'000'000;

/// The calls as ethers encodes them from the contracts' ABIs (tests/real/chain/call_vectors.mjs).
struct Vectors : ChainVectors {
  Address wallet = account("wallet"), other = account("other");

  Vectors() : ChainVectors("calls.json") {}
};

const Vectors& vectors() {
  static const Vectors all;
  return all;
}

Wei wei(std::string_view text) { return Wei::parse(text).value(); }
Wei ether(std::string_view tenths) { return wei(std::string(tenths) + "00000000000000000"); }

/// A read as the call that asks it.
Result<ContractCall> asked(const Result<ContractRead>& read) {
  if (!read) return read.error();
  BASIS_TRY(chain::Bytes data, read.value().function->encode(read.value().arguments));
  return ContractCall{read.value().to, 0, std::move(data), "read"};
}

struct Row {
  std::string_view name;
  Result<ContractCall> (*make)(const Vectors& v);
  std::string_view text;  ///< how it begins
};

constexpr uniswap::Pair kSale{"weETH", "WETH", 500};
constexpr uniswap::Pair kPurchase{"WETH", "USDT", 500};
constexpr uniswap::Pair kWrapped{"wstETH", "WETH", 100};

const Row kRows[] = {
    {"aave_v3 supply", [](const Vectors& v) { return aave_v3::supply(v.book, "weETH", ether("15"), v.wallet); },
     "aave_v3 supply 1.5 weETH for 0x46A31f1F917570aa8a60B2339f1A0469cbCe2fEb"},
    {"aave_v3 withdraw",
     [](const Vectors& v) { return aave_v3::withdraw(v.book, "weETH", wei("250000000000000000"), v.other); },
     "aave_v3 withdraw 0.25 weETH to 0x26B60b6b"},
    {"aave_v3 withdraw all",
     [](const Vectors& v) { return aave_v3::withdraw(v.book, "USDT", chain::kEverything, v.wallet); },
     "aave_v3 withdraw all USDT to"},
    {"aave_v3 borrow", [](const Vectors& v) { return aave_v3::borrow(v.book, "WETH", wei("1"), v.wallet); },
     "aave_v3 borrow 0.000000000000000001 WETH for"},
    {"aave_v3 repay", [](const Vectors& v) { return aave_v3::repay(v.book, "USDT", wei("2500001"), v.other); },
     "aave_v3 repay 2.500001 USDT for"},
    {"aave_v3 repay all", [](const Vectors& v) { return aave_v3::repay(v.book, "WETH", chain::kEverything, v.wallet); },
     "aave_v3 repay all WETH for"},
    {"aave_v3 set emode", [](const Vectors& v) { return aave_v3::set_emode(v.book, 255); }, "aave_v3 set eMode 255"},
    {"aave_v3 set collateral", [](const Vectors& v) { return aave_v3::set_collateral(v.book, "USDT", true); },
     "aave_v3 use USDT as collateral: yes"},
    {"aave_v3 approve delegation",
     [](const Vectors& v) { return aave_v3::approve_delegation(v.book, "WETH", v.other, ether("9000")); },
     "aave_v3 let borrow 900 WETH by"},
    {"lido stake", [](const Vectors& v) { return lido::stake(v.book, ether("320")); }, "lido stake 32 ETH for stETH"},
    {"lido stake wrapped", [](const Vectors& v) { return lido::stake_wrapped(v.book, ether("30")); },
     "lido stake 3 ETH for wstETH"},
    {"lido wrap", [](const Vectors& v) { return lido::wrap(v.book, ether("20")); }, "lido wrap 2 stETH"},
    {"lido unwrap", [](const Vectors& v) { return lido::unwrap(v.book, wei("1250000000000000000")); },
     "lido unwrap 1.25 wstETH"},
    {"lido request withdrawals",
     [](const Vectors& v) {
       return lido::request_withdrawals(v.book, {ether("8000"), ether("70")}, v.wallet);
     },
     "lido ask the exit queue for 800 wstETH + 7 wstETH to"},
    {"lido claim",
     [](const Vectors& v) {
       return lido::claim(v.book, {17, 19}, {3, 4});
     },
     "lido claim the requests 17, 19"},
    {"etherfi stake", [](const Vectors& v) { return etherfi::stake(v.book, ether("50")); },
     "etherfi stake 5 ETH for eETH"},
    {"etherfi wrap", [](const Vectors& v) { return etherfi::wrap(v.book, wei("4999999999999999999")); },
     "etherfi wrap 4.999999999999999999 eETH"},
    {"etherfi unwrap", [](const Vectors& v) { return etherfi::unwrap(v.book, ether("40")); }, "etherfi unwrap 4 weETH"},
    {"etherfi request withdrawal",
     [](const Vectors& v) { return etherfi::request_withdrawal(v.book, ether("90"), v.wallet); },
     "etherfi ask the exit queue for 9 eETH to"},
    {"etherfi claim", [](const Vectors& v) { return etherfi::claim(v.book, 123456); },
     "etherfi claim the request 123456"},
    {"etherfi redeem",
     [](const Vectors& v) { return etherfi::redeem(v.book, ether("110"), v.wallet, etherfi::ether_address()); },
     "etherfi redeem 11 weETH for ether to"},
    {"uniswap sell",
     [](const Vectors& v) { return uniswap::sell(v.book, kSale, v.wallet, kDeadline, ether("100"), ether("106")); },
     "uniswap sell 10 weETH for 10.6 WETH or more"},
    {"uniswap buy",
     [](const Vectors& v) {
       return uniswap::buy(v.book, kPurchase, v.other, kDeadline, wei("3000000000"), ether("11"));
     },
     "uniswap buy 3000 USDT for 1.1 WETH or less"},
    {"uniswap sale quote", [](const Vectors& v) { return asked(uniswap::sale_quote(v.book, kWrapped, ether("100"))); },
     "read"},
    {"uniswap purchase quote",
     [](const Vectors& v) { return asked(uniswap::purchase_quote(v.book, kWrapped, ether("120"))); }, "read"},
    {"morpho flash liquidity", [](const Vectors& v) { return asked(morpho::flash_liquidity(v.book, "WETH")); }, "read"},
    {"alchemy transfer ether", [](const Vectors& v) { return alchemy::transfer(v.book, "ETH", v.other, ether("5")); },
     "send 0.5 ETH to"},
    {"alchemy transfer", [](const Vectors& v) { return alchemy::transfer(v.book, "USDT", v.other, wei("2000000")); },
     "send 2 USDT to"},
    {"alchemy approve",
     [](const Vectors& v) {
       return alchemy::approve(v.book, "WETH", v.book.contract("aave_v3", "pool").value(), ether("1000"));
     },
     "let 0xe5629beA67968e4D8CC802CCa3062BC27Fca565D take 100 WETH"},
    {"alchemy wrap ether", [](const Vectors& v) { return alchemy::wrap_ether(v.book, ether("80")); }, "wrap 8 ETH"},
    {"alchemy unwrap ether", [](const Vectors& v) { return alchemy::unwrap_ether(v.book, ether("80")); },
     "unwrap 8 WETH"},
    {"alchemy unwrap king", [](const Vectors& v) { return alchemy::unwrap_king(v.book, ether("700")); },
     "unwrap 70 KING"},
};

TEST_CASE("calls of the protocols are the bytes that another client encodes from the contracts' ABIs") {
  const Vectors& v = vectors();
  const boost::json::object& calls = v.json.at("calls").as_object();
  CHECK(calls.size() == std::size(kRows));
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    const boost::json::value* expected = calls.if_contains(row.name);
    REQUIRE(expected != nullptr);
    const auto call = row.make(v);
    REQUIRE(call.has_value());
    CHECK(call.value().to.to_string() == expected->at("to").as_string());
    CHECK(call.value().value.str() == std::string_view(expected->at("value").as_string()));
    CHECK(chain::to_hex(call.value().data) == expected->at("data").as_string());
    CHECK(call.value().text.substr(0, row.text.size()) == row.text);
  }
}

TEST_CASE("a call of what a chain does not have is refused by the key that would give it") {
  ContractBook book(11155111, "sepolia");
  book.add_token({"ETH", Address(), 18});
  book.add_token({"WETH", vectors().other, 18});
  book.add("aave_v3", "pool", vectors().other);
  const auto reason = [](const auto& result) { return result ? std::string("made") : result.error().text(); };
  CHECK(reason(lido::stake(book, ether("1"))) ==
        "lido.contracts.11155111.steth: missing: sepolia has no such contract");
  CHECK(reason(aave_v3::supply(book, "weETH", ether("1"), vectors().wallet)) ==
        "alchemy.contracts.11155111.weETH: missing: sepolia knows the tokens ETH, WETH");
  CHECK(reason(aave_v3::supply(book, "ETH", ether("1"), vectors().wallet)) ==
        "ETH: ether, where a contract's token must be");
  CHECK(reason(aave_v3::approve_delegation(book, "WETH", vectors().wallet, ether("1"))) ==
        "aave_v3.contracts.11155111.reserves.WETH.debt_token: missing: sepolia has no such contract");
  CHECK(reason(lido::request_withdrawals(book, {}, vectors().wallet)) ==
        "lido: a request to the exit queue needs an amount");
  CHECK(reason(lido::claim(book, {1, 2}, {1})) == "lido: a claim of 2 requests needs as many hints, not 1");
}

TEST_CASE("approvals are exact, and zero comes first where a token wants it") {
  const Vectors& v = vectors();
  const auto amounts = [&](std::string_view token, std::string_view needed, std::string_view present) {
    std::vector<std::string> all;
    const auto calls = alchemy::approvals(v.book, token, v.other, wei(needed), wei(present)).value();
    for (const ContractCall& call : calls)
      all.push_back(chain::number_of(chain::ByteView(call.data).subspan(4 + 32)).str());
    return all;
  };
  using Texts = std::vector<std::string>;
  CHECK(amounts("USDT", "100", "0") == Texts{"100"});
  CHECK(amounts("USDT", "100", "99") == Texts{"0", "100"});
  CHECK(amounts("USDT", "100", "100").empty());
  CHECK(amounts("USDT", "0", "0").empty());
  CHECK(amounts("WETH", "100", "99") == Texts{"100"});
  CHECK(amounts("WETH", "100", "101").empty());
  CHECK_FALSE(alchemy::approvals(v.book, "ETH", v.other, wei("1"), wei("0")).has_value());
}

TEST_CASE("amounts are told exactly") {
  CHECK(chain::amount_text({"USDT", Address(), 6}, wei("0")) == "0 USDT");
  CHECK(chain::amount_text({"USDT", Address(), 6}, wei("1")) == "0.000001 USDT");
  CHECK(chain::amount_text({"USDT", Address(), 6}, wei("1000000")) == "1 USDT");
  CHECK(chain::amount_text({"X", Address(), 0}, wei("100")) == "100 X");
  CHECK(chain::amount_text({"X", Address(), 0}, chain::kEverything) == "all X");
}

TEST_CASE("reverts of the protocols have names") {
  const auto name = [](std::string_view hex) { return contract_reverts().read(chain::from_hex(hex).value()).text; };
  CHECK(name("0x911ceb81") == "CollateralCannotCoverNewBorrow()");
  CHECK(name("0x6679996d") == "HealthFactorLowerThanLiquidationThreshold()");
  CHECK(name("0x21e5c4ae") == "UserHasAssetWithZeroLtv()");
  const auto selector = chain::selector_of("RequestAmountTooLarge(uint256)");
  chain::Bytes data(selector.begin(), selector.end());
  const auto word = chain::word_of(1001);
  data.insert(data.end(), word.begin(), word.end());
  CHECK(contract_reverts().read(data).text == "RequestAmountTooLarge(1001)");
}

}  // namespace
}  // namespace basis::test::call_cases
