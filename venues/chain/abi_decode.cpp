#include "venues/chain/abi_decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace basis::chain {
namespace {

constexpr std::size_t kWordSize = 32;
using Word = std::span<const std::uint8_t, kWordSize>;

bool all_zero(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

/// Reads values, and keeps count of the bytes that they took.
class AbiReader {
 public:
  explicit AbiReader(ByteView data) : unread_(data.size()) {}

  /// The values that start at `frame`, whose heads offsets count from. `type_at(i)` is the type of value `i`.
  template <class TypeAt>
  Result<AbiValue::List> values(const TypeAt& type_at, std::size_t count, ByteView frame) {
    AbiValue::List all;
    all.reserve(count);
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const AbiType& type = type_at(i);
      auto value = type.is_dynamic() ? behind_offset(type, frame, at) : in_place(type, frame.subspan(at, type.head()));
      if (!value) return Error(ErrorKind::data, fmt::format("value {}: {}", i + 1, value.error().text()));
      all.push_back(std::move(value).value());
      at += type.head();
    }
    return all;
  }

  /// Takes `size` bytes out of those that are left to read.
  [[nodiscard]] Result<void> take(std::size_t size) {
    if (size > unread_) return Error(ErrorKind::data, "the data ends early, or its parts lie upon each other");
    unread_ -= size;
    return ok();
  }

 private:
  Result<AbiValue> in_place(const AbiType& type, ByteView bytes) {
    if (type.kind() == AbiKind::tuple || type.kind() == AbiKind::fixed_array) return fixed_list(type, bytes);
    return abi_value_of_word(type, bytes.first<kWordSize>());
  }

  /// Members of a tuple or elements of an array of fixed length; the heads of static ones have been taken by the
  /// caller.
  Result<AbiValue> fixed_list(const AbiType& type, ByteView frame) {
    const auto& components = type.components();
    const bool is_tuple = type.kind() == AbiKind::tuple;
    const auto type_at = [&](std::size_t i) -> const AbiType& { return components[is_tuple ? i : 0]; };
    BASIS_TRY(auto list, values(type_at, is_tuple ? components.size() : type.size(), frame));
    return AbiValue(std::move(list));
  }

  Result<AbiValue> behind_offset(const AbiType& type, ByteView frame, std::size_t head) {
    BASIS_TRY(const ByteView part, follow(frame, head));
    switch (type.kind()) {
      case AbiKind::bytes:
      case AbiKind::string: return bytes_or_string(type, part);
      case AbiKind::array: return array(type, part);
      default: break;
    }
    // A tuple or an array of fixed length with dynamic parts: its heads start here.
    std::size_t heads = 0;
    if (type.kind() == AbiKind::tuple) {
      for (const AbiType& member : type.components()) heads += member.head();
    } else {
      heads = type.size() * type.components().front().head();
    }
    if (heads > part.size()) return Error(ErrorKind::data, "the data ends early");
    BASIS_TRY(take(heads));
    return fixed_list(type, part);
  }

  Result<AbiValue> bytes_or_string(const AbiType& type, ByteView part) {
    BASIS_TRY(const std::size_t size, length(part));
    const ByteView bytes = part.subspan(kWordSize);
    if (size > bytes.size()) return Error(ErrorKind::data, fmt::format("{} bytes are more than there are", size));
    BASIS_TRY(take(size));
    if (type.kind() == AbiKind::string) return AbiValue(std::string(reinterpret_cast<const char*>(bytes.data()), size));
    return AbiValue(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
  }

  Result<AbiValue> array(const AbiType& type, ByteView part) {
    BASIS_TRY(const std::size_t count, length(part));
    const AbiType& element = type.components().front();
    const ByteView frame = part.subspan(kWordSize);
    if (count > frame.size() / element.head())
      return Error(ErrorKind::data, fmt::format("{} elements are more than there are", count));
    BASIS_TRY(take(count * element.head()));
    BASIS_TRY(auto list, values([&](std::size_t) -> const AbiType& { return element; }, count, frame));
    return AbiValue(std::move(list));
  }

  /// Where the offset at `head` of `frame` points.
  static Result<ByteView> follow(ByteView frame, std::size_t head) {
    const std::optional<std::size_t> offset = small_number(frame.subspan(head).first<kWordSize>());
    if (!offset || *offset > frame.size()) return Error(ErrorKind::data, "an offset points out of the data");
    return frame.subspan(*offset);
  }

  /// The length at the start of `part`, which is taken.
  Result<std::size_t> length(ByteView part) {
    if (part.size() < kWordSize) return Error(ErrorKind::data, "a length is missing");
    BASIS_TRY(take(kWordSize));
    const std::optional<std::size_t> number = small_number(part.first<kWordSize>());
    if (!number) return Error(ErrorKind::data, "a length is more than the data");
    return *number;
  }

  /// The number of a word when it has at most 63 bits.
  static std::optional<std::size_t> small_number(Word word) {
    if (!all_zero(word.first<24>()) || word[24] >= 0x80) return std::nullopt;
    std::size_t number = 0;
    for (const std::uint8_t byte : word.last<8>()) number = number << 8 | byte;
    return number;
  }

  std::size_t unread_;
};

Error dirty(const AbiType& type) {
  return {ErrorKind::data, fmt::format("the word is no {}: bits are set where it has none", type.text())};
}

Result<AbiValue> sint_of_word(const AbiType& type, Word word) {
  const bool negative = word[kWordSize - type.size() / 8] >= 0x80;
  const std::uint8_t sign = negative ? 0xff : 0;
  const ByteView above = word.first(kWordSize - type.size() / 8);
  if (std::any_of(above.begin(), above.end(), [&](std::uint8_t byte) { return byte != sign; })) return dirty(type);
  if (!negative) return AbiValue(i256(number_of(word)));
  Hash32 inverted;
  std::transform(word.begin(), word.end(), inverted.begin(),
                 [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); });
  return AbiValue(i256(-i256(number_of(inverted)) - 1));
}

}  // namespace

Result<AbiValue> abi_value_of_word(const AbiType& type, std::span<const std::uint8_t, 32> word) {
  switch (type.kind()) {
    case AbiKind::uint:
      if (!all_zero(word.first(kWordSize - type.size() / 8))) return dirty(type);
      return AbiValue(number_of(word));
    case AbiKind::sint: return sint_of_word(type, word);
    case AbiKind::boolean:
      if (!all_zero(word.first<kWordSize - 1>()) || word.back() > 1) return dirty(type);
      return AbiValue(word.back() == 1);
    case AbiKind::address: {
      if (!all_zero(word.first<kWordSize - Address::kSize>())) return dirty(type);
      BASIS_TRY(const Address address, Address::from_bytes(word.last<Address::kSize>()));
      return AbiValue(address);
    }
    case AbiKind::fixed_bytes: {
      const auto end = word.begin() + static_cast<std::ptrdiff_t>(type.size());
      if (!all_zero(ByteView(end, word.end()))) return dirty(type);
      return AbiValue(Bytes(word.begin(), end));
    }
    default: break;
  }
  broken_invariant("one word holds no " + type.text());
}

Result<AbiValue::List> decode_abi(std::span<const AbiType> types, ByteView data) {
  std::size_t heads = 0;
  for (const AbiType& type : types) heads += type.head();
  if (heads > data.size())
    return Error(ErrorKind::data, fmt::format("{} bytes are less than the {} of the values", data.size(), heads));
  AbiReader reader(data);
  BASIS_TRY(reader.take(heads));
  return reader.values([&](std::size_t i) -> const AbiType& { return types[i]; }, types.size(), data);
}

}  // namespace basis::chain
