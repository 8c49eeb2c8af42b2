#pragma once

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <array>
#include <cstddef>
#include <string_view>

namespace basis::wire {

/// More than the longest text that any encoder signs: configured text that `create` limits (128 bytes of key), 32 bytes
/// each of symbol and id, 20 digits per number.
inline constexpr std::size_t kMostSigned = 768;

/// Buffer of one signed request, reused for every order. It contains credentials as they are sent to the venue:
/// never log its bytes. They are overwritten on destruction.
class OrderBuffer {
 public:
  /// More than the longest request of any encoder; their `create` limits the length of configured text.
  static constexpr std::size_t kCapacity = 1536;

  OrderBuffer() = default;
  ~OrderBuffer() { explicit_bzero(bytes_.data(), bytes_.size()); }
  OrderBuffer(const OrderBuffer&) = delete;
  OrderBuffer& operator=(const OrderBuffer&) = delete;

  /// The complete request as it is sent to the socket; empty after a refused command.
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
