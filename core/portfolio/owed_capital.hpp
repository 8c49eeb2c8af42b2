#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis {

/// What a journal keeps of it.
struct OwedRecord {
  Amount equity;
  Amount capital;
  Amount owed;
};

/// The sum of the requested withdrawals that have not been paid yet. A further withdrawal
/// cannot request this amount again.
class OwedCapital {
 public:
  /// Updates the state to an instant, before the withdrawals of that instant are taken.
  /// `capital` is the sum of all payments in less all payments out. `equity` and
  /// `capital` include the deposits of the instant, which sum to `deposits`.
  void refresh(Amount equity, Amount capital, Amount deposits);

  /// Takes a withdrawal of this instant. Errors (data), with file, line, amount and
  /// equity: it requests more than the equity that is not owed already. `unit` is the
  /// share class.
  Result<void> take(const CapitalFlow& flow, const std::string& file, const std::string& unit);

  [[nodiscard]] Amount owed() const { return owed_; }
  [[nodiscard]] OwedRecord record() const { return {equity_, capital_, owed_}; }
  void restore(const OwedRecord& record) {
    equity_ = record.equity;
    capital_ = record.capital;
    owed_ = record.owed;
  }

 private:
  Amount equity_;
  Amount capital_;
  Amount owed_;
};

}  // namespace basis
