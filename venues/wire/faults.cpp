#include "venues/wire/faults.hpp"

namespace basis::wire {
namespace {

constexpr std::size_t kFoundBytes = 64;

DecodeFault decode_fault(NumberFault fault) {
  switch (fault) {
    case NumberFault::too_precise: return DecodeFault::too_precise;
    case NumberFault::out_of_range: return DecodeFault::out_of_range;
    case NumberFault::malformed: return DecodeFault::bad_number;
    case NumberFault::none: break;
  }
  return DecodeFault::none;
}

/// The bare value at `text`, at most `kFoundBytes` of it.
std::string_view bare_value(const char* text) {
  std::size_t length = 0;
  while (length < kFoundBytes && !ends_value(text[length])) ++length;
  return {text, length};
}

}  // namespace

bool fail_at(DecoderState& state, const char* begin, DecodeFault fault, const char* key, const char* at) {
  state.error = {fault, key, static_cast<std::size_t>(at - begin), {}, {}};
  return false;
}

bool fail_text(DecoderState& state, const char* begin, DecodeFault fault, const char* key, std::string_view found) {
  state.error = {fault, key, static_cast<std::size_t>(found.data() - begin), found.substr(0, kFoundBytes), {}};
  return false;
}

bool fail_number(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text) {
  const std::string_view found(text, string_length(text));
  if (fault != NumberFault::none) return fail_text(state, begin, decode_fault(fault), key, found);
  const bool negative = found.starts_with('-');
  return fail_text(state, begin, negative ? DecodeFault::out_of_range : DecodeFault::bad_number, key, found);
}

bool fail_integer(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text) {
  const std::string_view found = bare_value(text);
  if (fault == NumberFault::out_of_range) return fail_text(state, begin, DecodeFault::out_of_range, key, found);
  return fail_text(state, begin, DecodeFault::wrong_type, key, found);
}

}  // namespace basis::wire
