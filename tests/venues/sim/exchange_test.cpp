#include "tests/support/rounds.hpp"
#include "tests/venues/sim/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kCoins = "binance:BaseToken:BTC";
const char* const kPerp = "binance_usdm:Perp:BTCUSDT";

const char* const kSpot = "binance";

/// One account of an exchange with some cash, its portfolio followed entry by entry. Binance's account of perps when
/// nothing else is said.
struct Binance : Floor {
  explicit Binance(const std::string& cash, const std::vector<std::string>& overrides = {},
                   const char* name = "binance_usdm")
      : Floor("btc_basis", overrides),
        exchange(universe, settings, costs, account(name)),
        purse(universe.get(account(name), PositionType::base_token, kQuoteAsset)) {
    if (amount(cash).is_zero()) return;
    // It starts in transit, as if a wallet had sent it.
    follow(exchange.execute(transfer("wallet", name, cash), market).report);
  }
  OrderAnswer execute(const OrderPtr& wanted) {
    OrderAnswer answer = exchange.execute(wanted, market);
    CHECK(answer.order == wanted);
    CHECK((answer.status == OrderStatus::refused) == !answer.reason.empty());
    if (answer.status == OrderStatus::refused) CHECK(answer.report.entries.empty());
    follow(answer.report);
    return answer;
  }
  OrderAnswer spot(std::string_view size, bool buy) {
    return execute(order(ActionType::spot_trade, kCoins, size, buy));
  }
  OrderAnswer perp(std::string_view size, bool buy) { return execute(order(ActionType::perp_trade, kPerp, size, buy)); }
  VenueReport settle() {
    VenueReport report = exchange.settle(market);
    follow(report);
    return report;
  }
  [[nodiscard]] Amount cash() const { return positions[purse.index()].amount; }
  [[nodiscard]] Amount worth() const { return equity(universe, positions, market); }

  SimulatedExchange exchange;
  InstrumentId purse;
};

}  // namespace

TEST_CASE("funding: a short receives a positive rate, a long pays it, on the venue's own mark") {
  struct Row {
    const char* size;
    bool buy;
    const char *rate, *received;
  };
  for (const Row& row :
       {Row{"2", false, "0.0001", "10.02"}, Row{"2", true, "0.0001", "-10.02"}, Row{"2", false, "-0.0003", "-30.06"},
        Row{"2", true, "-0.0003", "30.06"}, Row{"2", false, "0", "0"}}) {
    CAPTURE(std::string(row.rate));
    CAPTURE(row.buy);
    Binance binance("100000", kNoCosts);
    binance.perp(row.size, row.buy);
    binance.set_mark(kPerp, "50100");
    binance.market.funding_settled[binance.id(kPerp).index()] = ray(row.rate);
    const VenueReport report = binance.settle();
    REQUIRE(report.entries.size() == 1);
    CHECK(report.entries.front().kind == EntryKind::funding);
    CHECK(binance.cash() == amount("100000") + amount(row.received));
    CHECK(binance.held(kPerp).amount == (row.buy ? amount("2") : amount("-2")));
  }
}

TEST_CASE("funding: a position opened at an instant gets nothing stamped there, only at the next stamp") {
  Binance binance("100000", kNoCosts);
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("0.0001");
  CHECK(binance.settle().entries.empty());
  binance.perp("1", false);
  CHECK(binance.cash() == amount("100000"));
  binance.market.time = binance.market.time + kHour;
  binance.market.funding_settled[binance.id(kPerp).index()].reset();
  binance.market.funding_known[binance.id(kPerp).index()] = ray("0.0001");
  CHECK(binance.settle().entries.empty());
  binance.market.time = binance.market.time + kHour;
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("0.0001");
  binance.settle();
  CHECK(binance.cash() == amount("100005"));
}

TEST_CASE("funding: each venue has its own rate and pays only its own positions") {
  Binance okx("100000", kNoCosts, "okx");
  okx.execute(okx.order(ActionType::perp_trade, "okx:Perp:BTCUSDT", "1", false));
  okx.market.funding_settled[okx.id(kPerp).index()] = ray("0.5");
  CHECK(okx.settle().entries.empty());
  okx.market.funding_settled[okx.id("okx:Perp:BTCUSDT").index()] = ray("0.0002");
  okx.settle();
  CHECK(okx.held("okx:BaseToken:USDT").amount == amount("100010"));
}

