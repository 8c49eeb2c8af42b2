#pragma once

#include <optional>

#include "actors/trading/hot_messages.hpp"
#include "core/instruments/universe.hpp"
#include "core/results/journal.hpp"

namespace basis {

/// What a person should hear of the hot lane: an alarm of a pair or of an order; absent for everything else.
std::optional<journal::PersonAlerted> alert_of(const HotOutcome& outcome, const Universe& universe);

}  // namespace basis
