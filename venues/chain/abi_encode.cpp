#include "venues/chain/abi_encode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::chain {
namespace {

constexpr std::size_t kWord = 32;

Error abi_fault(const AbiType& type, std::string_view what) {
  return {ErrorKind::data, fmt::format("{}: {}", type.text(), what)};
}

/// The fault of value `index` of a list, counted from one.
Error value_fault(std::size_t index, const Error& error) {
  return {ErrorKind::data, fmt::format("value {}: {}", index + 1, error.text())};
}

Error wrong_kind(const AbiType& type, const AbiValue& value) {
  return abi_fault(type, fmt::format("the value {} is of another kind", value.to_string().substr(0, 100)));
}

Error out_of_range(const AbiType& type, const AbiValue& value) {
  return abi_fault(type, fmt::format("{} is out of range", value.to_string()));
}

/// Whether a number of `bits` holds `value`, which is not negative.
bool fits(const u256& value, std::size_t bits) {
  // Looking at the word is faster than comparing with a power of two.
  return value == 0 || boost::multiprecision::msb(value) < bits;
}

Result<Hash32> uint_word(const AbiType& type, const AbiValue& value) {
  if (const u256* number = value.get<u256>()) {
    if (!fits(*number, type.size())) return out_of_range(type, value);
    return word_of(*number);
  }
  // A plain int of the code is a number, too.
  if (const i256* number = value.get<i256>()) {
    if (*number < 0 || !fits(u256(*number), type.size())) return out_of_range(type, value);
    return word_of(u256(*number));
  }
  return wrong_kind(type, value);
}

Result<Hash32> sint_word(const AbiType& type, const AbiValue& value) {
  if (const u256* number = value.get<u256>()) {
    if (!fits(*number, type.size() - 1)) return out_of_range(type, value);
    return word_of(*number);
  }
  const i256* number = value.get<i256>();
  if (number == nullptr) return wrong_kind(type, value);
  if (*number >= 0) {
    if (!fits(u256(*number), type.size() - 1)) return out_of_range(type, value);
    return word_of(u256(*number));
  }
  // Two's complement: of -n, the bits of n - 1 inverted.
  const i256 below = -(*number + 1);
  if (!fits(u256(below), type.size() - 1)) return out_of_range(type, value);
  Hash32 word = word_of(u256(below));
  for (std::uint8_t& byte : word) byte = static_cast<std::uint8_t>(~byte);
  return word;
}

Result<Hash32> bytes_word(const AbiType& type, const AbiValue& value) {
  const Bytes* bytes = value.get<Bytes>();
  if (bytes == nullptr) return wrong_kind(type, value);
  if (bytes->size() != type.size()) return abi_fault(type, fmt::format("{} bytes", bytes->size()));
  Hash32 word{};
  std::copy(bytes->begin(), bytes->end(), word.begin());
  return word;
}

Result<void> append_in_place(Bytes& out, const AbiType& type, const AbiValue& value);

/// Bytes with their length before and zeros behind.
void append_padded(Bytes& out, ByteView bytes) {
  const Hash32 length = word_of(bytes.size());
  out.insert(out.end(), length.begin(), length.end());
  out.insert(out.end(), bytes.begin(), bytes.end());
  out.resize(out.size() + (kWord - bytes.size() % kWord) % kWord);
}

/// Heads, then what their offsets point to. `type_at(i)` is the type of value `i`.
template <class TypeAt>
Result<void> append_heads_and_tails(Bytes& out, const TypeAt& type_at, std::span<const AbiValue> values) {
  const std::size_t start = out.size();
  std::size_t heads = 0;
  for (std::size_t i = 0; i < values.size(); ++i) heads += type_at(i).head();
  out.reserve(start + heads);
  bool dynamic = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type_at(i).is_dynamic()) {
      dynamic = true;
      out.resize(out.size() + kWord);
    } else {
      if (auto done = append_in_place(out, type_at(i), values[i]); !done) return value_fault(i, done.error());
    }
  }
  if (!dynamic) return ok();
  std::size_t head = start;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (type_at(i).is_dynamic()) {
      const Hash32 offset = word_of(out.size() - start);
      std::copy(offset.begin(), offset.end(), out.begin() + static_cast<std::ptrdiff_t>(head));
      if (auto done = append_in_place(out, type_at(i), values[i]); !done) return value_fault(i, done.error());
    }
    head += type_at(i).head();
  }
  return ok();
}

Result<void> append_list(Bytes& out, const AbiType& type, const AbiValue& value) {
  const AbiValue::List* list = value.get<AbiValue::List>();
  if (list == nullptr) return wrong_kind(type, value);
  const bool is_tuple = type.kind() == AbiKind::tuple;
  const std::size_t expected = type.kind() == AbiKind::array ? list->size()
                               : is_tuple                    ? type.components().size()
                                                             : type.size();
  if (list->size() != expected) return abi_fault(type, fmt::format("{} values instead of {}", list->size(), expected));
  if (type.kind() == AbiKind::array) {
    const Hash32 length = word_of(list->size());
    out.insert(out.end(), length.begin(), length.end());
  }
  const auto& components = type.components();
  return append_heads_and_tails(
      out, [&](std::size_t i) -> const AbiType& { return components[is_tuple ? i : 0]; }, *list);
}

Result<void> append_in_place(Bytes& out, const AbiType& type, const AbiValue& value) {
  switch (type.kind()) {
    case AbiKind::bytes: {
      const Bytes* bytes = value.get<Bytes>();
      if (bytes == nullptr) return wrong_kind(type, value);
      append_padded(out, *bytes);
      return ok();
    }
    case AbiKind::string: {
      const std::string* text = value.get<std::string>();
      if (text == nullptr) return wrong_kind(type, value);
      append_padded(out, as_bytes(*text));
      return ok();
    }
    case AbiKind::array:
    case AbiKind::fixed_array:
    case AbiKind::tuple: return append_list(out, type, value);
    default: break;
  }
  BASIS_TRY(const Hash32 word, abi_word(type, value));
  out.insert(out.end(), word.begin(), word.end());
  return ok();
}

}  // namespace

Result<Hash32> abi_word(const AbiType& type, const AbiValue& value) {
  switch (type.kind()) {
    case AbiKind::uint: return uint_word(type, value);
    case AbiKind::sint: return sint_word(type, value);
    case AbiKind::fixed_bytes: return bytes_word(type, value);
    case AbiKind::boolean:
      if (const bool* truth = value.get<bool>()) {
        Hash32 word{};
        word.back() = *truth ? 1 : 0;
        return word;
      }
      return wrong_kind(type, value);
    case AbiKind::address:
      if (const Address* address = value.get<Address>()) {
        Hash32 word{};
        std::copy(address->bytes().begin(), address->bytes().end(), word.end() - Address::kSize);
        return word;
      }
      return wrong_kind(type, value);
    default: break;
  }
  broken_invariant("one word holds no " + type.text());
}

Result<void> append_abi(Bytes& out, std::span<const AbiType> types, std::span<const AbiValue> values) {
  if (values.size() != types.size())
    return Error(ErrorKind::data, fmt::format("{} arguments instead of {}", values.size(), types.size()));
  const std::size_t start = out.size();
  auto done = append_heads_and_tails(
      out, [&](std::size_t i) -> const AbiType& { return types[i]; }, values);
  if (!done) out.resize(start);
  return done;
}

Result<Bytes> encode_abi(std::span<const AbiType> types, std::span<const AbiValue> values) {
  Bytes out;
  BASIS_TRY(append_abi(out, types, values));
  return out;
}

}  // namespace basis::chain
