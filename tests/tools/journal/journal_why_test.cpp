#include "tools/journal/journal_why.hpp"

#include <initializer_list>

#include "tests/tools/journal/journal_support.hpp"

namespace basis::test {
namespace {

std::string why(const KeptRun& run, const std::string& event) {
  const auto reader = run.reader();
  const auto found = find_journal_event(*reader, event);
  REQUIRE_MESSAGE(found.has_value(), found.error().text());
  const auto text = tell_why(*reader, found.value(), run.names, {&run.world.universe, nullptr});
  REQUIRE_MESSAGE(text.has_value(), text.error().text());
  return text.value();
}

/// Whether the parts stand in the text one after the other, each on a line of its own, deeper than the one before.
void check_tree(const std::string& text, std::initializer_list<const char*> parts) {
  std::size_t at = 0;
  std::ptrdiff_t depth = -1;
  for (const char* part : parts) {
    CAPTURE(part);
    const std::size_t found = text.find(part, at);
    REQUIRE_MESSAGE(found != std::string::npos, text);
    const std::size_t line = text.rfind('\n', found) + 1;
    const auto indent = static_cast<std::ptrdiff_t>(text.find_first_not_of(' ', line) - line);
    CHECK_MESSAGE(indent > depth, text);
    depth = indent;
    at = text.find('\n', found);
  }
}

TEST_CASE("why: a fill goes back to its report, its order, its pair, its plan and the decision with its inputs") {
  const KeptRun run;
  const std::string id(run.order.view());
  const std::string text = why(run, id);
  check_tree(text, {"fill of order ", " told: buy 2 of bybit:Spot:BTCUSDT at 100", "limit_ioc at 101, mid 100, pair 7",
                    "pair 7 begins", "order made: plan-1", "decision entry_full: start, equity 1000",
                    "market of 2026-05-12T08:00:00Z"});
  for (const char* input : {"prices: BTC 100", "held: bybit:BaseToken:USDT 1000", "asked after 2 "})
    CHECK_MESSAGE(text.find(input) != std::string::npos, text);
  // By its place, too.
  CHECK(why(run, "8") == text);
}

TEST_CASE("why: a loss goes back to what it was found after; an alert of a venue has no cause") {
  const KeptRun run;
  check_tree(why(run, "10"), {"difference: 100 more than told", "fill of order "});
  CHECK(why(run, "1").find("started by a person or a service manager") != std::string::npos);
  CHECK(why(run, "line:1").find("capital: bybit:BaseToken:USDT 0 -> 1000") != std::string::npos);
}

TEST_CASE("why: an event that there is not is refused with what may be named") {
  const KeptRun run;
  const auto reader = run.reader();
  for (const char* event : {"11", "0", "-3", "line:99", "line:x", "n1never", ""}) {
    CAPTURE(event);
    const auto found = find_journal_event(*reader, event);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().kind == ErrorKind::usage);
    CHECK(found.error().text().find("is nothing of it (allowed: ") != std::string::npos);
  }
}

}  // namespace
}  // namespace basis::test
