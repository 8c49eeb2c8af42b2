#include <algorithm>
#include <limits>

#include "venues/okx/messages.hpp"
#include "venues/okx/push.hpp"
#include "venues/wire/scan.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;

/// Reads `checksum`, `prevSeqId`, `seqId`. Recordings from before 2023 have no ids, and the venue has announced
/// that it will remove the checksum: both may be absent.
template <FieldOrder kFieldOrder>
BASIS_HOT bool chain(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& entry, BookChain& out,
                     std::int64_t& checksum) {
  checksum = 0;
  out.previous_id = 0;
  out.last_id = 0;
  bool summed = false;
  bool chained = true;
  if constexpr (kFieldOrder == FieldOrder::any) summed = scan.has(entry, "checksum");
  if constexpr (kFieldOrder == FieldOrder::as_sent) summed = scan.next_is(entry, "checksum");
  if (summed && !scan.integer(entry, "checksum", checksum)) return false;
  if (checksum < std::numeric_limits<std::int32_t>::min() || checksum > std::numeric_limits<std::int32_t>::max())
    return scan.fail(DecodeFault::out_of_range, "checksum");
  if constexpr (kFieldOrder == FieldOrder::any) chained = scan.has(entry, "seqId") || scan.has(entry, "prevSeqId");
  if constexpr (kFieldOrder == FieldOrder::as_sent) chained = !scan.at_end_of(entry);
  if (chained && !(scan.integer(entry, "prevSeqId", out.previous_id) && scan.integer(entry, "seqId", out.last_id)))
    return false;
  out.first_id = out.last_id;
  // In the venue's order nothing follows the ids. Anything that does follow may be the checksum.
  if constexpr (kFieldOrder == FieldOrder::as_sent) return summed || scan.at_end_of(entry);
  return true;
}

template <FieldOrder kFieldOrder, wire::Texts kTexts>
BASIS_HOT bool update(wire::Scan<kFieldOrder>& scan, wire::DecoderState& state, Object<kFieldOrder>& entry) {
  BookUpdate& out = state.frame.book.update;
  wire::LevelSide bids, asks;
  std::int64_t checksum = 0;
  if (!(scan.template levels<kTexts, wire::Level::longer>(entry, "asks", wire::ask_room(state), asks) &&
        scan.template levels<kTexts, wire::Level::longer>(entry, "bids", wire::bid_room(state), bids) &&
        scan.quoted_time(entry, "ts", out.exchange_time_ns) && chain(scan, entry, out.chain, checksum)))
    return false;
  out.bids = bids.levels;
  out.asks = asks.levels;
  out.bid_texts = {};
  out.ask_texts = {};
  out.checksum.reset();
  // The venue sends zero where it calculates no checksum.
  if (checksum != 0) {
    if constexpr (kTexts == wire::Texts::none) return false;
    out.checksum = static_cast<std::int32_t>(checksum);
    out.bid_texts = bids.texts;
    out.ask_texts = asks.texts;
  }
  return true;
}

/// Reads `arg`: the market, and which of the channels it is. They differ in the length of their names.
template <FieldOrder kFieldOrder>
BASIS_HOT bool book_argument(wire::Scan<kFieldOrder>& scan, Object<kFieldOrder>& root, BookEvent& out) {
  Object<kFieldOrder> argument;
  std::string_view channel;
  if (!(scan.enter(root, "arg", argument) && scan.string(argument, "channel", channel) &&
        scan.symbol(argument, "instId", out.source.market) && scan.finish(argument)))
    return false;
  out.stream = static_cast<std::uint16_t>(channel.size());
  return true;
}

template <FieldOrder kFieldOrder, wire::Texts kTexts>
BASIS_HOT bool book(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<kFieldOrder> scan(state, frame);
  Object<kFieldOrder> root;
  EventSource& source = state.frame.book.source;
  bool change = false;
  if (!(scan.open(root) && book_argument(scan, root, state.frame.book) &&
        scan.either(root, "action", "snapshot", "update", change)))
    return false;
  if (!each_entry(scan, root, 1,
                  [&](Object<kFieldOrder>& entry) { return update<kFieldOrder, kTexts>(scan, state, entry); }))
    return false;
  state.frame.book.update.snapshot = !change;
  source.exchange_time_ns = state.frame.book.update.exchange_time_ns;
  source.channel = FeedChannel::book;
  state.frame.kind = FrameKind::book;
  return scan.close(root);
}

/// Whether the end of the frame shows that it has no checksum, or zero.
bool says_no_checksum(PaddedFrame frame) {
  constexpr std::size_t kTail = 96;
  const std::string_view text = frame.text();
  const std::string_view tail = text.substr(text.size() - std::min(text.size(), kTail));
  constexpr std::string_view kKey = "ksum\":";  // no other word there contains a 'k'
  const std::size_t at = tail.find(kKey);
  return at == std::string_view::npos || tail.substr(at + kKey.size()).starts_with("0,");
}

[[gnu::noinline]] bool read_with_texts(wire::DecoderState& state, PaddedFrame frame) {
  using wire::Texts;
  return wire::read_message<book<FieldOrder::as_sent, Texts::kept>, book<FieldOrder::any, Texts::kept>>(state, frame);
}

}  // namespace

[[gnu::noinline]] bool read_book(wire::DecoderState& state, PaddedFrame frame) {
  using wire::Texts;
  // The texts are needed for checksums only, and the venue rarely sends one other than zero. The reader without
  // texts refuses a frame with a checksum, which is then read with texts.
  if (says_no_checksum(frame) && book<FieldOrder::as_sent, Texts::none>(state, frame)) return true;
  return read_with_texts(state, frame);
}

}  // namespace basis::okx
