#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "actors/drivers/trading_node.hpp"
#include "core/base/histogram.hpp"
#include "core/base/json_writer.hpp"

namespace basis {

/// What orders of a venue came to.
struct VenueTrading {
  std::uint64_t orders = 0;
  std::uint64_t fills = 0;
  std::uint64_t maker_fills = 0;
  Amount notional;        ///< USDT
  Amount maker_notional;  ///< USDT
  Amount slippage;        ///< USDT: side * (price - mid when the order was sent) * size; positive: against us
  std::map<std::string, Amount> fees;            ///< by token; negative: rebates
  std::map<std::string, std::uint64_t> refused;  ///< orders, by reason
};

/// Collects the orders and fills of the hot lane, and writes them as the rows of `orders.csv` and `fills.csv`.
class TradingFigures final : public TradingObserver {
 public:
  /// The universe outlives the figures.
  explicit TradingFigures(const Universe& universe);

  void outcome(const HotOutcome& outcome) override;

  /// The member `execution` of a summary.
  void write(JsonWriter& json) const;
  /// The texts of the two files, with their headers.
  [[nodiscard]] const std::string& orders() const { return orders_; }
  [[nodiscard]] const std::string& fills() const { return fills_; }
  /// The same, without what was taken before.
  [[nodiscard]] std::string take_orders() { return std::exchange(orders_, {}); }
  [[nodiscard]] std::string take_fills() { return std::exchange(fills_, {}); }

 private:
  struct Sent {
    UtcTime at;
    Price mid;
    std::uint64_t pair = 0;
  };
  /// Fills that are told late find the price that their order was sent at, until so many others have ended.
  static constexpr std::size_t kEndedKept = 10'000;

  void take(const OrderSent& sent);
  void take(const FillCounted& counted);
  void write_row(const FillCounted& filled);
  void take(const OrderEnded& ended);
  void take(const PairEnded& ended);
  void take(const PairAlarmed& alarmed);
  void take(const PairLacks&) {}
  void take(const OrderAlarmed&) {}  // counted by the order tracker, and an event
  void take(const AccountReported&) {}
  void take(const TwinStarted&) { ++twins_; }
  void take(const OrderReported&) {}
  void take(const Downloaded&) {}
  void take(const OrderInQuestion&) {}
  void take(const FillsLack&) {}
  void take(const DownloadDue&) {}

  const Universe& universe_;
  std::map<ClientOrderId, Sent> open_;
  std::deque<ClientOrderId> ended_;  ///< of these, those whose orders have ended
  std::map<std::string, VenueTrading> venues_;
  LatencyHistogram time_to_fill_;
  std::map<std::string, std::uint64_t> alarms_;
  std::map<std::string, std::uint64_t> ends_;  ///< pairs, by how they ended
  std::uint64_t twins_ = 0;                    ///< of positions that their venues closed
  Nanos naked_;
  Nanos longest_naked_;
  Quantity unwound_;
  std::string orders_;
  std::string fills_;
};

}  // namespace basis
