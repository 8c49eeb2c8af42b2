#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/order_effect.hpp"
#include "core/execution/order_room.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// What accounts have free for new orders: what their venues told, less what orders need that were sent since. What was
/// not told is not known, and limits nothing.
///
/// A spot order needs limit * size of the quote, or its coins. A perp's needs its initial margin at the leverage of its
/// market, at most that of the tier, and its fee; what closes a position needs nothing. Rounded up.
class FreeFunds {
 public:
  /// The markets outlive it, each at the place of its id.
  explicit FreeFunds(std::span<const Market> markets);

  /// A balance. One that does not tell what is free makes that unknown. Other reports are passed over.
  void take(const AccountReport& report);
  /// A new order was sent. `position`: signed coins of its market before it.
  void sent(const OrderCommand& order, Quantity position);
  /// What became of an order, by a report of this time at the venue.
  void take(const OrderEffect& effect, UtcTime at_venue);

  /// The most of the order that free funds allow.
  [[nodiscard]] OrderRoom room(const OrderCommand& order, Quantity position) const;

 private:
  struct Pocket {
    AccountId account;
    AssetId asset;
    Amount available;
    bool known = false;
  };
  /// What an order needs that the last balance may not show.
  struct Claim {
    ClientOrderId id;
    AccountId account;
    AssetId asset;
    Amount need;
    Quantity size;
    UtcTime seen;  ///< the venue's last word of the order; zero: none
  };
  [[nodiscard]] AssetId asset_of(const OrderCommand& order) const;
  [[nodiscard]] bool suffices(const OrderCommand& order, Amount available) const;
  [[nodiscard]] Amount need(const OrderCommand& order, Quantity size, Quantity position) const;

  std::span<const Market> markets_;
  std::vector<Pocket> pockets_;
  std::vector<Claim> claims_;  ///< in the order in which they were sent
};

/// "binance_usdm has 10 USDT available, the order needs 16.02".
std::string funds_text(const Funds& funds, const Universe& universe);

}  // namespace basis
