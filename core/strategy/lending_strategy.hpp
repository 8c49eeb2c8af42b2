#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Supplies all but the reserve to a lending pool and keeps the reserve in the wallet.
class LendingStrategy final : public Strategy {
 public:
  using Strategy::Strategy;

  [[nodiscard]] InstructionBlocks entry_full(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const PortfolioView& portfolio, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] bool entered(const PortfolioView& portfolio) const override;
  [[nodiscard]] EntryPlan plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const override;
  [[nodiscard]] bool worth_rebalancing(const PortfolioView& portfolio) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const PortfolioView& portfolio, const Goal& goal) const;
  /// Wallet cash over (negative: under) the target for the wallet.
  [[nodiscard]] Amount excess(const PortfolioView& portfolio, Amount equity) const;
  [[nodiscard]] Amount round_trip_gas(const PortfolioView& portfolio) const;
  [[nodiscard]] Amount supplied(const PortfolioView& portfolio) const;
};

}  // namespace basis
