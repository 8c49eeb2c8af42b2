#include "core/ledger/ledger.hpp"
#include "tests/core/book/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

LedgerEntry entry(const Book& book, EntryKind kind, std::vector<Movement> movements) {
  return {book.market.time, kind, std::move(movements)};
}

void run(Book& book, ConservationLedger& ledger, const LedgerEntry& booked) {
  ledger.record(booked);
  apply_entry(booked, book.positions);
}

/// Any one-sided or same-token movement between these instruments and the outside.
Movement random_movement(const Book& book, Draw& draw) {
  const auto& all = book.universe.instruments();
  const Instrument& one = all[draw.below(all.size())];
  const Amount moved = draw.amount_between("-1000000", "1000000");
  const Amount cost = one.type == PositionType::perp ? draw.amount_between("-1000", "1000") : Amount{};
  constexpr Outside kSides[] = {Outside::capital, Outside::market, Outside::funding, Outside::gas, Outside::pool};
  const Outside outside = kSides[draw.below(std::size(kSides))];
  if (draw.chance(50)) return {outside, one.id, moved, cost};
  return {one.id, outside, moved, cost};
}

}  // namespace

TEST_CASE("ledger: an entry moves what it says and nothing else") {
  Book book(shipped("btc_basis"));
  const InstrumentId cash = book.id("binance:BaseToken:USDT");
  const InstrumentId coins = book.id("binance:BaseToken:BTC");
  const InstrumentId perp = book.id("binance:Perp:BTCUSDT");
  book.hold("binance:BaseToken:USDT", "100000");
  apply_entry(entry(book, EntryKind::trade,
                    {{Outside::market, coins, amount("1.5"), {}}, {cash, Outside::market, amount("90000"), {}}}),
              book.positions);
  apply_entry(entry(book, EntryKind::trade, {{Outside::market, perp, amount("-1.5"), amount("-90030")}}),
              book.positions);
  CHECK(book.held("binance:BaseToken:USDT") == Holding{amount("10000"), {}});
  CHECK(book.held("binance:BaseToken:BTC") == Holding{amount("1.5"), {}});
  CHECK(book.held("binance:Perp:BTCUSDT") == Holding{amount("-1.5"), amount("-90030")});
  // A movement from one of ours to another of ours carries its entry cost along.
  apply_entry(entry(book, EntryKind::transfer, {{perp, book.id("okx:Perp:BTCUSDT"), amount("-0.5"), amount("-30010")}}),
              book.positions);
  CHECK(book.held("binance:Perp:BTCUSDT") == Holding{amount("-1"), amount("-60020")});
  CHECK(book.held("okx:Perp:BTCUSDT") == Holding{amount("-0.5"), amount("-30010")});
  CHECK(book.held("wallet:BaseToken:USDT") == Holding{});
}

TEST_CASE("ledger: an amount that does not fit is a loud stop") {
  Book book(shipped("btc_basis"));
  const InstrumentId cash = book.id("binance:BaseToken:USDT");
  book.positions[cash.index()].amount = Amount::from_raw(kMaxI128);
  CHECK_THROWS_AS(apply_entry(entry(book, EntryKind::capital, {{Outside::capital, cash, kUnit, {}}}), book.positions),
                  InvariantError);
}

TEST_CASE("conservation: a unit that appears or vanishes is caught, in every token") {
  for (const std::string& key : kEveryType) {
    CAPTURE(key);
    Book book(bare("USDT", "ETH", kEveryType));
    ConservationLedger ledger(book.universe);
    run(book, ledger, entry(book, EntryKind::capital, {{Outside::capital, book.id(key), amount("1000"), {}}}));
    CHECK_NOTHROW(ledger.check(book.positions));
    for (const int unit : {1, -1}) {
      PositionSet wrong = book.positions;
      wrong[book.id(key).index()].amount += Amount::from_raw(unit);
      CHECK_THROWS_WITH_AS(ledger.check(wrong), doctest::Contains("ledger does not balance"), InvariantError);
    }
  }
}

