#pragma once

#include "actors/run_context.hpp"
#include "actors/run_observer.hpp"
#include "core/portfolio/owed_capital.hpp"
#include "core/results/capacity_figures.hpp"
#include "core/results/limits.hpp"
#include "core/results/statistics.hpp"

namespace basis {

/// Capital that was paid in and out during a step.
struct CapitalMoves {
  Amount paid_in;
  Amount paid_out;
};

/// Collects the figures of a run while it proceeds. It writes no files, and its memory grows only
/// with the number of capital flows.
class RunFigures final : public RunObserver {
 public:
  /// `context` outlives the figures.
  RunFigures(const RunContext& context, Amount capital);

  void record(const JournalEntry& entry) override;
  void close_step(const PnlView& refreshed, const PnlView& closed) override;

  /// The figures of the run. Mode, range, fingerprints and time are added by the caller.
  [[nodiscard]] RunSummary summary() const;
  /// The time-weighted index at the close of the last step.
  [[nodiscard]] Amount index() const { return statistics_.index(); }
  /// The same with staked tokens at the DEX rate.
  [[nodiscard]] Amount index_at_market() const { return at_market_.index(); }
  /// The capital that was paid in and out during the last step.
  [[nodiscard]] const CapitalMoves& moves() const { return moves_; }
  /// The limits that the run was checked against.
  [[nodiscard]] ReportLimits limits() const;

 private:
  struct Count;
  void note_flows(const PnlView& refreshed, const PnlView& closed);
  void note_asked(const PnlView& refreshed, UtcTime now);
  [[nodiscard]] std::optional<std::string> unpaid_remark(Amount paid) const;
  /// Number of states under a critical limit.
  struct Breaches {
    std::size_t states = 0;
    UtcTime first;

    void note(bool breached, UtcTime now);
    /// "in 3 states, first at ..."
    [[nodiscard]] std::string text() const;
  };

  void note_notice(const VenueNotice& notice, UtcTime now);
  void note_risk(const RiskReport& risk, UtcTime now);
  void note_margins(const RiskReport& risk, UtcTime now);
  void note_lending(const RiskReport& risk, UtcTime now);
  void add_breach_remarks(RunSummary& summary) const;
  void add_at_market(RunSummary& summary) const;
  void add_costs(RunSummary& summary) const;
  void add_exit(RunSummary& summary) const;
  void add_refusal_remarks(RunSummary& summary) const;

  const RunContext& context_;
  EquityStatisticsBuilder statistics_;
  EquityStatisticsBuilder at_market_;
  RunSummary summary_;
  PnlTotals totals_;
  OwedCapital owed_;
  std::size_t next_flow_ = 0;
  /// The sum that must be exceeded by payments for the last withdrawal of everything to be paid; absent without one.
  std::optional<Amount> due_before_all_;
  CapitalMoves moves_;
  Amount first_capital_;
  std::size_t steps_closed_ = 0;
  UtcTime last_step_;
  MarketPtr last_market_;
  PositionSet last_positions_;
  CapacityFigures capacity_;
  std::optional<UtcTime> liquidated_at_;  ///< the last liquidation of an exchange account
  Breaches margin_breaches_;
  Breaches health_breaches_;
  std::size_t cuts_ = 0;   ///< instructions of more orders than one step carries out
  std::string first_cut_;  ///< when, and what was left
  bool acted_ = false;     ///< whether an order was carried out
  /// The last step that ended with an open plan, and what that waits for.
  std::optional<std::pair<UtcTime, std::string>> open_plan_;
  std::string waits_for_;  ///< why the first entry was not made at first
  /// Orders that a venue refused, by kind ("binance refused spot_trade"): how many, and when first.
  std::map<std::string, std::pair<std::size_t, UtcTime>> refusals_;
};

}  // namespace basis
