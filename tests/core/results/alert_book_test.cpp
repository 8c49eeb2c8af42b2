#include "core/results/alert_book.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <set>

#include "tests/support/numbers.hpp"
#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

using enum AlertSeverity;
using Notices = std::vector<AlertNotice>;
using Words = std::vector<std::string>;

const UtcTime kBegin = utc("2026-03-02T10:00:00Z");
constexpr AlertPace kPace{kHour, kSecond * 10, kMinute * 5};

AlertMoment at(std::int64_t second) {
  return {kBegin + kSecond * second, MonoTime::from_nanos(second * kSecond.count)};
}

AlertCondition down(std::string subject, AlertSeverity severity = warning, Nanos hold = {}) {
  return {"session", std::move(subject), severity, "is down", hold};
}
AlertEvent event(std::string subject, std::string text, AlertSeverity severity = warning) {
  return {"told", std::move(subject), severity, std::move(text)};
}

/// "1 fired session/okx warning", by notice.
Words words(const Notices& notices) {
  Words all;
  for (const AlertNotice& one : notices)
    all.push_back(fmt::format("{} {} {}/{} {}", one.number, notice_kind_name(one.kind), one.rule, one.subject,
                              alert_severity_name(one.severity)));
  return all;
}

TEST_CASE("alert book: what lasts is told once it has lasted, repeated at intervals, and told when it is over") {
  AlertBook book(kPace);
  const std::vector<AlertCondition> okx = {down("okx", warning, kSecond * 60)};
  CHECK(book.update(at(0), okx).empty());
  CHECK(book.update(at(59), okx).empty());
  CHECK(book.open().empty());
  CHECK(words(book.update(at(60), okx)) == Words{"1 fired session/okx warning"});
  REQUIRE(book.open().size() == 1);
  CHECK(book.open().front().since_utc == kBegin);
  CHECK(book.update(at(60 + 3'599), okx).empty());
  CHECK(words(book.update(at(60 + 3'600), okx)) == Words{"2 repeated session/okx warning"});
  CHECK(book.update(at(3'661), {}).empty());
  CHECK(book.update(at(3'669), {}).empty());
  const Notices over = book.update(at(3'670), {});
  CHECK(words(over) == Words{"3 recovered session/okx warning"});
  CHECK(over.front().since_utc == kBegin);
  CHECK(over.front().time_utc == at(3'670).utc);
  CHECK(book.open().empty());
  CHECK(book.update(at(3'700), {}).empty());
}

TEST_CASE("alert book: what has not lasted is not told, and a break begins it anew") {
  AlertBook book(kPace);
  const std::vector<AlertCondition> okx = {down("okx", warning, kSecond * 60)};
  CHECK(book.update(at(0), okx).empty());
  CHECK(book.update(at(59), okx).empty());
  CHECK(book.update(at(60), {}).empty());
  CHECK(book.update(at(61), okx).empty());
  CHECK(book.update(at(120), okx).empty());
  CHECK(words(book.update(at(121), okx)) == Words{"1 fired session/okx warning"});
}

TEST_CASE("alert book: one that comes and goes within the calm time is one alert") {
  AlertBook book(kPace);
  CHECK(book.update(at(0), {down("okx")}).size() == 1);
  for (std::int64_t second = 1; second < 600; ++second) {
    const bool holds = second % 9 == 0;
    CHECK(book.update(at(second), holds ? std::vector{down("okx")} : std::vector<AlertCondition>{}).empty());
  }
}

TEST_CASE("alert book: more severe is told at once, and once") {
  AlertBook book(kPace);
  CHECK(words(book.update(at(0), {down("okx")})) == Words{"1 fired session/okx warning"});
  CHECK(words(book.update(at(1), {down("okx", critical)})) == Words{"2 fired session/okx critical"});
  CHECK(book.update(at(2), {down("okx")}).empty());
  CHECK(book.update(at(3), {down("okx", critical)}).empty());
  CHECK(book.open().front().severity == critical);
  CHECK(words(book.update(at(13), {})) == Words{"3 recovered session/okx critical"});
}

TEST_CASE("alert book: rules and subjects are apart, and the same twice at once counts once") {
  AlertBook book(kPace);
  AlertCondition other = down("okx");
  other.rule = "clock";
  CHECK(words(book.update(at(0), {down("okx"), down("binance"), other, down("okx", critical)})) ==
        Words{"1 fired session/okx warning", "2 fired session/binance warning", "3 fired clock/okx warning"});
  CHECK(words(book.update(at(10), {down("okx")})) ==
        Words{"4 recovered clock/okx warning", "5 recovered session/binance warning"});
}

TEST_CASE("alert book: without repetitions an alert is told once") {
  AlertBook book({{}, kSecond, kMinute});
  CHECK(book.update(at(0), {down("okx")}).size() == 1);
  CHECK(book.update(at(1'000'000), {down("okx")}).empty());
}

TEST_CASE("alert book: events of one kind are told once in a time, and then with their number") {
  AlertBook book(kPace);
  CHECK(words(book.tell(at(0), event("okx/order_refused", "a"))) == Words{"1 event told/okx/order_refused warning"});
  CHECK(book.tell(at(1), event("okx/order_refused", "b")).empty());
  CHECK(book.tell(at(2), event("okx/order_refused", "c")).empty());
  CHECK(words(book.tell(at(3), event("bybit/order_refused", "d"))) ==
        Words{"2 event told/bybit/order_refused warning"});
  CHECK(book.update(at(299), {}).empty());
  const Notices late = book.update(at(300), {});
  REQUIRE(words(late) == Words{"3 event told/okx/order_refused warning"});
  CHECK(late.front().text == "c");
  CHECK(late.front().unsaid == 1);
  CHECK(late.front().time_utc == at(2).utc);
  CHECK(book.tell(at(301), event("okx/order_refused", "e")).empty());
  CHECK(book.update(at(600), {}).size() == 1);
  CHECK(book.update(at(900), {}).empty());
  CHECK(book.tell(at(901), event("okx/order_refused", "f")).size() == 1);
}

TEST_CASE("alert book: an event that is more severe is told at once") {
  AlertBook book(kPace);
  CHECK(book.tell(at(0), event("okx/x", "a", info)).size() == 1);
  CHECK(book.tell(at(1), event("okx/x", "b", info)).empty());
  const Notices told = book.tell(at(2), event("okx/x", "c", critical));
  REQUIRE(told.size() == 1);
  CHECK(told.front().unsaid == 1);
  CHECK(book.tell(at(3), event("okx/x", "d", critical)).empty());
}

/// What a receiver of all notices believes of one alert.
struct Believed {
  bool open = false;
  AlertSeverity severity = info;
  std::int64_t told = 0;
};

/// Random conditions that come and go; the notices alone must tell what is open, and no more often than they should.
struct RandomAlerts {
  explicit RandomAlerts(std::uint64_t seed) : random(seed) {}

  std::vector<AlertCondition> change() {
    std::vector<AlertCondition> all;
    for (int subject = 0; subject < 3; ++subject) {
      if (random() % 7 == 0) holds[subject] = !holds[subject];
      if (!holds[subject]) continue;
      held[std::to_string(subject)] = now;
      all.push_back(down(std::to_string(subject), random() % 5 == 0 ? critical : warning, kSecond * (subject * 4)));
    }
    return all;
  }
  void check(const AlertNotice& one) {
    Believed& alert = believed[one.subject];
    CHECK(one.number == ++number);
    if (one.kind == NoticeKind::fired) {
      CHECK((!alert.open || one.severity > alert.severity));
    } else if (one.kind == NoticeKind::repeated) {
      CHECK(alert.open);
      CHECK(now - alert.told >= 30);
    } else {
      CHECK(one.kind == NoticeKind::recovered);
      CHECK(alert.open);
      CHECK(now - held[one.subject] >= 10);
      CHECK(one.severity == alert.severity);
      alert = {};
      return;
    }
    alert = {true, std::max(alert.severity, one.severity), now};
  }

  std::mt19937_64 random;
  std::int64_t now = 0;
  std::uint64_t number = 0;
  std::map<int, bool> holds;
  std::map<std::string, std::int64_t> held;
  std::map<std::string, Believed> believed;
};

TEST_CASE("alert book: whatever comes and goes, its notices tell what is open") {
  for (std::uint64_t seed = 0; seed < rounds(200); ++seed) {
    CAPTURE(seed);
    RandomAlerts world(seed);
    AlertBook book({kSecond * 30, kSecond * 10, kMinute});
    AlertBook same({kSecond * 30, kSecond * 10, kMinute});
    for (int i = 0; i < 300; ++i) {
      world.now += static_cast<std::int64_t>(world.random() % 4);
      const auto conditions = world.change();
      const Notices notices = book.update(at(world.now), conditions);
      CHECK(words(notices) == words(same.update(at(world.now), conditions)));
      for (const AlertNotice& one : notices) world.check(one);
      std::set<std::string> open;
      for (const OpenAlert& one : book.open()) open.insert(one.subject);
      for (const auto& [subject, alert] : world.believed) CHECK(alert.open == open.contains(subject));
    }
  }
}

}  // namespace
}  // namespace basis::test
