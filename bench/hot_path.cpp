// From the bytes of a frame to the bytes of both orders of a clip: the whole path as in production.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "bench/allocation_count.hpp"
#include "bench/hot_baselines.hpp"
#include "bench/hot_cases.hpp"
#include "bench/percentile.hpp"
#include "bench/result_rows.hpp"
#include "bench/socket_cases.hpp"

namespace basis::bench {
namespace {

struct Options {
  std::filesystem::path configs, json, feeds;
  bool quick = false;
  bool recorded = false;
};

/// Collects what must not happen between a frame and its orders: allocations, missing orders,
/// system calls.
struct Faults {
  std::vector<std::string> lines;
  void check(const std::string& name, const HotTimes& times) {
    if (times.allocations != 0)
      lines.push_back(fmt::format("{}: {} allocations in {} frames", name, times.allocations, times.frames));
    if (times.unanswered != 0)
      lines.push_back(fmt::format("{}: {} of {} frames let no clip go", name, times.unanswered, times.frames));
  }
  void check(const std::string& name, const SystemCalls& calls, std::size_t frames) {
    if (!calls.counted)
      lines.push_back(name + ": system calls could not be counted, the kernel offers no seccomp filter");
    else if (calls.count != 0)
      lines.push_back(fmt::format("{}: {} system calls in {} frames, the first is number {}", name, calls.count, frames,
                                  calls.first));
  }
};

void print_row(const ResultRow& row) {
  fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |\n", row.name, row.p50, row.p90, row.p99, row.p999,
             row.max);
}

/// Checks that the counters work; a counter that never counts would prove nothing.
void check_counters() {
  const std::uint64_t before = allocation_count();
  const auto memory = std::make_unique<char[]>(64);
  keep(memory);
  require(allocation_count() == before + 1, "allocations are not counted");
  const SystemCalls calls = count_system_calls([] {
    CallCounter::refuse_here();
    static_cast<void>(getppid());
    CallCounter::finish();
  });
  require(!calls.counted || calls.count == 1, "system calls are not counted");
}

constexpr const char* kIntroduction = R"(## Frame to the bytes of two orders

From the bytes of a frame in memory to the bytes of both orders of a clip: decoder, book, queue, pair worker, gate and
encoders as in production. Every frame lets a clip go. Orders are messages of a WebSocket that has logged in, where
nothing is signed; "REST" are signed requests. "Across lanes" has the feed on core 0 and the actors on core 1. At a set
rate time counts from when a frame was due.
)";

/// All measurements of one kind of frames.
struct Cases {
  const RigSettings& settings;
  const Options& options;
  ResultRows& rows;
  Faults& faults;
  bool depth;
  std::string kind = depth ? "depth, 68 levels" : "top of book";
  std::string baseline = "RapidJSON in situ, " + kind;
  std::size_t frames = options.quick ? 20'000 : 100'000;

