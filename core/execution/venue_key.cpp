#include "core/execution/venue_key.hpp"

#include <xxhash.h>

#include <charconv>

namespace basis {
namespace {

std::optional<VenueKey> number_key(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return VenueKey::of(value);
}

std::optional<VenueKey> uuid_key(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return std::nullopt;
  VenueKey key;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (dash) continue;
    std::uint8_t digit = 0;
    const char* const at = text.data() + i;
    if (std::from_chars(at, at + 1, digit, 16).ec != std::errc{}) return std::nullopt;
    key.high = key.high << 4U | key.low >> 60U;
    key.low = key.low << 4U | digit;
  }
  return key;
}

}  // namespace

VenueKey VenueKey::parse(std::string_view text) {
  if (text.empty()) return {};
  if (const auto number = number_key(text)) return *number;
  if (const auto uuid = uuid_key(text)) return *uuid;
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {hash.high64, hash.low64};
}

}  // namespace basis
