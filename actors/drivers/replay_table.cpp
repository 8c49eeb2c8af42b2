#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "actors/drivers/replay_outputs.hpp"
#include "actors/drivers/replay_totals.hpp"

namespace basis {
namespace {

/// A line for each order book. Where a market has several streams, each is named.
void append_books(std::string& text, const Replay& replay) {
  const std::vector<ShownBook> all = shown_books(replay);
  for (const ShownBook& shown : all) {
    const OrderBook& book = shown.book;
    const auto top = book.top();
    const bool several = std::any_of(all.begin(), all.end(), [&](const ShownBook& other) {
      return &other.market == &shown.market && other.priced != shown.priced;
    });
    const std::string stream =
        several ? fmt::format(", {}{}", shown.stream, shown.priced ? " (its price is used)" : " (counted only)")
                : std::string();
    fmt::format_to(std::back_inserter(text), "{:<24} {:<8} {} updates, {}{}\n", shown.market.key,
                   to_string(book.state()), book.counters().updates,
                   top ? fmt::format("{} / {}", top->bid.price.to_string(), top->ask.price.to_string())
                       : fmt::format("no price: {}", to_string(book.reason())),
                   stream);
  }
}

/// What of the files could not be read, a line each.
void append_file_faults(std::string& text, const ReplayInput& input) {
  auto out = std::back_inserter(text);
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    const ReadReport& report = input.report(i);
    if (report.clean()) continue;
    fmt::format_to(out, "{}: {} bad lines, {} bad blocks{}\n", input.files()[i]->path.string(), report.bad_lines,
                   report.bad_blocks, report.cut ? ", cut: " + *report.cut : std::string());
    for (const std::string& fault : report.faults) fmt::format_to(out, "  {}\n", fault);
  }
}

/// What was read and led to nothing, a line each.
void append_left_out(std::string& text, const Replay& replay, const ReplayTotals& totals) {
  auto out = std::back_inserter(text);
  if (totals.not_followed != 0) {
    std::string streams;
    for (const auto& [stream, frames] : totals.not_followed_streams)
      streams += fmt::format("{}{} {}", streams.empty() ? "" : ", ", stream, frames);
    fmt::format_to(out, "not followed {} frames: {}\n", totals.not_followed, streams);
  }
  for (std::size_t i = 0; i < totals.controls.size(); ++i) {
    const auto kind = static_cast<ControlKind>(i);
    if (totals.controls[i] != 0 && (kind == ControlKind::notice || kind == ControlKind::refused))
      fmt::format_to(out, "messages of kind {}: {}\n", control_name(kind), totals.controls[i]);
  }
  for (const Feed* feed : replay.feeds())
    for (const auto& followed : feed->followed())
      if (followed->unheld != 0)
        fmt::format_to(out, "{} cannot be held (finer than 1e-8, or too large) in {} frames, first: {}\n",
                       followed->market.key, followed->unheld, followed->unheld_text);
  if (const ReplayCounters& counters = replay.counters(); counters.foreign != 0) {
    fmt::format_to(out, "frames of no known venue or market {}\n", counters.foreign);
    for (const std::string& place : counters.foreign_places) fmt::format_to(out, "  {}\n", place);
  }
  append_file_faults(text, replay.input());
}

}  // namespace

std::string replay_table(Replay& replay, double elapsed_seconds) {
  const ReplayCounters& counters = replay.counters();
  const ReplayTotals totals = add_up(replay);
  std::string text = fmt::format("{} frames, {:.1f} MB, {:.3f} s: {:.0f} frames a second\n", counters.frames,
                                 static_cast<double>(counters.bytes) / 1e6, elapsed_seconds,
                                 frames_per_second(counters.frames, elapsed_seconds));
  fmt::format_to(std::back_inserter(text),
                 "gaps {}, resyncs {}, crossed books {}, checksum failures {} of {}, decode errors {}\n", totals.gaps,
                 totals.resyncs, totals.crossed, totals.checksum_failures, totals.checksums, totals.failed);
  for (const DecodeFailure* failure : totals.failures)
    fmt::format_to(std::back_inserter(text), "  {}: {}\n", failure->where, failure->text);
  append_left_out(text, replay, totals);
  append_books(text, replay);
  const HotPath& hot = replay.hot_path();
  fmt::format_to(std::back_inserter(text), "pricing  {} events, {} quotes of pairs\n", hot.pricing().counters().events,
                 hot.pricing().counters().quotes);
  if (hot.sender() != nullptr)
    fmt::format_to(std::back_inserter(text), "orders   {} encoded, of {} pairs; {} fills\n",
                   hot.sender()->counters().orders, hot.sender()->counters().pairs, hot.sender()->counters().fills);
  return text;
}

}  // namespace basis
