#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Our id of an order, by which every venue can be queried: 1 to 32 letters and digits. This is
/// OKX's rule for `clOrdId`, the narrowest of the four (Binance takes 36 of `.A-Z:/a-z0-9_-`, Bybit
/// 36 with dashes and underscores). The default value is empty and is no valid id.
class ClientOrderId {
 public:
  static constexpr std::size_t kCapacity = 32;

  constexpr ClientOrderId() = default;
  /// Errors: a usage error that names the text and the rule it breaks.
  static Result<ClientOrderId> parse(std::string_view text);

  [[nodiscard]] constexpr std::string_view view() const { return {text_.data(), size_}; }
  [[nodiscard]] constexpr bool is_set() const { return size_ > 0; }
  /// The text alone tells ids apart, zeros included. Of a fixed length a comparison is a few instructions.
  friend constexpr std::strong_ordering operator<=>(const ClientOrderId& a, const ClientOrderId& b) {
    return __builtin_memcmp(a.text_.data(), b.text_.data(), kCapacity) <=> 0;
  }
  friend constexpr bool operator==(const ClientOrderId& a, const ClientOrderId& b) {
    return __builtin_memcmp(a.text_.data(), b.text_.data(), kCapacity) == 0;
  }

 private:
  friend class ClientOrderIds;
  // Filled with zeros after the text, so that ids compare as their bytes do.
  std::array<char, kCapacity> text_{};
  std::uint8_t size_ = 0;
};

/// What an id of this node tells: the start of the program that made it, and its number there.
struct IssuedId {
  std::uint64_t boot = 0;
  std::uint64_t sequence = 0;
  friend auto operator<=>(const IssuedId&, const IssuedId&) = default;
};

/// The ids of one start of one node: the node's id, the boot number in six digits, then a sequence number in twelve.
/// The node keeps its id for ever and counts its starts, so no id is made twice over restarts. The numbers have a
/// fixed width at the end, so ids of different nodes, boots or numbers are always different, and an id can be read
/// back: a venue's order is ours when it has our node's id, and foreign otherwise.
class ClientOrderIds {
 public:
  static constexpr std::size_t kBootDigits = 6;
  static constexpr std::size_t kSequenceDigits = 12;
  static constexpr std::size_t kMaxNode = ClientOrderId::kCapacity - kBootDigits - kSequenceDigits;

  /// Usage errors: the node id is not 1 to 14 letters and digits, the boot number is over 999,999.
  static Result<ClientOrderIds> create(std::string_view node_id, std::uint64_t boot);

  /// The id of order `sequence`, which must be less than 10^12 (otherwise a broken invariant).
  [[nodiscard]] ClientOrderId make(std::uint64_t sequence) const;
  /// Boot and number of an id of this node, of any boot; absent for a foreign one.
  [[nodiscard]] std::optional<IssuedId> read(const ClientOrderId& id) const;
  [[nodiscard]] std::uint64_t boot() const { return boot_; }

 private:
  ClientOrderIds(ClientOrderId prefix, std::uint64_t boot) : prefix_(prefix), boot_(boot) {}
  ClientOrderId prefix_;  ///< node id and boot number
  std::uint64_t boot_;
};

}  // namespace basis
