#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/history/chain_told.hpp"
#include "core/history/funding_told.hpp"
#include "core/history/timeline.hpp"
#include "core/marketdata/last_prices.hpp"

namespace basis {

/// How snapshots are made from feeds.
struct FeedSnapshotRules {
  Nanos max_age;  ///< an older top or mark gives no price; at exactly this age it still does
  UtcTime since;  ///< the first snapshot tells what was settled, paid and earned after this instant
  /// ETH per unit of gas at a moment for which no history is given; without it gas is lacking there.
  std::optional<Amount> gas_price{};
  /// USDT for the token that pays gas, in a run that needs its price for nothing else and has neither a feed nor a
  /// history of it; without it the price is lacking.
  std::optional<Price> gas_token_price{};
  Nanos max_chain_age = kMinute * 5;  ///< what a chain told longer ago is no value
};

/// What a snapshot should have and has not.
enum class LackingValue { price, mark, index, rate, gas, funding };
enum class LackReason {
  no_source,   ///< no followed market, or no history at this moment
  never_seen,  ///< the feed has not published it yet
  lost,        ///< the feed has said that it is not valid
  too_old,
  not_told,  ///< a funding payment was announced and is due, and its rate is not known yet
};
struct Lack {
  LackingValue value = LackingValue::price;
  LackReason reason = LackReason::no_source;
  std::string text;  ///< "price of BTC: binance:Spot:BTCUSDT has never been seen"
};

/// A snapshot from feeds, and what to know about it.
struct FeedMoment {
  MarketPtr market;
  /// What the run needs and this snapshot has not, in the order prices, marks, funding, indices and rates, gas. It is
  /// zero or absent in `market`. A strategy is not asked while anything of it is lacking; monitors may follow as long
  /// as `unvalued` finds nothing. A lack of funding alone says that the payment comes with a later snapshot.
  std::vector<Lack> lacking;
  std::vector<std::string> remarks;        ///< each is told with the first snapshot that it concerns
  std::vector<FundingSettlement> settled;  ///< what `funding_settled` sums up, by instrument and stamp
};

/// Makes market snapshots from what feeds publish, at any moments: the same `MarketSnapshot` that a `Timeline` makes of
/// bars, for the same strategies, monitors and execution manager.
///
/// - The price of an asset is the mid of the market whose bars value it in a backtest: Binance spot against USDT. Half
///   of the last unit is rounded down (`mid_of`).
/// - The mark of a perp is its mark. Where none has ever been seen it is its own mid, with a remark; once one has been
///   seen a missing one is lacking.
/// - Prices that were never seen, that are lost, or that are older than the limit are absent, and told.
/// - Each settlement counts once, at its own perp; rates of several between two snapshots are summed. A payment is
///   made with the mark of the snapshot. For the exact amount make a snapshot at the stamp.
///
/// What feeds do not have comes from a history, where one is given, by its own rules (`Timeline::fill_slow`). Without
/// one, or outside it: indices and oracle rates are zero and lacking; DEX rates, reserve totals, rewards and the prices
/// of reward tokens are absent, with which a swap has no quote, a cap is held against our own amount, and nothing is
/// credited; gas is that of the rules. Never there are bars and volumes: a bar that has begun is not known, and one
/// that has ended is the venue's matter, so nothing is liquidated inside a bar and no trade is held against a volume.
///
/// Where the run has a chain (`tell`), its block is the source of indices, oracle and DEX rates and gas instead, and of
/// the price of ETH in a run that follows no market of it. What it told longer ago than `max_chain_age` is lacking.
///
/// A price that the mode does not need stays zero, as in a `Timeline`.
class FeedSnapshots {
 public:
  /// Markets that are followed later are not seen. `history` may be null; it and `universe` outlive this object.
  FeedSnapshots(const Universe& universe, const Settings& settings, const FeedSnapshotRules& rules,
                const Timeline* history = nullptr);

  /// Takes an event of any market, in order of receipt. Events received after a moment must come after the snapshot of
  /// that moment.
  void apply(const FeedEvent& event);
  /// Takes a settled rate from whichever source: a stream, a query, an account's statement.
  SettlementTold settle(const FundingSettlement& settlement);
  /// Takes what a chain tells; from the first on it is the source of slow values.
  void tell(ChainTold told) { chain_ = std::move(told); }

  /// The market at `time`, which is `now` by the receiver's monotonic clock; ages go by the latter. Throws
  /// `InvariantError` unless it is after the last one.
  FeedMoment at(UtcTime time, MonoTime now);

 private:
  struct Followed {
    LastPrices prices;
    bool mark_seen = false;
  };
  struct PricedAsset {
    std::string asset;
    std::optional<AssetId> id;       ///< absent: a price for gas only
    std::optional<MarketId> market;  ///< absent: it is not followed
  };
  struct MarkedPerp {
    InstrumentId id;
    std::optional<MarketId> market;
    bool by_mid = false;  ///< and this has been told
  };
  /// An instrument of which a slow series must give an index or a rate.
  struct SlowValue {
    InstrumentId id;
    LackingValue value;
  };

  void need_prices(const std::set<std::string>& needed);
  void need_instruments(const std::set<std::string>& needed);
  [[nodiscard]] MarketSnapshot neutral(UtcTime time) const;
  [[nodiscard]] std::optional<Price> mid(MarketId market, MonoTime now) const;
  [[nodiscard]] LackReason why_no_mid(MarketId market, MonoTime now) const;
  [[nodiscard]] std::optional<Price> set_prices(MarketSnapshot& market, MonoTime now, FeedMoment& moment);
  [[nodiscard]] std::optional<Price> gas_token_price(UtcTime time, FeedMoment& moment);
  void set_mark(MarketSnapshot& market, MarkedPerp& perp, MonoTime now, FeedMoment& moment);
  void set_funding(MarketSnapshot& market, FeedMoment& moment);
  [[nodiscard]] std::optional<Price> chain_price(const PricedAsset& priced, UtcTime time) const;
  [[nodiscard]] const ChainTold* chain_at(UtcTime time) const;
  void take_chain(MarketSnapshot& market) const;
  void set_slow(MarketSnapshot& market, std::optional<Price> eth, FeedMoment& moment) const;
  void set_gas(MarketSnapshot& market, std::optional<Price> eth, FeedMoment& moment);

  const Universe& universe_;
  const Timeline* history_;
  FeedSnapshotRules rules_;
  bool pays_gas_;
  std::vector<Followed> followed_;  ///< by market
  std::vector<PricedAsset> prices_;
  std::vector<MarkedPerp> perps_;
  std::vector<SlowValue> slow_;
  FundingTold funding_;
  std::optional<ChainTold> chain_;    ///< its last word
  std::vector<std::string> remarks_;  ///< for the next snapshot
  bool gas_told_ = false;             ///< where the price of gas or of its token is from has been told
  bool gas_token_told_ = false;
  UtcTime last_;
};

}  // namespace basis
