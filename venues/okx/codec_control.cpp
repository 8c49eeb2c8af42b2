#include <array>

#include "venues/okx/messages.hpp"
#include "venues/wire/scan.hpp"

namespace basis::okx {
namespace {

using wire::FieldOrder;
using wire::Object;
using AnyOrder = wire::Scan<FieldOrder::any>;
using AnyObject = Object<FieldOrder::any>;

struct EventName {
  std::string_view text;
  ControlKind kind;
};

constexpr std::array kEvents = {
    EventName{"subscribe", ControlKind::acknowledged},
    EventName{"unsubscribe", ControlKind::acknowledged},
    EventName{"login", ControlKind::acknowledged},
    EventName{"error", ControlKind::refused},
    EventName{"channel-conn-count", ControlKind::notice},
    EventName{"channel-conn-count-error", ControlKind::refused},
    EventName{"notice", ControlKind::notice},
};

/// The channel of an acknowledgement; the event's own name where none is given.
bool subject(AnyOrder& scan, AnyObject& root, std::string_view event, std::string_view& out) {
  out = event;
  AnyObject argument;
  if (scan.has(root, "arg")) return scan.enter(root, "arg", argument) && scan.string(argument, "channel", out);
  return scan.optional_string(root, "channel", out);
}

}  // namespace

bool read_event(wire::DecoderState& state, PaddedFrame frame) {
  AnyOrder scan(state, frame);
  AnyObject root;
  ControlMessage out;
  std::string_view event;
  if (!(scan.open(root) && scan.string(root, "event", event))) return false;
  bool known = false;
  for (const EventName& name : kEvents) {
    if (name.text != event) continue;
    out.kind = name.kind;
    known = true;
  }
  if (!known) return scan.fail_word(DecodeFault::unknown_message, "event", event);
  if (scan.has(root, "code") && !scan.quoted_integer(root, "code", out.code)) return false;
  if (!(scan.optional_string(root, "msg", out.text) && scan.optional_string(root, "id", out.request) &&
        subject(scan, root, event, out.subject)))
    return false;
  state.frame.control = out;
  state.frame.kind = FrameKind::control;
  return scan.close(root);
}

bool find_message(wire::DecoderState& state, PaddedFrame frame, Message& message) {
  AnyOrder scan(state, frame);
  AnyObject root, argument;
  std::string_view channel;
  if (!scan.open(root)) return false;
  if (scan.has(root, "event")) {
    message = Message::event;
    return true;
  }
  if (!scan.has(root, "arg")) return scan.fail_at_byte(DecodeFault::unknown_message, "", frame.data());
  if (!(scan.enter(root, "arg", argument) && scan.string(argument, "channel", channel))) return false;
  message = message_of_channel(channel);
  return message != Message::unknown || scan.fail_word(DecodeFault::unknown_channel, "channel", channel);
}

}  // namespace basis::okx
