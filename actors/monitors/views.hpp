#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/execution/order.hpp"
#include "core/execution/portfolio_view.hpp"
#include "core/results/run_record.hpp"

namespace basis {

using AnswerPtr = std::shared_ptr<const OrderAnswer>;

/// Positions after an update. `answer` belongs to the order that caused it (tight loop); it is null
/// after a market update (full loop).
struct PositionView {
  MarketPtr market;
  PositionSet positions;
  std::vector<LedgerEntry> entries;  ///< posted since the previous view
  AnswerPtr answer;
  EventId cause;  ///< the event of the last entry; unknown when nothing was posted
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
    return {universe, *positions().market, positions().positions, exposure(), risk->risk};
  }
};
using PnlViewPtr = std::shared_ptr<const PnlView>;

}  // namespace basis
