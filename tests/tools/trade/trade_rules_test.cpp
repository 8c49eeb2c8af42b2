#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "tools/trade/trade_account.hpp"
#include "tools/trade/trade_report.hpp"
#include "tools/trade/trade_rules.hpp"

namespace basis {
namespace {

using namespace test;

const HandLimits kHandLimits{amount("50000"), bps("50")};

TopOfBook top_at(const char* bid, const char* ask) {
  return {{price(bid), quantity("1")}, {price(ask), quantity("1")}};
}

TEST_CASE("an account has every market of its exchange, by symbol or by product and symbol") {
  const Settings settings = ShippedUniverse::load();
  const TradeAccount account = open_trade_account(settings, "binance_usdm").value();
  CHECK(account.venue == "binance");
  REQUIRE(account.markets.size() == 2);
  const MarketId market = account.find_market("--market", "BTCUSDT").value();
  CHECK(account.universe[market].key == "binance_usdm:Perp:BTCUSDT");
  CHECK(account.find_market("--market", "Perp:BTCUSDT").value() == market);
  CHECK(account.find_markets("--market", "BTCUSDT").value() == std::vector{market});
  CHECK(*account.universe[market].account == account.id);
  CHECK(account.find_market("--market", "DOGE").error().text() ==
        "--market: 'DOGE' is no market of binance_usdm (allowed: Perp:BTCUSDT, Perp:ETHUSDT)");
  const TradeAccount unified = open_trade_account(settings, "okx").value();
  const std::string several = unified.find_market("--market", "BTCUSDT").error().text();
  CHECK(several.starts_with("--market: 'BTCUSDT' is several markets of okx (allowed: "));
  CHECK(several.find("Spot:BTCUSDT") != std::string::npos);
  CHECK(several.find("Perp:BTCUSDT") != std::string::npos);
  CHECK(unified.find_market("--market", "BTC-USDT-SWAP").value() ==
        unified.find_market("--market", "Perp:BTCUSDT").value());
  CHECK(account.find_asset("--asset", "DOGE").error().text().starts_with("--asset: 'DOGE' is not known (allowed: "));
  const auto none = open_trade_account(settings, "kraken");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().text().starts_with("--venue: 'kraken' is not a choice (allowed: binance, binance_usdm"));
}

TEST_CASE("ids of hands are told apart from those of nodes, and rise with time") {
  const ClientOrderId first = hand_id(utc("2026-11-28T12:00:00Z"));
  CHECK(first.view() == "hand001795867200000000");
  CHECK(hand_id(utc("2026-11-28T12:00:00.000001Z")).view() == "hand001795867200000001");
  const ClientOrderIds ids = ClientOrderIds::create(kHandPrefix, 0).value();
  CHECK(ids.read(first).has_value());
  CHECK_FALSE(ClientOrderIds::create("nodeab", 1).value().read(first).has_value());
}

struct OrderRow {
  HandOrder order;
  const char* error;  ///< its beginning; null: it is taken
  OrderKind kind = OrderKind::market;
};
const OrderRow kOrderRows[] = {
    {{"buy", "0.01"}, nullptr, OrderKind::market},
    {{"buy", "0.01", "60000"}, nullptr, OrderKind::limit},
    {{"sell", "0.01", "60000", "ioc"}, nullptr, OrderKind::limit_ioc},
    {{"sell", "0.01", "60000", "fok", true}, nullptr, OrderKind::limit_fok},
    {{"buy", "0.01", "60000", "post_only"}, nullptr, OrderKind::post_only},
    {{"buy", "-1"}, "--size: '-1' is no number over 0 with at most 8 decimals"},
    {{"buy", "1e-9"}, "--size: '1e-9' is no number over 0"},
    {{"buy", "0.0015"}, "--size: 0.0015 is no size of binance_usdm:Perp:BTCUSDT (allowed: 0.001 to "},
    {{"buy", "100000"}, "--size: 100000 is no size of"},
    {{"buy", "0.01", "60000.05"},
     "--limit: 60000.05 is no price of binance_usdm:Perp:BTCUSDT (allowed: multiples of 0.1)"},
    {{"buy", "0.01", "x"}, "--limit: 'x' is no number over 0"},
    {{"buy", "0.01", "", "limit"}, "--limit: missing, --kind limit needs one"},
    {{"buy", "0.01", "1", "market"}, "--limit: an order of --kind market has none"},
    {{"buy", "0.01", "1", "stop"}, "--kind: 'stop' is not a choice"},
};

TEST_CASE("an order is read, or refused by its option with what is allowed") {
  const TradeAccount account = open_trade_account(ShippedUniverse::load(), "binance_usdm").value();
  const Market& market = account.universe[account.find_market("--market", "BTCUSDT").value()];
  for (const OrderRow& row : kOrderRows) {
    CAPTURE(row.order.size);
    CAPTURE(row.order.kind);
    const auto read = read_order(row.order, market);
    REQUIRE(read.has_value() == (row.error == nullptr));
    if (!read) {
      CHECK_MESSAGE(read.error().text().starts_with(row.error), read.error().text());
      CHECK(read.error().kind == ErrorKind::usage);
      continue;
    }
    CHECK(read.value().kind == row.kind);
    CHECK(read.value().buys() == (row.order.side == "buy"));
    CHECK(read.value().reduce_only == row.order.reduce_only);
    CHECK(read.value().size == quantity("0.01"));
  }
}

struct WorthRow {
  const char* side;
  const char* size;
  const char* limit;
  const char* error;
};
const WorthRow kWorthRows[] = {
    {"buy", "0.01", "", nullptr},
    {"buy", "0.01", "30000", nullptr},    // far below rests
    {"sell", "0.01", "90000", nullptr},   // far above rests
    {"buy", "0.01", "60300.1", nullptr},  // 50 bps over the ask
    {"buy", "0.01", "60300.2", "--limit: 60300.2 is beyond the market (allowed: at most 60300.1005 by"},
    {"sell", "0.01", "59699.9", "--limit: 59699.9 is beyond the market (allowed: at least 59700"},
    {"buy", "0.001", "40000", "--size: 0.001 coins at 40000 are worth 40 (allowed: "},
    {"buy", "1", "", "--size: 1 coins at 60000.1 are worth 60000.1 (allowed: "},
};

TEST_CASE("the worth of an order, and how far its limit lies beyond the market") {
  const TradeAccount account = open_trade_account(ShippedUniverse::load(), "binance_usdm").value();
  const Market& market = account.universe[account.find_market("--market", "BTCUSDT").value()];
  REQUIRE(market.minimum_notional > amount("40"));
  const TopOfBook top = top_at("60000", "60000.1");
  for (const WorthRow& row : kWorthRows) {
    CAPTURE(row.size);
    CAPTURE(row.limit);
    const auto read = read_order({row.side, row.size, row.limit}, market);
    REQUIRE(read.has_value());
    const auto checked = check_worth(read.value(), market, top, kHandLimits);
    REQUIRE_MESSAGE(checked.has_value() == (row.error == nullptr), (checked ? "" : checked.error().text()));
    if (!checked) CHECK_MESSAGE(checked.error().text().starts_with(row.error), checked.error().text());
  }
  // Without a book a limit order is held against its own limit, and a market order is left to the venue.
  CHECK_FALSE(check_worth(read_order({"buy", "1", "60000"}, market).value(), market, std::nullopt, kHandLimits));
  CHECK(check_worth(read_order({"buy", "1"}, market).value(), market, std::nullopt, kHandLimits));
}

TEST_CASE("a table has its numbers to the right, and is one array of a document") {
  TradeReport report{"binance", "balances", OrderStatus::unknown, "why \"so\"", "again", {}};
  report.tables = {{"balances", {"asset", "amount"}, {{"USDT", "1000.5"}, {"BTC", "2"}}}, {"open", {"id"}}};
  CHECK(table_text(report.tables[0]) == "asset  amount\nUSDT   1000.5\nBTC         2\n");
  CHECK(table_text(report.tables[1]) == "open: none\n");
  CHECK(report_json(report) ==
        R"({"account":"binance","action":"balances","outcome":"unknown","text":"why \"so\"","again":"again",)"
        R"("balances":[{"asset":"USDT","amount":"1000.5"},{"asset":"BTC","amount":"2"}],"open":[]})");
}

}  // namespace
}  // namespace basis