  void run() {
    fmt::print("\n### {}\n\n| ns | p50 | p90 | p99 | p99.9 | max |\n|---|---:|---:|---:|---:|---:|\n", kind);
    const HotBaselines others = measure_baselines(depth, frames);
    print_row(rows.add(baseline, others.rapidjson));
    print_row(rows.add("nlohmann, " + kind, others.nlohmann, baseline));
    if (depth) print_row(rows.add("std::map book, " + kind, others.map_book));
    add(kind + ", one thread", one_thread(settings, {.depth = depth, .frames = frames}), true);
    add(kind + ", one thread, no stamps", one_thread(settings, {.depth = depth, .stamps = false, .frames = frames}));
    add(kind + ", one thread, no stamps, REST",
        one_thread(settings, {.depth = depth, .stamps = false, .transport = wire::Transport::rest, .frames = frames}));
    add(kind + ", one thread, cold",
        one_thread(settings, {.depth = depth, .cold = true, .frames = frames / 100, .warm_up = 300}));
    add(kind + ", across lanes", across_lanes(settings, {.depth = depth, .frames = frames}), true);
    for (const int rate : {20'000, 100'000}) {
      const HotCase measured{.depth = depth, .frames = frames};
      const std::string at = fmt::format(" at {} frames/s", rate);
      add(kind + ", one thread" + at, open_loop(settings, measured, rate));
      add(kind + ", across lanes" + at, open_loop_across_lanes(settings, measured, rate));
    }
    for (const bool tls : {false, true}) {
      const SocketTimes times = over_sockets(settings, {.depth = depth, .frames = frames / 10}, tls);
      const std::string name = kind + ", WebSocket over " + (tls ? "TLS" : "TCP");
      print_row(rows.add(name, times.total, baseline));
      print_row(rows.add(name + ": frame read to bytes of the orders", times.path));
    }
    const HotCase counted{.depth = depth, .frames = 2'000};
    faults.check(kind + ", one thread", one_thread_calls(settings, counted), counted.frames);
    faults.check(kind + ", across lanes", across_lanes_calls(settings, counted), counted.frames);
  }

  void add(const std::string& name, const HotTimes& times, bool stages = false) {
    print_row(rows.add(name, times.total, baseline));
    faults.check(name, times);
    if (!stages) return;
    print_row(rows.add(name + ": decode and book", times.decode));
    print_row(rows.add(name + ": queue and pair worker", times.decide));
    print_row(rows.add(name + ": gate and encoders", times.encode));
  }
};

/// Recorded frames of a perpetual, against a spot book that stands still.
void run_recorded(const RigSettings& settings, const Options& options, ResultRows& rows) {
  if (options.feeds.empty()) return;
  std::string allocations;
  const std::filesystem::path feed = options.feeds / "hftbacktest/binance-usdm-2024-08/btcusdt_20240808.feed.gz";
  fmt::print("\n### Recorded frames\n\n| ns | p50 | p90 | p99 | p99.9 | max |\n|---|---:|---:|---:|---:|---:|\n");
  for (const auto& [stream, kind] : {std::pair{"bookTicker", "recorded top of book"}, {"depth", "recorded depth"}}) {
    for (const bool rest : {false, true}) {
      const RecordedTimes times =
          recorded_frames(settings, feed, stream, rest ? wire::Transport::rest : wire::Transport::websocket);
      const std::string name = std::string(kind) + (rest ? ", REST" : "");
      const std::string baseline = "RapidJSON in situ, " + name;
      print_row(rows.add(baseline, times.rapidjson));
      print_row(rows.add(name + ", one thread, no stamps", times.path.total, baseline));
      allocations +=
          fmt::format("- {}: {} allocations in {} frames\n", name, times.path.allocations, times.path.frames);
    }
  }
  // A recording meets levels far from the market for the first time, and the book takes memory for those.
  fmt::print("\n{}", allocations);
}

void run(const Options& options, ResultRows& rows, Faults& faults) {
  check_counters();
  const RigSettings settings = rig_settings(options.configs);
  fmt::print("{}", kIntroduction);
  run_recorded(settings, options, rows);
  if (options.recorded) return;
  for (const bool depth : {false, true}) Cases{settings, options, rows, faults, depth}.run();
  const ResultRow& replay = rows.add("replay, mixed frames", "1/s", replay_rates(settings, options.quick ? 5 : 20));
  fmt::print(
      "\nA replay takes {:.2f} million frames a second (20 quotes and 5 trades a depth frame, nothing traded).\n",
      replay.p50 / 1e6);
  fmt::print("\n### Between frame and orders\n\n- no allocation and no system call: {}\n",
             faults.lines.empty() ? "reached" : "NOT reached");
  for (const std::string& line : faults.lines) fmt::print("  - {}\n", line);
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  using namespace basis::bench;
  CLI::App app("Measures the path from a frame to the bytes of two orders, for bench/RESULTS.md", "bench_hot_path");
  std::string history;
  Options options;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--feeds", options.feeds, "A folder of recorded frames to measure as well")
      ->envname("BASIS_FEEDS_DIR");
  app.add_option("--json", options.json, "Writes the figures to this file");
  app.add_flag("--recorded", options.recorded, "Only the recorded frames");
  app.add_flag("--quick", options.quick, "A fifth of the frames");
  CLI11_PARSE(app, argc, argv);
  try {
    options.configs =
        (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../../configs").lexically_normal();
    ResultRows rows("hot_path");
    Faults faults;
    run(options, rows, faults);
    rows.write(options.json);
    for (const std::string& line : faults.lines) fmt::print(stderr, "bench_hot_path: {}\n", line);
    return faults.lines.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_hot_path: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
