#include "venues/wire/decoder.hpp"

#include "venues/wire/decoder_state.hpp"

namespace basis::wire {

void DeleteState::operator()(DecoderState* state) const { delete state; }

std::unique_ptr<DecoderState, DeleteState> make_state(SymbolTable symbols, const DecoderLimits& limits,
                                                      const DecoderOutput** output) {
  std::unique_ptr<DecoderState, DeleteState> state(new DecoderState(std::move(symbols), limits));
  *output = state.get();
  return state;
}

}  // namespace basis::wire
