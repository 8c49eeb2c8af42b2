#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Stakes all but the reserve and holds the liquid staking token. Its return is
/// inside the token's rate. Exits sell on a DEX, or go through the protocol's
/// queue while no market rate is known.
class StakingStrategy final : public Strategy {
 public:
  using Strategy::Strategy;

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, Amount equity) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book) const override;

 protected:
  [[nodiscard]] bool entered(const BookView& book) const override;
  [[nodiscard]] bool worth_rebalancing(const BookView& book) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, Amount equity) const;
  /// Staked worth the target asks for on top of (or, negative, less than) what is staked, in the asset.
  [[nodiscard]] Amount excess(const BookView& book, Amount equity) const;
  [[nodiscard]] InstructionBlocks leave(const BookView& book, Amount coins, bool everything) const;
  [[nodiscard]] Amount gas(const BookView& book, std::string_view operation) const;
};

}  // namespace basis
