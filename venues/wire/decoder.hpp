#pragma once

#include <memory>
#include <span>
#include <utility>

#include "core/base/result.hpp"
#include "core/feed/decode_result.hpp"
#include "core/feed/frame.hpp"
#include "core/feed/symbol_table.hpp"

namespace basis::wire {

/// The outcome of the last frame, either of the two.
struct DecoderOutput {
  DecodedFrame frame;
  DecodeError error;
};

/// The parser and buffers of a decoder (`decoder_state.hpp`, for codecs only).
struct DecoderState;
struct DeleteState {
  void operator()(DecoderState* state) const;
};

/// Makes the state, and says where its output will be found.
std::unique_ptr<DecoderState, DeleteState> make_state(SymbolTable symbols, const DecoderLimits& limits,
                                                      const DecoderOutput** output);

/// Market data of one venue: frames in, events out. Everything is allocated by
/// `create`; afterwards a frame costs no allocation, whatever it holds. For one
/// thread at a time. `Codec` is the venue's protocol:
///   Result<void> check(span<const FeedSymbol>) const    symbols it can never see
///   bool read(DecoderState&, PaddedFrame) const         fills the output
///   bool read_snapshot(DecoderState&, PaddedFrame, InstrumentId) const
template <class Codec>
class Decoder {
 public:
  static Result<Decoder> create(Codec codec, std::span<const FeedSymbol> symbols, const DecoderLimits& limits = {}) {
    BASIS_TRY(codec.check(symbols));
    BASIS_TRY(SymbolTable table, SymbolTable::build(symbols));
    return Decoder(codec, std::move(table), limits);
  }

  /// Decodes one WebSocket message and calls `handler` with each event in it.
  /// A refused frame calls nothing, or nothing more.
  template <class Handler>
  DecodeResult decode(PaddedFrame frame, Handler&& handler) {
    return hand_over(codec_.read(*state_, frame), handler);
  }
  /// The same without a handler: the output is at `last()`.
  DecodeResult decode(PaddedFrame frame) { return result(codec_.read(*state_, frame)); }

  /// Decodes the answer to a REST request for the book of `instrument`.
  template <class Handler>
  DecodeResult decode_snapshot(PaddedFrame body, InstrumentId instrument, Handler&& handler) {
    return hand_over(codec_.read_snapshot(*state_, body, instrument), handler);
  }

  /// What the last accepted frame held.
  [[nodiscard]] const DecodedFrame& last() const { return output_->frame; }

 private:
  Decoder(Codec codec, SymbolTable table, const DecoderLimits& limits)
      : codec_(codec), state_(make_state(std::move(table), limits, &output_)) {}

  DecodeResult result(bool accepted) const {
    return accepted ? DecodeResult(output_->frame.kind) : DecodeResult(output_->error);
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
