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

/// List of all message pools. Each thread has a cache of free slots for each pool. Creating the
/// cache allocates memory, because its destructor is registered for the end of the thread.
class StockedPools {
 public:
  StockedPools(const StockedPools&) = delete;
  StockedPools& operator=(const StockedPools&) = delete;
  /// Creates the calling thread's caches for all existing pools, so that its first messages do not
  /// allocate.
  static void prepare_thread() {
    for (StockedPools* pool = first_.load(std::memory_order_acquire); pool != nullptr; pool = pool->next_)
      pool->stock();
  }

 protected:
  StockedPools() = default;
  ~StockedPools() = default;
  /// Adds a constructed pool to the list. Pools exist until the end of the program.
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

/// Memory for the messages of one type between lanes. When all slots are in use, memory comes from
/// the heap and is counted: such a message is slower, but not lost.
template <class T>
class MessagePool final : StockedPools {
 public:
  static constexpr std::size_t kSlots = 4'096;

  static MessagePool& instance() {
    static MessagePool pool;
    return pool;
  }
  [[nodiscard]] SlotPool& slots() { return slots_; }
  /// Memory for a message, or null when all slots are in use. Can be called by any thread.
  [[nodiscard]] void* take() noexcept { return stock().take(); }
  void count_miss() { misses_.fetch_add(1, std::memory_order_relaxed); }
  /// Number of messages that came from the heap because the pool was empty.
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

/// A mailbox element of CAF with one value, allocated from the pool of its type instead of the
/// heap, so that a message on the hot path does not allocate.
template <class T>
class PooledMessage final : public caf::mailbox_element,
                            public caf::detail::tuple_vals_impl<caf::type_erased_tuple, T> {
 public:
  static caf::mailbox_element_ptr make(const T& value) {
    return make([&](T& out) { out = value; });
  }
  /// `fill(value)` writes the value in place, without a copy.
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

  /// The value when `element` is a pooled message of this type; else null. Like `content`, it marks
  /// the message as received.
  static const T* of(caf::mailbox_element& element) {
    if (&typeid(element) != &typeid(PooledMessage)) return nullptr;
    auto& message = static_cast<PooledMessage&>(element);
    told_received(&message);
    return &std::get<0>(message.data());
  }

  /// Called first by the receiver.
  caf::type_erased_tuple& content() override {
    told_received(this);
    return *this;
  }
  const caf::type_erased_tuple& content() const override { return *this; }
  caf::message move_content_to_message() override { return caf::make_message(std::get<0>(this->data())); }
  caf::message copy_content_to_message() const override { return caf::make_message(std::get<0>(this->data())); }

  /// Called once, on any thread, when the message is no longer needed.
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

/// Allocates the pools of these message types in advance. Lanes that start afterwards create their
/// caches at their start.
template <class... Ts>
void prepare_messages() {
  (static_cast<void>(MessagePool<Ts>::instance()), ...);
}

/// Sends a message of type `T` that `fill(value)` writes in place. The actor's interface must react
/// to `T`. Neither allocates nor copies.
template <class T, class Handle, class Fill>
void send_pooled(const Handle& receiver, Fill&& fill) requires std::is_invocable_v<Fill, T&> {
  static_assert(std::is_trivially_copyable_v<T>, "what travels between lanes is plain data");
  static_assert(caf::response_type<typename Handle::signatures, T>::valid, "the actor does not react to this");
  caf::actor_cast<caf::abstract_actor*>(receiver)->enqueue(PooledMessage<T>::make(std::forward<Fill>(fill)), nullptr);
}
/// Sends a copy of `value`.
template <class Handle, class T>
void send_pooled(const Handle& receiver, const T& value) {
  send_pooled<T>(receiver, [&](T& out) { out = value; });
}

}  // namespace basis
