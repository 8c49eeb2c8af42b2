#pragma once

#include <algorithm>
#include <caf/all.hpp>
#include <caf/detail/sync_request_bouncer.hpp>

namespace basis {

/// What a lane polls.
class LaneResident {
 public:
  virtual ~LaneResident() = default;
  /// Handles what is waiting, at most about `limit` things, and says how many it
  /// handled. Only the lane's thread calls it.
  virtual std::size_t poll(caf::execution_unit& lane, std::size_t limit) = 0;
};

/// Takes messages past CAF's behavior, which looks for a handler by the run-time types of all that a message holds.
class DirectReceiver {
 public:
  virtual ~DirectReceiver() = default;
  /// Whether the message was for the receiver, and has been handled.
  virtual bool take_directly(caf::mailbox_element&) { return false; }
};

/// Lets the actor handle what is in its mailbox, at most about `limit` messages; how many it handled. `direct` is
/// asked first. Actors of a lane await no answers, for which other messages would have to wait.
std::size_t handle_mailbox(caf::scheduled_actor& actor, DirectReceiver& direct, std::size_t limit);

/// A typed CAF actor that lives on a lane: whoever sends to it only puts the
/// message into its mailbox, and no scheduler is told. The lane polls the
/// actor's queues of events, which come first, and then its mailbox.
template <class Handle>
class PolledActor : public Handle::base, public LaneResident, public DirectReceiver {
 public:
  using Base = typename Handle::base;
  using Base::Base;
  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit*) override {
    const caf::message_id id = element->mid;
    const caf::strong_actor_ptr from = element->sender;
    const auto pushed = this->mailbox().push_back(std::move(element));
    if (pushed == caf::intrusive::inbox_result::queue_closed && id.is_request())
      caf::detail::sync_request_bouncer{caf::sec::request_receiver_down}(from, id);
  }

  std::size_t poll(caf::execution_unit& lane, std::size_t limit) override {
    const std::size_t handled = poll_events(limit);
    auto& mailbox = this->mailbox();
    if (mailbox.closed() || mailbox.blocked() || mailbox.empty()) return handled;
    return handled + handle_messages(lane, limit);
  }

 protected:
  /// Drains the actor's lock-free queues.
  virtual std::size_t poll_events(std::size_t) { return 0; }

 private:
  /// What CAF's `resume` does with a mailbox, less what only its scheduler needs: it
  /// also reads the clock for timeouts of receivers and streams, which no actor of a
  /// lane has, and locks the logger's table of actors, twice a call.
  std::size_t handle_messages(caf::execution_unit& lane, std::size_t limit) {
    if (!this->getf(this->is_initialized_flag) && !this->activate(&lane)) return 1;
    this->context(&lane);
    return std::max<std::size_t>(handle_mailbox(*this, *this, limit), 1);
  }
};

/// Spawns an actor for a lane. The handle keeps it alive; the pointer is what the lane polls.
template <class Actor, class Handle>
struct Hosted {
  Handle handle;
  Actor* actor = nullptr;
};
template <class Actor, class Handle, class... Args>
Hosted<Actor, Handle> spawn_hosted(caf::actor_system& system, Args&&... args) {
  // Lazy: the scheduler must not run what the lane will.
  Handle handle = system.spawn<Actor, caf::lazy_init>(std::forward<Args>(args)...);
  auto* actor = dynamic_cast<Actor*>(caf::actor_cast<caf::abstract_actor*>(handle));
  return {std::move(handle), actor};
}

}  // namespace basis
