#include "tests/venues/binance/simulated_world.hpp"
#include "venues/binance/session.hpp"
#include "venues/binance/session_product.hpp"
#include "venues/bybit/session.hpp"
#include "venues/okx/session.hpp"

// Deposits as exchanges list them. Bodies as in the examples of their documentation, with other hashes.

namespace basis {
namespace {

using namespace test;
using Kind = DepositState::Kind;

const std::string kHash = "0x" + std::string(62, 'a') + "b1";
const std::string kOther = "0x" + std::string(64, '7');

/// A body with room behind it, as readers need it.
std::string_view padded(std::string& room, const std::string& body) {
  room = body + std::string(kFrameSlack, ' ');
  return std::string_view(room).substr(0, body.size());
}

std::unique_ptr<client::SessionDialect> dialect_of(const std::string& venue, ShippedUniverse& world) {
  static std::vector<std::unique_ptr<SessionSettings>> kept;
  SessionSettings& settings = *kept.emplace_back(std::make_unique<SessionSettings>());
  const SimulatedVenue& of = simulated_venue(venue, Product::spot);
  settings.universe = world.universe.get();
  const Market& market = world.market(of.product, of.symbol, venue);
  settings.account = *market.account;
  settings.markets = {&market};
  settings.credentials = {Secret("example-key"), Secret("example-secret"), Secret("example-word")};
  if (venue == "binance")
    return std::make_unique<binance::SessionDialect>(
        binance::session_product(Product::spot), settings,
        binance::Requests::create(settings.credentials, settings.receive_window).value());
  if (venue == "bybit")
    return std::make_unique<bybit::SessionDialect>(
        settings, bybit::Requests::create(settings.credentials, settings.receive_window).value());
  return std::make_unique<okx::SessionDialect>(
      settings, okx::Requests::create(settings.credentials, okx::Trading::real).value(), okx::Trading::real);
}

struct Row {
  std::string venue;
  std::string address_path, address_body, address;
  std::string deposits_path, hash_name;
  std::string deposits_body;  ///< HASH and STATE stand for what they say
  std::vector<std::pair<int, Kind>> states;
};

const std::vector<Row> kRows = {
    {"binance",
     "/sapi/v1/capital/deposit/address",
     R"({"address":"0x8f3cF7ad23Cd3CaDbD9735AFf958023239c6A063","coin":"USDT","tag":"",)"
     R"("url":"https://etherscan.io/address/0x8f3c"})",
     "0x8f3cF7ad23Cd3CaDbD9735AFf958023239c6A063",
     "/sapi/v1/capital/deposit/hisrec",
     "txId",
     R"([{"id":"769800519366885376","amount":"0.001","coin":"USDT","network":"ETH","status":STATE,)"
     R"("address":"0x8f3c","addressTag":"","txId":"HASH","insertTime":1661493146000,"completeTime":1661493146000,)"
     R"("transferType":0,"confirmTimes":"1/1","unlockConfirm":12,"walletType":0,"travelRuleStatus":0}])",
     {{0, Kind::confirming},
      {8, Kind::confirming},
      {1, Kind::credited},
      {6, Kind::credited},
      {2, Kind::refused},
      {7, Kind::refused},
      {99, Kind::confirming}}},
    {"bybit",
     "/v5/asset/deposit/query-address",
     R"({"retCode":0,"retMsg":"success","result":{"coin":"USDT","chains":[{"chainType":"TRC20",)"
     R"("addressDeposit":"TXJ6","tagDeposit":"","chain":"TRX","batchReleaseLimit":"-1"},{"chainType":"Ethereum",)"
     R"("addressDeposit":"0xd9e1Cd77afa0e50B452a62FbB68A3340602286c3","tagDeposit":"","chain":"ETH",)"
     R"("batchReleaseLimit":"-1","contractAddress":"831ec7"}]},"retExtInfo":{},"time":1736394811459})",
     "0xd9e1Cd77afa0e50B452a62FbB68A3340602286c3",
     "/v5/asset/deposit/query-record",
     "txID",
     R"({"retCode":0,"retMsg":"success","result":{"rows":[{"coin":"USDT","chain":"ETH","amount":"999.0496",)"
     R"("txID":"HASH","status":STATE,"toAddress":"0xd9e1","tag":"","depositFee":"","successAt":"1742728163000",)"
     R"("confirmations":"50","txIndex":"0","blockHash":"00","batchReleaseLimit":"-1","depositType":"0",)"
     R"("fromAddress":"0x7","taxDepositRecordsId":"0","taxStatus":0,"id":"160237231"}],"nextPageCursor":"eyJ"},)"
     R"("retExtInfo":{},"time":1750798211884})",
     {{0, Kind::confirming},
      {1, Kind::confirming},
      {2, Kind::confirming},
      {10011, Kind::confirming},
      {3, Kind::credited},
      {10012, Kind::credited},
      {4, Kind::refused}}},
    {"okx",
     "/api/v5/asset/deposit-address",
     R"({"code":"0","msg":"","data":[{"chain":"USDT-TRC20","ctAddr":"","ccy":"USDT","to":"6","addr":"TNtJ",)"
     R"("verifiedName":"","selected":true},{"chain":"USDT-ERC20","ctAddr":"5fd2","ccy":"USDT","to":"6",)"
     R"("addr":"0x0d8f1d1B5cBdB7C7C4C7Ad6D3bB18C51Ef3E24cA","verifiedName":"","selected":true},{"chain":"USDT-ERC20",)"
     R"("ctAddr":"5fd2","ccy":"USDT","to":"6","addr":"0x01","verifiedName":"","selected":false}]})",
     "0x0d8f1d1B5cBdB7C7C4C7Ad6D3bB18C51Ef3E24cA",
     "/api/v5/asset/deposit-history",
     "txId",
     R"({"code":"0","msg":"","data":[{"actualDepBlkConfirm":"2","amt":"1","areaCodeFrom":"","ccy":"USDT",)"
     R"("chain":"USDT-ERC20","depId":"88","from":"","fromWdId":"","note":"","state":"STATE","to":"0x0d8f",)"
     R"("ts":"1674103661147","txId":"HASH"}]})",
     {{0, Kind::confirming},
      {8, Kind::confirming},
      {17, Kind::confirming},
      {1, Kind::credited},
      {2, Kind::credited},
      {11, Kind::refused},
      {12, Kind::refused},
      {13, Kind::refused},
      {14, Kind::refused}}},
};

std::string filled(std::string body, const std::string& hash, const std::string& state) {
  body.replace(body.find("HASH"), 4, hash);
  return body.replace(body.find("STATE"), 5, state);
}

TEST_CASE("deposits: every venue's address on Ethereum and every state of its history") {
  for (const Row& row : kRows) {
    CAPTURE(row.venue);
    ShippedUniverse world;
    const auto dialect = dialect_of(row.venue, world);
    const AssetId usdt = *world.universe->find_asset("USDT");
    std::string room;
    CHECK(dialect->deposit_address(usdt).endpoint.path == row.address_path);
    CHECK(dialect->deposit_address(usdt).endpoint.method == "GET");
    const auto address = dialect->read_deposit_address(usdt, padded(room, row.address_body));
    REQUIRE(address.has_value());
    CHECK(address.value() == row.address);
    const client::Request asked = dialect->deposits(usdt, kHash);
    CHECK(asked.endpoint.path == row.deposits_path);
    CHECK(client::parameter_of(asked.parameters, row.hash_name) == kHash);
    for (const auto& [state, kind] : row.states) {
      CAPTURE(state);
      const std::string body = filled(row.deposits_body, kHash, std::to_string(state));
      const auto rows = dialect->read_deposits(padded(room, body));
      REQUIRE(rows.has_value());
      CHECK(client::deposit_among(rows.value(), kHash).kind == kind);
      CHECK(client::deposit_among(rows.value(), kOther).kind == Kind::unseen);
    }
    CHECK(!dialect->read_deposits(padded(room, "{\"a\":1}")));
  }
}

TEST_CASE("deposits: an exchange without an address on Ethereum tells an error, not an empty one") {
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"binance", R"({"address":"","coin":"USDT","tag":"","url":""})"},
      {"bybit", R"({"result":{"coin":"USDT","chains":[{"chain":"TRX","addressDeposit":"TXJ6"}]}})"},
      {"okx", R"({"code":"0","data":[{"chain":"USDT-TRC20","addr":"TNtJ","selected":true}]})"}};
  for (const auto& [venue, body] : bodies) {
    CAPTURE(venue);
    ShippedUniverse world;
    std::string room;
    CHECK(!dialect_of(venue, world)->read_deposit_address(*world.universe->find_asset("USDT"), padded(room, body)));
  }
}

