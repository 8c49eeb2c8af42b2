#pragma once

#include <array>
#include <cstdint>
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
  friend constexpr auto operator<=>(const ClientOrderId&, const ClientOrderId&) = default;

 private:
  friend class ClientOrderIds;
  // Filled with zeros after the text, so that ids compare as their bytes do.
  std::array<char, kCapacity> text_{};
  std::uint8_t size_ = 0;
};

/// The ids of one run: its tag, then a sequence number of twelve digits. The same tag and number
/// always make the same id, so a venue recognises an order that is sent again. Different tags or
/// numbers never make the same id, because the number has a fixed width at the end.
class ClientOrderIds {
 public:
  static constexpr std::size_t kDigits = 12;
  static constexpr std::size_t kMaxTag = ClientOrderId::kCapacity - kDigits;

  /// The tag is 1 to 20 letters and digits; anything else is a usage error.
  static Result<ClientOrderIds> create(std::string_view run_tag);

  /// The id of order `sequence`, which must be less than 10^12 (otherwise a broken invariant).
  [[nodiscard]] ClientOrderId make(std::uint64_t sequence) const;

 private:
  explicit ClientOrderIds(ClientOrderId tag) : tag_(tag) {}
  ClientOrderId tag_;
};

}  // namespace basis
