#include "venues/binance/codec.hpp"

#include <array>
#include <utility>

#include "venues/binance/messages.hpp"
#include "venues/wire/faults.hpp"
#include "venues/wire/short_word.hpp"
#include "venues/wire/skip.hpp"

namespace basis::binance {
namespace {

using Name = wire::NamedMessage<Message>;
using wire::ShortWord;

// Streams of one market by the text between the first '@' and the next; those of all markets by the text before it.
constexpr std::array kStreams = {
    Name{"bookTicker", Message::quote},   Name{"depth", Message::depth},    Name{"depth5", Message::depth},
    Name{"depth10", Message::depth},      Name{"depth20", Message::depth},  Name{"trade", Message::trade},
    Name{"aggTrade", Message::agg_trade}, Name{"markPrice", Message::mark}, Name{"!bookTicker", Message::quote},
    Name{"!markPrice", Message::marks},
};
constexpr std::array kEvents = {
    Name{"bookTicker", Message::quote},     Name{"depthUpdate", Message::depth},
    Name{"trade", Message::trade},          Name{"aggTrade", Message::agg_trade},
    Name{"markPriceUpdate", Message::mark}, Name{"serverShutdown", Message::notice},
};

/// The envelope of a frame in the venue's usual form, from its first bytes; unknown for any other form. The
/// message function checks what is assumed here.
Envelope usual_envelope(PaddedFrame frame) {
  constexpr std::string_view kStream = "{\"stream\":\"";
  constexpr std::string_view kEvent = "{\"e\":\"";
  const std::string_view text = frame.text();
  const char* const end = text.data() + text.size();
  if (text.starts_with(kStream)) {
    const char* const stream = text.data() + kStream.size();
    const char* const close = wire::string_end(stream, end);
    if (close == nullptr) return {};
    const std::string_view name = {stream, static_cast<std::size_t>(close - stream)};
    if (*stream == '!') return {named(kStreams, ShortWord::before(stream, '@', '"')), true, name};
    const char* const at = wire::find_byte(stream, end, '@');
    if (at == nullptr || at > close) return {};
    return {named(kStreams, ShortWord::before(at + 1, '@', '"')), true, name};
  }
  if (text.starts_with(kEvent)) return {named(kEvents, ShortWord::before(text.data() + kEvent.size(), '"')), false, {}};
  return {};
}

bool read_message(wire::DecoderState& state, PaddedFrame frame, const Envelope& envelope, Product product) {
  state.message = static_cast<std::size_t>(envelope.message);
  switch (envelope.message) {
    case Message::quote: return read_quote(state, frame, envelope, product);
    case Message::trade: return read_trade(state, frame, envelope, product);
    case Message::agg_trade: return read_agg_trade(state, frame, envelope, product);
    case Message::mark: return read_mark(state, frame, envelope, product);
    case Message::marks: return read_marks(state, frame, envelope);
    case Message::notice: return read_notice(state, frame);
    case Message::answer: return read_answer(state, frame);
    case Message::unknown: break;
    case Message::depth:
      // Spot's streams of the top levels carry no event, only the book.
      return product == Product::spot && holds_top(envelope.stream) ? read_top(state, frame, envelope)
                                                                    : read_depth(state, frame, envelope, product);
  }
  return wire::fail_at(state, frame.data(), DecodeFault::unknown_message, "", frame.data());
}

}  // namespace

Message message_of_stream(std::string_view stream) {
  const std::size_t at = stream.find('@');
  if (stream.starts_with('!')) return named(kStreams, ShortWord::of(stream.substr(0, at)));
  if (at == std::string_view::npos) return Message::unknown;
  const std::string_view channel = stream.substr(at + 1);
  return named(kStreams, ShortWord::of(channel.substr(0, channel.find('@'))));
}

Message message_of_event(std::string_view event) { return named(kEvents, ShortWord::of(event)); }

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
  // Only marks are sent as a bare array, by the raw stream.
  if (frame.text().starts_with('[')) envelope = {Message::marks, false, {}};
  if (envelope.message == Message::unknown && !find_envelope(state, frame, envelope)) return false;
  return read_message(state, frame, envelope, product) || refuse_coin_margined(state);
}

bool Codec::read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const {
  state.message = static_cast<std::size_t>(Message::unknown);
  return read_rest_depth(state, body, market, product) || refuse_coin_margined(state);
}

}  // namespace basis::binance
