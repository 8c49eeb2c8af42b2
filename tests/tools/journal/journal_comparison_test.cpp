#include "tools/journal/journal_comparison.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

const JournalNames kComparedNames{{"binance"}, {"binance:BaseToken:BTC"}, {"binance:Spot:BTCUSDT"}};

JournalEntry entry_of(std::uint32_t number, journal::Body body, EventId cause = {}) {
  return {{7, number}, cause, utc("2026-03-02T10:00:00Z") + kSecond * number, std::move(body)};
}
JournalEntry decided(std::uint32_t number, const std::string& reason, const char* equity = "5") {
  Decision decision;
  decision.kind = DecisionKind::entry_full;
  decision.reason = reason;
  return entry_of(number, journal::DecisionMade{std::make_shared<const Decision>(decision), amount(equity)});
}
JournalEntry sent(std::uint32_t number, const char* id, const char* size, EventId cause = {}) {
  journal::CommandSent what;
  what.command.id = ClientOrderId::parse(id).value();
  what.command.size = Quantity::parse(size).value();
  what.pair = number;
  what.deadline = utc("2026-03-02T11:00:00Z") + kSecond * number;
  return entry_of(number, what, cause);
}

TEST_CASE("journals: decisions are alike whatever their ids and times, and what is heard is not compared") {
  const std::vector<JournalEntry> then{decided(1, "start"), sent(2, "a1", "0.5")};
  const std::vector<JournalEntry> now{entry_of(4, journal::PersonAlerted{"binance", "ready", "ready"}),
                                      decided(5, "start", "6"), sent(9, "b7", "0.5")};
  const JournalComparison comparison = compare_decisions(then, now, kComparedNames);
  CHECK(comparison.difference == "");
  CHECK(comparison.decisions == 2);
  CHECK(comparison.equal == std::map<std::string, std::uint64_t>{{"command_sent", 1}, {"decision_made", 1}});
}

TEST_CASE("journals: the first decision that differs is shown on both sides, with what it followed from") {
  const std::vector<JournalEntry> then{decided(1, "start"), sent(2, "a1", "0.5", {7, 1}), sent(3, "a2", "0.25")};
  std::vector<JournalEntry> now = then;
  now[1] = sent(2, "a1", "0.75", {7, 1});
  const JournalComparison comparison = compare_decisions(then, now, kComparedNames);
  CHECK(comparison.decisions == 1);
  CHECK(comparison.difference.find("decision 2 differs") == 0);
  CHECK(comparison.difference.find("recorded") < comparison.difference.find("0.5 "));
  CHECK(comparison.difference.find("replayed") < comparison.difference.find("0.75 "));
  const std::size_t because = comparison.difference.find("because");
  CHECK(comparison.difference.find("start", because) != std::string::npos);
  CHECK(comparison.difference.find("because", because + 1) != std::string::npos);
}

TEST_CASE("journals: one that ends before the other differs") {
  const std::vector<JournalEntry> more{decided(1, "start"), sent(2, "a1", "0.5")};
  const std::vector<JournalEntry> less{decided(1, "start")};
  CHECK(compare_decisions(more, less, kComparedNames).difference.find("replayed  nothing more was decided") !=
        std::string::npos);
  CHECK(compare_decisions(less, more, kComparedNames).difference.find("recorded  nothing more was decided") !=
        std::string::npos);
  CHECK(compare_decisions({}, {}, kComparedNames).difference == "");
}

}  // namespace
}  // namespace basis::test
