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

/// Margin, net delta and naked exposure of the venues' accounts. They are updated with every price
/// and every change of a position; the cost of an event does not depend on the number of holdings.
/// Sums are exact amounts, rounded where `core/risk` rounds them, so that they equal what
/// `measure_margins` returns for the same marks.
///
/// Spot is priced at the mid of its order book, a perp at its mark. When a price is lost or too
/// old, the last one stays in the figures, because a missing figure would look like no risk. While
/// the instrument is held this is a warning, and critical once the price is older than
/// `max_price_age`. An instrument that never had a price counts as zero, and is critical.
///
/// All amounts are in USDT. Holdings outside the venues' accounts (wallet, on chain) are passed in
/// with `set_outside_delta` and `set_outside_equity`.
class LiveRisk {
 public:
  explicit LiveRisk(LiveRiskSpec spec);

  /// Takes a price. Events of instruments that are not watched are ignored.
  void apply(const FeedEvent& event);
  /// Sets the current holding. `at` starts or ends the naked time of its group. An instrument that
  /// is not watched is a broken invariant.
  void set_holding(InstrumentId id, const Holding& holding, MonoTime at);
  /// Coins of an asset held elsewhere, added to its net delta.
  void set_outside_delta(AssetId asset, Amount coins);
  /// Worth of everything held elsewhere, added to equity.
  void set_outside_equity(Amount dollars);

  /// As `core/risk` defines it: (cash + unrealised P&L) / sum(|q| * mark).
  [[nodiscard]] AccountMargin margin(AccountId account) const;
  /// Cash, coins at their mid, unrealised P&L of perps, and the equity outside.
  [[nodiscard]] Amount equity() const { return equity_; }
  /// In coins: spot and perps of all accounts, and the delta outside.
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
    Amount worth;    ///< spot: coins * mid; perp: coins * mark, signed
    Amount balance;  ///< cash, and unrealised P&L of perps
  };
  struct Position {
    RiskInstrument instrument;
    std::uint16_t group = kNone;
    LastPrices prices{};
    Price price{};  ///< the last known; zero before the first
    MonoTime price_time{};
    Holding holding{};
    Part part{};
  };
  struct Account {
    bool perps = false;
    Amount cash;
    Amount balance;
    Amount notional;
    Amount net_worth;  ///< of perps, signed
  };
  struct Asset {
    Amount net;
    std::vector<std::uint16_t> positions;  ///< that can price it, spot first
  };
  struct Group {
    Amount net;
    std::optional<MonoTime> since;
  };

  void add(const RiskInstrument& instrument);
  void add_group(std::uint16_t index);
  [[nodiscard]] std::uint16_t slot(InstrumentId id) const {
    return id.index() < slots_.size() ? slots_[id.index()] : kNone;
  }
  [[nodiscard]] std::uint16_t slot(MarketId id) const {
    return id.index() < priced_.size() ? priced_[id.index()] : kNone;
  }
  [[nodiscard]] Part part_of(const Position& position) const;
  /// Recomputes the contribution of the position and corrects the sums.
  void reprice(Position& position);
  [[nodiscard]] std::optional<Price> fresh_price(const Position& position, MonoTime now) const;
  [[nodiscard]] std::optional<Price> price_of(const Asset& asset, MonoTime now) const;
  [[nodiscard]] Exposure drift_of(Amount net, Price price) const;
  void raise(const LiveRiskReason& reason);
  void weigh_prices(MonoTime now);
  void weigh_margins();
  void weigh_deltas(MonoTime now);
  void weigh_groups(MonoTime now);

  LiveRiskSpec spec_;
  std::vector<std::uint16_t> slots_;   ///< by InstrumentId: index in `positions_`
  std::vector<std::uint16_t> priced_;  ///< by MarketId: index in `positions_`
  std::vector<Position> positions_;
  std::vector<Account> accounts_;
  std::vector<Asset> assets_;
  std::vector<Group> groups_;
  Amount equity_;
  Amount outside_equity_;
  std::vector<Amount> outside_deltas_;  ///< by AssetId
  LiveRiskReport report_;
};

}  // namespace basis
