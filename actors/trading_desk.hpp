#pragma once

#include "core/execution/open_pair.hpp"
#include "core/instruments/ids.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// The hot lane as the control plane sees it. Calls return at once; what comes of them is told with messages.
class TradingDesk {
 public:
  virtual ~TradingDesk() = default;
  /// Starts to work a pair; it ends with `PairDone`.
  virtual void work(const PairOrder& order) = 0;
  /// Goes on with a pair that was worked before a restart, once none of its orders is open any more.
  virtual void resume(const OpenPair& pair) = 0;
  /// The pair is to end with what is done and even.
  virtual void stop(std::uint64_t pair) = 0;
  /// Whether the venue of a market takes orders of it, as far as it has told.
  [[nodiscard]] virtual bool takes_orders(MarketId market) const = 0;
  /// A holding as it is after an entry, for live risk.
  virtual void holding_changed(InstrumentId instrument, const Holding& holding) = 0;
  /// Money came from outside or went there, in USDT; it is no profit.
  virtual void capital_moved(Amount dollars) = 0;
  /// Only orders that reduce a position may be sent from here on. `reason` is static text.
  virtual void only_reduce(const char* reason) = 0;

 protected:
  TradingDesk() = default;
  TradingDesk(const TradingDesk&) = default;
  TradingDesk& operator=(const TradingDesk&) = default;
};

}  // namespace basis
