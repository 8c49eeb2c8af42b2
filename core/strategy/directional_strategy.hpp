#pragma once

#include <memory>

#include "core/strategy/onchain_position.hpp"

namespace basis {

/// All but the reserve in an on-chain position of the share class's own asset:
/// staking alone, or leveraged. Nothing is hedged.
class DirectionalStrategy final : public Strategy {
 public:
  DirectionalStrategy(const StrategyContext& context, std::unique_ptr<OnChainPosition> position)
      : Strategy(context), position_(std::move(position)) {}

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] bool entered(const BookView& book) const override;
  /// A critical position is repaired before anything else.
  [[nodiscard]] std::optional<Decision> override_risk(const BookView& book) const override;
  [[nodiscard]] std::optional<Decision> correct_margin(const BookView& book) const override;
  [[nodiscard]] bool worth_rebalancing(const BookView& book) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, const Goal& goal) const;
  /// What the position should have on top of (or, negative, less than) what it has.
  [[nodiscard]] Amount excess(const BookView& book, Amount equity) const;
  [[nodiscard]] bool worth_moving(const BookView& book, Amount coins) const;
  [[nodiscard]] std::optional<Decision> repair(const BookView& book, bool critical) const;

  std::unique_ptr<OnChainPosition> position_;
};

}  // namespace basis
