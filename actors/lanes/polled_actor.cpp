#include "actors/lanes/polled_actor.hpp"

namespace basis {

namespace {

struct Visitor {
  caf::scheduled_actor::mailbox_visitor by_behavior;
  DirectReceiver& direct;

  template <class Queue>
  caf::intrusive::task_result operator()(std::size_t index, Queue& queue, caf::mailbox_element& element) {
    if (!direct.take_directly(element)) return by_behavior(index, queue, element);
    return ++by_behavior.handled_msgs < by_behavior.max_throughput ? caf::intrusive::task_result::resume
                                                                   : caf::intrusive::task_result::stop_all;
  }
  template <class Queue, class Nested>
  caf::intrusive::task_result operator()(std::size_t index, Queue& queue, caf::stream_slot slot, Nested& nested,
                                         caf::mailbox_element& element) {
    return by_behavior(index, queue, slot, nested, element);
  }
};

}  // namespace

std::size_t handle_mailbox(caf::scheduled_actor& actor, DirectReceiver& direct, std::size_t limit) {
  std::size_t handled = 0;
  Visitor visitor{{&actor, handled, limit}, direct};
  actor.mailbox().new_round(limit, visitor);
  return handled;
}

}  // namespace basis
