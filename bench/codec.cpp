// Costs of decoding a frame, compared with general JSON parsers in the same run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>

#include "bench/allocation_count.hpp"
#include "bench/codec_frames.hpp"
#include "bench/json_parsers.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "core/marketdata/open_frames.hpp"
#include "venues/binance/codec.hpp"
#include "venues/bybit/codec.hpp"
#include "venues/okx/codec.hpp"

namespace basis::bench {
namespace {

constexpr double kTarget = 2.5;             // times the speed of RapidJSON in situ
constexpr std::size_t kBatch = 32;          // frames per clock reading
constexpr std::size_t kRealFrames = 2'048;  // largest number of one type

struct Options {
  int rounds = 600;
  std::string feeds;
  std::string json;
};

/// The frames of a set in one buffer, each followed by zeros as slack.
class Batch {
 public:
  explicit Batch(const FrameSet& set) {
    for (const std::string& frame : set.frames) {
      starts_.push_back(bytes_.size());
      bytes_ += frame;
      bytes_.append(kFrameSlack, '\0');
    }
    starts_.push_back(bytes_.size());
    copy_ = bytes_;
  }
  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size() - size() * kFrameSlack; }
  /// Restores the frames from `first` up to `last`, which in-situ parsing has changed.
  void restore(std::size_t first, std::size_t last) {
    std::copy(bytes_.begin() + offset(first), bytes_.begin() + offset(last), copy_.begin() + offset(first));
  }
  [[nodiscard]] char* frame(std::size_t index) { return copy_.data() + starts_[index]; }
  [[nodiscard]] std::size_t length(std::size_t index) const {
    return starts_[index + 1] - starts_[index] - kFrameSlack;
  }

 private:
  [[nodiscard]] std::ptrdiff_t offset(std::size_t index) const { return static_cast<std::ptrdiff_t>(starts_[index]); }
  std::string bytes_, copy_;
  std::vector<std::size_t> starts_;
};

/// Nanoseconds per frame.
struct Costs {
  std::vector<double> decoder, any_order, on_demand, rapidjson, nlohmann;
  std::size_t allocations = 0;  ///< of the decoder, over all frames
};

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Parse>
void time_batch(Batch& batch, std::size_t first, std::size_t last, std::vector<double>& out, Parse&& parse) {
  batch.restore(first, last);
  const Timer timer;
  for (std::size_t i = first; i < last; ++i) parse(batch.frame(i), batch.length(i));
  out.push_back(timer.seconds() * 1e9 / static_cast<double>(last - first));
}

/// The same frames with a space behind the first bracket, as no venue sends them: they are read in any order, by
/// simdjson On-Demand.
FrameSet spaced(FrameSet set) {
  for (std::string& frame : set.frames) frame.insert(1, " ");
  return set;
}

template <class Decoder>
Costs measure(Decoder decoder, const FrameSet& set, int rounds) {
  Batch batch(set);
  Batch others(spaced(set));
  RapidJson rapid;
  OnDemand on_demand;
  Costs costs;
  for (auto* values : {&costs.decoder, &costs.any_order, &costs.on_demand, &costs.rapidjson, &costs.nlohmann})
    values->reserve(static_cast<std::size_t>(rounds));
  const auto decode = [&](char* text, std::size_t size) {
    const PaddedFrame frame(text, size);
    const auto keep = [](const auto& event) { asm volatile("" : : "r"(&event) : "memory"); };
    const DecodeResult result =
        set.rest ? decoder.decode_snapshot(frame, MarketId{1}, keep) : decoder.decode(frame, keep);
    require(static_cast<bool>(result), "a frame of the benchmark is refused");
  };
  for (int round = 0; round < rounds; ++round) {
    // In turn, so that a change in the machine's speed affects all of them.
    const std::size_t first = static_cast<std::size_t>(round) * kBatch % batch.size();
    const std::size_t last = std::min(first + kBatch, batch.size());
    const std::uint64_t before = allocation_count();
    time_batch(batch, first, last, costs.decoder, decode);
    costs.allocations += allocation_count() - before;
    time_batch(others, first, last, costs.any_order, decode);
    time_batch(batch, first, last, costs.on_demand, [&](char* text, std::size_t size) { on_demand.parse(text, size); });
    time_batch(batch, first, last, costs.rapidjson, [&](char* text, std::size_t) { rapid.parse(text); });
    if (round % 8 == 0) time_batch(batch, first, last, costs.nlohmann, parse_nlohmann);
  }
  return costs;
}

std::vector<FeedSymbol> symbols() {
  std::vector<FeedSymbol> all;
  for (const char* native : {"BTCUSDT", "ETHUSDT", "XRPUSDT", "BTC-USDT", "BTC-USDT-SWAP", "BTCUSD", "EOSUSD"})
    all.push_back({native, MarketId{1}});
  return all;
}

Costs measure(const FrameSet& set, int rounds) {
  switch (set.venue) {
    case FrameVenue::bybit: return measure(bybit::Decoder::create({}, symbols()).value(), set, rounds);
    case FrameVenue::okx: return measure(okx::Decoder::create({}, symbols()).value(), set, rounds);
    case FrameVenue::binance_spot:
      return measure(binance::Decoder::create({Product::spot}, symbols()).value(), set, rounds);
    case FrameVenue::binance_usdm: break;
  }
  return measure(binance::Decoder::create({Product::linear}, symbols()).value(), set, rounds);
}

/// Summary of all rows.
struct Verdict {
  double least = 1e9;
  std::string least_name;
  std::size_t allocations = 0;
};

void print_row(const FrameSet& set, int rounds, Verdict& verdict, ResultRows& rows) {
  std::size_t bytes = 0;
  for (const std::string& frame : set.frames) bytes += frame.size();
  Costs costs = measure(set, rounds);
  const double own = median(costs.decoder);
  const double rapid = median(costs.rapidjson);
  const double times = rapid / own;
  if (times < verdict.least) verdict.least = times, verdict.least_name = set.name;
  verdict.allocations += costs.allocations;
  fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.1f}x |\n", set.name,
             bytes / set.frames.size(), own, median(costs.any_order), median(costs.on_demand), rapid,
             median(costs.nlohmann), times);
  rows.add("RapidJSON in situ, " + set.name, "ns", costs.rapidjson);
  rows.add("nlohmann, " + set.name, "ns", costs.nlohmann, "RapidJSON in situ, " + set.name);
  rows.add("simdjson On-Demand, " + set.name, "ns", costs.on_demand, "RapidJSON in situ, " + set.name);
  rows.add("in any order, " + set.name, "ns", costs.any_order, "RapidJSON in situ, " + set.name);
  rows.add("decoder, " + set.name, "ns", costs.decoder, "RapidJSON in situ, " + set.name);
}

