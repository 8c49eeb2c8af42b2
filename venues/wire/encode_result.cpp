#include "venues/wire/encode_result.hpp"

#include <fmt/format.h>

#include <array>

#include "core/base/utc_time.hpp"

namespace basis::wire {
namespace {

constexpr std::array<std::string_view, 11> kNames = {"none",
                                                     "unknown_market",
                                                     "no_client_id",
                                                     "clock_not_set",
                                                     "size_not_positive",
                                                     "size_off_step",
                                                     "size_out_of_range",
                                                     "price_not_positive",
                                                     "price_off_tick",
                                                     "reduce_only_on_spot",
                                                     "amend_not_offered"};

std::string detail_of(const EncodeResult& result) {
  switch (result.fault) {
    case EncodeFault::size_off_step:
    case EncodeFault::price_off_tick:
      return fmt::format(": {} is no multiple of {}", Quantity::from_raw(result.found).to_string(),
                         Quantity::from_raw(result.unit).to_string());
    case EncodeFault::size_not_positive:
    case EncodeFault::size_out_of_range:
    case EncodeFault::price_not_positive: return ": " + Quantity::from_raw(result.found).to_string();
    case EncodeFault::clock_not_set: return ": " + UtcTime::from_nanos(result.found).to_string();
    default: return {};
  }
}

}  // namespace

std::string_view fault_name(EncodeFault fault) { return kNames[static_cast<std::size_t>(fault)]; }

std::string EncodeResult::text() const {
  return fmt::format("{}{} (order {}, market {})", fault_name(fault), detail_of(*this),
                     id.is_set() ? id.view() : "without id", market.value);
}

}  // namespace basis::wire