TEST_CASE("funding: the last unit is rounded against us") {
  Binance binance("100000", kNoCosts);
  binance.perp("1", false);
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("0.000000000000000000000000001");
  binance.settle();
  CHECK(binance.cash() == amount("100000"));
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("-0.000000000000000000000000001");
  binance.settle();
  CHECK(binance.cash() == amount("100000") - kUnit);
}

TEST_CASE("liquidation: what happened inside the bar is booked before the hour's funding") {
  Binance binance("1000", kNoCosts);
  binance.perp("1", false);
  binance.market.time = binance.market.time + kHour;
  binance.market.ended.resize(binance.universe.instruments().size());
  binance.market.ended[binance.id(kPerp).index()] = {price("50000"), price("51000"), price("50000")};
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("0.0001");
  const VenueReport report = binance.settle();
  for (const LedgerEntry& entry : report.entries) CHECK(entry.kind == EntryKind::liquidation);
  REQUIRE(report.notices.size() == 1);
  CHECK(report.notices[0].text.find("closed at 50796.0199005 ") != std::string::npos);
  CHECK(binance.held(kPerp) == Holding{});
  CHECK(binance.cash().is_zero());
}

TEST_CASE("liquidation: a gap beyond the bar is closed at the open of the next, after its funding") {
  Binance binance("1000", kNoCosts);
  binance.perp("1", false);
  binance.market.time = binance.market.time + kHour;
  binance.market.ended.resize(binance.universe.instruments().size());
  binance.market.ended[binance.id(kPerp).index()] = {price("50000"), price("50100"), price("50000")};
  binance.set_mark(kPerp, "50900");
  binance.market.funding_settled[binance.id(kPerp).index()] = ray("0.0001");
  const VenueReport report = binance.settle();
  REQUIRE(report.entries.size() >= 2);
  CHECK(report.entries[0].kind == EntryKind::funding);
  REQUIRE(report.notices.size() == 1);
  CHECK(report.notices[0].text.find("closed at 50900 ") != std::string::npos);
}

TEST_CASE("spot: bought and sold with the cost moved against the order") {
  Binance binance("100000", {}, kSpot);
  const OrderAnswer bought = binance.spot("1.5", true);
  CHECK(bought.status == OrderStatus::accepted);
  REQUIRE(bought.fills.size() == 1);
  CHECK(bought.fills.at(0).arrival == price("50000"));
  CHECK(bought.fills.at(0).price == price("50052.5"));  // the table says 4, the fee and half a basis point are 10.5
  CHECK(bought.fills.at(0).notional == amount("75078.75"));
  CHECK(bought.fills.at(0).cost == amount("78.75"));
  CHECK(binance.cash() == amount("24921.25"));
  CHECK(binance.held(kCoins).amount == amount("1.5"));
  const OrderAnswer sold = binance.spot("0.5", false);
  CHECK(sold.fills.at(0).price == price("49947.5"));
  CHECK(sold.fills.at(0).cost == amount("26.25"));
  CHECK(binance.cash() == amount("49895"));
  CHECK(binance.held(kCoins).amount == amount("1"));
}

TEST_CASE("spot: refused when cash or coins are short by one unit, and nothing changes") {
  Binance binance("50000", kNoCosts, kSpot);
  CHECK(binance.spot("1.000000000000000001", true).status == OrderStatus::refused);
  CHECK(binance.spot("1", true).status == OrderStatus::accepted);
  CHECK(binance.cash().is_zero());
  const OrderAnswer refused = binance.spot("1.000000000000000001", false);
  CHECK(refused.status == OrderStatus::refused);
  CHECK(refused.reason == "needs 1.000000000000000001 BTC, has 1");
  CHECK(refused.fills.empty());
  CHECK(binance.held(kCoins).amount == amount("1"));
  CHECK(binance.spot("1", false).status == OrderStatus::accepted);
  CHECK(binance.cash() == amount("50000"));
  Binance costly("50052.49", {}, kSpot);
  CHECK(costly.spot("1", true).reason == "needs 50052.5 USDT, has 50052.49");
}

TEST_CASE("trades: a size off the venue's step is refused") {
  Binance spot("500000", {}, kSpot);
  CHECK(spot.spot("1.000001", true).reason == "size is off the step");
  CHECK(Binance("500000").perp("0.0015", false).reason == "size is off the step");
  CHECK(spot.spot("1.00001", true).status == OrderStatus::accepted);
  Binance okx("500000", {}, "okx");
  CHECK(okx.execute(okx.order(ActionType::perp_trade, "okx:Perp:BTCUSDT", "0.00015")).reason == "size is off the step");
  CHECK(okx.execute(okx.order(ActionType::perp_trade, "okx:Perp:BTCUSDT", "0.0002")).status == OrderStatus::accepted);
}

