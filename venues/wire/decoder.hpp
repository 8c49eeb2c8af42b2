#pragma once

#include <memory>
#include <span>
#include <utility>

#include "core/base/result.hpp"
#include "core/marketdata/decode_result.hpp"
#include "core/marketdata/frame.hpp"
#include "core/marketdata/symbol_table.hpp"

namespace basis::wire {

/// The outcome of the last frame: `frame` if it was accepted, else `error`.
struct DecoderOutput {
  DecodedFrame frame;
  DecodeError error;
  bool left_out = false;  ///< an entry of `frame.marks` was left out because of `error`
};

/// The parser and buffers of a decoder (`decoder_state.hpp`, for codecs only).
struct DecoderState;
struct DeleteState {
  void operator()(DecoderState* state) const;
};

/// Allocates the state, and sets `*output` to its output.
std::unique_ptr<DecoderState, DeleteState> make_state(SymbolTable symbols, const DecoderLimits& limits,
                                                      const DecoderOutput** output);

/// Decodes the market data of one venue: frames in, events out. Everything is allocated by `create`; after that
/// a frame causes no allocation, whatever it holds. Used by one thread at a time. `Codec` is the venue's
/// protocol:
///   Result<void> check(span<const FeedSymbol>) const    refuses symbols of another venue
///   bool read(DecoderState&, PaddedFrame) const         fills the output
///   bool read_snapshot(DecoderState&, PaddedFrame, MarketId) const
template <class Codec>
class Decoder {
 public:
  static Result<Decoder> create(Codec codec, std::span<const FeedSymbol> symbols, const DecoderLimits& limits = {}) {
    BASIS_TRY(codec.check(symbols));
    BASIS_TRY(SymbolTable table, SymbolTable::build(symbols));
    return Decoder(codec, std::move(table), limits);
  }

  /// Decodes one WebSocket message and calls `handler` with each event in it. For a refused frame it is not
  /// called.
  template <class Handler>
  DecodeResult decode(PaddedFrame frame, Handler&& handler) {
    return hand_over(codec_.read(*state_, frame), handler);
  }
  /// The same without a handler: the output is at `last()`.
  DecodeResult decode(PaddedFrame frame) { return result(codec_.read(*state_, frame)); }

  /// Decodes the response to a REST request for the order book of `market`.
  template <class Handler>
  DecodeResult decode_snapshot(PaddedFrame body, MarketId market, Handler&& handler) {
    return hand_over(codec_.read_snapshot(*state_, body, market), handler);
  }

  /// The contents of the last frame; valid only if it was accepted.
  [[nodiscard]] const DecodedFrame& last() const { return output_->frame; }

 private:
  Decoder(Codec codec, SymbolTable table, const DecoderLimits& limits)
      : codec_(codec), state_(make_state(std::move(table), limits, &output_)) {}

  DecodeResult result(bool accepted) const {
    if (!accepted) return DecodeResult(output_->error);
    const bool left_out = output_->frame.kind == FrameKind::marks && output_->left_out;
    return DecodeResult(output_->frame.kind, left_out ? &output_->error : nullptr);
  }
  template <class Handler>
  DecodeResult hand_over(bool accepted, Handler& handler) const {
    if (accepted) visit_events(output_->frame, handler);
    return result(accepted);
  }

  Codec codec_;
  const DecoderOutput* output_ = nullptr;
  std::unique_ptr<DecoderState, DeleteState> state_;
};

}  // namespace basis::wire
