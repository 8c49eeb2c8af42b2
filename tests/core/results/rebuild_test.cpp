#include "core/results/rebuild.hpp"

#include <doctest/doctest.h>

#include "core/results/event_line.hpp"
#include "tests/core/execution/postings_support.hpp"

namespace basis::test {
namespace {

/// A journal as its node would write it, of one source.
struct Kept {
  Ledgered world;
  Rebuilder rebuilder{world.universe};
  std::uint32_t number = 0;
  std::uint64_t boots = 0;

  Result<void> add(journal::Body body) { return rebuilder.take({{6, ++number}, {}, world.now, std::move(body)}); }
  void keep(journal::Body body) {
    const auto taken = add(std::move(body));
    REQUIRE_MESSAGE(taken.has_value(), taken.error().text());
  }
  void boot() { keep(journal::BootBegan{"btc_basis", "USDT", "n1", boots++, "c", "u", journal_names(world.universe)}); }
  Rebuilt finish() {
    auto rebuilt = rebuilder.finish();
    REQUIRE(rebuilt.has_value());
    return std::move(rebuilt).value();
  }
  /// A fill of pair 7.
  void fill(MarketId market, std::int64_t trade, bool buy, const char* size) {
    OrderEffect effect;
    effect.kind = EffectKind::filled;
    effect.market = market;
    effect.order = VenueKey::of(1);
    effect.trade = VenueKey::of(trade);
    effect.side = buy ? OrderSide::buy : OrderSide::sell;
    effect.size = quantity(size);
    effect.price = price("100");
    effect.fee_known = true;
    effect.fee_asset = world.usdt;
    effect.liquidity = Liquidity::maker;
    effect.at_venue = world.now;
    keep(journal::FillHeard{effect, 7, price("100")});
  }
};

TEST_CASE("rebuild: a journal begins with a boot of the same instruments, and lacks nothing") {
  Kept empty;
  CHECK(empty.rebuilder.finish().error().kind == ErrorKind::data);
  CHECK(empty.add(journal::PairStopped{1}).error().text() == "the journal does not begin with a boot");
  Kept other;
  CHECK(other.add(journal::BootBegan{"btc_basis", "USDT", "n1", 0, "c", "u", {{"wallet"}, {}, {}}}).error().kind ==
        ErrorKind::usage);
  Kept gap;
  gap.boot();
  ++gap.number;
  CHECK(gap.add(journal::PairStopped{1}).error().text() == "entries of the journal are missing");
}

TEST_CASE("rebuild: the book follows from postings and from what was heard, each once") {
  Kept kept;
  const Ledgered& world = kept.world;
  kept.boot();
  kept.keep(
      journal::Posting{{world.now, EntryKind::capital, {{Outside::capital, world.cash, amount("1000"), {}}}}, {}});
  kept.fill(world.spot_market, 1, true, "2");
  // What the position monitor posted for it is told, and is the same.
  kept.keep(
      journal::Posting{{world.now, EntryKind::trade, {{world.cash, Outside::market, amount("200")}}}, {}, {}, true});
  kept.fill(world.spot_market, 1, true, "2");  // told again
  AccountReport paid = world.report(AccountReportKind::insurance, "5");
  paid.id = VenueKey::of(9);
  kept.keep(journal::AccountHeard{paid});
  // 40 leave for another exchange, and arrive in an hour.
  kept.keep(journal::Posting{{world.now,
                              EntryKind::transfer,
                              {{world.cash, Outside::transit, amount("40")}},
                              Flight{world.portfolio.id("okx:BaseToken:USDT"), world.now + kHour}},
                             {}});
  const Rebuilt rebuilt = kept.finish();
  PortfolioBook book(world.universe);
  REQUIRE(book.restore(rebuilt.book).has_value());
  CHECK(book[world.cash].amount == amount("765"));
  CHECK(book[world.coins].amount == amount("2"));
  CHECK(book.on_the_way()[world.portfolio.id("okx:BaseToken:USDT").index()] == amount("40"));
  book.check();
  CHECK(rebuilt.last_ids.at(6) == kept.number);
}

TEST_CASE("rebuild: a pair with what is done of it, until its worker has ended") {
  Kept kept;
  const Ledgered& world = kept.world;
  kept.boot();
  PairOrder order;
  order.id = 7;
  order.first = {world.spot_market, OrderSide::buy, false};
  order.second = PairLeg{world.perp_market, OrderSide::sell, false};
  order.coins = quantity("2");
  kept.keep(journal::PairBegan{order});
  OrderCommand command;
  command.id = ClientOrderIds::create("n1", 0).value().make(1);
  command.market = world.spot_market;
  command.kind = OrderKind::limit;
  command.limit = price("100");
  command.size = quantity("5");
  kept.keep(journal::CommandSent{command, 7, price("99"), world.now + kSecond});
  kept.fill(world.spot_market, 1, true, "1.5");
  kept.fill(world.perp_market, 2, false, "1");
  kept.fill(world.spot_market, 3, false, "0.2");
  kept.keep(journal::PairStopped{7});
  kept.boot();
  Rebuilt rebuilt = kept.finish();
  REQUIRE(rebuilt.pairs.contains(7));
  const OpenPair& pair = rebuilt.pairs.at(7);
  CHECK(pair.figures.net_first == quantity("1.3"));
  CHECK(pair.figures.net_second == quantity("1"));
  CHECK(pair.figures.first == quantity("1.7"));
  CHECK(pair.figures.unwound == quantity("0.2"));
  CHECK(pair.figures.maker == quantity("2.7"));
  CHECK(pair.figures.fills == 3);
  CHECK(pair.figures.orders == 1);
  CHECK(pair.stopping);
  REQUIRE(pair.orders.size() == 1);
  CHECK(pair.orders[0].mid == price("99"));
  // The order was not answered before the boot ended.
  REQUIRE(rebuilt.tracker.orders.size() == 1);
  CHECK(rebuilt.tracker.orders[0].state == OrderState::unknown);
  CHECK(rebuilt.boot.boot == 1);

  Kept ended;
  ended.boot();
  ended.keep(journal::PairBegan{order});
  PairFigures figures;
  figures.id = 7;
  ended.keep(journal::PairWorked{figures, ""});
  CHECK(ended.finish().pairs.empty());
}

TEST_CASE("rebuild: the kill switch is as it was set last, and a tightening loosens nothing") {
  Kept kept;
  kept.boot();
  kept.keep(journal::KillSwitchSet{KillState::active, "a person", journal::KillSetting::sets});
  kept.keep(journal::KillSwitchSet{KillState::halted, "no feed", journal::KillSetting::tightens});
  kept.keep(journal::KillSwitchSet{KillState::reducing, "a difference", journal::KillSetting::tightens});
  const Rebuilt rebuilt = kept.finish();
  CHECK(rebuilt.control.kill == KillState::halted);
  CHECK(rebuilt.control.kill_reason == "no feed");
}

}  // namespace
}  // namespace basis::test
