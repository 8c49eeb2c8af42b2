#include "venues/sim/matched_venue.hpp"

#include "core/execution/venue_postings.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/rounds.hpp"
#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

MarketId found(const Universe& universe, const char* venue, Product product, const char* native) {
  const auto market = universe.find(venue, product, native);
  REQUIRE(market.has_value());
  return *market;
}

std::string first_told(MatchingEngine& engine) {
  REQUIRE_FALSE(engine.messages().empty());
  std::string line = Trading::line_of(std::get<OrderReport>(engine.messages().front()));
  engine.forget_messages();
  return line;
}

}  // namespace

TEST_CASE("matched venue: the shipped venues with their pools, rules and bands") {
  const Settings& settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  MatchedVenue binance(universe, settings.venues.at("binance"), {});
  REQUIRE(binance.accounts().size() == 2);
  const MarketId perp = found(universe, "binance", Product::linear, "BTCUSDT");
  const MarketId spot = found(universe, "binance", Product::spot, "BTCUSDT");
  OrderBook perps({.tick = price("0.1"), .sync = kBybitV5Sync});
  OrderBook coins({.tick = price("0.01"), .sync = kBybitV5Sync});
  binance.match(perp, perps);
  binance.match(spot, coins);
  for (OrderBook* book : {&perps, &coins})
    feed(*book,
         {.snapshot = true, .chain = {2, 2, 0, 2}, .bid_texts = {{"50000", "2"}}, .ask_texts = {{"50001", "2"}}});
  ExchangeAccount& margin = binance.account(*universe[perp].account);
  REQUIRE(binance.engine().transfer(margin.id(), universe.quote_asset(), amount("100000"), second(1)));
  CHECK(&margin != &binance.account(*universe[spot].account));
  CHECK(margin.leverage_of(universe[perp]) == 10);
  binance.engine().forget_messages();
  // 5 % over the mid of 50,000.5 is 52,500.525.
  binance.engine().take(Trading::order(perp, "a", OrderSide::buy, "0.1", kLimit, "52500.6"), second(1));
  CHECK(first_told(binance.engine()) == "a rejected price_band\n");
  binance.engine().take(Trading::order(perp, "b", OrderSide::buy, "0.1", kPostOnly, "50001"), second(1));
  CHECK(first_told(binance.engine()) == "b rejected post_only\n");
  binance.engine().take(Trading::order(spot, "c", OrderSide::buy, "0.1", kLimit, "40000"), second(1));
  CHECK(first_told(binance.engine()) == "c rejected funds\n");  // the other pool's dollars do not help
}

TEST_CASE("matched venue: contracts of OKX, and its only cancelled post-only order") {
  const Settings& settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  MatchedVenue okx(universe, settings.venues.at("okx"), {});
  REQUIRE(okx.accounts().size() == 1);
  const MarketId swap = found(universe, "okx", Product::linear, "BTC-USDT-SWAP");
  OrderBook book({.tick = price("0.1"), .sync = kBybitV5Sync});
  okx.match(swap, book);
  feed(book, {.snapshot = true, .chain = {2, 2, 0, 2}, .bid_texts = {{"50000", "2"}}, .ask_texts = {{"50001", "5"}}});
  REQUIRE(okx.engine().transfer(okx.accounts().front()->id(), universe.quote_asset(), amount("100000"), second(1)));
  okx.engine().forget_messages();
  okx.engine().take(Trading::order(swap, "a", OrderSide::buy, "1", kPostOnly, "50001"), second(1));
  CHECK(first_told(okx.engine()) == "a cancelled post_only\n");
  okx.engine().take(Trading::order(swap, "b", OrderSide::buy, "1", kIoc, "50001"), second(1));
  CHECK(std::get<OrderReport>(okx.engine().messages()[1]).size == quantity("0.05"));
  CHECK(okx.accounts().front()->position(universe[swap]).amount == amount("0.05"));
  const OrderReport rest = std::get<OrderReport>(okx.engine().messages()[2]);
  CHECK(rest.kind == ReportKind::cancelled);
  CHECK(rest.reason == RejectReason::not_enough_volume);
}

