#pragma once

#include <algorithm>
#include <caf/all.hpp>
#include <caf/detail/sync_request_bouncer.hpp>

namespace basis {

/// Something that a lane polls.
class LaneResident {
 public:
  virtual ~LaneResident() = default;
  /// Handles waiting work, at most about `limit` items, and returns how many it handled. Called
  /// only by the lane's thread.
  virtual std::size_t poll(caf::execution_unit& lane, std::size_t limit) = 0;
};

/// Receives messages without CAF's behavior, which finds a handler by the run-time types of all
/// values in a message.
class DirectReceiver {
 public:
  virtual ~DirectReceiver() = default;
  /// Handles the message if it can; returns whether it did.
  virtual bool take_directly(caf::mailbox_element&) { return false; }
};

/// Handles messages in the actor's mailbox, at most about `limit`, and returns how many. Each is
/// offered to `direct` first. Actors of a lane must not wait for answers, because their other
/// messages would have to wait too.
std::size_t handle_mailbox(caf::scheduled_actor& actor, DirectReceiver& direct, std::size_t limit);

/// A typed CAF actor that is polled by a lane. A sender only puts the message into the mailbox; no
/// scheduler is involved. The lane polls first the actor's queues of events, then its mailbox.
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
  /// Handles events of the actor's lock-free queues; returns how many.
  virtual std::size_t poll_events(std::size_t) { return 0; }

 private:
  /// Does what CAF's `resume` does with a mailbox, without the parts that only its scheduler needs:
  /// `resume` also reads the clock for timeouts of receivers and streams, which actors of a lane do
  /// not have, and locks the logger's table of actors twice per call.
  std::size_t handle_messages(caf::execution_unit& lane, std::size_t limit) {
    if (!this->getf(this->is_initialized_flag) && !this->activate(&lane)) return 1;
    this->context(&lane);
    return std::max<std::size_t>(handle_mailbox(*this, *this, limit), 1);
  }
};

/// A spawned actor of a lane. The handle keeps it alive; the lane polls the pointer.
template <class Actor, class Handle>
struct Hosted {
  Handle handle;
  Actor* actor = nullptr;
};
template <class Actor, class Handle, class... Args>
Hosted<Actor, Handle> spawn_hosted(caf::actor_system& system, Args&&... args) {
  // Lazy, so that the scheduler never runs the actor.
  Handle handle = system.spawn<Actor, caf::lazy_init>(std::forward<Args>(args)...);
  auto* actor = dynamic_cast<Actor*>(caf::actor_cast<caf::abstract_actor*>(handle));
  return {std::move(handle), actor};
}

}  // namespace basis
