#pragma once

#include "core/config/settings.hpp"
#include "core/execution/worked_pairs.hpp"

namespace basis {

/// The terms of a mode.
PairTermsOf pair_terms(const PairSettings& settings);

/// Terms under which a pair trades whole and at once, at any price: of venues that fill ideally.
PairTermsOf whole_at_once();

}  // namespace basis
