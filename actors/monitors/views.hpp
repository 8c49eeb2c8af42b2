#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/execution/order.hpp"
#include "core/execution/portfolio_view.hpp"
#include "core/results/run_record.hpp"

namespace basis {

using AnswerPtr = std::shared_ptr<const OrderAnswer>;

/// What an update of the positions comes of.
enum class Occasion : std::uint8_t {
  step,     ///< a new market and the settlements of all venues: the full loop
  order,    ///< an order that was answered: the tight loop
  refresh,  ///< what venues told at the instant of the last step, after it
};

/// Positions after an update.
struct PositionView {
  Occasion occasion = Occasion::step;
  bool decides = true;  ///< of a step: whether the strategy is asked without an alert, too
  MarketPtr market;
  PositionSet positions;
  std::vector<Amount> on_the_way;    ///< by the instrument it goes to; empty: nothing is in transit
  std::vector<LedgerEntry> entries;  ///< posted since the previous view
  AnswerPtr answer;                  ///< of an order, its answer
  std::vector<Fill> fills;           ///< posted since the previous view
  EventId cause;                     ///< the event of the last entry; unknown when nothing was posted

  /// Holdings with what is on its way to them.
  [[nodiscard]] PositionSet owned() const { return basis::owned(positions, on_the_way); }
};

struct ExposureView {
  std::shared_ptr<const PositionView> positions;
  Exposure exposure;
};

struct RiskView {
  std::shared_ptr<const ExposureView> exposure;
  RiskReport risk;
  EventId alert;  ///< the alert of this state; unknown when there was none
};

/// Totals since the start, in the share class.
struct PnlTotals {
  AttributionAmounts attribution{};
  Amount capital;  ///< paid in less paid out
  Amount fees;
  Amount gas;
  Amount swap_discount;  ///< see PnlAccount
  Amount funding;
  std::vector<Amount> funding_by_account;  ///< by AccountId
};

struct PnlView {
  std::shared_ptr<const RiskView> risk;
  PnlTotals totals;

  [[nodiscard]] const PositionView& positions() const { return *risk->exposure->positions; }
  [[nodiscard]] const Exposure& exposure() const { return risk->exposure->exposure; }
  [[nodiscard]] PortfolioView portfolio(const Universe& universe) const {
    return {universe, *positions().market, positions().positions, exposure(), risk->risk, positions().on_the_way};
  }
};
using PnlViewPtr = std::shared_ptr<const PnlView>;

}  // namespace basis
