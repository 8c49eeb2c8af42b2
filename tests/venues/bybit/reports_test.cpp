#include "venues/bybit/reports.hpp"

#include "tests/support/numbers.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "venues/bybit/errors.hpp"

// Messages as the venue's documentation shows them, with our symbol and client id: "Order", "Execution", "Fast
// Execution", "Position", "Wallet" and the answers of bybit-exchange.github.io/docs/v5.

namespace basis {
namespace {

using namespace test;
using bybit::PrivateKind;

struct BybitReading {
  BybitReading() : reports(*world.market(Product::linear, "BTCUSDT", "bybit").account, *world.universe, markets) {}
  static std::string message(const std::string& name) { return private_message(name, "bybit"); }
  bybit::PrivateNews& event(const std::string& name) {
    const auto read = reports.event(message(name), news);
    REQUIRE_MESSAGE(read.has_value(), name);
    return news;
  }
  const OrderReport& order(const std::string& name) {
    REQUIRE(event(name).orders.size() == 1);
    return news.orders.front();
  }

  ShippedUniverse world;
  std::vector<const Market*> markets{&world.market(Product::spot, "BTCUSDT", "bybit"),
                                     &world.market(Product::linear, "BTCUSDT", "bybit")};
  bybit::Reports reports;
  bybit::PrivateNews news;
};

TEST_CASE("bybit: an order that is new, a post-only that would take, and a partial fill of spot that was cancelled") {
  BybitReading bybit;
  const OrderReport open = bybit.order("order_new");
  CHECK(open.kind == ReportKind::accepted);
  CHECK(open.id.view() == "run7000000000042");
  CHECK(open.market == bybit.markets[1]->id);
  CHECK(open.price == price("60000.1"));
  CHECK(open.size == quantity("1"));
  CHECK(open.order == VenueKey::parse("5cf98598-39a7-459e-97bf-76ca765ee020"));
  const OrderReport crossed = bybit.order("order_post_only");
  CHECK(crossed.kind == ReportKind::cancelled);
  CHECK(crossed.reason == RejectReason::post_only);
  CHECK(crossed.filled.is_zero());
  const OrderReport part = bybit.order("order_spot_cancelled");
  CHECK(part.kind == ReportKind::cancelled);
  CHECK(part.market == bybit.markets[0]->id);
  CHECK(part.filled == quantity("0.4"));
  CHECK(part.filled_known);
  CHECK(part.order == VenueKey::of(1523347543495541248));
}

TEST_CASE("bybit: what an open order's message changes of its terms is an amendment") {
  BybitReading bybit;
  bybit.order("order_new");
  CHECK(bybit.order("order_new").kind == ReportKind::accepted);
  std::string text = BybitReading::message("order_new");
  text.replace(text.find(R"("qty":"1")"), 9, R"("qty":"2")");
  REQUIRE(bybit.reports.event(text, bybit.news).has_value());
  CHECK(bybit.news.orders.at(0).kind == ReportKind::amended);
  CHECK(bybit.news.orders.at(0).size == quantity("2"));
}

TEST_CASE("bybit: fills with their fee, fast ones without, and a maker's rebate in the other currency") {
  BybitReading bybit;
  const OrderReport fill = bybit.order("execution_trade");
  CHECK(fill.kind == ReportKind::fill);
  CHECK(fill.side == OrderSide::sell);
  CHECK(fill.size == quantity("0.5"));
  CHECK(fill.price == price("95900.1"));
  CHECK(fill.liquidity == Liquidity::taker);
  CHECK(fill.fee_known);
  CHECK(fill.fee == amount("26.3725275"));
  CHECK(fill.trade == VenueKey::parse("0ab1bdf7-4219-438b-b30a-32ec863018f7"));
  const OrderReport fast = bybit.order("execution_fast");
  CHECK(fast.kind == ReportKind::fill);
  CHECK_FALSE(fast.fee_known);
  const OrderReport rebate = bybit.order("execution_spot_rebate");
  CHECK(rebate.side == OrderSide::buy);
  CHECK(rebate.fee == amount("-1.25"));
  CHECK(bybit.world.universe->name(rebate.fee_asset) == "USDT");
}

TEST_CASE("bybit: closings by the venue are events of the account, and funding has to be asked for") {
  BybitReading bybit;
  const OrderReport adl = bybit.order("execution_adl");
  CHECK(adl.origin == FillOrigin::deleveraging);
  REQUIRE(bybit.news.accounts.size() == 1);
  CHECK(bybit.news.accounts[0].kind == AccountReportKind::deleveraging);
  CHECK(bybit.news.accounts[0].amount == amount("-0.5"));
  CHECK(bybit.order("execution_bust").origin == FillOrigin::liquidation);
  CHECK(bybit.event("execution_funding").kind == PrivateKind::funding);
  CHECK(bybit.news.orders.empty());
}

TEST_CASE(
    "bybit: conformance 47, 54: a position told again is no event, a wallet tells neither what is free nor a loan") {
  BybitReading bybit;
  bybit.event("position");
  REQUIRE(bybit.news.accounts.size() == 1);
  CHECK(bybit.news.accounts[0].amount == amount("-0.5"));
  CHECK(bybit.news.accounts[0].price == price("60000.12345678"));
  CHECK(bybit.news.kind == PrivateKind::config_changed);
  CHECK(bybit.news.leverage == 5);
  // The same leverage again is no news.
  CHECK(bybit.event("position").kind == PrivateKind::news);
  REQUIRE(bybit.news.accounts.size() == 1);
  CHECK(bybit.news.accounts[0].amount == amount("-0.5"));
  CHECK(bybit.news.orders.empty());
  CHECK_FALSE(bybit.reports.event(BybitReading::message("position_hedge"), bybit.news).has_value());
  bybit.event("wallet");
  REQUIRE(bybit.news.accounts.size() == 1);
  CHECK(bybit.news.accounts[0].amount == amount("1"));
  CHECK_FALSE(bybit.news.accounts[0].free_known);
}

TEST_CASE("bybit: answers to queries") {
  BybitReading bybit;
  const auto orders = bybit.reports.orders(BybitReading::message("orders"));
  REQUIRE(orders.has_value());
  REQUIRE(orders.value().rows.size() == 1);
  CHECK(orders.value().rows[0].client == "run7000000000042");
  CHECK(orders.value().rows[0].record.filled == quantity("0.4"));
  CHECK(orders.value().rows[0].record.open);
  CHECK_FALSE(orders.value().cursor.empty());
  const auto fills = bybit.reports.fills(BybitReading::message("executions"));
  REQUIRE(fills.has_value());
  REQUIRE(fills.value().rows.size() == 1);
  CHECK(fills.value().rows[0].fee == amount("0.071409"));
  CHECK(bybit.world.universe->name(fills.value().rows[0].fee_asset) == "USDT");
  const auto positions = bybit.reports.positions(BybitReading::message("positions"));
  REQUIRE(positions.has_value());
  CHECK(positions.value().at(0).amount == amount("-0.5"));
  REQUIRE(bybit.reports.withdrawable(BybitReading::message("withdrawable")).has_value());
  const auto balances = bybit.reports.balances(BybitReading::message("wallet_balance"));
  REQUIRE(balances.has_value());
  CHECK(balances.value().at(0).amount == amount("1000"));
  // 1,000 - 10 unrealised - 100 of positions - 50 of orders - 40 of spot orders.
  CHECK(balances.value().at(0).available == amount("800"));
  CHECK(balances.value().at(0).withdrawable == amount("700.5"));
  const auto payments = bybit.reports.payments(BybitReading::message("transaction_log"));
  REQUIRE(payments.has_value());
  REQUIRE(payments.value().rows.size() == 1);
  CHECK(payments.value().rows[0].amount == amount("-0.003676"));
  CHECK(payments.value().rows[0].id == VenueKey::parse("534c0003-4bf7-486f-aa02-78cee36825e4"));
  CHECK(bybit::id_text(payments.value().rows[0].id, false) == "534c0003-4bf7-486f-aa02-78cee36825e4");
}

TEST_CASE("bybit: answers of connections and of order entry") {
  BybitReading bybit;
  const auto read = [&](const std::string& name) {
    const auto answer = bybit.reports.socket_answer(BybitReading::message(name));
    REQUIRE(answer.has_value());
    return answer.value();
  };
  CHECK(read("login").ok);
  CHECK(read("login").operation == "auth");
  CHECK(read("subscribed").id == "user1");
  CHECK(read("pong").operation == "pong");
  CHECK(read("trade_answer").ok);
  CHECK(read("trade_answer").id == "test-005");
  CHECK_FALSE(read("trade_refusal").ok);
  CHECK(read("trade_refusal").code == 110001);
}

TEST_CASE("bybit: what its codes mean") {
  const auto kind = [](std::int64_t code, unsigned status = 200, std::string_view text = "") {
    return bybit::classify(code, text, status).kind;
  };
  for (const std::int64_t code : {10000, 10016, 170007, 170146, 170147, 131214})
    CHECK(kind(code) == ErrorClass::unknown);
  for (const std::int64_t code : {10006, 10019, 10429, 10403, 170222}) CHECK(kind(code) == ErrorClass::later);
  for (const std::int64_t code : {10003, 10004, 10005, 10010, 10024}) CHECK(kind(code) == ErrorClass::config);
  for (const std::int64_t code : {110025, 110026, 110043}) CHECK(kind(code) == ErrorClass::already_so);
  CHECK(kind(10002) == ErrorClass::clock);
  CHECK(kind(0, 403) == ErrorClass::later);
  CHECK(kind(0, 503) == ErrorClass::unknown);
  CHECK(kind(0, 200) == ErrorClass::unknown);
  CHECK(kind(123456) == ErrorClass::refused);
  const auto reason = [](std::int64_t code, std::string_view text = "") {
    return bybit::classify(code, text, 200).reason;
  };
  CHECK(reason(110001) == RejectReason::unknown_order);
  CHECK(reason(110003) == RejectReason::price_band);
  CHECK(reason(110007) == RejectReason::funds);
  CHECK(reason(110017) == RejectReason::reduce_only);
  CHECK(reason(110020) == RejectReason::too_many_orders);
  CHECK(reason(110072) == RejectReason::duplicate_id);
  CHECK(reason(110094) == RejectReason::notional);
  CHECK(reason(170131) == RejectReason::funds);
  CHECK(reason(10001, "Qty invalid") == RejectReason::step);
  CHECK(reason(10001, "position idx not match position mode") == RejectReason::parameters);
}

}  // namespace
}  // namespace basis
