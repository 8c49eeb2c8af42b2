#include "venues/chain/read_values.hpp"

#include <fmt/format.h>

#include <limits>

namespace basis::chain {
namespace {

constexpr std::int64_t kNanosInSecond = 1'000'000'000;
constexpr std::uint64_t kLastSecond = std::numeric_limits<std::int64_t>::max() / kNanosInSecond;

}  // namespace

Result<u256> number128(const AbiValue& value, std::string_view what) {
  static const u256 kEnd = u256(1) << 128;
  if (value.uint() < kEnd) return value.uint();
  return Error(ErrorKind::data, fmt::format("{}: {} is out of range (allowed: below 2^128)", what, value.to_string()));
}

Result<Wei> amount128(const AbiValue& value, std::string_view what) {
  BASIS_TRY(const u256 number, number128(value, what));
  return Wei(number);
}

Result<UtcTime> time_of(const AbiValue& value, std::string_view what) {
  if (value.uint() <= kLastSecond) return UtcTime::from_nanos(static_cast<std::int64_t>(value.uint()) * kNanosInSecond);
  return Error(ErrorKind::data,
               fmt::format("{}: {} is no time in seconds (allowed: until the year 2262)", what, value.to_string()));
}

}  // namespace basis::chain