void print_head(std::string_view title) {
  fmt::print(
      "\n### {}\n\n| message | bytes | decoder ns | in any order ns | simdjson On-Demand ns | RapidJSON in situ ns | "
      "nlohmann ns "
      "| RapidJSON / decoder |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
      title);
}

/// The recordings that are measured when a folder with them is given.
struct Recording {
  const char* file;
  FrameVenue venue;
};
constexpr Recording kRecordings[] = {
    {"hftbacktest/binance-spot-2024-08/btcusdt_20240808.feed.gz", FrameVenue::binance_spot},
    {"hftbacktest/binance-usdm-2024-08/btcusdt_20240808.feed.gz", FrameVenue::binance_usdm},
    {"hftbacktest/binance-usdm-2023-04/btcusdt_20230404.us.feed.gz", FrameVenue::binance_usdm},
    {"derived/bybit-v5schema-inverse.feed.gz", FrameVenue::bybit},
    {"derived/split/shared/okx-2022-raw.BTC-USDT.feed.gz", FrameVenue::okx},
    {"derived/split/shared/okx-2026schema.BTC-USDT.feed.gz", FrameVenue::okx},
};

/// The stream, topic or channel of a frame: the text between the first two quotes after `begin`.
std::string stream_of(std::string_view frame) {
  for (const std::string_view begin : {R"({"stream":")", R"({"topic":")", R"({"arg":{"channel":")"}) {
    if (frame.starts_with(begin))
      return std::string(frame.substr(begin.size(), frame.find('"', begin.size()) - begin.size()));
  }
  return {};
}

/// The frames of a recording by stream; frames without a stream are left out.
std::vector<FrameSet> recorded_frames(const std::filesystem::path& folder, const Recording& recording) {
  auto source = open_frames(folder / recording.file);
  if (!source) throw std::runtime_error(source.error().text());
  std::map<std::string, FrameSet> sets;
  Frame frame;
  for (auto more = source.value()->next(frame); more && more.value(); more = source.value()->next(frame)) {
    const std::string stream = stream_of(frame.bytes);
    if (stream.empty()) continue;
    FrameSet& set = sets[stream];
    set.venue = recording.venue;
    if (set.frames.size() < kRealFrames) set.frames.emplace_back(frame.bytes);
  }
  std::vector<FrameSet> found;
  for (auto& [stream, set] : sets) {
    const std::filesystem::path file = recording.file;
    const std::string name = file.filename().string();
    set.name =
        fmt::format("{}/{} {}", file.parent_path().filename().string(), name.substr(0, name.find(".feed")), stream);
    found.push_back(std::move(set));
  }
  return found;
}

void run(const Options& options, ResultRows& rows) {
  fmt::print(
      "## Decoding market data\n\nNanoseconds a frame, p50 of {} readings of {} frames, each parser in turn. The "
      "decoder's time ends with events: exact numbers, market, levels; so does that in any order, which takes the same "
      "frames with a space in them, over simdjson On-Demand after a check of every byte. The others only parse: "
      "simdjson "
      "On-Demand passes over every value, RapidJSON in situ on memory taken once, nlohmann into its document.\n",
      options.rounds, kBatch);
  Verdict verdict;
  print_head("Messages of the venues' documentation, with levels of random digits");
  for (const FixtureKind& kind : fixture_kinds())
    print_row(frames_of(std::filesystem::path(BASIS_SOURCE_DIR) / "tests/fixtures", kind, 2 * kBatch), options.rounds,
              verdict, rows);
  if (!options.feeds.empty()) {
    print_head("Recorded frames");
    for (const Recording& recording : kRecordings) {
      for (const FrameSet& set : recorded_frames(options.feeds, recording))
        print_row(set, options.rounds, verdict, rows);
    }
  }
  fmt::print("\n### Targets\n\n- {} times as fast as RapidJSON in situ on every message: least {:.1f} ({}), {}\n",
             kTarget, verdict.least, verdict.least_name, verdict.least >= kTarget ? "reached" : "NOT reached");
  fmt::print("- no allocation while decoding: {}, {}\n", verdict.allocations,
             verdict.allocations == 0 ? "reached" : "NOT reached");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the decoders of market data and prints a section of bench/RESULTS.md", "bench_codec");
  std::string history;
  bool quick = false;
  basis::bench::Options options;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--feeds", options.feeds, "A folder of recorded frames to measure as well")
      ->envname("BASIS_FEEDS_DIR");
  app.add_option("--json", options.json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "A third of the readings");
  CLI11_PARSE(app, argc, argv);
  if (quick) options.rounds /= 3;
  try {
    basis::bench::ResultRows rows("codec");
    basis::bench::run(options, rows);
    rows.write(options.json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_codec: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
