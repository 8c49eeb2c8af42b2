#include "core/results/event_line.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

const JournalNames kNames{{"wallet", "binance"}, {"wallet:BaseToken:USDT", "binance:BaseToken:USDT"}, {}};
const InstrumentId kWalletCash{0};
const InstrumentId kTradingCash{1};

UtcTime at(const char* text) { return UtcTime::parse(text).value(); }

JournalEntry entry_of(EventId id, EventId cause, journal::Body body) {
  return {id, cause, at("2024-06-01T01:00:00Z"), std::move(body)};
}

TEST_CASE("a line has its number, its time, its type, the number of its cause, and what its kind tells") {
  EventLines lines(kNames);
  std::string out;
  lines.append(entry_of({3, 1}, {},
                        journal::FlowTaken{{at("2024-06-01"), true, from_text<Amount>("2500.5"), ExitSpeed::fast, 7}}),
               out);
  CHECK(
      out ==
      R"({"seq":1,"time":"2024-06-01T01:00:00Z","type":"flow","cause":null,"kind":"deposit","amount":"2500.5","speed":"fast","line":7})"
      "\n");
  out.clear();
  lines.append(entry_of({4, 1}, {3, 1}, journal::EntryWaits{R"(too "small")"}), out);
  CHECK(out == R"({"seq":2,"time":"2024-06-01T01:00:00Z","type":"entry_waits","cause":1,"reason":"too \"small\""})"
               "\n");
}

TEST_CASE("a posting is a fill, something in transit, or named by its kind") {
  LedgerEntry left{at("2024-06-01T01:00:00Z"),
                   EntryKind::transfer,
                   {{kWalletCash, Outside::transit, from_text<Amount>("40"), Amount{}}},
                   Flight{kTradingCash, at("2024-06-01T01:20:00Z")}};
  journal::Posting posting{left, {{kWalletCash, from_text<Amount>("100"), from_text<Amount>("60")}}};
  CHECK(event_type(entry_of({1, 1}, {}, posting)) == "in_transit");
  CHECK(event_fields(entry_of({1, 1}, {}, posting), kNames) ==
        R"("balances":[{"instrument":"wallet:BaseToken:USDT","before":"100","after":"60"}],)"
        R"("to":"binance:BaseToken:USDT","due":"2024-06-01T01:20:00Z","amount":"40")");
  // What arrives has a flight, too, and comes from the outside.
  std::swap(posting.entry.movements[0].from, posting.entry.movements[0].to);
  CHECK(event_type(entry_of({1, 2}, {}, posting)) == "transfer");
  posting.fill = journal::FillTold{"id1",
                                   "pair 3",
                                   {kWalletCash, true, from_text<Amount>("2"), from_text<Price>("10"),
                                    from_text<Price>("10.5"), from_text<Amount>("21"), from_text<Amount>("1")}};
  const JournalEntry filled = entry_of({1, 3}, {}, posting);
  CHECK(event_type(filled) == "fill");
  CHECK(
      event_fields(filled, kNames)
          .starts_with(
              R"("client_id":"id1","instrument":"wallet:BaseToken:USDT","side":"buy","size":"2","arrival":"10","price":"10.5",)"
              R"("notional":"21","cost":"1","reason":"pair 3","balances":[)"));
  const auto trade = trade_of(filled, kNames);
  REQUIRE(trade);
  CHECK(trade->instrument == "wallet:BaseToken:USDT");
  CHECK(trade->cost == from_text<Amount>("1"));
  CHECK(trade->reason == "pair 3");
}

TEST_CASE("an entry of a source that is not the next one was lost on its way") {
  EventLines lines(kNames);
  std::string out;
  CHECK_THROWS_AS(lines.append(entry_of({2, 2}, {}, journal::DifferenceFound{"x"}), out), InvariantError);
}

}  // namespace
}  // namespace basis::test
