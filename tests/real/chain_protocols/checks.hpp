#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "venues/chain/make_call.hpp"

namespace basis::test {

/// How many checks have held.
inline std::size_t checks_held = 0;

inline void check(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
  ++checks_held;
}

inline std::string shown(const Wei& amount) { return amount.to_string(); }
inline std::string shown(const u256& number) { return number.str(); }
inline std::string shown(const std::string& text) { return text; }
inline std::string shown(std::uint64_t number) { return std::to_string(number); }

template <class T>
void check_equal(const T& seen, const T& expected, const std::string& what) {
  check(seen == expected, fmt::format("{}: {} and not {}", what, shown(seen), shown(expected)));
}

/// `text` says `part`.
inline void check_says(const std::string& text, std::string_view part, const std::string& what) {
  check(text.find(part) != std::string::npos, fmt::format("{}: \"{}\" does not say \"{}\"", what, text, part));
}

/// Smallest units of a token with 18 decimals, from thousandths of it.
inline Wei milli(std::uint64_t thousandths) { return Wei(u256(thousandths) * 1'000'000'000'000'000U); }
inline Wei whole(std::uint64_t tokens) { return milli(tokens * 1000); }

}  // namespace basis::test
