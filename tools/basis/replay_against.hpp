#pragma once

#include "tools/basis/replay_options.hpp"

namespace basis {

/// Runs the starts of a live run again from its recordings and holds every decision against the run's journal. Prints
/// what was compared. Errors: usage and data errors of recordings, journal and configuration; a failed gate where a
/// decision differs, with the first of both as its lines.
Result<bool> replay_against(const ReplayOptions& options);

}  // namespace basis
