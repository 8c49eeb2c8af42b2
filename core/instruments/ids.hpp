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
/// An account that holds positions: the wallet, a protocol, or one margin pool of an exchange.
using AccountId = Id<struct AccountIdTag>;
/// What can be held: one instrument key, `account:type:symbol`.
using InstrumentId = Id<struct InstrumentIdTag>;
/// What can be traded: one market of a venue.
using MarketId = Id<struct MarketIdTag>;

}  // namespace basis
