#pragma once

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <array>
#include <cstddef>
#include <string_view>

namespace basis::wire {

/// Room for one signed request, reused from order to order. It holds credentials
/// as they go to the venue: never log its bytes. They are overwritten when it goes.
class OrderBuffer {
 public:
  /// More than the longest request of any encoder; their `create` bounds what
  /// configuration puts in.
  static constexpr std::size_t kCapacity = 1536;

  OrderBuffer() = default;
  ~OrderBuffer() { explicit_bzero(bytes_.data(), bytes_.size()); }
  OrderBuffer(const OrderBuffer&) = delete;
  OrderBuffer& operator=(const OrderBuffer&) = delete;

  /// The request, whole, as it goes to the socket; empty after a refused command.
  [[nodiscard]] std::string_view bytes() const { return {bytes_.data(), size_}; }

  /// For encoders: where to write, and where the request ends.
  [[nodiscard]] char* begin() { return bytes_.data(); }
  void end_at(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.data()); }
  void clear() { size_ = 0; }

 private:
  std::array<char, kCapacity> bytes_;
  std::size_t size_ = 0;
};

}  // namespace basis::wire
