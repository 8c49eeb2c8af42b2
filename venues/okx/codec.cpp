#include "venues/okx/codec.hpp"

#include <array>

#include "venues/okx/messages.hpp"
#include "venues/wire/decoder_state.hpp"
#include "venues/wire/faults.hpp"
#include "venues/wire/short_word.hpp"

namespace basis::okx {
namespace {

using Name = wire::NamedMessage<Message>;

constexpr std::array kChannels = {
    Name{"books", Message::book},          Name{"bbo-tbt", Message::quote},   Name{"trades", Message::trades},
    Name{"tickers", Message::ticker},      Name{"books5", Message::top},      Name{"books-l2-tbt", Message::book},
    Name{"books50-l2-tbt", Message::book}, Name{"mark-price", Message::mark}, Name{"funding-rate", Message::funding},
    Name{"trades-all", Message::trades},
};

/// The message type of a frame in the venue's usual form; unknown for any other form. The message function
/// checks what is assumed here.
Message usual_message(PaddedFrame frame) {
  constexpr std::string_view kPush = "{\"arg\":{\"channel\":\"";
  constexpr std::string_view kEvent = "{\"event\":\"";
  const std::string_view text = frame.text();
  if (text.starts_with(kPush)) return named(kChannels, wire::ShortWord::before(text.data() + kPush.size(), '"'));
  return text.starts_with(kEvent) ? Message::event : Message::unknown;
}

/// Both ends of a connection send "ping" and "pong" as plain text, which is not JSON.
bool heartbeat(wire::DecoderState& state, ControlKind kind) {
  state.frame.control = {};
  state.frame.control.kind = kind;
  state.frame.kind = FrameKind::control;
  return true;
}

}  // namespace

Message message_of_channel(std::string_view channel) { return named(kChannels, wire::ShortWord::of(channel)); }

bool Codec::read(wire::DecoderState& state, PaddedFrame frame) const {
  Message message = usual_message(frame);
  if (message == Message::unknown) {
    if (frame.text() == "pong") return heartbeat(state, ControlKind::pong);
    if (frame.text() == "ping") return heartbeat(state, ControlKind::ping);
    if (!find_message(state, frame, message)) return false;
  }
  state.message = static_cast<std::size_t>(message);
  switch (message) {
    case Message::book: return read_book(state, frame);
    case Message::top: return read_top(state, frame);
    case Message::quote: return read_quote(state, frame);
    case Message::ticker: return read_ticker(state, frame);
    case Message::trades: return read_trades(state, frame);
    case Message::mark: return read_mark(state, frame);
    case Message::funding: return read_funding(state, frame);
    case Message::event: return read_event(state, frame);
    case Message::unknown: break;
  }
  return wire::fail_at(state, frame.data(), DecodeFault::unknown_message, "", frame.data());
}

bool Codec::read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const {
  state.message = static_cast<std::size_t>(Message::unknown);
  return read_rest_book(state, body, market);
}

}  // namespace basis::okx
