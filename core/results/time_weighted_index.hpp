#pragma once

#include "core/base/types.hpp"

namespace basis {

/// The equity that a run would have without capital flows: the growth between flows is
/// multiplied up over all intervals (the time-weighted return). Without flows it is
/// exactly the equity.
///
/// When a flow leaves at most a ten-thousandth of the largest equity after an earlier
/// flow (at first the capital), nothing counts as invested, because the return on
/// residues of the venues' size steps is meaningless. The index is then constant until
/// capital is paid in.
class TimeWeightedIndex {
 public:
  explicit TimeWeightedIndex(Amount capital) : level_(capital), base_(capital), most_(capital) {}

  /// The index when the equity is `equity`.
  [[nodiscard]] Amount at(Amount equity) const;
  /// Whether capital is invested, so that a change in equity is a return.
  [[nodiscard]] bool invested() const { return invested_; }
  /// Records a flow that changed the equity from `before` to `after` at one instant. An
  /// index that has fallen to zero or below is set to zero and stays there.
  void flow(Amount before, Amount after);

 private:
  Amount level_;  ///< the index after the last flow
  Amount base_;   ///< the equity after the last flow
  Amount most_;   ///< the largest equity after a flow since capital was last paid into an empty portfolio
  bool invested_ = true;
};

}  // namespace basis
