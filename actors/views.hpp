#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/domain/order.hpp"
#include "core/execution/book_view.hpp"
#include "core/results/run_record.hpp"

namespace basis {

using AnswerPtr = std::shared_ptr<const OrderAnswer>;

/// Positions after an update. `answer` is the order that caused it in the
/// tight loop and absent in the full loop.
struct PositionView {
  MarketPtr market;
  PositionSet positions;
  std::vector<LedgerEntry> entries;  ///< booked since the view before
  AnswerPtr answer;
  EventId cause;  ///< what booked the last entry; unknown when nothing was booked
};

struct ExposureView {
  std::shared_ptr<const PositionView> positions;
  Exposure exposure;
};

struct RiskView {
  std::shared_ptr<const ExposureView> exposure;
  RiskReport risk;
  EventId alert;  ///< the alert this state raised; unknown when it raised none
};

/// Totals since the start, in the share class.
struct PnlTotals {
  AttributionAmounts attribution{};
  Amount capital;  ///< paid in less paid out
  Amount fees;
  Amount gas;
  Amount funding;
  std::vector<Amount> funding_by_account;  ///< by AccountId
};

struct PnlView {
  std::shared_ptr<const RiskView> risk;
  PnlTotals totals;

  [[nodiscard]] const PositionView& positions() const { return *risk->exposure->positions; }
  [[nodiscard]] const Exposure& exposure() const { return risk->exposure->exposure; }
  [[nodiscard]] BookView book(const Universe& universe) const {
    return {universe, *positions().market, positions().positions, exposure(), risk->risk};
  }
};
using PnlViewPtr = std::shared_ptr<const PnlView>;

}  // namespace basis