TEST_CASE("perp: opened, increased, reduced and closed; cash moves by exactly the realised profit") {
  Binance binance("100000", kNoCosts);
  binance.perp("1", false);
  CHECK(binance.held(kPerp) == Holding{amount("-1"), amount("-50000")});
  CHECK(binance.cash() == amount("100000"));
  binance.set_mark(kPerp, "52000");
  binance.perp("1", false);
  CHECK(binance.held(kPerp) == Holding{amount("-2"), amount("-102000")});
  binance.set_mark(kPerp, "48000");
  const Amount before = binance.worth();
  binance.perp("0.5", true);  // a quarter: sold at 25,500, bought back for 24,000
  CHECK(binance.cash() == amount("101500"));
  CHECK(binance.held(kPerp) == Holding{amount("-1.5"), amount("-76500")});
  CHECK(binance.worth() == before);
  binance.set_mark(kPerp, "53000");
  binance.perp("1.5", true);  // 76,500 - 79,500
  CHECK(binance.cash() == amount("98500"));
  CHECK(binance.held(kPerp) == Holding{});
}

TEST_CASE("perp: a long is the mirror") {
  Binance binance("100000", kNoCosts);
  binance.perp("2", true);
  binance.set_mark(kPerp, "51000");
  binance.perp("0.5", false);
  CHECK(binance.cash() == amount("100500"));
  CHECK(binance.held(kPerp) == Holding{amount("1.5"), amount("75000")});
  binance.set_mark(kPerp, "49000");
  binance.perp("1.5", false);
  CHECK(binance.cash() == amount("99000"));
  CHECK(binance.held(kPerp) == Holding{});
}

TEST_CASE("perp: the cost is unrealised loss at once and realised at the close") {
  Binance binance("100000");
  const OrderAnswer opened = binance.perp("1", false);
  CHECK(opened.fills.at(0).price == price("49972.5"));  // the table says 5, the fee and half a basis point are 5.5
  CHECK(opened.fills.at(0).cost == amount("27.5"));
  CHECK(binance.worth() == amount("99972.5"));
  CHECK(binance.perp("1", true).fills.at(0).price == price("50027.5"));
  CHECK(binance.cash() == amount("99945"));
}

TEST_CASE("trades: beyond a million the cost grows with the root of the order") {
  Binance binance("10000000");
  // 4,000,000: the table's 5 basis points times 2.
  CHECK(binance.perp("80", false).fills.at(0).price == price("49950"));
  // 1,000,000: still 5 in the table, and the fee is more.
  CHECK(binance.perp("20", true).fills.at(0).price == price("50027.5"));
}

TEST_CASE("trades: a sale of any size brings something") {
  Binance binance("1", {"venues.binance.perp.BTCUSDT.maximum_size=100000000"});
  binance.set_btc("50000000000");
  // 5 * sqrt(1e18 / 1e6) basis points would be 500 times the price; 9,999 leave a ten-thousandth.
  CHECK(binance.perp("20000000", false).fills.at(0).price == price("5000000"));
}

TEST_CASE("perp: a turn-round is refused") {
  Binance binance("100000", kNoCosts);
  binance.perp("1", false);
  const OrderAnswer refused = binance.perp("1.000000000000000001", true);
  CHECK(refused.status == OrderStatus::refused);
  CHECK(refused.reason == "would turn the position round; close it first");
  CHECK(binance.held(kPerp) == Holding{amount("-1"), amount("-50000")});
}

TEST_CASE("perp: over random trades worth changes by no more than costs and rounding, and a close leaves nothing") {
  for (std::uint64_t seed = 1; seed <= test::rounds(300); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Binance binance("1000000", kNoCosts);
    for (int trade = 0; trade < 12; ++trade) {
      binance.set_mark(kPerp, draw.price_between("30000", "70000").to_string());
      const Amount before = binance.worth();
      binance.perp(draw.amount_between("0.000000000000000001", "2").to_string(), draw.chance(50));
      const i128 lost = before.raw() - binance.worth().raw();
      REQUIRE(lost >= 0);
      REQUIRE(lost <= 3);
    }
    const Holding left = binance.held(kPerp);
    if (left.amount.is_zero()) continue;
    const Amount expected = binance.cash() +
                            mul(left.amount, binance.market.marks[binance.id(kPerp).index()], Rounding::floor) -
                            left.entry_cost;
    binance.perp(left.amount.abs().to_string(), left.amount.sign() < 0);
    REQUIRE(binance.held(kPerp) == Holding{});
    REQUIRE(binance.cash() == expected);
  }
}

