#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/pricing/basis_quote.hpp"
#include "core/pricing/fair_value.hpp"
#include "core/pricing/last_prices.hpp"
#include "core/pricing/pricing_spec.hpp"
#include "core/pricing/realised_volatility.hpp"

namespace basis {

/// A spot market and a perpetual of the same asset.
struct BasisPair {
  InstrumentId spot;
  InstrumentId perp;
};

/// What one asset is worth and what its basis pays, across venues. An event only
/// changes its own instrument's record (and takes the volatility samples that fell
/// due before it); figures are worked out when they are asked for, from records no
/// older than the spec allows. Nothing allocates after construction. Questions
/// about an instrument that is not the spec's are a broken invariant; its events
/// are passed over.
class AssetPricer {
 public:
  explicit AssetPricer(const PricingSpec& spec);

  /// Takes an event in and says what it changed; `none` for a trade or a stranger.
  /// Events come in the order of their `received_mono`.
  PriceChange apply(const FeedEvent& event);
  /// Takes the volatility samples due up to `now`; for when no event comes.
  void advance(MonoTime now);

  [[nodiscard]] PriceState state(InstrumentId id, MonoTime now) const { return record(id).prices.state(now, max_age_); }
  /// Absent unless `priced`.
  [[nodiscard]] const TopUpdate* top(InstrumentId id, MonoTime now) const;
  [[nodiscard]] std::optional<Price> mid(InstrumentId id, MonoTime now) const;
  /// Absent when none came, or it is too old, or the book was lost since.
  [[nodiscard]] std::optional<Price> mark(InstrumentId id, MonoTime now) const {
    return record(id).prices.mark(now, max_age_);
  }
  [[nodiscard]] std::optional<FundingUpdate> funding(InstrumentId id, MonoTime now) const {
    return record(id).prices.funding(now, max_funding_age_);
  }

  /// Across the spot markets that are priced; absent when none is.
  [[nodiscard]] std::optional<FairValue> fair_value(MonoTime now) const;
  /// Of the fair value, a fraction a year. Absent before there are enough samples, and
  /// while the last one is older than `max_age` and a step.
  [[nodiscard]] std::optional<double> volatility(MonoTime now) const;

  /// Every spot market with every perpetual, in the order of the spec.
  [[nodiscard]] std::span<const BasisPair> pairs() const { return pairs_; }
  /// The indices in `pairs()` that an event of this instrument may change; empty for a stranger.
  [[nodiscard]] std::span<const std::uint16_t> pairs_of(InstrumentId id) const;
  /// Absent where either leg is not priced or its book does not hold the clip.
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
    PricedInstrument instrument;
    LastPrices prices;
    std::vector<std::uint16_t> pairs;
  };

  [[nodiscard]] std::uint16_t slot(InstrumentId id) const {
    return id.index() < slots_.size() ? slots_[id.index()] : kStranger;
  }
  [[nodiscard]] const Record& record(InstrumentId id) const;
  void add(const PricedInstrument& instrument);
  void make_pairs();

  AssetId asset_;
  Nanos max_age_;
  Nanos max_funding_age_;
  Quantity clip_;
  Nanos carry_horizon_;
  std::vector<std::uint16_t> slots_;  ///< by InstrumentId: index in `records_`
  std::vector<Record> records_;
  std::vector<std::uint16_t> spots_;  ///< indices in `records_`
  std::vector<BasisPair> pairs_;
  RealisedVolatility volatility_;
};

}  // namespace basis
