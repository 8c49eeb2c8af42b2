#pragma once

#include <atomic>

namespace basis {

/// From now on SIGINT and SIGTERM ask the command to stop at its next step.
void catch_interrupts();

/// Set once a person has asked to stop; for runners that watch it from threads.
const std::atomic<bool>& interrupt_flag();

/// Whether to stop.
inline bool interrupted() { return interrupt_flag(); }

}  // namespace basis