namespace {

/// Binance of the market neutral mode: USDT and ETH at 2,500; a transfer costs 6 USDT.
struct EthDesk : Floor {
  EthDesk() : Floor("usdt_market_neutral"), exchange(universe, settings, costs, account("binance")) {
    set_price("ETH", "2500");
    receive("100", "USDT");
    receive("4", "ETH");
  }
  OrderAnswer receive(std::string_view size, std::string_view token) {
    return follow_answer(exchange.execute(transfer("wallet", "binance", size, token), market));
  }
  OrderAnswer send(std::string_view to, std::string_view size, std::string_view token) {
    return follow_answer(exchange.execute(transfer("binance", to, size, token), market));
  }
  OrderAnswer follow_answer(OrderAnswer answer) {
    if (answer.status == OrderStatus::refused) CHECK(answer.report.entries.empty());
    follow(answer.report);
    return answer;
  }
  [[nodiscard]] Amount usdt() const { return held("binance:BaseToken:USDT").amount; }
  [[nodiscard]] Amount eth() const { return held("binance:BaseToken:ETH").amount; }
  SimulatedExchange exchange;
};

}  // namespace

TEST_CASE("transfers: any token the account knows, gas in USDT") {
  EthDesk desk;
  CHECK(desk.eth() == amount("4"));
  CHECK(desk.send("wallet", "1.5", "ETH").status == OrderStatus::accepted);
  CHECK(desk.eth() == amount("2.5"));
  CHECK(desk.usdt() == amount("94"));
  CHECK(desk.send("wallet", "2.6", "ETH").reason == "needs 2.6 ETH, has 2.5");
  CHECK(desk.send("okx", "1", "ETH").reason == "okx takes no ETH");
  CHECK(desk.send("wallet", "94", "USDT").reason == "needs 100 USDT, has 94");
  CHECK(desk.send("wallet", "83", "USDT").status == OrderStatus::accepted);
  CHECK(desk.usdt() == amount("5"));
  CHECK(desk.send("wallet", "1", "ETH").reason == "gas of 6 USDT needed, has 5");
  CHECK(desk.eth() == amount("2.5"));
}

TEST_CASE("transfers: the chain sends no token to where it is not held") {
  Floor floor("usdt_market_neutral");
  floor.set_price("ETH", "2500");
  SimulatedChain chain(floor.universe, floor.settings, floor.costs, amount("1000"));
  const OrderAnswer refused = chain.transfer(floor.transfer("wallet", "bybit", "0", "ETH"), floor.market);
  CHECK(refused.reason == "bybit takes no ETH");
  CHECK(refused.report.entries.empty());
}

TEST_CASE("arrivals: what is due is credited after the bar that has ended was tried, and before the marks are") {
  Binance binance("1000", kNoCosts);
  binance.perp("1", false);
  auto coming = std::make_shared<Order>(*binance.transfer("wallet", "binance_usdm", "5000"));
  coming->due = binance.market.time + kMinute * 16;
  CHECK(binance.exchange.execute(coming, binance.market).report.entries.empty());
  CHECK(binance.cash() == amount("1000"));
  binance.market.time = *coming->due - kSecond;
  CHECK(binance.exchange.settle(binance.market).entries.empty());

  binance.market.time = binance.market.time + kHour;
  SUBCASE("at the open it is margin") {
    // Without it 1,000 against a loss of 900 would be under the maintenance margin.
    binance.set_mark(kPerp, "50900");
    const VenueReport report = binance.exchange.settle(binance.market);
    REQUIRE(report.entries.size() == 1);
    CHECK(report.entries[0].kind == EntryKind::transfer);
    REQUIRE(report.entries[0].flight);
    CHECK(report.entries[0].flight->due == *coming->due);
    CHECK(report.notices.empty());
    CHECK(binance.exchange.state().holdings.size() > 0);
    CHECK(binance.exchange.settle(binance.market).entries.empty());  // once
  }
  SUBCASE("inside the bar before it is not") {
    binance.market.ended.resize(binance.universe.instruments().size());
    binance.market.ended[binance.id(kPerp).index()] = {price("50000"), price("51000"), price("50000")};
    const VenueReport report = binance.exchange.settle(binance.market);
    REQUIRE(report.notices.size() == 1);
    CHECK(report.entries.front().kind == EntryKind::liquidation);
    CHECK(report.entries.back().kind == EntryKind::transfer);
  }
}
