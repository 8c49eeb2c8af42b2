#include "core/execution/order.hpp"

#include <array>

namespace basis {

std::string_view order_status_name(OrderStatus status) {
  static constexpr std::array<std::string_view, 3> kNames = {"accepted", "refused", "unknown"};
  return kNames[static_cast<std::size_t>(status)];
}

}  // namespace basis
