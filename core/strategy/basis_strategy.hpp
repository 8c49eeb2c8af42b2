#pragma once

#include "core/strategy/hedged_strategy.hpp"

namespace basis {

/// Long spot, short perps of the same size: N = equity*(1-reserve)/(1+m) in
/// spot and as much short, m*N as margin, spread by the hedge allocation.
class BasisStrategy final : public HedgedStrategy {
 public:
  using HedgedStrategy::HedgedStrategy;

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book, ExitSpeed speed) const override;

 protected:
  /// One leg longer than the other (a liquidation, ADL, a refused leg): the longer one is reduced.
  [[nodiscard]] std::optional<Decision> correct_delta(const BookView& book) const override;
  /// All legs are cut in proportion.
  [[nodiscard]] Decision raise_margin(const BookView& book, const MarginPool& pool,
                                      const std::string& reason) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, const Goal& goal, Ratio margin_fraction,
                                            bool discretionary) const;
};

}  // namespace basis
