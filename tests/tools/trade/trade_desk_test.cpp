#include "tests/tools/trade/trade_world.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("a market order is told with its fills and fees, and its way back leaves no position") {
  TradeWorld world("binance_usdm");
  world.connect();
  const TradeReport bought = world.send({"buy", "0.01"});
  CHECK(bought.status == OrderStatus::accepted);
  CHECK(world.value(bought, "order", "state") == "filled");
  CHECK(world.value(bought, "order", "filled") == "0.01");
  CHECK(world.value(bought, "order", "fees").ends_with(" USDT"));
  CHECK(world.value(bought, "fills", "liquidity") == "taker");
  REQUIRE(world.desk->wait([&] { return world.desk->positions().contains(world.market); }, kSecond) == Waited::done);
  CHECK(world.value(positions_report(*world.desk), "positions", "size") == "0.01");
  CHECK(world.value(positions_report(*world.desk), "positions", "market") == "Perp:BTCUSDT");
  const TradeReport sold = world.send({"sell", "0.01", "", "", true});
  CHECK(world.value(sold, "order", "state") == "filled");
  world.connect();
  CHECK(positions_report(*world.desk).tables.front().rows.empty());
}

/// Buys, and cancels an order that rests.
void trade_both_products(TradeWorld& world) {
  for (const char* name : {"Perp:BTCUSDT", "Spot:BTCUSDT"}) {
    CAPTURE(name);
    world.market = world.account.find_market("--market", name).value();
    world.connect();
    const TradeReport bought = world.send({"buy", "0.02"});
    CHECK(world.value(bought, "order", "state") == "filled");
    CHECK(world.value(bought, "order", "filled") == "0.02");
    const TradeReport rests = world.send({"buy", "0.02", "40000"});
    CHECK(world.value(rests, "order", "state") == "open");
    const TradeReport amended = amend_order(*world.desk, world.id_of(rests), world.market, price("41000"), std::nullopt,
                                            world.limits(), kTradeWait)
                                    .value();
    CHECK(world.value(amended, "order", "limit") == "41000");
    CHECK(cancel_orders(*world.desk, world.market, kTradeWait).status == OrderStatus::accepted);
  }
}

TEST_CASE("a unified account trades both products, in coins") {
  for (const char* account : {"bybit", "okx"}) {
    CAPTURE(account);
    TradeWorld world(account);
    trade_both_products(world);
    CHECK(world.value(positions_report(*world.desk), "positions", "size") == "0.02");
  }
}

TEST_CASE("an order stays open when its desk ends, and the next one lists, changes and cancels it") {
  TradeWorld world("binance_usdm");
  world.connect();
  const TradeReport sent = world.send({"buy", "0.02", "40000"});
  CHECK(world.value(sent, "order", "state") == "open");
  const ClientOrderId id = world.id_of(sent);
  world.connect();
  TradeReport open = open_report(*world.desk, std::nullopt);
  CHECK(world.value(open, "open", "id") == std::string(id.view()));
  CHECK(world.value(open, "open", "by_hand") == "yes");
  const TradeReport amended =
      amend_order(*world.desk, id, world.market, price("41000"), quantity("0.01"), world.limits(), kTradeWait).value();
  CHECK(amended.status == OrderStatus::accepted);
  CHECK(world.value(amended, "order", "limit") == "41000");
  CHECK(world.value(amended, "order", "size") == "0.01");
  const auto off =
      amend_order(*world.desk, id, world.market, price("41000.05"), std::nullopt, world.limits(), kTradeWait);
  REQUIRE_FALSE(off.has_value());
  CHECK(off.error().text().starts_with("--limit: 41000.05 is no price"));
  const TradeReport cancelled = cancel_order(*world.desk, id, world.market, kTradeWait).value();
  CHECK(world.value(cancelled, "order", "state") == "cancelled");
  const TradeReport again = cancel_order(*world.desk, id, world.market, kTradeWait).value();
  CHECK(again.status == OrderStatus::refused);
  CHECK(again.text == "the order has ended: cancelled");
  const TradeReport nobody =
      cancel_order(*world.desk, ClientOrderId::parse("nobody").value(), world.market, kTradeWait).value();
  CHECK(nobody.status == OrderStatus::refused);
}

TEST_CASE("an order of another hand is listed, and cancelled by its id") {
  TradeWorld world("binance");
  world.connect();
  OrderCommand other = world.command({"buy", "0.02", "40000"});
  other.id = ClientOrderId::parse("nodeab000001000000000007").value();
  REQUIRE(world.desk->create(other, kTradeWait).value().status == OrderStatus::accepted);
  world.connect();
  CHECK(world.value(open_report(*world.desk, world.market), "open", "id") == "nodeab000001000000000007");
  CHECK(world.value(open_report(*world.desk, world.market), "open", "by_hand") == "no");
  const TradeReport cancelled = cancel_order(*world.desk, other.id, world.market, kTradeWait).value();
  CHECK(cancelled.status == OrderStatus::accepted);
  CHECK(world.value(cancelled, "order", "state") == "cancelled");
  REQUIRE(world.desk->refresh(kTradeWait).has_value());
  CHECK(open_report(*world.desk, world.market).tables.front().rows.empty());
}

TEST_CASE("all orders of a market are cancelled, and those of others too") {
  TradeWorld world("binance_usdm");
  world.connect();
  world.send({"buy", "0.02", "40000"});
  OrderCommand other = world.command({"sell", "0.02", "90000"});
  other.id = ClientOrderId::parse("nodeab000001000000000007").value();
  REQUIRE(world.desk->create(other, kTradeWait).value().status == OrderStatus::accepted);
  world.connect();
  const TradeReport report = cancel_orders(*world.desk, world.market, kTradeWait);
  CHECK(report.status == OrderStatus::accepted);
  CHECK(report.tables.front().rows.size() == 2);
}

