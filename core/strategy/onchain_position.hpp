#pragma once

#include <initializer_list>

#include "core/strategy/strategy.hpp"

namespace basis {

/// An on-chain position in the mode's asset, used by strategies of either share class. Amounts are
/// in the asset at oracle rates.
class OnChainPosition {
 public:
  explicit OnChainPosition(const StrategyContext& context) : context_(context) {}
  virtual ~OnChainPosition() = default;
  OnChainPosition(const OnChainPosition&) = delete;
  OnChainPosition& operator=(const OnChainPosition&) = delete;

  /// Staked coins less debt; without coins in the wallet or the exit queue.
  [[nodiscard]] virtual Amount net(const PortfolioView& portfolio) const = 0;
  /// Moves `coins` of the wallet, or with `all` its whole balance, into the position at its target.
  [[nodiscard]] virtual InstructionBlocks enter(const PortfolioView& portfolio, Amount coins, bool all) const = 0;
  /// Brings `coins` to the wallet, after the costs of a sale, or into the exit queue.
  [[nodiscard]] virtual InstructionBlocks leave(const PortfolioView& portfolio, Amount coins,
                                                ExitSpeed speed) const = 0;
  [[nodiscard]] virtual InstructionBlocks leave_all(const PortfolioView& portfolio, ExitSpeed speed) const = 0;
  /// Gas of one entry and one exit, in the share class.
  [[nodiscard]] virtual Amount round_trip_gas(const PortfolioView& portfolio) const = 0;
  /// Gas of one entry, in the share class.
  [[nodiscard]] virtual Amount entry_gas(const PortfolioView& portfolio) const = 0;
  /// Why `coins` cannot be staked; empty when they can.
  [[nodiscard]] std::string too_small(Amount coins) const;
  /// What the DEX takes when a position of `coins` is sold, in the asset: its cost, and not the token's market rate.
  [[nodiscard]] Amount sale_cost(const PortfolioView& portfolio, Amount coins) const;
  /// Why the position must be repaired; absent when it is safe.
  [[nodiscard]] virtual std::optional<std::string> unsafe(const PortfolioView& portfolio, bool critical) const;
  /// Brings the position to its target without adding or taking coins.
  [[nodiscard]] virtual InstructionBlocks repair(const PortfolioView& portfolio) const;
  /// Distance of the position's debt from its target, in the asset.
  [[nodiscard]] virtual Amount drift(const PortfolioView& portfolio) const;

 protected:
  [[nodiscard]] const StrategyContext& context() const { return context_; }
  [[nodiscard]] Amount gas(const PortfolioView& portfolio, std::string_view operation) const {
    return context_.costs.gas(operation, portfolio.universe, portfolio.market);
  }
  /// Staked coins per coin of net exposure.
  [[nodiscard]] virtual Ratio multiple() const { return Ratio::from_int(1); }
  /// The liquid staking token of the mode.
  [[nodiscard]] const std::string& token() const;

 private:
  StrategyContext context_;
};

/// ETH staked at the protocol that `lst_type` selects.
class StakedPosition final : public OnChainPosition {
 public:
  using OnChainPosition::OnChainPosition;

  [[nodiscard]] Amount net(const PortfolioView& portfolio) const override;
  [[nodiscard]] InstructionBlocks enter(const PortfolioView& portfolio, Amount coins, bool all) const override;
  [[nodiscard]] InstructionBlocks leave(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const override;
  [[nodiscard]] InstructionBlocks leave_all(const PortfolioView& portfolio, ExitSpeed speed) const override;
  [[nodiscard]] Amount round_trip_gas(const PortfolioView& portfolio) const override;
  [[nodiscard]] Amount entry_gas(const PortfolioView& portfolio) const override;

 private:
  [[nodiscard]] InstructionBlocks sell(Amount tokens, bool everything) const;
};

/// Staked ETH as collateral for borrowed WETH at `target_ltv`. It is entered, changed and closed in
/// one transaction with a flash loan, or in loops.
class LeveragedPosition final : public OnChainPosition {
 public:
  using OnChainPosition::OnChainPosition;

  [[nodiscard]] Amount net(const PortfolioView& portfolio) const override;
  [[nodiscard]] InstructionBlocks enter(const PortfolioView& portfolio, Amount coins, bool all) const override;
  [[nodiscard]] InstructionBlocks leave(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const override;
  [[nodiscard]] InstructionBlocks leave_all(const PortfolioView& portfolio, ExitSpeed speed) const override;
  [[nodiscard]] Amount round_trip_gas(const PortfolioView& portfolio) const override;
  [[nodiscard]] Amount entry_gas(const PortfolioView& portfolio) const override;
  [[nodiscard]] std::optional<std::string> unsafe(const PortfolioView& portfolio, bool critical) const override;
  [[nodiscard]] InstructionBlocks repair(const PortfolioView& portfolio) const override;
  [[nodiscard]] Amount drift(const PortfolioView& portfolio) const override;

 protected:
  [[nodiscard]] Ratio multiple() const override;

 private:
  /// Gas of `rounds` rounds of these calls.
  [[nodiscard]] Amount loop_gas(const PortfolioView& portfolio, std::initializer_list<const char*> calls,
                                int rounds) const;
  [[nodiscard]] Amount free_coins(const PortfolioView& portfolio) const;
  [[nodiscard]] InstructionBlock raise_block(LeverageTarget target) const;
  [[nodiscard]] InstructionBlock lower_block(LeverageTarget target) const;
  [[nodiscard]] InstructionBlocks lower(LeverageTarget target, ExitSpeed speed) const;
};

}  // namespace basis
