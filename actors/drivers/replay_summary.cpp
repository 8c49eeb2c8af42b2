#include <fmt/format.h>

#include "actors/drivers/replay_outputs.hpp"
#include "actors/drivers/replay_totals.hpp"
#include "core/base/json_writer.hpp"
#include "core/base/pretty_json.hpp"

namespace basis {
namespace {

constexpr std::size_t kLevelsShown = 20;

std::int64_t whole(std::uint64_t value) { return static_cast<std::int64_t>(value); }

void write_times(JsonWriter& json, const ReplayCounters& counters) {
  json.key("first_received");
  counters.first ? json.string(counters.first->to_string()) : json.null();
  json.key("last_received");
  counters.last ? json.string(counters.last->to_string()) : json.null();
}

void write_files(JsonWriter& json, const ReplayInput& input) {
  json.key("files").begin_array();
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    const ReplayFile& file = *input.files()[i];
    const ReadReport& report = input.report(i);
    json.begin_object().key("path").string(file.path.string());
    json.key("venue").string(feed_venue_info(*file.venue).name).key("frames").integer(whole(file.frames));
    json.key("bad_lines").integer(whole(report.bad_lines)).key("bad_blocks").integer(whole(report.bad_blocks));
    json.key("faults").begin_array();
    for (const std::string& fault : report.faults) json.string(fault);
    json.end_array().key("cut");
    report.cut ? json.string(*report.cut) : json.null();
    json.end_object();
  }
  json.end_array();
}

void write_messages(JsonWriter& json, const ReplayTotals& totals) {
  json.key("messages").begin_object();
  for (std::size_t i = 0; i < totals.messages.size(); ++i)
    if (totals.messages[i] != 0) json.key(channel_name(static_cast<FeedChannel>(i))).integer(whole(totals.messages[i]));
  for (std::size_t i = 0; i < totals.controls.size(); ++i)
    if (totals.controls[i] != 0) json.key(control_name(static_cast<ControlKind>(i))).integer(whole(totals.controls[i]));
  json.end_object();
}

void write_decode_errors(JsonWriter& json, const ReplayTotals& totals, const ReplayCounters& counters) {
  json.key("not_followed").integer(whole(totals.not_followed)).key("not_followed_streams").begin_object();
  for (const auto& [stream, frames] : totals.not_followed_streams) json.key(stream).integer(whole(frames));
  json.end_object();
  json.key("unheld_frames").integer(whole(totals.unheld));
  json.key("decode_errors").integer(whole(totals.failed)).key("first_decode_errors").begin_array();
  for (const DecodeFailure* failure : totals.failures)
    json.begin_object().key("where").string(failure->where).key("why").string(failure->text).end_object();
  json.end_array();
  json.key("foreign_frames").integer(whole(counters.foreign)).key("first_foreign_frames").begin_array();
  for (const std::string& place : counters.foreign_places) json.string(place);
  json.end_array();
}

/// The markets with prices or sizes that this program cannot hold.
void write_unheld(JsonWriter& json, const Replay& replay) {
  json.key("unheld_markets").begin_array();
  for (const Feed* feed : replay.feeds())
    for (const auto& followed : feed->followed()) {
      if (followed->unheld == 0) continue;
      json.begin_object().key("instrument").string(followed->market.key);
      json.key("frames").integer(whole(followed->unheld)).key("why").string(followed->unheld_text).end_object();
    }
  json.end_array();
}

void write_levels(JsonWriter& json, const OrderBook& book, BookSide side) {
  std::array<BookLevel, kLevelsShown> levels;
  const std::size_t count = book.depth(side, levels);
  json.begin_array();
  for (std::size_t i = 0; i < count; ++i)
    json.begin_array().string(levels[i].price.to_string()).string(levels[i].size.to_string()).end_array();
  json.end_array();
}

void write_intervals(JsonWriter& json, const SyncReport& report) {
  json.key("stale_intervals").begin_array();
  for (const StaleInterval& interval : report.intervals()) {
    json.begin_object().key("from").string(interval.from.to_string()).key("to");
    interval.to ? json.string(interval.to->to_string()) : json.null();
    json.key("reason").string(to_string(interval.reason)).end_object();
  }
  json.end_array();
}

void write_book(JsonWriter& json, const ShownBook& shown) {
  const OrderBook& book = shown.book;
  const BookCounters& counters = book.counters();
  json.begin_object().key("instrument").string(shown.market.key);
  json.key("stream").string(shown.stream).key("priced").boolean(shown.priced);
  json.key("configured").boolean(shown.market.configured());
  json.key("tick").string(book.scale().tick().to_string());
  json.key("state").string(to_string(book.state())).key("reason").string(to_string(book.reason()));
  json.key("updates").integer(whole(counters.updates)).key("snapshots").integer(whole(counters.snapshots));
  json.key("gaps").integer(whole(counters.stale_for(StaleReason::gap)));
  json.key("resyncs").integer(whole(counters.resyncs)).key("crossed").integer(whole(counters.crossed));
  json.key("checksums").integer(whole(counters.checksums));
  json.key("checksum_failures").integer(whole(counters.stale_for(StaleReason::checksum)));
  json.key("first_sync_seconds");
  const auto first = shown.report.first_sync();
  first ? json.number(static_cast<double>(first->count) / 1e9) : json.null();
  json.key("stale_seconds").number(static_cast<double>(shown.report.stale_time().count) / 1e9);
  write_intervals(json, shown.report);
  json.key("update_id").integer(book.position().last_id);
  json.key("hash").string(fmt::format("{:016x}", book.levels_hash())).key("bids");
  write_levels(json, book, BookSide::bid);
  json.key("asks");
  write_levels(json, book, BookSide::ask);
  json.end_object();
}

void optional_number(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
  json.key(key);
  value ? json.number(*value) : json.null();
}

void write_pricing(JsonWriter& json, const Replay& replay, HotPath& hot) {
  const PricingActor& pricing = hot.pricing();
  const MonoTime now = hot.risk().now();
  json.key("pricing").begin_object().key("events").integer(whole(pricing.counters().events));
  json.key("quotes").integer(whole(pricing.counters().quotes));
  json.key("dropped").integer(whole(hot.dropped())).key("assets").begin_array();
  for (const auto& asset : pricing.assets()) {
    const auto fair = asset->pricer.fair_value(now);
    json.begin_object().key("fair_value");
    fair ? json.string(fair->price.to_string()) : json.null();
    optional_number(json, "volatility", asset->pricer.volatility(now));
    json.key("pairs").begin_array();
    for (const auto& quote : asset->quotes) {
      if (!quote) continue;
      json.begin_object().key("spot").string(replay.universe()[quote->spot].key);
      json.key("perp").string(replay.universe()[quote->perp].key);
      json.key("basis_bps").number(quote->basis_bps).key("basis_annual_bps").number(quote->basis_annual_bps);
      json.key("entry_cost_bps").number(quote->entry_cost_bps).key("exit_cost_bps").number(quote->exit_cost_bps);
      optional_number(json, "funding_annual_bps", quote->funding_annual_bps);
      optional_number(json, "carry_annual_bps", quote->carry_annual_bps);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

void write_trading(JsonWriter& json, HotPath& hot) {
  json.key("risk").begin_object().key("assessments").integer(whole(hot.risk().assessments()));
  json.key("worst_status").string(risk_status_name(hot.risk().worst()));
  json.key("equity").string(hot.risk().risk().equity().to_string()).end_object();
  json.key("execution");
  if (hot.sender() == nullptr) {
    json.null();
    return;
  }
  const SenderCounters& counters = hot.sender()->counters();
  json.begin_object().key("pairs").integer(whole(counters.pairs)).key("orders").integer(whole(counters.orders));
  json.key("encode_faults").integer(whole(counters.encode_faults)).key("refused").begin_object();
  for (std::size_t i = 0; i < counters.refused.size(); ++i)
    if (counters.refused[i] != 0)
      json.key(pretrade_reason_name(static_cast<PreTradeReason>(i))).integer(whole(counters.refused[i]));
  json.end_object().key("last_refusal").string(hot.sender()->last_refusal());
  json.key("fills").integer(whole(counters.fills));
  json.key("rejected").begin_object();
  for (std::size_t i = 0; i < counters.rejected.size(); ++i)
    if (counters.rejected[i] != 0)
      json.key(reject_reason_name(static_cast<RejectReason>(i))).integer(whole(counters.rejected[i]));
  json.end_object().key("alarms").integer(whole(counters.alarms));
  json.end_object();
}

/// Writes the counters of the lanes, which exist only in a run with lanes.
void write_lanes(JsonWriter& json, const HotPath& hot) {
  json.key("lanes").begin_array();
  for (const auto& [name, counters] : hot.lanes()) {
    json.begin_object().key("name").string(name).key("rounds").integer(whole(counters.rounds));
    json.key("busy_rounds").integer(whole(counters.busy_rounds)).key("handled").integer(whole(counters.handled));
    json.key("duty").number(counters.duty()).key("stalls").integer(whole(counters.stalls));
    json.key("longest_round_ns").integer(counters.longest.count).end_object();
  }
  json.end_array();
}

}  // namespace

void write_replay(JsonWriter& json, Replay& replay, double elapsed_seconds) {
  const ReplayCounters& counters = replay.counters();
  const ReplayTotals totals = add_up(replay);
  json.begin_object().key("version").integer(1);
  json.key("frames").integer(whole(counters.frames)).key("bytes").integer(whole(counters.bytes));
  json.key("sent_frames").integer(whole(counters.sent));
  write_times(json, counters);
  json.key("elapsed_seconds").number(elapsed_seconds);
  json.key("frames_per_second").number(frames_per_second(counters.frames, elapsed_seconds));
  write_files(json, replay.input());
  write_messages(json, totals);
  write_decode_errors(json, totals, counters);
  write_unheld(json, replay);
  json.key("gaps").integer(whole(totals.gaps)).key("resyncs").integer(whole(totals.resyncs));
  json.key("crossed_books").integer(whole(totals.crossed)).key("checksums").integer(whole(totals.checksums));
  json.key("checksum_failures").integer(whole(totals.checksum_failures));
  json.key("stale_intervals").integer(whole(totals.stale_intervals));
  json.key("books").begin_array();
  for (const ShownBook& shown : shown_books(replay)) write_book(json, shown);
  json.end_array();
  write_pricing(json, replay, replay.hot_path());
  write_trading(json, replay.hot_path());
  write_lanes(json, replay.hot_path());
  json.end_object();
}

std::string replay_summary_json(Replay& replay, double elapsed_seconds) {
  JsonWriter json;
  write_replay(json, replay, elapsed_seconds);
  return pretty_json(json.text());
}

}  // namespace basis
