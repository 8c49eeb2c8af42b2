#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Long spot, short perps of the same size: N = equity*(1-reserve)/(1+m) in
/// spot and as much short, m*N as margin, spread by the hedge allocation.
class BasisStrategy final : public Strategy {
 public:
  using Strategy::Strategy;

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book) const override;

 protected:
  [[nodiscard]] bool entered(const BookView& book) const override;
  [[nodiscard]] std::optional<std::string> entry_obstacle(const BookView& book) const override;
  /// A critical account: margin is restored at once; all is closed when equity is gone.
  [[nodiscard]] std::optional<Decision> override_risk(const BookView& book) const override;
  /// One leg longer than the other (a liquidation, ADL, a refused leg): the longer one is reduced.
  [[nodiscard]] std::optional<Decision> correct_delta(const BookView& book) const override;
  /// An account under the warning: margin is spread evenly if that lifts every
  /// account well clear of it, else all legs are cut in proportion.
  [[nodiscard]] std::optional<Decision> correct_margin(const BookView& book) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, Amount equity, Ratio margin_fraction,
                                            bool discretionary) const;
  [[nodiscard]] Decision restore_margin(const BookView& book, const std::string& reason) const;
  [[nodiscard]] Amount spot_coins(const BookView& book) const;
};

}  // namespace basis
