#pragma once

#include "core/domain/universe.hpp"
#include "core/pricing/pricing_spec.hpp"

namespace basis {

/// The markets of an asset at the exchanges of a configuration, in the order of
/// its instruments, with the taker fees and funding intervals of the venues'
/// settings. A coin that is held where no spot market of it is set up is left
/// out. Clip, horizon and the rest are for the caller to set.
PricingSpec configured_pricing(const Universe& universe, const Settings& settings, AssetId asset);

}  // namespace basis
