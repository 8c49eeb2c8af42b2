#include "venues/binance/codec.hpp"

#include <array>
#include <utility>

#include "venues/binance/messages.hpp"
#include "venues/wire/faults.hpp"

namespace basis::binance {
namespace {

struct Name {
  std::string_view text;
  Message message;
};

// Streams by what follows the '@', up to the next.
constexpr std::array kStreams = {
    Name{"bookTicker", Message::quote},   Name{"depth", Message::depth},    Name{"depth5", Message::depth},
    Name{"depth10", Message::depth},      Name{"depth20", Message::depth},  Name{"trade", Message::trade},
    Name{"aggTrade", Message::agg_trade}, Name{"markPrice", Message::mark},
};
constexpr std::array kEvents = {
    Name{"bookTicker", Message::quote},   Name{"depthUpdate", Message::depth},    Name{"trade", Message::trade},
    Name{"aggTrade", Message::agg_trade}, Name{"markPriceUpdate", Message::mark},
};

template <std::size_t kSize>
Message find(const std::array<Name, kSize>& names, std::string_view text) {
  for (const Name& name : names) {
    if (name.text == text) return name.message;
  }
  return Message::unknown;
}

/// The envelope of a frame that begins as the venue's do, from its first bytes;
/// unknown where it does not. The message function checks what this assumes.
Envelope usual_envelope(PaddedFrame frame) {
  constexpr std::string_view kStream = "{\"stream\":\"";
  constexpr std::string_view kEvent = "{\"e\":\"";
  const std::string_view text = frame.text();
  if (text.starts_with(kStream)) {
    const std::size_t end = text.find('"', kStream.size());
    if (end == std::string_view::npos) return {};
    const std::string_view stream = text.substr(kStream.size(), end - kStream.size());
    return {message_of_stream(stream), true, stream};
  }
  if (text.starts_with(kEvent)) {
    const std::string_view event = text.substr(kEvent.size(), 32);
    return {message_of_event(event.substr(0, event.find('"'))), false, {}};
  }
  return {};
}

bool read_message(wire::DecoderState& state, PaddedFrame frame, Envelope envelope, Product product) {
  switch (envelope.message) {
    case Message::quote: return read_quote(state, frame, envelope, product);
    case Message::trade: return read_trade(state, frame, envelope, product);
    case Message::agg_trade: return read_agg_trade(state, frame, envelope, product);
    case Message::mark: return read_mark(state, frame, envelope, product);
    case Message::answer: return read_answer(state, frame);
    case Message::unknown: break;
    case Message::depth:
      // Spot's top-of-book streams carry no event, just the book.
      return product == Product::spot && holds_top(envelope.stream) ? read_top(state, frame, envelope)
                                                                    : read_depth(state, frame, envelope, product);
  }
  return wire::fail_at(state, frame.data(), DecodeFault::unknown_message, "", frame.data());
}

}  // namespace

Message message_of_stream(std::string_view stream) {
  const std::size_t at = stream.find('@');
  if (at == std::string_view::npos) return Message::unknown;
  const std::string_view channel = stream.substr(at + 1);
  return find(kStreams, channel.substr(0, channel.find('@')));
}

Message message_of_event(std::string_view event) { return find(kEvents, event); }

Result<void> Codec::check(std::span<const FeedSymbol> symbols) const {
  std::vector<std::string> faults;
  for (const FeedSymbol& symbol : symbols) {
    if (is_coin_margined(symbol.native)) faults.push_back("'" + symbol.native + "' is a COIN-M contract");
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return ok();
}

bool Codec::read(wire::DecoderState& state, PaddedFrame frame) const {
  Envelope envelope = usual_envelope(frame);
  if (envelope.message == Message::unknown && !find_envelope(state, frame, envelope)) return false;
  return read_message(state, frame, envelope, product) || refuse_coin_margined(state);
}

bool Codec::read_snapshot(wire::DecoderState& state, PaddedFrame body, InstrumentId instrument) const {
  return read_rest_depth(state, body, instrument, product) || refuse_coin_margined(state);
}

}  // namespace basis::binance
