#include "venues/binance/reports.hpp"
#include "venues/binance/errors.hpp"

#include "tests/support/numbers.hpp"
#include "tests/venues/binance/shipped_universe.hpp"

// Messages as the venue's documentation shows them, with our symbol and client id: user-data-stream.md, rest-api.md and
// web-socket-api.md of binance-spot-api-docs; "User Data Streams" and "Trade" of the USDⓈ-M documentation.

namespace basis {
namespace {

using namespace test;
using binance::PrivateKind;

struct Reading {
  explicit Reading(Product of)
      : product(of), markets(world.markets(of)), reports(of, world.account(of), *world.universe, markets) {}
  binance::PrivateNews& event(const std::string& name) {
    const auto read = reports.event(private_message(name), news);
    REQUIRE_MESSAGE(read.has_value(), name);
    return news;
  }
  const OrderReport& order(const std::string& name) {
    REQUIRE(event(name).orders.size() == 1);
    return news.orders.front();
  }

  ShippedUniverse world;
  Product product;
  std::vector<const Market*> markets;
  binance::Reports reports;
  binance::PrivateNews news;
};

UtcTime millis(std::int64_t count) { return UtcTime::from_nanos(count * 1'000'000); }

TEST_CASE("Binance spot: a fill of executionReport, with the fee in the coins bought") {
  Reading spot(Product::spot);
  const OrderReport& fill = spot.order("spot_execution_trade");
  CHECK(fill.kind == ReportKind::fill);
  CHECK(fill.id.view() == "run7000000000042");
  CHECK(fill.market == spot.markets[0]->id);
  CHECK(fill.order == VenueKey::of(4293153));
  CHECK(fill.trade == VenueKey::of(77517));
  CHECK(fill.price == price("60000.05"));
  CHECK(fill.size == quantity("0.25"));
  CHECK(fill.filled == quantity("0.4"));
  CHECK(fill.filled_known);
  CHECK(fill.side == OrderSide::buy);
  CHECK(fill.liquidity == Liquidity::maker);
  CHECK(fill.fee_known);
  CHECK(fill.fee == amount("0.00025"));
  CHECK(spot.world.universe->name(fill.fee_asset) == "BTC");
  CHECK(fill.at_venue == millis(1499405658657));
}

TEST_CASE("conformance 40: a report without a trade has no trade id, and -1 is none") {
  Reading spot(Product::spot);
  const OrderReport& accepted = spot.order("spot_execution_new");
  CHECK(accepted.kind == ReportKind::accepted);
  CHECK_FALSE(accepted.trade.known());
  CHECK(accepted.price == price("60000.1"));
  CHECK(accepted.size == quantity("1"));
  CHECK(accepted.side == OrderSide::sell);
}

TEST_CASE("conformance 30: a cancel ends the order whose id stands in C, not the cancel's own in c") {
  Reading spot(Product::spot);
  const OrderReport& ended = spot.order("spot_execution_cancel");
  CHECK(ended.kind == ReportKind::cancelled);
  CHECK(ended.id.view() == "run7000000000042");
  CHECK(ended.filled == quantity("0.4"));
}

TEST_CASE("conformance 28: a prevented self-trade ends the order and is no fill") {
  Reading spot(Product::spot);
  const OrderReport& ended = spot.order("spot_execution_prevented");
  CHECK(ended.kind == ReportKind::expired);
  CHECK(ended.reason == RejectReason::self_trade);
  CHECK(ended.filled.is_zero());
  CHECK(ended.size == quantity("12"));
}

TEST_CASE("Binance spot: balances with what is free; a coin of nobody here is left out") {
  Reading spot(Product::spot);
  const auto& accounts = spot.event("spot_account_position").accounts;
  REQUIRE(accounts.size() == 2);
  CHECK(accounts[0].amount == amount("10000.5"));
  CHECK(accounts[0].available == amount("10000"));
  CHECK(accounts[0].withdrawable == amount("10000"));
  CHECK(accounts[0].free_known);
  CHECK(spot.world.universe->name(accounts[1].asset) == "USDT");
  CHECK(accounts[1].amount == amount("0.00000001"));
}

TEST_CASE("user events that ask for something") {
  Reading spot(Product::spot);
  CHECK(spot.event("spot_balance_update").kind == PrivateKind::balance_moved);
  CHECK(spot.event("spot_terminated").kind == PrivateKind::stream_ended);
  Reading perp(Product::linear);
  CHECK(perp.event("usdm_key_expired").kind == PrivateKind::key_expired);
  CHECK(perp.event("usdm_margin_call").kind == PrivateKind::margin_call);
  const auto& leverage = perp.event("usdm_config_leverage");
  CHECK(leverage.kind == PrivateKind::config_changed);
  CHECK(leverage.market == perp.markets[0]->id);
  CHECK(leverage.leverage == 25);
  CHECK(perp.event("usdm_config_assets").text == "the multi-assets mode was switched on at the venue");
  CHECK(perp.event("usdm_account_funding").kind == PrivateKind::funding);
  CHECK(perp.news.accounts.size() == 1);
  REQUIRE(perp.reports.event(R"({"e":"STRATEGY_UPDATE","E":1})", perp.news).has_value());
  CHECK(perp.news.kind == PrivateKind::ignored);
}

TEST_CASE("Binance USDⓈ-M: a fill, an amendment, and a fast fill without its fee") {
  Reading perp(Product::linear);
  const OrderReport& fill = perp.order("usdm_order_trade");
  CHECK(fill.kind == ReportKind::fill);
  CHECK(fill.price == price("60000.2"));
  CHECK(fill.size == quantity("0.004"));
  CHECK(fill.fee == amount("0.1200004"));
  CHECK(fill.liquidity == Liquidity::taker);
  const OrderReport amended = perp.order("usdm_order_amendment");
  CHECK(amended.kind == ReportKind::amended);
  CHECK(amended.price == price("59000.5"));
  CHECK(amended.size == quantity("0.008"));
  const OrderReport lite = perp.order("usdm_trade_lite");
  CHECK(lite.kind == ReportKind::fill);
  CHECK_FALSE(lite.fee_known);
  CHECK(lite.order == VenueKey::of(8886774));
  CHECK(lite.price == price("64089.2"));
  CHECK(lite.size == quantity("0.04"));
}

TEST_CASE("conformance 49: a liquidation is a fill of the venue's own and an event of the account") {
  Reading perp(Product::linear);
  const OrderReport fill = perp.order("usdm_order_liquidation");
  CHECK(fill.origin == FillOrigin::liquidation);
  CHECK_FALSE(fill.id.is_set());
  REQUIRE(perp.news.accounts.size() == 1);
  const AccountReport& event = perp.news.accounts.front();
  CHECK(event.kind == AccountReportKind::liquidation);
  CHECK(event.id == fill.trade);
  CHECK(event.amount == amount("-0.5"));
  CHECK(event.fee == amount("362.5"));
  CHECK(event.price == price("58000"));
  CHECK(binance::origin_of("adl_autoclose") == FillOrigin::deleveraging);
  CHECK(binance::origin_of("run7000000000042") == FillOrigin::order);
}

TEST_CASE("conformance 46: ACCOUNT_UPDATE tells what changed; an entry price of many digits is rounded down") {
  Reading perp(Product::linear);
  const auto& accounts = perp.event("usdm_account_update").accounts;
  REQUIRE(accounts.size() == 2);
  CHECK(accounts[0].amount == amount("122624.12345678"));
  CHECK_FALSE(accounts[0].free_known);
  CHECK(accounts[1].kind == AccountReportKind::position);
  CHECK(accounts[1].amount == amount("-20"));
  CHECK(accounts[1].price == price("6563.66500123"));
}

TEST_CASE("an answer to an order tells its acceptance, its fills and its end") {
  Reading spot(Product::spot);
  const ClientOrderId id = ClientOrderId::parse("run7000000000042").value();
  const auto full = spot.reports.command_answer(private_message("spot_place_full"), OrderAction::create, id).value();
  REQUIRE(full.size() == 4);
  CHECK(full[0].kind == ReportKind::accepted);
  CHECK(full[0].filled == quantity("5"));
  CHECK(full[1].kind == ReportKind::fill);
  CHECK(full[1].trade == VenueKey::of(56));
  CHECK(full[1].fee == amount("240.0008"));
  CHECK(full[1].side == OrderSide::sell);
  // A fee in a coin that is not known here is not told as paid in another.
  CHECK_FALSE(full[2].fee_known);
  CHECK(full[3].kind == ReportKind::expired);
  CHECK(full[3].filled == quantity("5"));

  // Conformance 19: a receipt alone.
  const auto ack = spot.reports.command_answer(private_message("spot_place_ack"), OrderAction::create, id).value();
  REQUIRE(ack.size() == 1);
  CHECK(ack[0].kind == ReportKind::accepted);
  CHECK_FALSE(ack[0].filled_known);

  const auto amended = spot.reports.command_answer(private_message("spot_amended"), OrderAction::amend, id).value();
  REQUIRE(amended.size() == 1);
  CHECK(amended[0].kind == ReportKind::amended);
  CHECK(amended[0].size == quantity("5"));
  CHECK(amended[0].filled == quantity("1"));

  Reading perp(Product::linear);
  const auto gone = perp.reports.command_answer(private_message("usdm_cancelled"), OrderAction::cancel, id).value();
  REQUIRE(gone.size() == 1);
  CHECK(gone[0].kind == ReportKind::cancelled);
  CHECK(gone[0].filled == quantity("0.004"));
}

TEST_CASE("lists of orders, trades, balances, positions, income and forced orders") {
  Reading perp(Product::linear);
  const auto orders = perp.reports.orders(private_message("usdm_open_orders")).value();
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].record.terms.kind == OrderKind::post_only);
  CHECK(orders[0].record.terms.reduce_only);
  CHECK(orders[0].record.filled == quantity("0.002"));
  CHECK(orders[0].record.open);
  CHECK_FALSE(orders[1].known_market);
  CHECK(orders[1].client == "web_x-1");

