#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// A position in the mode's asset that lives on chain. Strategies of either
/// share class hold one; amounts are in the asset at oracle rates.
class OnChainPosition {
 public:
  explicit OnChainPosition(const StrategyContext& context) : context_(context) {}
  virtual ~OnChainPosition() = default;
  OnChainPosition(const OnChainPosition&) = delete;
  OnChainPosition& operator=(const OnChainPosition&) = delete;

  /// What is staked, with its debt taken off; not what waits in the wallet or the exit queue.
  [[nodiscard]] virtual Amount net(const BookView& book) const = 0;
  /// Puts `coins` of the wallet, or all it has, into the position at its target.
  [[nodiscard]] virtual InstructionBlocks enter(const BookView& book, Amount coins, bool all) const = 0;
  /// Brings `coins` to the wallet, after the costs of a sale, or into the exit queue.
  [[nodiscard]] virtual InstructionBlocks leave(const BookView& book, Amount coins, ExitSpeed speed) const = 0;
  [[nodiscard]] virtual InstructionBlocks leave_all(const BookView& book, ExitSpeed speed) const = 0;
  /// Gas of one entry and one exit, share class.
  [[nodiscard]] virtual Amount round_trip_gas(const BookView& book) const = 0;
  /// Gas of one entry, share class.
  [[nodiscard]] virtual Amount entry_gas(const BookView& book) const = 0;
  /// Why the position is unsafe and has to be repaired; absent when it is not.
  [[nodiscard]] virtual std::optional<std::string> unsafe(const BookView& book, bool critical) const;
  /// Brings the position to its target without adding or taking.
  [[nodiscard]] virtual InstructionBlocks repair(const BookView& book) const;
  /// How much of the position stands off its target, in the asset.
  [[nodiscard]] virtual Amount drift(const BookView& book) const;

 protected:
  [[nodiscard]] const StrategyContext& context() const { return context_; }
  [[nodiscard]] Amount gas(const BookView& book, std::string_view operation) const {
    return context_.costs.gas(operation, book.universe, book.market);
  }
  /// The liquid staking token of the mode.
  [[nodiscard]] const std::string& token() const;

 private:
  StrategyContext context_;
};

/// ETH staked at the protocol that `lst_type` names.
class StakedPosition final : public OnChainPosition {
 public:
  using OnChainPosition::OnChainPosition;

  [[nodiscard]] Amount net(const BookView& book) const override;
  [[nodiscard]] InstructionBlocks enter(const BookView& book, Amount coins, bool all) const override;
  [[nodiscard]] InstructionBlocks leave(const BookView& book, Amount coins, ExitSpeed speed) const override;
  [[nodiscard]] InstructionBlocks leave_all(const BookView& book, ExitSpeed speed) const override;
  [[nodiscard]] Amount round_trip_gas(const BookView& book) const override;
  [[nodiscard]] Amount entry_gas(const BookView& book) const override;

 private:
  [[nodiscard]] InstructionBlocks sell(Amount tokens, bool everything) const;
};

/// Staked ETH as collateral for borrowed WETH at `target_ltv`: entered, changed
/// and left in one transaction with a flash loan, or in loops.
class LeveragedPosition final : public OnChainPosition {
 public:
  using OnChainPosition::OnChainPosition;

  [[nodiscard]] Amount net(const BookView& book) const override;
  [[nodiscard]] InstructionBlocks enter(const BookView& book, Amount coins, bool all) const override;
  [[nodiscard]] InstructionBlocks leave(const BookView& book, Amount coins, ExitSpeed speed) const override;
  [[nodiscard]] InstructionBlocks leave_all(const BookView& book, ExitSpeed speed) const override;
  [[nodiscard]] Amount round_trip_gas(const BookView& book) const override;
  [[nodiscard]] Amount entry_gas(const BookView& book) const override;
  [[nodiscard]] std::optional<std::string> unsafe(const BookView& book, bool critical) const override;
  [[nodiscard]] InstructionBlocks repair(const BookView& book) const override;
  [[nodiscard]] Amount drift(const BookView& book) const override;

 private:
  [[nodiscard]] Amount free_coins(const BookView& book) const;
  [[nodiscard]] InstructionBlock raise_block(LeverageTarget target) const;
  [[nodiscard]] InstructionBlock lower_block(LeverageTarget target) const;
  [[nodiscard]] InstructionBlocks lower(LeverageTarget target, ExitSpeed speed) const;
};

}  // namespace basis
