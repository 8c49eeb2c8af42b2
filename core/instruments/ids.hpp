#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace basis {

/// A small integer for an interned name. `Tag` makes the ids of different kinds different types.
template <class Tag>
struct Id {
  std::uint16_t value = 0;
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// An asset: USDT, BTC, ETH.
using AssetId = Id<struct AssetIdTag>;
/// An account that holds positions: the wallet or a venue.
using AccountId = Id<struct AccountIdTag>;
/// One instrument key, `venue:type:symbol`.
using InstrumentId = Id<struct InstrumentIdTag>;

}  // namespace basis
