#include "tools/journal/journal_comparison.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

JournalEntry entry_of(std::uint32_t number, journal::Body body) {
  return {{7, number}, {}, utc("2026-03-02T10:00:00Z") + kSecond * number, std::move(body)};
}
JournalEntry decided(std::uint32_t number, const std::string& reason, const char* equity = "5") {
  Decision decision;
  decision.kind = DecisionKind::entry_full;
  decision.reason = reason;
  return entry_of(number, journal::DecisionMade{std::make_shared<const Decision>(decision), amount(equity)});
}
JournalEntry sent(std::uint32_t number, const char* id, const char* size) {
  journal::CommandSent what;
  what.command.id = ClientOrderId::parse(id).value();
  what.command.size = Quantity::parse(size).value();
  what.pair = number;
  what.deadline = utc("2026-03-02T11:00:00Z") + kSecond * number;
  return entry_of(number, what);
}

TEST_CASE("journals: decisions are alike whatever their ids and times, and what is heard is not compared") {
  const std::vector<JournalEntry> then{decided(1, "start"), sent(2, "a1", "0.5")};
  const std::vector<JournalEntry> now{entry_of(4, journal::PersonAlerted{"binance", "ready", "ready"}),
                                      decided(5, "start", "6"), sent(9, "b7", "0.5")};
  const JournalComparison comparison = compare_decisions(then, now);
  CHECK(!comparison.difference.has_value());
  CHECK(comparison.decisions == 2);
  CHECK(comparison.equal ==
        std::map<std::string, std::uint64_t, std::less<>>{{"command_sent", 1}, {"decision_made", 1}});
}

TEST_CASE("journals: the first decision that differs is found on both sides") {
  const std::vector<JournalEntry> then{decided(1, "start"), sent(2, "a1", "0.5"), sent(3, "a2", "0.25")};
  std::vector<JournalEntry> now = then;
  now[1] = sent(2, "a1", "0.75");
  now.insert(now.begin() + 1, entry_of(9, journal::PersonAlerted{"binance", "ready", "ready"}));
  const JournalComparison comparison = compare_decisions(then, now);
  CHECK(comparison.decisions == 1);
  REQUIRE(comparison.difference.has_value());
  CHECK(comparison.difference->recorded == &then[1]);
  CHECK(comparison.difference->replayed == &now[2]);
}

TEST_CASE("journals: every kind of decision counts") {
  Order order;
  order.client_id = "o1";
  order.size = amount("0.5");
  Order other = order;
  other.client_id = "o2";
  Order larger = other;
  larger.size = amount("0.75");
  const auto made = [](const Order& of) { return journal::OrderMade{std::make_shared<const Order>(of)}; };
  const auto refused = [](const Order& of, const char* why) {
    return journal::OrderRefused{std::make_shared<const Order>(of), why};
  };
  PairOrder pair;
  pair.id = 4;
  PairOrder renamed = pair;
  renamed.id = 5;
  PairOrder more = pair;
  more.coins = Quantity::parse("1").value();
  // Alike to the first, and unlike it.
  const std::vector<std::array<journal::Body, 3>> rows = {
      {made(order), made(other), made(larger)},
      {refused(order, "no"), refused(other, "no"), refused(other, "never")},
      {journal::PairBegan{pair}, journal::PairBegan{renamed}, journal::PairBegan{more}},
      {journal::KillSwitchSet{KillState::halted, "a", journal::KillSetting::tightens},
       journal::KillSwitchSet{KillState::halted, "a", journal::KillSetting::tightens},
       journal::KillSwitchSet{KillState::active, "a", journal::KillSetting::tightens}},
      {journal::EntryWaits{"a"}, journal::EntryWaits{"a"}, journal::EntryWaits{"b"}},
      {journal::NotCarriedOut{"a"}, journal::NotCarriedOut{"a"}, journal::NotCarriedOut{"b"}},
      {journal::PartNotSent{ActionType::supply, "a"}, journal::PartNotSent{ActionType::supply, "a"},
       journal::PartNotSent{ActionType::borrow, "a"}},
      {journal::OrdersCut{"a"}, journal::OrdersCut{"a"}, journal::OrdersCut{"b"}},
      {journal::PlanBegan{DecisionKind::hold, "a"}, journal::PlanBegan{DecisionKind::hold, "a"},
       journal::PlanBegan{DecisionKind::hold, "b"}},
      {journal::RiskAlert{RiskStatus::warning, RiskStatus::safe, {}},
       journal::RiskAlert{RiskStatus::warning, RiskStatus::safe, {}},
       journal::RiskAlert{RiskStatus::critical, RiskStatus::safe, {}}},
  };
  for (const auto& [first, like, unlike] : rows) {
    CAPTURE(first.index());
    const std::vector<JournalEntry> one{entry_of(1, first)}, same{entry_of(8, like)}, another{entry_of(1, unlike)};
    CHECK(!compare_decisions(one, same).difference.has_value());
    CHECK(compare_decisions(one, same).decisions == 1);
    CHECK(compare_decisions(one, another).difference.has_value());
  }
}

TEST_CASE("journals: one that ends before the other differs") {
  const std::vector<JournalEntry> more{decided(1, "start"), sent(2, "a1", "0.5")};
  const std::vector<JournalEntry> less{decided(1, "start")};
  const auto shorter = compare_decisions(more, less).difference;
  REQUIRE(shorter.has_value());
  CHECK(shorter->recorded == &more[1]);
  CHECK(shorter->replayed == nullptr);
  const auto longer = compare_decisions(less, more).difference;
  REQUIRE(longer.has_value());
  CHECK(longer->recorded == nullptr);
  CHECK(longer->replayed == &more[1]);
  CHECK(!compare_decisions({}, {}).difference.has_value());
}

}  // namespace
}  // namespace basis::test
