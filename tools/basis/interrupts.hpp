#pragma once

#include <atomic>

namespace basis {

/// After this call SIGINT and SIGTERM set the interrupt flag, and the command stops at its next
/// step. They also end a call of this thread that waits, such as one that reads a pipe, with an error.
void catch_interrupts();

/// The next signal counts anew: the first has been obeyed.
void forget_interrupts();

/// Set after a signal; for runners that watch it from several threads.
const std::atomic<bool>& interrupt_flag();

/// Whether the command should stop.
inline bool interrupted() { return interrupt_flag(); }

}  // namespace basis