  const auto trades = perp.reports.trades(private_message("usdm_user_trades")).value();
  REQUIRE(trades.size() == 1);
  CHECK(trades[0].side == OrderSide::sell);
  CHECK(trades[0].liquidity == Liquidity::maker);
  CHECK(trades[0].fee == amount("-0.0781901"));

  const auto balances = perp.reports.balances(private_message("usdm_balance")).value();
  REQUIRE(balances.size() == 1);
  CHECK(balances[0].amount == amount("122607.35137903"));
  CHECK(balances[0].available == amount("23.72469206"));
  CHECK(balances[0].withdrawable == amount("20.5"));

  const auto positions = perp.reports.positions(private_message("usdm_position_risk")).value();
  REQUIRE(positions.size() == 1);
  CHECK(positions[0].amount == amount("-0.314"));

  const auto income = perp.reports.income(private_message("usdm_income")).value();
  CHECK(income.count == 2);
  REQUIRE(income.rows.size() == 1);
  CHECK(income.rows[0].kind == AccountReportKind::funding);
  CHECK(income.rows[0].amount == amount("-0.01"));
  CHECK(income.rows[0].id == VenueKey::of(9689322393));

  const auto forced = perp.reports.forced_orders(private_message("usdm_force_orders")).value();
  REQUIRE(forced.size() == 2);
  CHECK(forced.at(VenueKey::of(6071832819)) == FillOrigin::liquidation);
  CHECK(forced.at(VenueKey::of(6072734303)) == FillOrigin::deleveraging);

