#include "venues/bybit/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::bybit {
namespace {

using wire::FieldOrder;
using wire::Object;
using AnyOrder = wire::Scan<FieldOrder::any>;

/// Reads `success`; a pong of private connections has none.
bool outcome(AnyOrder& scan, Object<FieldOrder::any>& root, bool& success) {
  success = true;
  if (!scan.has(root, "success")) return true;
  return scan.boolean(root, "success", success);
}

}  // namespace

bool read_answer(wire::DecoderState& state, PaddedFrame frame) {
  AnyOrder scan(state, frame);
  Object<FieldOrder::any> root;
  ControlMessage out;
  bool success = false;
  if (!(scan.open(root) && outcome(scan, root, success) && scan.optional_string(root, "ret_msg", out.text) &&
        scan.optional_string(root, "req_id", out.request) && scan.optional_string(root, "op", out.subject)))
    return false;
  // Public connections answer a ping with op "ping" and ret_msg "pong", private ones with op "pong".
  if (out.subject == "pong" || (out.subject == "ping" && out.text == "pong"))
    out.kind = ControlKind::pong;
  else if (out.subject == "ping")
    out.kind = ControlKind::ping;
  else
    out.kind = success ? ControlKind::acknowledged : ControlKind::refused;
  state.frame.control = out;
  state.frame.kind = FrameKind::control;
  return scan.close(root);
}

bool find_message(wire::DecoderState& state, PaddedFrame frame, Message& message) {
  AnyOrder scan(state, frame);
  Object<FieldOrder::any> root;
  if (!scan.open(root)) return false;
  std::string_view topic;
  if (scan.has(root, "topic")) {
    if (!scan.string(root, "topic", topic)) return false;
    message = message_of_topic(topic);
    return message != Message::unknown || scan.fail_word(DecodeFault::unknown_channel, "topic", topic);
  }
  if (!scan.has(root, "op") && !scan.has(root, "success"))
    return scan.fail_at_byte(DecodeFault::unknown_message, "", frame.data());
  message = Message::answer;
  return true;
}

}  // namespace basis::bybit
