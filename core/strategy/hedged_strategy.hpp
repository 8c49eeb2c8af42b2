#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// All margin accounts of the book as one.
struct MarginPool {
  Amount balance;   ///< cash and unrealised P&L, USDT
  Amount notional;  ///< sum of |amount| * mark
};

/// What modes that sell perps short have in common: the entry gate, and margin
/// that is watched per account and shared between accounts.
class HedgedStrategy : public Strategy {
 public:
  using Strategy::Strategy;

 protected:
  [[nodiscard]] bool entered(const BookView& book) const override;
  [[nodiscard]] std::optional<std::string> entry_obstacle(const BookView& book) const override;
  /// A critical account: margin is restored at once; all is closed when equity is gone.
  [[nodiscard]] std::optional<Decision> override_risk(const BookView& book) const override;
  /// An account under the warning: margin is restored.
  [[nodiscard]] std::optional<Decision> correct_margin(const BookView& book) const override;

  /// What is done when margin spread evenly would not lift every account clear of the warning.
  [[nodiscard]] virtual Decision raise_margin(const BookView& book, const MarginPool& pool,
                                              const std::string& reason) const = 0;

  [[nodiscard]] static MarginPool pooled_margin(const BookView& book);
  /// Gas of reaching every margin account once.
  [[nodiscard]] Amount transfers_gas(const BookView& book) const;
  /// USDT in the wallet.
  [[nodiscard]] static Amount wallet_dollars(const BookView& book);
  /// The mode's asset where spot is traded.
  [[nodiscard]] Amount spot_coins(const BookView& book) const;
  /// Wallet dollars up to the reserve: what is left there when margin is needed elsewhere.
  [[nodiscard]] Amount reserve_kept(const BookView& book) const;

 private:
  [[nodiscard]] Decision restore_margin(const BookView& book, const std::string& reason) const;
};

}  // namespace basis
