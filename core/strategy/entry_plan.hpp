#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/types.hpp"

namespace basis {

/// What a first entry of some equity would need and cost.
struct EntryPlan {
  std::string shortfall;  ///< why it cannot be made; empty when it can
  Amount cost;            ///< gas and trading costs of the entry and of a later exit, share class
  Amount notional{};      ///< of the hedge, share class; zero in modes without one
};

/// Why `worth` is too little to be moved for this gas; empty when it is enough. `what` begins the text: "okx would be
/// sent". Amounts are in the share class, whose name is `unit`.
std::string under_gas(const std::string& what, Amount worth, Amount gas, const std::string& unit);

/// The smallest capital from `from` on, to two digits, that suffices; absent when none up to 1e12 does.
std::optional<Amount> least_capital(Amount from, const std::function<bool(Amount)>& suffices);

}  // namespace basis
