#pragma once

#include <string_view>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis::test {

// Numbers and times from their text, for tests that know it is well formed.
inline Amount amount(std::string_view text) { return from_text<Amount>(text); }
inline Price price(std::string_view text) { return from_text<Price>(text); }
inline Quantity quantity(std::string_view text) { return from_text<Quantity>(text); }
inline Ray ray(std::string_view text) { return from_text<Ray>(text); }
inline Ratio fraction(std::string_view text) { return from_text<Ratio>(text); }
inline BasisPoints bps(std::string_view text) { return from_text<BasisPoints>(text); }
inline UtcTime utc(std::string_view text) { return UtcTime::parse(text).value(); }

}  // namespace basis::test