TEST_CASE("what a venue refuses is refused, with its reason") {
  TradeWorld world("binance");
  world.connect();
  OrderCommand large = world.command({"buy", "9", "59000"});
  const auto beyond = send_order(*world.desk, large, world.limits(), kTradeWait);
  REQUIRE_FALSE(beyond.has_value());
  large.size = quantity("100");
  const TradeReport report = send_order(*world.desk, large, {amount("10000000"), bps("50")}, kTradeWait).value();
  CHECK(report.status == OrderStatus::refused);
  CHECK(report.text == "the venue refused it: funds");
  CHECK(world.value(report, "order", "state") == "rejected");
}

TEST_CASE("a lost answer is found out; what is not told in time is unknown and never refused") {
  TradeWorld world("binance_usdm");
  world.connect();
  world.fault(sim::ExchangeFaultKind::no_answer, "order.place");
  CHECK(world.value(world.send({"buy", "0.02", "40000"}), "order", "state") == "open");
  // The command is lost on its way: whether it arrived is not known before its deadline and the venue's lists.
  world.fault(sim::ExchangeFaultKind::lose, "order.place");
  const TradeReport lost = world.send({"buy", "0.02", "40000"}, kSecond * 3);
  CHECK(lost.status == OrderStatus::unknown);
  CHECK(lost.text == "what became of it was not told in time");
  world.fault(sim::ExchangeFaultKind::lose, "order.place");
  const TradeReport never = world.send({"buy", "0.02", "40000"}, kMinute);
  CHECK(never.status == OrderStatus::refused);
  CHECK(never.text == "it never arrived at the venue");
  const TradeReport asked = order_report(*world.desk, world.id_of(lost), world.market, kTradeWait).value();
  CHECK(asked.status == OrderStatus::refused);
}

TEST_CASE("an interrupted command says that its outcome is not known") {
  TradeWorld world("binance_usdm");
  world.connect();
  world.fault(sim::ExchangeFaultKind::lose, "order.place");
  const auto timer = world.network.after(kSecond, [&] { world.interrupted = true; });
  REQUIRE(world.desk->quote(world.market, kTradeWait).has_value());
  const TradeReport report = world.send({"buy", "0.02", "40000"});
  CHECK(report.status == OrderStatus::unknown);
  CHECK(report.text == "what became of it was not told when it was interrupted");
}

TEST_CASE("money moves between accounts and to a listed address, and what the venue fails is refused") {
  TradeWorld world("binance");
  world.connect();
  MoneyOrder order;
  order.id = world.desk->next_id().view();
  order.asset = *world.account.universe.find_asset("USDT");
  order.amount = amount("1000");
  order.to = *world.account.universe.find_account("binance_usdm");
  const TradeReport moved = move_money(*world.desk, order, kTradeWait);
  CHECK(moved.status == OrderStatus::accepted);
  CHECK(world.value(moved, "movement", "to") == "binance_usdm");
  order.kind = MoneyOrder::Kind::withdrawal;
  order.id = world.desk->next_id().view();
  order.to.reset();
  order.address = std::string(sim::kWalletAddress);
  order.network = "ETH";
  const TradeReport withdrawn = move_money(*world.desk, order, kTradeWait);
  CHECK(withdrawn.status == OrderStatus::accepted);
  CHECK(world.value(withdrawn, "movement", "fee") != "0");
  order.id = world.desk->next_id().view();
  order.address = "0x0000000000000000000000000000000000000002";
  const TradeReport elsewhere = move_money(*world.desk, order, kTradeWait);
  CHECK(elsewhere.status == OrderStatus::refused);
  CHECK(elsewhere.text.find("is not one of those that are allowed") != std::string::npos);
}

TEST_CASE("fills are told from an instant on, with their fees") {
  TradeWorld world("binance");
  world.connect();
  world.send({"buy", "0.02"});
  world.network.run_until(world.network.now_utc() + kHour);
  const UtcTime later = world.network.now_utc();
  world.connect();
  world.send({"sell", "0.01"});
  world.connect(kTradeStart);
  const auto sides = [&] {
    std::set<std::string> found;
    const TradeReport report = fills_report(*world.desk, world.market);
    for (const auto& row : report.tables.front().rows) found.insert(row[2]);
    return found;
  };
  CHECK(sides() == std::set<std::string>{"buy", "sell"});
  world.connect(later);
  CHECK(sides() == std::set<std::string>{"sell"});
}

TEST_CASE("an account that cannot be reached, or refuses, is an error in one line") {
  TradeWorld world("binance_usdm");
  world.network.refuse("venue.test", true);
  world.desk = TradeDesk::open(world.parts()).value();
  const auto late = world.desk->connect(std::nullopt, kSecond * 5);
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().kind == ErrorKind::data);
  CHECK(late.error().text().starts_with("binance_usdm cannot be reached: not ready after 5 s: "));
  world.network.refuse("venue.test", false);
  TradeDesk::Parts parts = world.parts();
  const auto session = parts.session;
  parts.session = [session] {
    SessionSettings made = session();
    made.credentials.secret = Secret("wrong");
    return made;
  };
  world.desk = TradeDesk::open(std::move(parts)).value();
  const auto refused = world.desk->connect(std::nullopt, kSecond * 5);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text().find("signature") != std::string::npos);
  CHECK(refused.error().text().find("wrong") == std::string::npos);
}

}  // namespace
}  // namespace basis
