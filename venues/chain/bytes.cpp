#include "venues/chain/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

namespace basis::chain {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

/// The value of a hexadecimal digit, 16 of anything else.
constexpr unsigned digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 16;
}

Error not_a_quantity(std::string_view text, const char* range) {
  return {ErrorKind::data,
          fmt::format("'{}' is no quantity: it takes 0x and up to {} hexadecimal digits without leading zeros",
                      text.substr(0, 80), range)};
}

/// The digits of a quantity of at most `most` of them; none where it is malformed.
std::string_view quantity_digits(std::string_view text, std::size_t most) {
  if (!text.starts_with("0x")) return {};
  text.remove_prefix(2);
  if (text.empty() || text.size() > most || (text.size() > 1 && text.front() == '0')) return {};
  return std::all_of(text.begin(), text.end(), [](char c) { return digit_value(c) < 16; }) ? text : std::string_view();
}

}  // namespace

std::string_view without_prefix(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return text;
}

std::size_t read_hex(std::string_view digits, std::span<std::uint8_t> out) {
  require(digits.size() == 2 * out.size(), "a byte has two hexadecimal digits");
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const unsigned high = digit_value(digits[i]);
    const unsigned low = digit_value(digits[i + 1]);
    if (high > 15) return i;
    if (low > 15) return i + 1;
    out[i / 2] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digits.size();
}

Result<Bytes> from_hex(std::string_view text) {
  const std::string_view digits = without_prefix(text);
  if (digits.size() % 2 != 0)
    return Error(ErrorKind::data, fmt::format("{} hexadecimal digits are no whole bytes", digits.size()));
  Bytes bytes(digits.size() / 2);
  if (const std::size_t end = read_hex(digits, bytes); end != digits.size())
    return Error(ErrorKind::data,
                 fmt::format("character {} is no hexadecimal digit", text.size() - digits.size() + end + 1));
  return bytes;
}

Result<Hash32> hash_from_hex(std::string_view text) {
  BASIS_TRY(const Bytes bytes, from_hex(text));
  Hash32 hash{};
  if (bytes.size() != hash.size())
    return Error(ErrorKind::data,
                 fmt::format("{} bytes of hexadecimal digits instead of {}", bytes.size(), hash.size()));
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string to_hex(ByteView bytes) {
  std::string text(2 + 2 * bytes.size(), '0');
  text[1] = 'x';
  char* out = text.data() + 2;
  for (const std::uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 15];
  }
  return text;
}

Result<u256> parse_quantity(std::string_view text) {
  const std::string_view digits = quantity_digits(text, 64);
  if (digits.empty()) return not_a_quantity(text, "64");
  Hash32 word{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t from_right = digits.size() - 1 - i;
    std::uint8_t& byte = word[31 - from_right / 2];
    byte = static_cast<std::uint8_t>(unsigned{byte} << 4 | digit_value(digits[i]));
  }
  return number_of(word);
}

Result<std::uint64_t> parse_quantity64(std::string_view text) {
  const std::string_view digits = quantity_digits(text, 16);
  if (digits.empty()) return not_a_quantity(text, "16");
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

std::string quantity_text(const u256& value) {
  const Hash32 word = word_of(value);
  const std::string all = to_hex(word);
  const std::size_t first = std::min(all.find_first_not_of('0', 2), all.size() - 1);
  return "0x" + all.substr(first);
}

std::string quantity_text(std::uint64_t value) { return fmt::format("{:#x}", value); }

Hash32 word_of(const u256& value) {
  // Limb by limb: Boost's export goes bit by bit and takes ten times as long.
  using Limb = boost::multiprecision::limb_type;
  static_assert(sizeof(Limb) == 8 && std::endian::native == std::endian::little);
  Hash32 word{};
  const auto& backend = value.backend();
  for (std::size_t i = 0; i < backend.size(); ++i) {
    const Limb limb = __builtin_bswap64(backend.limbs()[i]);
    std::memcpy(word.data() + word.size() - sizeof(Limb) * (i + 1), &limb, sizeof(limb));
  }
  return word;
}

u256 number_of(ByteView bytes) {
  require(bytes.size() <= 32, "a number has at most 32 bytes");
  std::array<std::uint64_t, 4> limbs{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    limbs[i / 8] |= std::uint64_t{bytes[bytes.size() - 1 - i]} << (8 * (i % 8));
  u256 value = 0;
  auto& backend = value.backend();
  backend.resize(4, 4);
  std::copy(limbs.begin(), limbs.end(), backend.limbs());
  backend.normalize();
  return value;
}

}  // namespace basis::chain
