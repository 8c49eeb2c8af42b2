#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/holding.hpp"
#include "core/pretrade/live_risk_report.hpp"
#include "core/pretrade/live_risk_spec.hpp"
#include "core/pricing/last_prices.hpp"

namespace basis {

/// What a hedge group does not cancel.
struct NakedExposure {
  Amount net;                     ///< coins, signed
  std::optional<MonoTime> since;  ///< since when over the tolerance without a break; absent while hedged
  Nanos lasted{};                 ///< how long at the time asked about
  bool too_long = false;          ///< longer than `max_naked_time`
};

/// Margin, net delta and naked exposure of what the venues hold, kept up with
/// every price and every change of a position: an event costs the same however
/// much is held. Sums are whole units, rounded where `core/risk` rounds them, so
/// that they are what `measure_margins` gives for the same marks.
///
/// Spot counts at its book's mid, a perp at its mark. A price that is lost or too
/// old goes on standing in the figures, because no figure at all would read as no
/// risk: as long as the instrument is held that is a warning, and critical once the
/// price is older than `max_price_age`. What has never had a price counts as
/// nothing, and is critical.
///
/// Everything is in USDT. What is held outside the venues' accounts (wallet,
/// on chain) comes in through `set_outside`.
class LiveRisk {
 public:
  explicit LiveRisk(LiveRiskSpec spec);

  /// A price. Strangers' events are passed over.
  void apply(const FeedEvent& event);
  /// What is held now; `at` starts and ends naked times. A stranger is a broken invariant.
  void set_holding(InstrumentId id, const Holding& holding, MonoTime at);
  /// Coins of an asset held elsewhere, added to its net delta.
  void set_outside_delta(AssetId asset, Amount coins);
  /// Worth of everything held elsewhere, added to equity.
  void set_outside_equity(Amount dollars);

  /// As `core/risk` defines it: (cash + unrealised) / sum(|q| * mark).
  [[nodiscard]] AccountMargin margin(AccountId account) const;
  /// Cash, coins at their mid, unrealised P&L of perps, and what is outside.
  [[nodiscard]] Amount equity() const { return equity_; }
  /// Coins: spot and perps of all accounts, and what is outside.
  [[nodiscard]] Amount net_delta(AssetId asset) const;
  /// Net delta's worth as a fraction of equity. Absent without a fresh price of the asset, or without equity.
  [[nodiscard]] std::optional<double> net_delta_of_equity(AssetId asset, MonoTime now) const;
  [[nodiscard]] NakedExposure naked(std::size_t group, MonoTime now) const;

  /// Weighs everything against the thresholds, at `now`. Allocates nothing; good until the next call.
  const LiveRiskReport& assess(MonoTime now);
  /// "margin ratio of binance is 0.1834, under warning 0.2"
  [[nodiscard]] std::string text(const LiveRiskReason& reason) const;

 private:
  static constexpr std::uint16_t kNone = 0xFFFF;
  /// What a holding adds to the sums.
  struct Part {
    Amount worth;    ///< spot: coins * mid; perp: coins * mark, signed
    Amount balance;  ///< cash, and unrealised P&L of perps
  };
  struct Position {
    RiskInstrument instrument;
    std::uint16_t group = kNone;
    LastPrices prices{};
    Price price{};  ///< the last there was; zero before the first
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
    std::vector<std::uint16_t> positions;  ///< that may price it: spot first
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
  [[nodiscard]] Part part_of(const Position& position) const;
  /// Works out what the position adds anew and puts the sums right.
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
  std::vector<std::uint16_t> slots_;  ///< by InstrumentId: index in `positions_`
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