TEST_CASE("conservation: one token's surplus does not cover for another's loss") {
  Book book(bare("USDT", "ETH", kEveryType));
  ConservationLedger ledger(book.universe);
  const auto wrong_pair = [&](const char* more, const char* less) {
    PositionSet wrong = book.positions;
    wrong[book.id(more).index()].amount += kUnit;
    wrong[book.id(less).index()].amount -= kUnit;
    return wrong;
  };
  // Coins and perps on them, tokens and their scaled aTokens, ETH and WETH are different things.
  CHECK_THROWS_AS(ledger.check(wrong_pair("binance:BaseToken:ETH", "binance:Perp:ETHUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.check(wrong_pair("wallet:BaseToken:USDT", "aave_v3:aToken:aUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.check(wrong_pair("wallet:BaseToken:ETH", "wallet:BaseToken:WETH")), InvariantError);
  // The same token in two accounts is one sum: that it lies in the wrong account is for reconciliation to see.
  CHECK_NOTHROW(ledger.check(wrong_pair("wallet:BaseToken:USDT", "binance:BaseToken:USDT")));
}

TEST_CASE("conservation: money must not stay in transit") {
  Book book(shipped("btc_basis"));
  ConservationLedger ledger(book.universe);
  const InstrumentId wallet = book.id("wallet:BaseToken:USDT");
  const InstrumentId okx = book.id("okx:BaseToken:USDT");
  run(book, ledger, entry(book, EntryKind::capital, {{Outside::capital, wallet, amount("100"), {}}}));
  run(book, ledger, entry(book, EntryKind::transfer, {{wallet, Outside::transit, amount("60"), {}}}));
  CHECK_THROWS_WITH_AS(ledger.check(book.positions), "broken invariant: 60 USDT is lost in transit", InvariantError);
  run(book, ledger, entry(book, EntryKind::transfer, {{Outside::transit, okx, amount("59"), {}}}));
  CHECK_THROWS_WITH_AS(ledger.check(book.positions), "broken invariant: 1 USDT is lost in transit", InvariantError);
  run(book, ledger, entry(book, EntryKind::transfer, {{Outside::transit, okx, amount("1"), {}}}));
  CHECK_NOTHROW(ledger.check(book.positions));
}

TEST_CASE("conservation: a movement cannot turn one thing into another") {
  Book book(bare("USDT", "ETH", kEveryType));
  ConservationLedger ledger(book.universe);
  const auto direct = [&](const char* from, const char* to) {
    return entry(book, EntryKind::trade, {{book.id(from), book.id(to), amount("1"), {}}});
  };
  CHECK_THROWS_WITH_AS(ledger.record(direct("wallet:BaseToken:ETH", "etherfi:LST:weETH")),
                       "broken invariant: a movement turns wallet:BaseToken:ETH into etherfi:LST:weETH",
                       InvariantError);
  CHECK_THROWS_AS(ledger.record(direct("wallet:BaseToken:USDT", "aave_v3:aToken:aUSDT")), InvariantError);
  CHECK_THROWS_AS(ledger.record(direct("binance:BaseToken:ETH", "binance:Perp:ETHUSDT")), InvariantError);
  CHECK_THROWS_WITH_AS(ledger.record(entry(book, EntryKind::trade, {{Outside::market, Outside::gas, amount("1"), {}}})),
                       "broken invariant: a movement touches no instrument", InvariantError);
  CHECK_NOTHROW(ledger.record(direct("wallet:BaseToken:USDT", "binance:BaseToken:USDT")));
}

TEST_CASE("conservation: random entries balance, and one lost unit among them does not") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Book book(bare(seed % 2 == 0 ? "USDT" : "ETH", "ETH", kEveryType));
    ConservationLedger ledger(book.universe);
    for (std::uint64_t i = 0; i < 30; ++i) {
      LedgerEntry booked = entry(book, EntryKind::trade, {});
      for (std::uint64_t n = 1 + draw.below(3); n > 0; --n) booked.movements.push_back(random_movement(book, draw));
      run(book, ledger, booked);
    }
    REQUIRE_NOTHROW(ledger.check(book.positions));
    book.positions[draw.below(book.positions.size())].amount -= kUnit;
    CHECK_THROWS_AS(ledger.check(book.positions), InvariantError);
  }
}

TEST_CASE("ledger: names of the kinds, as events carry them") {
  CHECK(entry_kind_name(EntryKind::capital) == "capital");
  CHECK(entry_kind_name(EntryKind::gas) == "gas");
  CHECK(entry_kind_name(EntryKind::liquidation) == "liquidation");
}
