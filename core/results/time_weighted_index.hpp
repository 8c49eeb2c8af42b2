#pragma once

#include "core/num/types.hpp"

namespace basis {

/// What a run's equity would be had nobody paid in or taken out: the growth
/// between flows of capital, chained over them (the time-weighted return).
/// Without flows it is the equity, to the last unit.
///
/// After a flow that leaves less than a ten-thousandth of the equity there was,
/// nothing is invested: what venues' steps leave behind is no position whose
/// return says anything. The index then stands still until capital comes in.
class TimeWeightedIndex {
 public:
  explicit TimeWeightedIndex(Amount capital) : level_(capital), base_(capital), most_(capital) {}

  /// The index where the equity is `equity`.
  [[nodiscard]] Amount at(Amount equity) const;
  /// Whether capital is at work, so that a move of equity is a return.
  [[nodiscard]] bool invested() const { return invested_; }
  /// A flow took the equity from `before` to `after` at one instant. An index
  /// that has come to nothing stays there: no return brings it back.
  void flow(Amount before, Amount after);

 private:
  Amount level_;  ///< the index after the last flow
  Amount base_;   ///< the equity after it
  Amount most_;   ///< the most equity after a flow since capital last came to an empty book
  bool invested_ = true;
};

}  // namespace basis
