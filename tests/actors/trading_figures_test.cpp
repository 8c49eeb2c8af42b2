#include "actors/drivers/trading_figures.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/config/load_config.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {
namespace {

const UtcTime kSentAt = UtcTime::from_nanos(1'700'000'000'000'000'000);

Settings figures_settings() {
  auto loaded = load_config(shipped_configs().string(), "btc_basis", {}, Environment{});
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
  return loaded.value().settings;
}

struct Figures {
  Universe universe = Universe::build(figures_settings()).value();
  TradingFigures figures{universe};
  const Market& market = universe.markets().front();

  OrderCommand order(const std::string& id) const {
    OrderCommand command;
    command.id = ClientOrderId::parse(id).value();
    command.market = market.id;
    command.size = Quantity::from_int(2);
    return command;
  }
  void send(const std::string& id) { figures.outcome(OrderSent{order(id), 1, Price::from_int(60'000), kSentAt}); }
  void end(const std::string& id) {
    OrderEnded ended;
    ended.order.id = order(id).id;
    ended.order.market = market.id;
    figures.outcome(ended);
  }
  /// Two coins for 60'006, three seconds later.
  void fill(const std::string& id, VenueKey of = VenueKey::of(17), VenueKey trade = VenueKey::of(-4)) {
    FillCounted counted;
    counted.fill.id = order(id).id;
    counted.fill.market = market.id;
    counted.fill.price = Price::from_int(60'006);
    counted.fill.size = Quantity::from_int(2);
    counted.fill.order = of;
    counted.fill.trade = trade;
    counted.fill.at_venue = kSentAt + kSecond * 3;
    figures.outcome(counted);
  }
  [[nodiscard]] std::string slippage() const {
    JsonWriter json;
    figures.write(json);
    const std::string text = json.text();
    const std::string name = R"("slippage":")";
    const std::size_t at = text.find(name) + name.size();
    return text.substr(at, text.find('"', at) - at);
  }
};

TEST_CASE("ids of a venue are told as it tells them: as numbers or UUIDs") {
  Figures made;
  made.send("a1");
  made.fill("a1");
  made.fill("a1", VenueKey::parse("0123abcd-0000-4fff-8001-00000000beef"), VenueKey::parse("18446744073709551615abc"));
  const std::string& rows = made.figures.fills();
  CHECK(rows.find(",17,-4\n") != std::string::npos);
  CHECK(rows.find(",0123abcd-0000-4fff-8001-00000000beef,") != std::string::npos);
}

TEST_CASE("a fee that comes after its fill is a row without a size, and no fill") {
  Figures made;
  made.send("a1");
  made.fill("a1");
  const std::string before = made.slippage();
  FillCounted later;
  later.fill.id = made.order("a1").id;
  later.fill.market = made.market.id;
  later.fill.price = Price::from_int(60'006);
  later.fill.order = VenueKey::of(17);
  later.fill.trade = VenueKey::of(-4);
  later.fill.fee_known = true;
  later.fill.fee_asset = made.universe.quote_asset();
  later.fill.fee = Amount::from_int(3);
  made.figures.outcome(later);
  const std::string& rows = made.figures.fills();
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 3);
  CHECK(rows.find(",60006,0,") != std::string::npos);
  CHECK(rows.find(",3,USDT,") != std::string::npos);
  CHECK(made.slippage() == before);
  JsonWriter json;
  made.figures.write(json);
  CHECK(json.text().find(R"("fills":1,)") != std::string::npos);
}

TEST_CASE("rows that were taken are not given again, and count in the figures") {
  Figures made;
  made.send("a1");
  const std::string first = made.figures.take_orders();
  CHECK(first.starts_with("sent,client_id,"));
  CHECK(first.find(",a1,1,") != std::string::npos);
  CHECK(made.figures.take_orders().empty());
  made.send("a2");
  CHECK(made.figures.take_orders().find("client_id") == std::string::npos);
  made.fill("a1");
  CHECK(made.figures.take_fills().starts_with("at_venue,"));
  CHECK(made.figures.take_fills().empty());
  // Two coins, six dollars each above the mid.
  CHECK(made.slippage() == "12");
}

TEST_CASE("a fill finds the price its order was sent at until ten thousand others have ended after it") {
  Figures made;
  made.send("a");
  made.end("a");
  for (int i = 1; i <= 9'999; ++i) {
    made.send("b" + std::to_string(i));
    made.end("b" + std::to_string(i));
  }
  made.fill("a");
  CHECK(made.slippage() == "12");
  made.send("c");
  made.end("c");
  made.fill("a");
  CHECK(made.slippage() == "12");
  made.fill("b1");
  CHECK(made.slippage() == "24");
}

}  // namespace
}  // namespace basis::test
