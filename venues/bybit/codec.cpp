#include "venues/bybit/codec.hpp"

#include <array>

#include "venues/bybit/messages.hpp"
#include "venues/wire/faults.hpp"
#include "venues/wire/short_word.hpp"

namespace basis::bybit {
namespace {

using Name = wire::NamedMessage<Message>;

// Topics by the text before the first point.
constexpr std::array kTopics = {
    Name{"orderbook", Message::book},
    Name{"publicTrade", Message::trades},
    Name{"tickers", Message::ticker},
};

/// The message type of a frame in the venue's usual form; unknown for any other form. The message function
/// checks what is assumed here.
Message usual_message(PaddedFrame frame) {
  constexpr std::string_view kTopic = "{\"topic\":\"";
  const std::string_view text = frame.text();
  if (!text.starts_with(kTopic)) return Message::unknown;
  return named(kTopics, wire::ShortWord::before(text.data() + kTopic.size(), '.'));
}

}  // namespace

Message message_of_topic(std::string_view topic) {
  const std::size_t point = topic.find('.');
  return point == std::string_view::npos ? Message::unknown
                                         : named(kTopics, wire::ShortWord::of(topic.substr(0, point)));
}

bool Codec::read(wire::DecoderState& state, PaddedFrame frame) const {
  Message message = usual_message(frame);
  if (message == Message::unknown && !find_message(state, frame, message)) return false;
  state.message = static_cast<std::size_t>(message);
  switch (message) {
    case Message::book: return read_book(state, frame);
    case Message::trades: return read_trades(state, frame);
    case Message::ticker: return read_ticker(state, frame);
    case Message::answer: return read_answer(state, frame);
    case Message::unknown: break;
  }
  return wire::fail_at(state, frame.data(), DecodeFault::unknown_message, "", frame.data());
}

bool Codec::read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const {
  state.message = static_cast<std::size_t>(Message::unknown);
  return read_rest_book(state, body, market);
}

}  // namespace basis::bybit
