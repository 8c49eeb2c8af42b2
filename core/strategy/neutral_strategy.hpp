#pragma once

#include <memory>

#include "core/strategy/hedged_strategy.hpp"
#include "core/strategy/onchain_position.hpp"

namespace basis {

/// An on-chain position whose net exposure is hedged by short perps. Of the deployed equity, the
/// share `stake_allocation_eth` buys the asset for the position; the rest is margin, spread by the
/// hedge allocation.
class NeutralStrategy final : public HedgedStrategy {
 public:
  NeutralStrategy(const StrategyContext& context, std::unique_ptr<OnChainPosition> position)
      : HedgedStrategy(context), position_(std::move(position)) {}

  [[nodiscard]] InstructionBlocks entry_full(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const PortfolioView& portfolio, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const PortfolioView& portfolio, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] EntryPlan plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const override;
  /// Whether coins or cash worth a transfer would be moved.
  [[nodiscard]] bool worth_rebalancing(const PortfolioView& portfolio) const override;
  /// Repairs a critical position first, then critical margin.
  [[nodiscard]] std::optional<Decision> override_risk(const PortfolioView& portfolio) const override;
  /// When net exposure is over `delta_drift.act` of equity, brings the shorts to it. Margin for more
  /// of them comes from the other venues and the wallet, and from part of the position.
  [[nodiscard]] std::optional<Decision> correct_delta(const PortfolioView& portfolio) const override;
  [[nodiscard]] std::optional<Decision> correct_margin(const PortfolioView& portfolio) const override;
  /// Uses wallet dollars when they suffice. Otherwise closes the part of the position and of the
  /// hedge that restores the target.
  [[nodiscard]] Decision raise_margin(const PortfolioView& portfolio, const MarginPool& pool,
                                      const std::string& reason) const override;
  [[nodiscard]] std::optional<Decision> cut_position(const PortfolioView& portfolio, const MarginPool& pool,
                                                     const std::string& reason) const override;

 private:
  /// Coins of the asset outside the position: in the wallet, and in the accounts where spot is
  /// traded.
  [[nodiscard]] Amount idle_coins(const PortfolioView& portfolio) const;
  [[nodiscard]] Amount queued_coins(const PortfolioView& portfolio) const;
  /// Coins that the position lacks at this equity (negative: has too many), with those on their way to it.
  [[nodiscard]] Amount lacking_coins(const PortfolioView& portfolio, Amount equity) const;
  [[nodiscard]] Amount round_trip_gas(const PortfolioView& portfolio) const;
  [[nodiscard]] InstructionBlocks to_target(const PortfolioView& portfolio, const Goal& goal, bool discretionary) const;
  [[nodiscard]] Amount working_gas(const PortfolioView& portfolio) const override;
  [[nodiscard]] InstructionBlocks paid_for(const PortfolioView& portfolio, InstructionBlocks steps) const;
  /// What of `coins` is moved for margin: without those of the position where they are not worth the gas, that is twice
  /// of it for an account that is critical or has lost its hedge, else `transfer.minimum` and ten times of it.
  [[nodiscard]] Amount coins_worth_moving(const PortfolioView& portfolio, Amount coins, bool urgent) const;
  /// Takes `coins` out of the position and the hedge; the proceeds stay where spot is traded.
  [[nodiscard]] InstructionBlocks reduce(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const;

  /// Every leg at its part for a withdrawal, and what is owed in the wallet.
  [[nodiscard]] InstructionBlocks keep_part(const PortfolioView& portfolio, const Goal& goal) const;
  [[nodiscard]] static Decision hedged(Decision decision);
  [[nodiscard]] Decision repaired(const PortfolioView& portfolio, const std::string& reason) const;
  /// Brings margin to the exchanges for `excess` coins that are not hedged.
  [[nodiscard]] InstructionBlocks margin_for(const PortfolioView& portfolio, Amount excess) const;

  std::unique_ptr<OnChainPosition> position_;
};

}  // namespace basis