TEST_CASE("deposits: of a transaction with several payments the one that is least far is told, however it is written") {
  const std::string bare = "AAAA" + kHash.substr(6);
  const DepositState credited{Kind::credited, {}}, confirming{Kind::confirming, {}}, refused{Kind::refused, "frozen"};
  CHECK(client::deposit_among({{kHash, credited}, {bare, confirming}}, kHash) == confirming);
  CHECK(client::deposit_among({{kHash, confirming}, {bare, refused}, {kHash, credited}}, kHash) == refused);
  CHECK(client::deposit_among({{bare, credited}, {kOther, refused}}, kHash) == credited);
  CHECK(client::deposit_among({}, kHash) == DepositState{});
}

TEST_CASE("deposits: a session tells where to pay, and of a payment when it is seen and when it is credited") {
  for (const char* name : {"binance", "bybit", "okx"}) {
    CAPTURE(name);
    SimulatedWorld world(simulated_venue(name, Product::spot), 21);
    const AssetId usdt = *world.world.universe->find_asset("USDT");
    world.start();
    REQUIRE(world.ready());
    std::optional<std::string> address;
    world.session->deposit_address(usdt, [&](const Result<std::string>& told) { address = told ? told.value() : ""; });
    world.run(kSecond);
    REQUIRE(address.has_value());
    CHECK(address->size() == 42);
    sim::ClientMovement paid;
    paid.kind = sim::ClientMovement::Kind::deposit;
    paid.asset = "USDT";
    paid.amount = amount("25");
    paid.to = "spot";
    paid.network = "ETH";
    paid.address = *address;
    paid.due = world.network.now_utc() + kSecond * 10;
    REQUIRE(world.client().move(paid, world.network.now_utc()));
    const std::string hash = fmt::format("0x{:064x}", world.client().movements().back().number);
    const auto look = [&](const std::string& of) {
      std::optional<DepositState> state;
      world.session->find_deposit(usdt, of, [&](const DepositState& told) { state = told; });
      world.run(kSecond);
      REQUIRE(state.has_value());
      return state->kind;
    };
    CHECK(look(kOther) == Kind::unseen);
    CHECK(look(hash) == Kind::confirming);
    world.run(kSecond * 10);
    CHECK(look(hash) == Kind::credited);
  }
}

}  // namespace
}  // namespace basis
