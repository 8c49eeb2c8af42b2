#pragma once

#include <cstdint>
#include <optional>

#include "core/marketdata/feed_event.hpp"

namespace basis {

/// Whether a market's order book gives a valid price.
enum class PriceState : std::uint8_t {
  never_seen,  ///< no top has been received
  priced,
  lost,     ///< the feed reported `PriceLost`, or the last top was not a valid market
  too_old,  ///< the last top is older than permitted
};

/// What a feed event changed for a market.
enum class PriceChange : std::uint8_t { none, top, lost, mark, funding };

/// The last values that a feed published for one market, each with its time of receipt. Ages are
/// differences of the receiver's monotonic clock, so that a jump of the wall clock does not affect the validity
/// of a price. At exactly `max_age` a value is still valid.
class LastPrices {
 public:
  /// Applies an event of this market; a trade changes nothing. A top that is not a valid market (bid not
  /// above zero, or not below the ask) counts as lost. When the price is lost the mark is cleared as well,
  /// because the same cause may have stopped both. A mark that is received afterwards is valid.
  PriceChange apply(const FeedEvent& event) {
    if (const auto* top = std::get_if<TopUpdate>(&event.what)) return take_top(*top, event.received_mono);
    if (const auto* mark = std::get_if<MarkUpdate>(&event.what)) return take_mark(*mark, event.received_mono);
    if (const auto* funding = std::get_if<FundingUpdate>(&event.what)) {
      funding_ = *funding;
      funding_time_ = event.received_mono;
      return PriceChange::funding;
    }
    return std::holds_alternative<PriceLost>(event.what) ? lose() : PriceChange::none;
  }

  [[nodiscard]] PriceState state(MonoTime now, Nanos max_age) const {
    return held_ == PriceState::priced && now - top_time_ > max_age ? PriceState::too_old : held_;
  }
  /// The top, if it is valid and no older than `max_age`; else null.
  [[nodiscard]] const TopUpdate* top(MonoTime now, Nanos max_age) const {
    return state(now, max_age) == PriceState::priced ? &top_ : nullptr;
  }
  [[nodiscard]] std::optional<Price> mark(MonoTime now, Nanos max_age) const {
    if (!mark_ || now - mark_time_ > max_age) return std::nullopt;
    return mark_;
  }
  [[nodiscard]] std::optional<FundingUpdate> funding(MonoTime now, Nanos max_age) const {
    if (!funding_ || now - funding_time_ > max_age) return std::nullopt;
    return funding_;
  }
  /// When the last top was received; meaningless before the first.
  [[nodiscard]] MonoTime top_time() const { return top_time_; }

 private:
  PriceChange take_top(const TopUpdate& top, MonoTime received) {
    if (top.bid.sign() <= 0 || top.bid >= top.ask) return lose();
    top_ = top;
    top_time_ = received;
    held_ = PriceState::priced;
    return PriceChange::top;
  }
  PriceChange take_mark(const MarkUpdate& mark, MonoTime received) {
    if (mark.mark.sign() <= 0) return PriceChange::none;
    mark_ = mark.mark;
    mark_time_ = received;
    return PriceChange::mark;
  }
  PriceChange lose() {
    held_ = PriceState::lost;
    mark_.reset();
    return PriceChange::lost;
  }

  PriceState held_ = PriceState::never_seen;
  TopUpdate top_;
  MonoTime top_time_, mark_time_, funding_time_;
  std::optional<Price> mark_;
  std::optional<FundingUpdate> funding_;
};

/// Half way between bid and ask; half of the last unit is rounded down.
inline Price mid_of(Price bid, Price ask) { return Price::from_raw(bid.raw() + (ask.raw() - bid.raw()) / 2); }
inline Price mid_of(const TopUpdate& top) { return mid_of(top.bid, top.ask); }

}  // namespace basis
