#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Sum of what all exchanges hold.
struct MarginPool {
  Amount balance;   ///< cash and unrealised P&L of all their accounts, USDT
  Amount notional;  ///< sum of |amount| * mark
};

/// Common part of the modes that sell perps short: the entry gate, and margin that is watched per
/// account and shared between accounts.
class HedgedStrategy : public Strategy {
 public:
  using Strategy::Strategy;

 protected:
  [[nodiscard]] bool entered(const PortfolioView& portfolio) const override;
  [[nodiscard]] std::optional<std::string> entry_obstacle(const PortfolioView& portfolio,
                                                          const EntryPlan& plan) const override;
  [[nodiscard]] std::string entry_remark(const PortfolioView& portfolio) const override;
  [[nodiscard]] bool earns_too_little(const PortfolioView& portfolio) const override;
  /// For a critical account: restores margin at once, or closes everything when equity is not
  /// positive.
  [[nodiscard]] std::optional<Decision> override_risk(const PortfolioView& portfolio) const override;
  /// For an account under the warning level: restores margin.
  [[nodiscard]] std::optional<Decision> correct_margin(const PortfolioView& portfolio) const override;

  /// What to do when spreading margin evenly would not lift every account over the donor ratio.
  [[nodiscard]] virtual Decision raise_margin(const PortfolioView& portfolio, const MarginPool& pool,
                                              const std::string& reason) const = 0;
  /// Closes part of the position, so that margin is on its target at once; absent when there is nothing to close.
  [[nodiscard]] virtual std::optional<Decision> cut_position(const PortfolioView& portfolio, const MarginPool& pool,
                                                             const std::string& reason) const = 0;

  /// Why an entry of `coins` with these cash targets cannot be made: a leg under its venue's minimum, or a transfer
  /// that is not worth its gas. Empty when it can.
  [[nodiscard]] std::string hedge_shortfall(const PortfolioView& portfolio, Amount coins,
                                            const CashTargets& targets) const;
  /// What is on its way to the exchanges counts.
  [[nodiscard]] static MarginPool pooled_margin(const PortfolioView& portfolio);
  /// Whether an account is under the critical margin ratio.
  [[nodiscard]] bool critical(const PortfolioView& portfolio) const;
  /// Gas of one transfer to every exchange.
  [[nodiscard]] Amount transfers_gas(const PortfolioView& portfolio) const;
  /// USDT in the wallet.
  [[nodiscard]] static Amount wallet_dollars(const PortfolioView& portfolio);
  /// Coins of the mode's asset in the accounts where spot is traded.
  [[nodiscard]] Amount spot_coins(const PortfolioView& portfolio) const;
  /// What the wallet must hold to pay for the transactions that close a position.
  [[nodiscard]] virtual Amount working_gas(const PortfolioView& portfolio) const;
  /// Wallet dollars up to the reserve: they stay in the wallet when margin is needed elsewhere.
  [[nodiscard]] Amount reserve_kept(const PortfolioView& portfolio) const;

 private:
  /// Whether every account is at the warning ratio once the cash that idles at its exchange has joined it.
  [[nodiscard]] bool idle_cash_suffices(const PortfolioView& portfolio) const;
  /// Whether what is on its way to the exchange of this account lifts it to the warning ratio.
  [[nodiscard]] static bool helped(const PortfolioView& portfolio, const AccountMargin& weak, Ratio warning);
  [[nodiscard]] Decision restore_margin(const PortfolioView& portfolio, const std::string& reason) const;
};

}  // namespace basis
