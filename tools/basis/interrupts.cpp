#include "tools/basis/interrupts.hpp"

#include <unistd.h>

#include <csignal>

namespace basis {
namespace {

std::atomic<bool> asked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

/// Also handles SIGALRM, which repeats until the command has ended: a signal that comes just before a call begins to
/// wait would otherwise not end the wait.
void on_interrupt(int) {
  asked = true;
  alarm(1);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  // Without SA_RESTART a call that waits for a pipe ends with EINTR.
  action.sa_flags = 0;
  for (const int signal : {SIGINT, SIGTERM, SIGALRM}) sigaction(signal, &action, nullptr);
}

void forget_interrupts() {
  alarm(0);
  asked = false;
}

const std::atomic<bool>& interrupt_flag() { return asked; }

}  // namespace basis
