#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Holdings of one asset that hedge one another: a spot and a perp, or a spot and the perps of
/// several venues. Their net sum is the naked exposure.
struct HedgeGroup {
  std::string name;  ///< for the text of reasons
  std::vector<InstrumentId> members;
  Amount tolerance;  ///< coins; up to it the group counts as hedged (a remainder under the venues' size steps)
};

/// What `LiveRisk` is built from. An inconsistent spec is a broken invariant.
struct LiveRiskSpec {
  /// All its instruments are watched. It outlives the watch; what is added to it later is not watched.
  const Universe* universe = nullptr;
  std::vector<HedgeGroup> groups;  ///< an instrument belongs to at most one
  MarginRatioSettings margin_ratio;
  std::optional<DeltaDriftSettings> delta_drift;  ///< limits of net delta's worth / equity; absent: not watched
  Nanos max_price_age = kSecond * 30;
  Nanos max_naked_time = kSecond * 10;
};

}  // namespace basis
