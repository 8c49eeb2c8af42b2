#include "venues/chain_book.hpp"

#include "tests/core/config/support.hpp"

namespace basis::test::book_cases {
namespace {

constexpr std::uint64_t kMainnet = 1, kSepolia = 11155111;

Settings settings_of(const std::filesystem::path& configs) { return load(configs, "usdt_market_neutral").settings; }

std::string contract_text(const chain::ContractBook& book, std::string_view venue, std::string_view name) {
  const auto address = book.contract(venue, name);
  return address ? address.value().to_string() : address.error().text();
}

TEST_CASE("the book of a chain has what the shipped files say of it") {
  const Settings settings = settings_of(kShippedConfigs);
  const auto mainnet = contract_book(settings, kMainnet).value();
  CHECK(contract_text(mainnet, "aave_v3", "pool") == "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2");
  CHECK(contract_text(mainnet, "aave_v3", "reserves.weETH.a_token") == "0xBdfa7b7893081B35Fb54027489e2Bc7A38275129");
  CHECK(contract_text(mainnet, "lido", "withdrawal_queue") == "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1");
  CHECK(contract_text(mainnet, "morpho", "morpho") == "0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb");
  CHECK(contract_text(mainnet, "alchemy", "multicall3") == "0xcA11bde05977b3631167028862bE2a173976CA11");
  CHECK(mainnet.token("USDT").value() ==
        chain::Token{"USDT", chain::address_of("0xdAC17F958D2ee523a2206206994597C13D831ec7"), 6});
  CHECK(mainnet.token("ETH").value().is_ether());
  CHECK(contract_text(mainnet, "alchemy", "USDT").find("missing") != std::string::npos);

  const auto sepolia = contract_book(settings, kSepolia).value();
  CHECK(contract_text(sepolia, "aave_v3", "pool") == "0x6Ae43d3271ff6888e7Fc43Fd7321a503ff738951");
  CHECK(contract_text(sepolia, "lido", "steth") ==
        "lido.contracts.11155111.steth: missing: Sepolia has no such contract");
  CHECK(contract_text(sepolia, "uniswap", "swap_router") ==
        "uniswap.contracts.11155111.swap_router: missing: Sepolia has no such contract");
  CHECK(sepolia.token("weETH").error().text() ==
        "alchemy.contracts.11155111.weETH: missing: Sepolia knows the tokens ETH, USDT, WETH");

  const auto other = contract_book(settings, 31337).value();
  CHECK(contract_text(other, "aave_v3", "pool") ==
        "aave_v3.contracts.31337.pool: missing: the chain 31337 has no such contract");
}

TEST_CASE("an address with a wrong checksum is told with file, line and key, and the right one") {
  const ConfigCopy copy;
  copy.replace("venues/morpho.yaml", "0xBBBBBbbBBb", "0xbBBBBbbBBb");
  copy.replace("venues/lido.yaml", "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1",
               "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9b1");
  const auto book = contract_book(settings_of(copy.path()), kMainnet);
  REQUIRE_FALSE(book.has_value());
  CHECK(book.error().kind == ErrorKind::usage);
  REQUIRE_MESSAGE(book.error().lines.size() == 2, joined(book.error().lines));
  CHECK(book.error().lines[0].find("venues/lido.yaml:") != std::string::npos);
  CHECK(book.error().lines[0].find("contracts.1.withdrawal_queue: ") != std::string::npos);
  CHECK(book.error().lines[0].find("0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1") != std::string::npos);
  CHECK(book.error().lines[1].find("contracts.1.morpho: ") != std::string::npos);
}

TEST_CASE("the file of a local chain lies upon the configured book") {
  const Settings settings = settings_of(kShippedConfigs);
  const TemporaryFolder folder;
  const auto file = folder.path() / "addresses.json";
  const auto laid = [&](const std::string& text) {
    std::ofstream(file) << text;
    auto book = contract_book(settings, kMainnet).value();
    const auto done = overlay(book, settings, file);
    return done ? Result<chain::ContractBook>(std::move(book)) : Result<chain::ContractBook>(done.error());
  };
  const std::string one = "0x00000000000000000000000000000000000000a1";
  const std::string two = "0x00000000000000000000000000000000000000a2";
  const auto book = laid(R"({"chain_id": 1, "accounts": {"wallet": {"address": "none", "private_key": "none"}},
    "tokens": {"USDT": ")" +
                         one + R"(", "UNKNOWN": ")" + two + R"("},
    "aave_v3": {"pool": ")" +
                         two + R"(", "reserves": {"WETH": {"a_token": ")" + one + R"("}}},
    "uniswap": {"pools": {"WETH_USDT": {"address": ")" +
                         one + R"(", "fee": 500}}},
    "multicall3": ")" + two +
                         R"("})");
  REQUIRE(book.has_value());
  const auto a1 = chain::address_of(one).to_string(), a2 = chain::address_of(two).to_string();
  CHECK(contract_text(book.value(), "aave_v3", "pool") == a2);
  CHECK(contract_text(book.value(), "aave_v3", "reserves.WETH.a_token") == a1);
  CHECK(contract_text(book.value(), "uniswap", "pools.WETH_USDT.address") == a1);
  CHECK(contract_text(book.value(), "alchemy", "multicall3") == a2);
  CHECK(contract_text(book.value(), "lido", "steth") == "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84");
  CHECK(book.value().token("USDT").value() == chain::Token{"USDT", chain::address_of(one), 6});
  CHECK_FALSE(book.value().token("UNKNOWN").has_value());

  struct Row {
    std::string text;
    std::string says;
  };
  const Row rows[] = {
      {"[]", "no JSON object (allowed: the file that tools/chain/start writes)"},
      {"{", "no JSON object"},
      {"{}", "chain_id: missing (allowed: 1, which is asked for)"},
      {R"({"chain_id": 5})", "chain_id: 5 (allowed: 1, which is asked for)"},
      {R"({"chain_id": 1, "lido": {"steth": "0x12"}})", "addresses.json: lido.steth: "},
      {R"({"chain_id": 1, "tokens": {"WETH": "weth"}})", "addresses.json: tokens.WETH: "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto refused = laid(row.text);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == ErrorKind::data);
    CHECK_MESSAGE(refused.error().text().find(row.says) != std::string::npos, refused.error().text());
  }
}

}  // namespace
}  // namespace basis::test::book_cases
