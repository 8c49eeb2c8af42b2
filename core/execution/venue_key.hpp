#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace basis {

/// A venue's own id of an order, a trade or a booking, as 128 bits: a decimal number (Binance, OKX; OKX's negative
/// trade ids of liquidations too) or a UUID (Bybit) is kept whole. Any other text is kept as its hash (XXH3). Zero
/// means that the venue told none.
struct VenueKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  [[nodiscard]] static constexpr VenueKey of(std::int64_t number) {
    return {number < 0 ? ~std::uint64_t{0} : 0, static_cast<std::uint64_t>(number)};
  }
  [[nodiscard]] static VenueKey parse(std::string_view text);
  [[nodiscard]] constexpr bool known() const { return high != 0 || low != 0; }
  friend constexpr auto operator<=>(const VenueKey&, const VenueKey&) = default;
};

}  // namespace basis
