#include <array>

#include "actors/feed/feed.hpp"

namespace basis {
namespace {

/// What a stream is, without the market: "kline_1m" of "btcusdt@kline_1m", "kline.5" of "kline.5.BTCUSDT".
std::string_view stream_kind(std::string_view stream) {
  if (stream.starts_with('!')) return stream;
  if (const std::size_t at = stream.find('@'); at != stream.npos) return stream.substr(at + 1);
  return stream.substr(0, stream.rfind('.'));
}

}  // namespace

std::string_view channel_name(FeedChannel channel) {
  constexpr std::array<std::string_view, FeedCounters::kChannels> kNames = {
      "best_quote", "trade", "agg_trade", "book", "top_book", "mark_price", "funding", "ticker", "rest_book"};
  return kNames[static_cast<std::size_t>(channel)];
}

std::string_view control_name(ControlKind kind) {
  constexpr std::array<std::string_view, FeedCounters::kControls> kNames = {"acknowledged", "refused", "ping", "pong",
                                                                            "notice"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool Feed::judge(const DecodeResult& result) {
  if (result) {
    if (result.kind() == FrameKind::marks) channel_ = FeedChannel::mark_price;
    if (result.left_out() != nullptr) count_unheld(*result.left_out());
    return true;
  }
  if (result.error().unheld) {
    counted_ = true;
    count_unheld(result.error());
    return true;
  }
  if (result.error().fault == DecodeFault::unknown_channel) {
    count_not_followed(stream_kind(result.error().found));
    return true;
  }
  last_failure_ = result.error().text();
  return false;
}

void Feed::count_not_followed(std::string_view stream) {
  counted_ = true;
  ++counters_.not_followed;
  auto& streams = counters_.not_followed_streams;
  if (const auto known = streams.find(stream); known != streams.end())
    ++known->second;
  else if (streams.size() < FeedCounters::kStreamsKept)
    streams.emplace(stream, 1);
}

/// A market with a price or size that this program cannot hold: the frame is lost to it, and to no other market.
void Feed::count_unheld(const DecodeError& error) {
  Followed& followed = find(*error.unheld);
  ++counters_.unheld;
  if (followed.unheld++ == 0) followed.unheld_text = error.text();
  // Levels are called by these names; without one of them the book is no longer what the venue has.
  const std::string_view field = error.field;
  if (field != "price" && field != "size") return;
  if (followed.book.state() == BookState::empty) return;
  lose(followed, StaleReason::out_of_scale);
}

bool Feed::count(bool decoded) {
  if (counted_) return true;
  if (!decoded)
    ++counters_.failed;
  else if (control_)
    ++counters_.controls[static_cast<std::size_t>(*control_)];
  else
    ++counters_.messages[static_cast<std::size_t>(channel_)];
  return decoded;
}

void Feed::note_failure(std::string where) {
  if (counters_.failures.size() < FeedCounters::kFailuresKept)
    counters_.failures.push_back({std::move(where), last_failure_});
}

}  // namespace basis
