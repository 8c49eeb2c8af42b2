#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/marketdata/basis_quote.hpp"
#include "core/marketdata/fair_value.hpp"
#include "core/marketdata/last_prices.hpp"
#include "core/marketdata/pricing_spec.hpp"
#include "core/marketdata/realised_volatility.hpp"

namespace basis {

/// A spot market and a perpetual of the same asset.
struct BasisPair {
  MarketId spot;
  MarketId perp;
};

/// Prices one asset across venues: its fair value, and the basis of every pair of a spot market and a
/// perpetual. An event only changes the record of its own market, after the volatility samples that fell
/// due before it have been taken. Figures are calculated on request, from records no older than the spec
/// allows. Nothing is allocated after construction. A query for a market that is not in the spec is a
/// broken invariant; events of such a market are ignored.
class AssetPricer {
 public:
  explicit AssetPricer(const PricingSpec& spec);

  /// Applies an event and returns what it changed; `none` for a trade or a market that is not in the spec.
  /// Events come in the order of their `received_mono`.
  PriceChange apply(const FeedEvent& event);
  /// Takes the volatility samples due up to `now`; for times without events.
  void advance(MonoTime now);

  [[nodiscard]] PriceState state(MarketId id, MonoTime now) const { return record(id).prices.state(now, max_age_); }
  /// Null unless the state is `priced`.
  [[nodiscard]] const TopUpdate* top(MarketId id, MonoTime now) const;
  [[nodiscard]] std::optional<Price> mid(MarketId id, MonoTime now) const;
  /// Absent when no mark was received, when it is too old, and when the price was lost after it (see
  /// `LastPrices::apply`).
  [[nodiscard]] std::optional<Price> mark(MarketId id, MonoTime now) const {
    return record(id).prices.mark(now, max_age_);
  }
  [[nodiscard]] std::optional<FundingUpdate> funding(MarketId id, MonoTime now) const {
    return record(id).prices.funding(now, max_funding_age_);
  }

  /// Across the spot markets that are priced; absent when none is.
  [[nodiscard]] std::optional<FairValue> fair_value(MonoTime now) const;
  /// Volatility of the fair value as a fraction per year. Absent before there are enough samples, and while the
  /// last sample is older than `max_age` plus one grid interval.
  [[nodiscard]] std::optional<double> volatility(MonoTime now) const;

  /// Every spot market with every perpetual, in the order of the spec.
  [[nodiscard]] std::span<const BasisPair> pairs() const { return pairs_; }
  /// The indices in `pairs()` that an event of this market may change; empty if the market is not in
  /// the spec.
  [[nodiscard]] std::span<const std::uint16_t> pairs_of(MarketId id) const;
  /// Absent where a leg is not priced or its order book does not hold the clip.
  void quote(std::size_t pair, MonoTime now, std::optional<BasisQuote>& out) const;
  [[nodiscard]] std::optional<BasisQuote> quote(std::size_t pair, MonoTime now) const {
    std::optional<BasisQuote> out;
    quote(pair, now, out);
    return out;
  }

  [[nodiscard]] AssetId asset() const { return asset_; }

 private:
  static constexpr std::uint16_t kStranger = 0xFFFF;
  struct Record {
    const Market* market;
    LastPrices prices;
    std::vector<std::uint16_t> pairs;
  };

  [[nodiscard]] std::uint16_t slot(MarketId id) const {
    return id.index() < slots_.size() ? slots_[id.index()] : kStranger;
  }
  [[nodiscard]] const Record& record(MarketId id) const;
  void add(const Market& market);
  void make_pairs();

  AssetId asset_;
  Nanos max_age_;
  Nanos max_funding_age_;
  Quantity clip_;
  Nanos carry_horizon_;
  std::vector<std::uint16_t> slots_;  ///< by MarketId: index in `records_`
  std::vector<Record> records_;
  std::vector<std::uint16_t> spots_;  ///< indices in `records_`
  std::vector<BasisPair> pairs_;
  RealisedVolatility volatility_;
};

}  // namespace basis
