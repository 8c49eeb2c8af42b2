#pragma once

#include <atomic>
#include <caf/all.hpp>
#include <new>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "actors/lanes/slot_pool.hpp"
#include "actors/lanes/thread_sanitizer.hpp"

namespace basis {

/// Pools from which a thread takes stock. A thread's first message of a type would cost it
/// an allocation: the end of a thread's stock has to be noted.
class StockedPools {
 public:
  StockedPools(const StockedPools&) = delete;
  StockedPools& operator=(const StockedPools&) = delete;
  /// Does that for the calling thread and every pool there is.
  static void prepare_thread() {
    for (StockedPools* pool = first_.load(std::memory_order_acquire); pool != nullptr; pool = pool->next_)
      pool->stock();
  }

 protected:
  StockedPools() = default;
  ~StockedPools() = default;
  /// Once the pool is there; pools stay to the end.
  void join() {
    next_ = first_.load(std::memory_order_relaxed);
    while (!first_.compare_exchange_weak(next_, this, std::memory_order_acq_rel)) {
    }
  }
  virtual SlotStock& stock() = 0;

 private:
  inline static std::atomic<StockedPools*> first_{nullptr};
  StockedPools* next_ = nullptr;
};

/// Where the messages of a type live while they travel between lanes. What the
/// pool cannot hold comes from the heap and is counted: it is late, not lost.
template <class T>
class MessagePool final : StockedPools {
 public:
  static constexpr std::size_t kSlots = 4'096;

  static MessagePool& instance() {
    static MessagePool pool;
    return pool;
  }
  [[nodiscard]] SlotPool& slots() { return slots_; }
  /// Memory for a message, or null when all is in use. By any thread.
  [[nodiscard]] void* take() noexcept { return stock().take(); }
  void count_miss() { misses_.fetch_add(1, std::memory_order_relaxed); }
  /// Messages that came from the heap because the pool was empty.
  [[nodiscard]] std::uint64_t misses() const { return misses_.load(std::memory_order_relaxed); }

 private:
  MessagePool();
  SlotStock& stock() override {
    thread_local SlotStock stock(slots_);
    return stock;
  }

  SlotPool slots_;
  std::atomic<std::uint64_t> misses_{0};
};

/// CAF's element of a mailbox with one value in it, out of the pool of its type
/// instead of the heap: a message on the hot path allocates nothing.
template <class T>
class PooledMessage final : public caf::mailbox_element,
                            public caf::detail::tuple_vals_impl<caf::type_erased_tuple, T> {
 public:
  static caf::mailbox_element_ptr make(const T& value) {
    return make([&](T& out) { out = value; });
  }
  /// `fill(value)` writes it where it will be read.
  template <class Fill>
  static caf::mailbox_element_ptr make(Fill&& fill) requires std::is_invocable_v<Fill, T&> {
    MessagePool<T>& pool = MessagePool<T>::instance();
    void* memory = pool.take();
    if (memory == nullptr) {
      pool.count_miss();
      memory = ::operator new (sizeof(PooledMessage), std::align_val_t{alignof(PooledMessage)});
    }
    auto* message = new (memory) PooledMessage;
    fill(std::get<0>(message->data()));
    told_sent(message);
    return caf::mailbox_element_ptr{message};
  }

  /// The value, where `element` is a pooled message of this type; else null. As `content`, the receiver's first step.
  static const T* of(caf::mailbox_element& element) {
    if (&typeid(element) != &typeid(PooledMessage)) return nullptr;
    auto& message = static_cast<PooledMessage&>(element);
    told_received(&message);
    return &std::get<0>(message.data());
  }

  /// The receiver's first step.
  caf::type_erased_tuple& content() override {
    told_received(this);
    return *this;
  }
  const caf::type_erased_tuple& content() const override { return *this; }
  caf::message move_content_to_message() override { return caf::make_message(std::get<0>(this->data())); }
  caf::message copy_content_to_message() const override { return caf::make_message(std::get<0>(this->data())); }

  /// Called once by whoever is done with the message, on any thread.
  void request_deletion(bool) const noexcept override {
    auto* self = const_cast<PooledMessage*>(this);
    self->~PooledMessage();
    if (!MessagePool<T>::instance().slots().give(self))
      ::operator delete (self, std::align_val_t{alignof(PooledMessage)});
  }

 private:
  PooledMessage()
      : caf::mailbox_element(caf::strong_actor_ptr{}, caf::make_message_id(), {}),
        caf::detail::tuple_vals_impl<caf::type_erased_tuple, T>(T{}) {}
};

template <class T>
MessagePool<T>::MessagePool() : slots_(sizeof(PooledMessage<T>), kSlots) {
  join();
}

/// Takes the memory of messages of these types now rather than with the first message. Lanes that start
/// afterwards have their part of it from their start.
template <class... Ts>
void prepare_messages() {
  (static_cast<void>(MessagePool<Ts>::instance()), ...);
}

/// Sends a message of type `T` that `fill(value)` writes, to an actor whose interface reacts to it, without
/// allocation and without a copy.
template <class T, class Handle, class Fill>
void send_pooled(const Handle& receiver, Fill&& fill) requires std::is_invocable_v<Fill, T&> {
  static_assert(std::is_trivially_copyable_v<T>, "what travels between lanes is plain data");
  static_assert(caf::response_type<typename Handle::signatures, T>::valid, "the actor does not react to this");
  caf::actor_cast<caf::abstract_actor*>(receiver)->enqueue(PooledMessage<T>::make(std::forward<Fill>(fill)), nullptr);
}
/// The same with a message that is there.
template <class Handle, class T>
void send_pooled(const Handle& receiver, const T& value) {
  send_pooled<T>(receiver, [&](T& out) { out = value; });
}

}  // namespace basis
