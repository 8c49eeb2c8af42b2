#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/trading/hot_messages.hpp"
#include "core/execution/venue_message.hpp"
#include "core/history/funding_told.hpp"

namespace basis {

/// Whether orders of a market can be sent, as its session says.
struct ReadinessTold {
  MarketId market;
  LegReadiness readiness;
  Quantity position;  ///< signed coins
};

/// What the exchanges of a node tell it.
using Heard = std::variant<OrderReport, AccountReport, MarketDownload, SendFailed, OrderAnswered, ReadinessTold>;

/// The exchanges of a node, as its driver has them: recorded books on which our orders are matched, or sessions. Orders
/// reach them through the hot lane's sink.
class NodeVenues {
 public:
  virtual ~NodeVenues() = default;

  /// Why the node cannot begin yet; empty when nothing of the venues is lacking.
  [[nodiscard]] virtual std::string lacking() const { return {}; }
  /// Brings simulated venues to the moment before `time`, with the books as they are.
  virtual void before(UtcTime time) { static_cast<void>(time); }
  /// When next, up to `time`, something happens at a venue or is told.
  [[nodiscard]] virtual std::optional<UtcTime> next(UtcTime time) = 0;
  /// Calls `take` for everything that is received up to `up_to`, in order.
  using Take = std::function<void(const Heard& heard, UtcTime received)>;
  virtual void deliver(UtcTime up_to, const Take& take) = 0;
  /// Payments of funding made since the last call.
  [[nodiscard]] virtual std::vector<FundingSettlement> take_settled() = 0;
  /// A new boot of the node asks what has become of orders, positions and balances since the boot before, which knew
  /// `orders`. What is found is told by `deliver`.
  virtual void begin_boot(const TrackerRecords& orders, UtcTime now) = 0;

  /// Asks for one order.
  virtual void ask(const OrderInQuestion& order, UtcTime now) = 0;
  /// Fetches fills of a market.
  virtual void fetch(const FillsLack& fills, UtcTime now) = 0;
  /// Downloads a market's orders, fills and position.
  virtual void download(const DownloadDue& market, UtcTime now) = 0;

 protected:
  NodeVenues() = default;
  NodeVenues(const NodeVenues&) = default;
  NodeVenues& operator=(const NodeVenues&) = default;
};

}  // namespace basis
