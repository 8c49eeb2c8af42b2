#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Supplies all but the reserve to a lending pool and keeps the reserve in the wallet.
class LendingStrategy final : public Strategy {
 public:
  using Strategy::Strategy;

  [[nodiscard]] InstructionBlocks entry_full(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks entry_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_partial(const BookView& book, const Goal& goal) const override;
  [[nodiscard]] InstructionBlocks exit_full(const BookView& book, ExitSpeed speed) const override;

 protected:
  [[nodiscard]] bool entered(const BookView& book) const override;
  [[nodiscard]] bool worth_rebalancing(const BookView& book) const override;

 private:
  [[nodiscard]] InstructionBlocks to_target(const BookView& book, const Goal& goal) const;
  /// Wallet cash over (or, negative, under) what the target leaves there.
  [[nodiscard]] Amount excess(const BookView& book, Amount equity) const;
  [[nodiscard]] Amount supplied(const BookView& book) const;
};

}  // namespace basis
