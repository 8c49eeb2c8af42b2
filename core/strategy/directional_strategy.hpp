#pragma once

#include <memory>

#include "core/strategy/onchain_position.hpp"

namespace basis {

/// Holds all equity but the reserve in an on-chain position of the share class's own asset: staking
/// alone, or leveraged. Nothing is hedged.
class DirectionalStrategy final : public Strategy {
 public:
  DirectionalStrategy(const StrategyContext& context, std::unique_ptr<OnChainPosition> position)
      : Strategy(context), position_(std::move(position)) {}

  [[nodiscard]] InstructionBlocks entry_full(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const PortfolioView& portfolio, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] bool entered(const PortfolioView& portfolio) const override;
  /// Repairs a critical position before anything else.
  [[nodiscard]] std::optional<Decision> override_risk(const PortfolioView& portfolio) const override;
  [[nodiscard]] std::optional<Decision> correct_margin(const PortfolioView& portfolio) const override;
  [[nodiscard]] EntryPlan plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const override;
  [[nodiscard]] bool worth_rebalancing(const PortfolioView& portfolio) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const PortfolioView& portfolio, const Goal& goal) const;
  /// Coins that are missing in the position (negative: that it has too many).
  [[nodiscard]] Amount excess(const PortfolioView& portfolio, Amount equity) const;
  [[nodiscard]] bool worth_moving(const PortfolioView& portfolio, Amount coins) const;
  [[nodiscard]] std::optional<Decision> repair(const PortfolioView& portfolio, bool critical) const;

  std::unique_ptr<OnChainPosition> position_;
};

}  // namespace basis
