#include "venues/binance/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::binance {
namespace {

using wire::FieldOrder;
using wire::Object;

using AnyObject = Object<FieldOrder::any>;

/// `{"code":..,"msg":..}`, at the root or under "error".
bool refusal(wire::Scan<FieldOrder::any>& scan, AnyObject& from, ControlMessage& out) {
  out.kind = ControlKind::refused;
  return scan.integer(from, "code", out.code) && scan.string(from, "msg", out.text);
}

}  // namespace

bool read_answer(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<FieldOrder::any> scan(state, frame);
  AnyObject root;
  if (!scan.open(root)) return false;
  ControlMessage& out = state.frame.control;
  out = {};
  out.request = scan.plain_token(root, "id");
  AnyObject error;
  if (scan.has(root, "error")) {
    if (!scan.enter(root, "error", error) || !refusal(scan, error, out)) return false;
  } else if (scan.has(root, "code")) {
    if (!refusal(scan, root, out)) return false;
  } else if (!scan.has(root, "result")) {
    return scan.fail_at_byte(DecodeFault::unknown_message, "", frame.data());
  }
  state.frame.kind = FrameKind::control;
  return scan.close(root);
}

bool read_notice(wire::DecoderState& state, PaddedFrame frame) {
  wire::Scan<FieldOrder::any> scan(state, frame);
  AnyObject root;
  ControlMessage& out = state.frame.control;
  out = {};
  out.kind = ControlKind::notice;
  std::int64_t time = 0;
  if (!(scan.open(root) && scan.string(root, "e", out.subject) && scan.time(root, "E", time))) return false;
  state.frame.kind = FrameKind::control;
  return scan.close(root);
}

bool find_envelope(wire::DecoderState& state, PaddedFrame frame, Envelope& envelope) {
  wire::Scan<FieldOrder::any> scan(state, frame);
  AnyObject root;
  if (!scan.open(root)) return false;
  std::string_view name;
  if (scan.has(root, "stream")) {
    if (!scan.string(root, "stream", name)) return false;
    envelope = {message_of_stream(name), true, name};
    return envelope.message != Message::unknown || scan.fail_word(DecodeFault::unknown_channel, "stream", name);
  }
  if (scan.has(root, "e")) {
    if (!scan.string(root, "e", name)) return false;
    envelope = {message_of_event(name), false, {}};
    return envelope.message != Message::unknown || scan.fail_word(DecodeFault::unknown_channel, "e", name);
  }
  // Spot's raw bookTicker is the only event without a name.
  if (scan.has(root, "A")) {
    envelope = {Message::quote, false, {}};
    return true;
  }
  if (scan.has(root, "lastUpdateId"))
    return scan.fail_at_byte(DecodeFault::needs_instrument, "lastUpdateId", frame.data());
  envelope = {Message::answer, false, {}};
  return true;
}

bool is_coin_margined(std::string_view symbol) {
  const std::size_t at = symbol.find("USD_");
  return at != std::string_view::npos && at != 0;
}

bool refuse_coin_margined(wire::DecoderState& state) {
  if (state.error.fault == DecodeFault::unknown_symbol && is_coin_margined(state.error.found))
    state.error.fault = DecodeFault::coin_margined;
  return false;
}

}  // namespace basis::binance
