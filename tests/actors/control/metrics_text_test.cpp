#include "actors/control/metrics_text.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "core/config/load_config.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {
namespace {

/// Whether one line of the text is this.
bool has_line(const std::string& text, const std::string& wanted) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line == wanted) return true;
  return false;
}

}  // namespace

TEST_CASE("metrics: what is known of a node is told in Prometheus' form, and nothing else") {
  const Universe universe =
      Universe::build(load_config(shipped_configs().string(), "btc_basis", {}, Environment{}).value().settings).value();
  NodeFacts facts;
  facts.universe = &universe;
  facts.mode = "btc_basis";
  facts.node_id = "a \"node\"\n";
  NodeState state;
  state.now = UtcTime::parse("2026-03-02T10:00:00Z").value();
  const std::string bare = metrics_text(state, facts);
  CHECK(has_line(bare, "basis_kill_switch 2"));
  CHECK(has_line(bare, "basis_started 0"));
  CHECK(bare.find("basis_equity") == std::string::npos);
  CHECK(bare.find("basis_journal") == std::string::npos);
  CHECK(bare.find("node_id=\"a \\\"node\\\"\\n\"") != std::string::npos);

  state.control.kill = KillState::reducing;
  state.venues = {{"okx", "ready", "", state.now, Nanos{-2'500'000}}, {"bybit", "waiting", "", state.now, {}}};
  state.session_starts = {{"okx", 3}};
  state.feeds = {{"okx", 1'200, 1, 2, {{universe.markets().front().id, true, state.now - kSecond * 2, {}, {}}}}};
  state.lanes = {{"sockets and node", 100, 4, Nanos{1'500'000}, 0.25, {}, {}}};
  state.journal = JournalDatabaseRow{"db", "shipping", "", 17, kSecond * 3};
  state.orders_sent = 12;
  state.naked = Nanos{250'000'000};
  for (const std::int64_t micros :
       {std::int64_t{1}, std::int64_t{3}, std::int64_t{3}, std::int64_t{40}, std::int64_t{5'000'000}})
    state.order_times.record(Nanos{micros * 1'000});
  const std::string text = metrics_text(state, facts);
  for (const char* line :
       {"basis_kill_switch 1", "basis_session_ready{account=\"okx\"} 1", "basis_session_ready{account=\"bybit\"} 0",
        "basis_session_starts_total{account=\"okx\"} 3", "basis_clock_offset_seconds{account=\"okx\"} -0.0025",
        "basis_feed_frames_total{feed=\"okx\"} 1200", "basis_feed_dropped_total{feed=\"okx\"} 2",
        "basis_lane_stalls_total{lane=\"sockets and node\"} 4", "basis_journal_lag_seconds 3",
        "basis_journal_lag_entries 17", "basis_orders_sent_total 12", "basis_naked_seconds_total 0.25",
        "# TYPE basis_order_seconds histogram", "basis_order_seconds_count 5",
        "basis_order_seconds_bucket{le=\"+Inf\"} 5"}) {
    CAPTURE(line);
    CHECK(has_line(text, line));
  }
  // Buckets add up, and end before what is longer than all of them.
  CHECK(text.find("_bucket{le=\"1\"} 4") != std::string::npos);
  CHECK(text.find("basis_book_age_seconds{market=\"" + universe.markets().front().key + "\"} 2") != std::string::npos);
}

TEST_CASE("latency buckets: a span is counted once, at the first end that it does not exceed") {
  LatencyBuckets buckets;
  for (const std::int64_t nanos :
       {std::int64_t{0}, std::int64_t{1'000}, std::int64_t{1'001}, std::int64_t{2'000}, std::int64_t{999'999'999'999}})
    buckets.record(Nanos{nanos});
  CHECK(buckets.counts[0] == 2);
  CHECK(buckets.counts[1] == 2);
  CHECK(buckets.count == 5);
  std::uint64_t sum = 0;
  for (const std::uint64_t count : buckets.counts) sum += count;
  CHECK(sum == 4);
}

}  // namespace basis::test
