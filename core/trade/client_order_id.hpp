#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// The id we give an order, by which every venue can be asked about it: 1 to 32
/// letters and digits. That is OKX's rule for `clOrdId`, the narrowest of the
/// four (Binance takes 36 of `.A-Z:/a-z0-9_-`, Bybit 36 with dashes and
/// underscores). A value without text, as it is by default, names no order.
class ClientOrderId {
 public:
  static constexpr std::size_t kCapacity = 32;

  constexpr ClientOrderId() = default;
  /// A usage error that names the text and the rule it breaks.
  static Result<ClientOrderId> parse(std::string_view text);

  [[nodiscard]] constexpr std::string_view view() const { return {text_.data(), size_}; }
  [[nodiscard]] constexpr bool is_set() const { return size_ > 0; }
  friend constexpr auto operator<=>(const ClientOrderId&, const ClientOrderId&) = default;

 private:
  friend class ClientOrderIds;
  // Zeros behind the text, so that ids compare as their bytes do.
  std::array<char, kCapacity> text_{};
  std::uint8_t size_ = 0;
};

/// The ids of one run: its tag, then a sequence number of twelve digits. The same
/// tag and number give the same id, so an order sent again is one the venue
/// already knows; two of them never give the same, because the number's place is
/// fixed.
class ClientOrderIds {
 public:
  static constexpr std::size_t kDigits = 12;
  static constexpr std::size_t kMaxTag = ClientOrderId::kCapacity - kDigits;

  /// The tag: 1 to 20 letters and digits; anything else is a usage error.
  static Result<ClientOrderIds> create(std::string_view run_tag);

  /// The id of order `sequence`, less than 10^12 (a broken invariant otherwise).
  [[nodiscard]] ClientOrderId make(std::uint64_t sequence) const;

 private:
  explicit ClientOrderIds(ClientOrderId tag) : tag_(tag) {}
  ClientOrderId tag_;
};

}  // namespace basis
