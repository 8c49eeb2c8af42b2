#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/flows/capital_flow.hpp"

namespace basis {

/// What was asked back and has not been paid yet: it is promised, so a further
/// withdrawal may not ask for it a second time.
class OwedCapital {
 public:
  /// The book at an instant, before the flows of that instant are taken: its
  /// `equity`, and `capital`, paid in less paid out, both with the instant's
  /// deposits in them, which are `deposits` in all.
  void refresh(Amount equity, Amount capital, Amount deposits);

  /// Takes a withdrawal of this instant. An error (kind data) that names file,
  /// line, amount and equity when it asks for more than the equity that is not
  /// owed already; `unit` is the share class.
  Result<void> take(const CapitalFlow& flow, const std::string& file, const std::string& unit);

  [[nodiscard]] Amount owed() const { return owed_; }

 private:
  Amount equity_;
  Amount capital_;
  Amount owed_;
};

}  // namespace basis
