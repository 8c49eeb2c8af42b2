#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/marketdata/last_prices.hpp"
#include "core/portfolio/holding.hpp"
#include "core/risk/live_risk_report.hpp"
#include "core/risk/live_risk_spec.hpp"

namespace basis {

/// Net exposure of one hedge group.
struct NakedExposure {
  Amount net;                     ///< coins, signed
  std::optional<MonoTime> since;  ///< start of the time over the tolerance, without a break; absent while hedged
  Nanos lasted{};                 ///< time since then, at the time of the call
  bool too_long = false;          ///< longer than `max_naked_time`
};

/// Margin, net delta and naked exposure of everything that the universe holds. They are updated with every price and
/// every change of a holding; an event costs as much as the holdings that its market prices, however many others there
/// are. Sums are exact amounts, rounded where `core/risk` and `core/portfolio` round them, so that they equal what
/// `measure_margins`, `measure_exposure` and `equity` return for the same prices in the share class USDT.
///
/// A market prices the instrument that its fills change: coins at the mid of its order book, a perp at its mark. Coins
/// of another account (the wallet's, a protocol's, staked ones) are priced by the first spot market of their asset, or
/// by its first perp where there is no spot. When a price is lost or too old, the last one stays in the figures,
/// because a missing figure would look like no risk. While the instrument is held this is a warning, and critical once
/// the price is older than `max_price_age`. An instrument that never had a price, an index or a rate that it needs
/// counts as zero, and is critical.
///
/// All amounts are in USDT.
class LiveRisk {
 public:
  explicit LiveRisk(LiveRiskSpec spec);

  /// Takes a price. Events of markets that price nothing are ignored.
  void apply(const FeedEvent& event);
  /// Sets the current holding. `at` starts or ends the naked time of its group. In this and the next functions an
  /// instrument, an asset or an account that the universe does not have is a broken invariant.
  void set_holding(InstrumentId id, const Holding& holding, MonoTime at);
  /// Sets the index of an aToken or a debt, or the rate of a staked token; for an instrument without one a broken
  /// invariant.
  void set_index(InstrumentId id, Ray index);
  void set_rate(InstrumentId id, Ray rate);

  /// As `core/risk` defines it: (cash + unrealised P&L) / sum(|q| * mark), and the rise to the maintenance margin of
  /// the tiers that the perps are in.
  [[nodiscard]] AccountMargin margin(AccountId account) const;
  /// Cash, coins at their price, unrealised P&L of perps, debts deducted.
  [[nodiscard]] Amount equity() const { return equity_; }
  /// In coins: spot, staked and perps of all accounts, debts deducted.
  [[nodiscard]] Amount net_delta(AssetId asset) const;
  /// Net delta's worth as a fraction of equity. Absent without a fresh price of the asset, or without equity.
  [[nodiscard]] std::optional<double> net_delta_of_equity(AssetId asset, MonoTime now) const;
  [[nodiscard]] NakedExposure naked(std::size_t group, MonoTime now) const;

  /// Compares everything with the thresholds, at `now`. Does not allocate; the report is valid
  /// until the next call.
  const LiveRiskReport& assess(MonoTime now);
  /// Text of a reason: "margin ratio of binance is 0.1834, under warning 0.2".
  [[nodiscard]] std::string text(const LiveRiskReason& reason) const;

 private:
  static constexpr std::uint16_t kNone = 0xFFFF;
  /// Contribution of one holding to the sums.
  struct Part {
    Amount coins;        ///< in units of the asset
    Amount worth;        ///< at the price, signed
    Amount pnl;          ///< perps: unrealised
    Amount maintenance;  ///< perps
  };
  struct Position {
    bool perp = false;
    bool indexed = false;
    bool staked = false;
    bool dollars = false;  ///< its asset is the quote, at one
    bool cash = false;     ///< dollars that back the perps of the account
    AccountId account;
    AssetId asset;
    std::uint16_t source = kNone;  ///< market that prices it
    std::uint16_t group = kNone;
    Holding holding{};
    Ray index{};
    Ray rate{};
    Part part{};
  };
  /// The prices of one market, and the positions that they value.
  struct Source {
    bool perp = false;
    bool marked = false;  ///< a mark has been seen; until then a perp is priced by its own mid
    [[nodiscard]] bool by_mark() const { return perp && marked; }
    LastPrices prices{};
    Price price{};  ///< the last known; zero before the first
    MonoTime price_time{};
    std::vector<std::uint16_t> priced;
    std::vector<MarginTier> tiers;
  };
  struct Account {
    std::vector<std::uint16_t> perps;  ///< positions, in instrument order
    Amount cash;
    Amount pnl;
    Amount notional;
    Amount net_worth;  ///< of perps, signed
    Amount maintenance;
  };
  struct Asset {
    Amount net;
    std::vector<std::uint16_t> sources;  ///< markets that can price it, spot first
  };
  struct Group {
    Amount net;
    std::optional<MonoTime> since;
  };

  void add_sources();
  void add(const Instrument& instrument);
  void add_group(std::uint16_t index);
  [[nodiscard]] Position& position(InstrumentId id);
  [[nodiscard]] Part part_of(const Position& position) const;
  /// Recomputes the contribution of the position and corrects the sums.
  void reprice(Position& position);
  [[nodiscard]] bool needs_price(const Position& position) const;
  [[nodiscard]] std::optional<Price> fresh_price(const Source& source, MonoTime now) const;
  [[nodiscard]] std::optional<Price> price_of(const Asset& asset, MonoTime now) const;
  [[nodiscard]] Exposure drift_of(Amount net, Price price) const;
  void raise(const LiveRiskReason& reason);
  void weigh_prices(MonoTime now);
  void weigh_margins();
  void weigh_deltas(MonoTime now);
  void weigh_groups(MonoTime now);

  LiveRiskSpec spec_;
  const Universe& universe_;
  std::vector<Source> sources_;      ///< by MarketId
  std::vector<Position> positions_;  ///< by InstrumentId
  std::vector<Account> accounts_;
  std::vector<Asset> assets_;
  std::vector<Group> groups_;
  Amount equity_;
  LiveRiskReport report_;
};

}  // namespace basis
