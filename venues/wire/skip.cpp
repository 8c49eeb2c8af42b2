#include "venues/wire/skip.hpp"

#include <cstring>

namespace basis::wire {
namespace {

/// Like `skip_field`, for a field that is not a short plain string.
const char* skip_other_field(const char* name, const char* end) {
  if (*name != '"') return nullptr;
  const char* const close = string_end(name + 1, end);
  if (close == nullptr || close + 1 >= end || close[1] != ':') return nullptr;
  return skip_value(close + 2, end);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number without an exponent, which no venue writes.
const char* skip_number(const char* at, const char* end) {
  const auto digits = [&] {
    const char* const first = at;
    while (at < end && is_digit(*at)) ++at;
    return at > first;
  };
  if (*at == '-') ++at;
  if (*at == '0')
    ++at;
  else if (!digits())
    return nullptr;
  if (*at == '.' && (++at, !digits())) return nullptr;
  return *at == ',' || *at == '}' || *at == ']' ? at : nullptr;
}

}  // namespace

const char* skip_to(const char* field, const char* end, std::string_view key) {
  // For a few bytes the library's comparison takes longer than this loop.
  const auto is_key = [&](const char* at) {
    if (at[0] != '"' || at[key.size() + 1] != '"') return false;
    std::size_t same = 0;
    while (same < key.size() && at[same + 1] == key[same]) ++same;
    return same == key.size();
  };
  while (field < end) {
    PlainFields<64> look(field);
    PlainField plain = look.next(field);
    const char* behind = plain.begin != nullptr ? plain.end() : skip_other_field(field, end);
    for (;;) {
      if (behind == nullptr || behind >= end || *behind != ',') return nullptr;
      field = behind + 1;
      if (is_key(field)) return field;
      if (plain.begin == nullptr) break;
      plain = look.next(field);
      if (plain.begin == nullptr) break;
      behind = plain.end();
    }
  }
  return nullptr;
}

const char* skip_field(const char* name, const char* end) {
  if (name >= end) return nullptr;
  if (const PlainField field = PlainFields<32>(name).next(name); field.begin != nullptr) return field.end();
  return skip_other_field(name, end);
}

const char* skip_value(const char* value, const char* end) {
  if (value >= end) return nullptr;
  if (*value == '"') {
    const char* const close = string_end(value + 1, end);
    return close == nullptr ? nullptr : close + 1;
  }
  if (*value == '-' || is_digit(*value)) return skip_number(value, end);
  if ((value[0] == '{' && value[1] == '}') || (value[0] == '[' && value[1] == ']')) return value + 2;
  if (std::memcmp(value, "true", 4) == 0) return value + 4;
  if (std::memcmp(value, "false", 5) == 0) return value + 5;
  if (std::memcmp(value, "null", 4) == 0) return value + 4;
  return nullptr;
}

}  // namespace basis::wire
