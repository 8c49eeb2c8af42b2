#include "actors/lanes/polled_actor.hpp"

namespace basis {

// By itself in this file, which is built without one check of the undefined
// behaviour sanitizer: the end of CAF's queues is an address it takes for an element.
std::size_t handle_mailbox(caf::scheduled_actor& actor, std::size_t limit) {
  std::size_t handled = 0;
  caf::scheduled_actor::mailbox_visitor visitor{&actor, handled, limit};
  actor.mailbox().new_round(limit, visitor);
  return handled;
}

}  // namespace basis