namespace {

/// Binance with both its accounts, and a portfolio that knows of it what it reports and nothing else.
struct ReportedVenue {
  explicit ReportedVenue(std::uint64_t seed) : draw(seed) {
    venue.match(perp, perps);
    venue.match(spot, coins);
    for (const auto& account : venue.accounts()) {
      const InstrumentId cash = universe.get(account->id(), PositionType::base_token, kQuoteAsset);
      REQUIRE(account->transfer(universe.quote_asset(), amount("50000"), now, Outside::capital));
      book.post({now, EntryKind::capital, {{Outside::capital, cash, amount("50000"), {}}}});
    }
  }
  void record_books() {
    middle += static_cast<long>(draw.between(-middle / 40, middle / 40));
    const auto side = [&](long from, long step) {
      TextLevels levels;
      for (int i = 0; i < 5; ++i) {
        const Price at = Price::from_raw((from + i * step) * 10'000'000);
        levels.emplace_back(at.to_string(), std::to_string(1 + draw.below(3)) + ".5");
      }
      return levels;
    };
    for (const auto& [market, to] : {std::pair(perp, &perps), std::pair(spot, &coins)}) {
      ++ids;
      OwnUpdate update{.snapshot = true, .chain = {ids, ids, 0, ids}};
      update.bid_texts = side(middle - 1, -1);
      update.ask_texts = side(middle + 1, 1);
      const BookUpdate view = update.view();
      to->apply(view, now);
      venue.engine().book_changed(market, view, true, now);
    }
  }
  void order() {
    OrderCommand command;
    command.id = ClientOrderId::parse(fmt::format("o{}", ++ids)).value();
    command.market = draw.chance(60) ? perp : spot;
    command.side = draw.chance(50) ? OrderSide::buy : OrderSide::sell;
    command.kind = static_cast<OrderKind>(draw.below(kOrderKinds));
    command.limit = Price::from_raw((middle + static_cast<long>(draw.between(-6, 6))) * 10'000'000);
    command.size = Quantity::from_raw(static_cast<std::int64_t>(1 + draw.below(4'000)) * 100'000);
    venue.engine().take(command, now);
  }
  void move_cash() {
    const bool in = draw.chance(50);
    const AccountId from = *universe[in ? spot : perp].account;
    const AccountId to = *universe[in ? perp : spot].account;
    const Amount size = draw.amount_between("0.000000000000000001", "5000");
    if (venue.engine().transfer(from, universe.quote_asset(), -size, now))
      venue.engine().transfer(to, universe.quote_asset(), size, now);
  }
  void step() {
    now = now + kSecond;
    MatchingEngine& engine = venue.engine();
    const Price at = Price::from_raw(middle * 10'000'000);
    const std::uint64_t what = draw.below(100);
    if (what < 25)
      record_books();
    else if (what < 65)
      order();
    else if (what < 75)
      engine.traded(perp, at, quantity("2"), draw.chance(50) ? TakerSide::buy : TakerSide::sell, now);
    else if (what < 88)
      engine.marked(perp, at, now);
    else if (what < 93)
      engine.settle_funding(perp, draw.ray_between("-0.001", "0.001"), now);
    else if (what < 95)
      engine.deleverage(perp, fraction("0.3"), now);
    else
      move_cash();
    for (const VenueMessage& message : engine.messages()) {
      const Posted done = std::visit([&](const auto& report) { return postings.apply(report, now); }, message);
      for (const ReconcileFinding& finding : done.findings) FAIL(finding.text);
      if (const auto* report = std::get_if<AccountReport>(&message)) ++kinds[report->kind];
    }
    engine.forget_messages();
    book.check_balance();
    for (const auto& account : venue.accounts())
      for (const Instrument& instrument : universe.instruments())
        if (instrument.account == account->id())
          REQUIRE(book[instrument.id] == account->holdings()[instrument.id.index()]);
  }

  Draw draw;
  UtcTime now = second(1'000'000);
  const Settings& settings = shipped("btc_basis");
  Universe universe = universe_of(settings);
  MatchedVenue venue{universe, settings.venues.at("binance"), {}};
  MarketId perp = found(universe, "binance", Product::linear, "BTCUSDT");
  MarketId spot = found(universe, "binance", Product::spot, "BTCUSDT");
  OrderBook perps{{.tick = price("0.1"), .sync = kBybitV5Sync}};
  OrderBook coins{{.tick = price("0.01"), .sync = kBybitV5Sync}};
  PortfolioBook book{universe};
  VenuePostings postings{universe, book};
  std::map<AccountReportKind, int> kinds;
  long middle = 500'000;
  long ids = 10;
};

}  // namespace

TEST_CASE("property: what a matched venue reports leads the portfolio book to the venue's own holdings, to the unit") {
  std::map<AccountReportKind, int> kinds;
  for (std::uint64_t seed = 1; seed <= rounds(20); ++seed) {
    CAPTURE(seed);
    ReportedVenue world(seed);
    world.record_books();
    for (int i = 0; i < 600; ++i) world.step();
    for (const auto& [kind, count] : world.kinds) kinds[kind] += count;
  }
  for (const AccountReportKind kind : {AccountReportKind::funding, AccountReportKind::liquidation,
                                       AccountReportKind::deleveraging, AccountReportKind::transfer}) {
    CAPTURE(std::string(account_report_kind_name(kind)));
    CHECK(kinds[kind] > 0);
  }
}