  Reading spot(Product::spot);
  const auto own = spot.reports.trades(private_message("spot_my_trades")).value();
  REQUIRE(own.size() == 1);
  CHECK(own[0].side == OrderSide::buy);
  CHECK(own[0].size == quantity("12"));
  const auto coins = spot.reports.balances(private_message("spot_account")).value();
  REQUIRE(coins.size() == 1);
  CHECK(coins[0].amount == amount("4723846.99208129"));
}

TEST_CASE("frames of the WebSocket API") {
  Reading spot(Product::spot);
  const auto refused = spot.reports.socket_answer(private_message("socket_refusal")).value();
  CHECK(refused.id == "nrun7000000000042");
  CHECK(refused.status == 400);
  CHECK(refused.code == -2010);
  CHECK(refused.message == "Account has insufficient balance for requested action.");
  const auto banned = spot.reports.socket_answer(private_message("socket_banned")).value();
  CHECK(banned.retry_after == millis(1659146400000));
  const auto event = spot.reports.socket_answer(private_message("socket_event")).value();
  CHECK(event.event);
  CHECK(spot.reports.event(event.result, spot.news).has_value());
  CHECK(spot.news.kind == PrivateKind::balance_moved);
  wire::JsonReader reader;
  CHECK(binance::error_of(reader, R"({"code":-1021,"msg":"late"})").first == -1021);
  CHECK(binance::error_of(reader, "<html>").second == "<html>");
}

TEST_CASE("a number that cannot be held, a hedge position and what is no message are errors by name") {
  Reading perp(Product::linear);
  const auto fault = [&](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    const auto read = perp.reports.event(text, perp.news);
    REQUIRE(!read);
    CHECK(read.error().kind == ErrorKind::data);
    return read.error().text();
  };
  const std::string trade = private_message("usdm_order_trade");
  CHECK(fault(trade, R"("L":"60000.2")", R"("L":"60000.123456789")") ==
        "a user event: L '60000.123456789' has more decimals than can be held");
  CHECK(fault(trade, R"("q":"0.010")", R"("q":"1e15")") == "a user event: q '1e15' is larger than can be held");
  CHECK(fault(trade, R"("i":8886774)", R"("i":98765432109876543210)") ==
        "a user event: i '98765432109876543210' is no whole number of 64 bits");
  CHECK(fault(trade, R"("l":"0.004",)", "") == "a user event: l is missing");
  CHECK(fault(private_message("usdm_account_update"), R"("ps":"BOTH")", R"("ps":"LONG")") ==
        "a user event: ps is of the hedge position mode");
  CHECK(!perp.reports.event("", perp.news));
  CHECK(!perp.reports.event("[]", perp.news));
  CHECK(!perp.reports.event(R"({"e":"TRADE_LITE")", perp.news));
}

}  // namespace
}  // namespace basis
