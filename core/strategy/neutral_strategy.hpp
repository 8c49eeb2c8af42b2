#pragma once

#include <memory>

#include "core/strategy/hedged_strategy.hpp"
#include "core/strategy/onchain_position.hpp"

namespace basis {

/// An on-chain position whose net exposure is sold short as perps. Of the
/// equity put to work, `stake_allocation_eth` buys the asset for the position
/// and the rest is margin, spread by the hedge allocation.
class NeutralStrategy final : public HedgedStrategy {
 public:
  NeutralStrategy(const StrategyContext& context, std::unique_ptr<OnChainPosition> position)
      : HedgedStrategy(context), position_(std::move(position)) {}

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book, ExitSpeed speed) const override;

 protected:
  /// A critical position is repaired, then critical margin.
  [[nodiscard]] std::optional<Decision> override_risk(const BookView& book) const override;
  /// Net exposure beyond `delta_drift.act` of equity: only the shorts are changed.
  [[nodiscard]] std::optional<Decision> correct_delta(const BookView& book) const override;
  [[nodiscard]] std::optional<Decision> correct_margin(const BookView& book) const override;
  /// From wallet dollars, else by leaving as much of the position, and of the hedge, as restores the target.
  [[nodiscard]] Decision raise_margin(const BookView& book, const MarginPool& pool,
                                      const std::string& reason) const override;

 private:
  /// The asset that is not hedged by being in the position: in the wallet, and where spot is traded.
  [[nodiscard]] Amount idle_coins(const BookView& book) const;
  [[nodiscard]] Amount queued_coins(const BookView& book) const;
  [[nodiscard]] Amount round_trip_gas(const BookView& book) const;
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, const Goal& goal, bool discretionary) const;
  /// Takes `coins` out of the position and the hedge; the proceeds stay where spot is traded.
  [[nodiscard]] InstructionBlocks reduce(const BookView& book, Amount coins, ExitSpeed speed) const;

  std::unique_ptr<OnChainPosition> position_;
};

}  // namespace basis
