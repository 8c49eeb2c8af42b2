// Costs of an order book: applying a level, and reading the top.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>
#include <memory>

#include "bench/book_stream.hpp"
#include "bench/percentile.hpp"
#include "bench/plain_books.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"

namespace basis::bench {
namespace {

constexpr std::size_t kUpdates = 20'000;
constexpr std::size_t kGroup = 16;   // updates per clock reading
constexpr std::size_t kReads = 64;   // reads of the top per clock reading
constexpr double kLevelTarget = 12;  // ns

/// Nanoseconds per level and per read, for all groups of all runs.
struct Costs {
  std::vector<double> level;
  std::vector<double> read;
};

/// One pass over the stream; returns the final top.
template <class Book>
std::optional<TopOfBook> measure(const BookStream& stream, Costs& costs) {
  const auto book = std::make_unique<Book>();
  book->apply(stream.update(0));
  for (std::size_t first = 1; first + kGroup <= stream.size_of_stream(); first += kGroup) {
    std::size_t levels = 0;
    const Timer applying;
    for (std::size_t i = first; i < first + kGroup; ++i) {
      const BookUpdate update = stream.update(i);
      levels += update.bids.size() + update.asks.size();
      book->apply(update);
      keep(*book);
    }
    costs.level.push_back(applying.seconds() * 1e9 / static_cast<double>(levels));
    const Timer reading;
    for (std::size_t i = 0; i < kReads; ++i) {
      const std::optional<TopOfBook> top = book->top();
      keep(top);
    }
    costs.read.push_back(reading.seconds() * 1e9 / static_cast<double>(kReads));
  }
  return book->top();
}

void print_row(const char* name, Costs& costs) {
  fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |\n", name, percentile(costs.level, 0.5),
             percentile(costs.level, 0.99), percentile(costs.read, 0.5), percentile(costs.read, 0.99));
}

void add_rows(ResultRows& rows, const std::string& shape, const char* name, const Costs& costs, bool baseline) {
  const auto other = [&](const char* what) {
    return baseline ? std::string() : fmt::format("{}, std::map: {}", shape, what);
  };
  rows.add(fmt::format("{}, {}: a level", shape, name), "ns", costs.level, other("a level"));
  rows.add(fmt::format("{}, {}: top", shape, name), "ns", costs.read, other("top"));
}

/// Measures one shape of stream; returns the p50 of the project's order book in nanoseconds per
/// level.
double measure_shape(const char* title, const std::string& short_title, const StreamShape& shape, int runs,
                     ResultRows& rows) {
  const BookStream stream(kUpdates, shape, 1);
  Costs live, map, vector;
  for (int run = 0; run < runs; ++run) {
    // In turn, so that a change in the machine's speed affects all of them.
    const auto live_top = measure<LiveBook>(stream, live);
    const auto map_top = measure<MapBook>(stream, map);
    const auto vector_top = measure<VectorBook>(stream, vector);
    require(live_top && live_top == map_top && live_top == vector_top, "three books of one stream have one top");
  }
  fmt::print("\n### {}\n\n| ns | level p50 | level p99 | top p50 | top p99 |\n|---|---:|---:|---:|---:|\n", title);
  print_row("`OrderBook`", live);
  print_row("`std::map`", map);
  print_row("sorted vector", vector);
  add_rows(rows, short_title, "std::map", map, true);
  add_rows(rows, short_title, "sorted vector", vector, false);
  add_rows(rows, short_title, "OrderBook", live, false);
  return percentile(live.level, 0.5);
}

void run(int runs, ResultRows& rows) {
  fmt::print(
      "## Order book\n\nRandom walk, {} updates of 20 to 70 changes, 1,000 levels a side to start with; {} runs of "
      "each in turn. A reading is {} updates or {} reads.\n",
      kUpdates, runs, kGroup, kReads);
  const double near = measure_shape("Changes near the top", "near the top", {}, runs, rows);
  measure_shape("One change in ten up to 500,000 ticks away", "a tenth far away",
                {.far_share = 0.1, .far_ticks = 500'000}, runs, rows);
  fmt::print("\n### Target\n\n- a level near the top at {:.0f} ns or less: {:.1f} ns, {}\n", kLevelTarget, near,
             near <= kLevelTarget ? "reached" : "NOT reached");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures order books and prints a section of bench/RESULTS.md", "bench_book");
  std::string history;
  std::string json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "Three runs of each instead of nine");
  CLI11_PARSE(app, argc, argv);
  try {
    basis::bench::ResultRows rows("book");
    basis::bench::run(quick ? 3 : 9, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_book: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
