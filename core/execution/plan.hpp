#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/execution/instruction.hpp"
#include "core/execution/order.hpp"

namespace basis {

/// The transfers of one plan that are under way. A transfer is until the step at which it is due: venues credit what is
/// due before anything else happens at a step.
class PlanTransfers {
 public:
  struct Sent {
    AccountId into;
    UtcTime due;
  };
  void clear() { sent_.clear(); }
  void sent(AccountId into, UtcTime due) { sent_.push_back({into, due}); }
  [[nodiscard]] bool under_way(UtcTime now) const;
  [[nodiscard]] bool into(AccountId account, UtcTime now) const;
  /// Whether one is under way into any of these accounts.
  [[nodiscard]] bool into_any(std::span<const AccountId> accounts, UtcTime now) const;
  /// The accounts that are waited for, and until when; for people.
  [[nodiscard]] std::string text(const Universe& universe, UtcTime now) const;

  /// In the order in which they were sent.
  [[nodiscard]] const std::vector<Sent>& all() const { return sent_; }

 private:
  std::vector<Sent> sent_;
};

/// The accounts whose money an instruction needs; while a transfer of its plan into one of them is under way, it waits
/// and is not sized. A pair or an atomic block needs the same as its instructions together. Empty for a move of cash:
/// it counts what is coming, and each of its transfers waits for itself.
std::vector<AccountId> accounts_needed(const Universe& universe, const Settings& settings,
                                       const InstructionBlock& block, std::size_t instruction);

/// The account that gives what an order spends: that of the order, or the wallet for a contract call.
AccountId account_needed(const Universe& universe, const Order& order);

}  // namespace basis
