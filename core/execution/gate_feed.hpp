#pragma once

#include <vector>

#include "core/execution/order_tracker.hpp"
#include "core/execution/pretrade_gate.hpp"

namespace basis {

/// Keeps the gate's open orders, positions and readiness as the tracker has them, so that the two never disagree. The
/// order of calls for a command: the gate's check, `OrderTracker::send`, `sent`. For everything else: the tracker's
/// call, then `take` with its effects. Nothing here allocates after the construction.
///
/// A market is synchronised when a download of it ended, no other is under way, its position is known, and no order of
/// it was overfilled.
class GateFeed {
 public:
  /// Both outlive it. Markets without limits in the gate are passed over.
  GateFeed(PreTradeGate& gate, const OrderTracker& tracker, const PreTradeLimits& limits);

  /// A command was given to the tracker, taken or not: what the gate counted for one that was not is free again.
  void sent(MarketId market);
  /// Fills move the position; whatever may have changed is read from the tracker.
  /// A fee that was taken in the coins of a spot purchase leaves so many fewer of them, rounded up to 1e-8.
  void take(OrderTracker::Effects effects);

  /// Orders can be sent to the venue of the market, or not. When the connection is lost the market has to be downloaded
  /// again.
  void set_connected(MarketId market, bool connected);
  /// A download of the market began, or ended after its last effects were taken.
  void download_began(MarketId market);
  void download_ended(MarketId market);
  /// The position as the venue has it, with all fills that were taken.
  void set_position(MarketId market, Quantity coins);
  /// A query of the position failed: it is unknown, not flat.
  void lose_position(MarketId market);
  /// A person has released the market in the tracker.
  void released(MarketId market) { refresh(market); }

 private:
  struct Watched {
    bool limited = false;
    std::optional<AssetId> coins;  ///< spot: that a fee may be taken in
    bool connected = false;
    bool downloaded = false;
    bool position_known = false;
  };
  [[nodiscard]] bool limited(MarketId market) const {
    return market.index() < markets_.size() && markets_[market.index()].limited;
  }
  void refresh(MarketId market);

  PreTradeGate& gate_;
  const OrderTracker& tracker_;
  std::vector<Watched> markets_;  ///< by MarketId
};

}  // namespace basis
