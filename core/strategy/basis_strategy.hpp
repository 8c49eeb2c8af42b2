#pragma once

#include "core/strategy/hedged_strategy.hpp"

namespace basis {

/// Long spot, short perps of the same size. With N = equity*(1-reserve)/(1+m), spot and shorts are
/// each worth N, and m*N is margin, spread by the hedge allocation.
class BasisStrategy final : public HedgedStrategy {
 public:
  using HedgedStrategy::HedgedStrategy;

  [[nodiscard]] InstructionBlocks entry_full(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const PortfolioView& portfolio, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] EntryPlan plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const override;
  /// Reduces the longer leg when one is longer than the other (after a liquidation, ADL or a
  /// refused leg).
  [[nodiscard]] std::optional<Decision> correct_delta(const PortfolioView& portfolio) const override;
  /// Reduces all legs in proportion.
  [[nodiscard]] Decision raise_margin(const PortfolioView& portfolio, const MarginPool& pool,
                                      const std::string& reason) const override;
  [[nodiscard]] std::optional<Decision> cut_position(const PortfolioView& portfolio, const MarginPool& pool,
                                                     const std::string& reason) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const PortfolioView& portfolio, const Goal& goal, Ratio margin_fraction,
                                            bool discretionary) const;
};

}  // namespace basis
