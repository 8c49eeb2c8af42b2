#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "core/base/error.hpp"

namespace basis {

/// A fixed number of memory slots of one size. Any thread can take and return them, without locks
/// or system calls. Several are taken at once, so that threads that take and threads that return
/// seldom touch the same memory. The free slots form a stack of indices. The head has a tag that
/// changes with every exchange, against the ABA problem: a slot that was taken and returned in
/// between is not mistaken for an unchanged head.
class SlotPool {
 public:
  static constexpr std::size_t kAlignment = 64;

  /// Allocates all memory. `slots` is over zero and under 2^32 - 1.
  SlotPool(std::size_t slot_bytes, std::size_t slots)
      : slot_bytes_((slot_bytes + kAlignment - 1) / kAlignment * kAlignment),
        slots_(slots),
        memory_(static_cast<std::byte*>(::operator new (slot_bytes_* slots, std::align_val_t{kAlignment}))),
        next_(std::make_unique<std::atomic<std::uint32_t>[]>(slots)) {
    require(slots > 0 && slots < kNone, "a pool of slots has some, and fewer than its indices can name");
    for (std::size_t i = 0; i < slots; ++i)
      next_[i].store(i + 1 < slots ? static_cast<std::uint32_t>(i + 1) : kNone, std::memory_order_relaxed);
  }
  ~SlotPool() { ::operator delete (memory_, std::align_val_t{kAlignment}); }
  SlotPool(const SlotPool&) = delete;
  SlotPool& operator=(const SlotPool&) = delete;

  /// A list of slots linked by `next_`.
  struct Chain {
    std::uint32_t first = 0;
    std::uint32_t count = 0;  ///< zero when no slot was free
  };
  /// Takes up to `most` slots in one exchange.
  [[nodiscard]] Chain take(std::uint32_t most) noexcept {
    std::uint64_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      Chain chain{index_of(head), 0};
      // When another thread takes or returns slots meanwhile, the value read here may be
      // meaningless; then the exchange fails.
      std::uint32_t next = chain.first;
      for (; next != kNone && chain.count < most; ++chain.count) next = next_[next].load(std::memory_order_relaxed);
      if (chain.count == 0) return chain;
      if (head_.compare_exchange_weak(head, joined(next, head), std::memory_order_acq_rel, std::memory_order_acquire))
        return chain;
    }
  }
  /// Removes the first slot of `chain` and returns its memory; null when the chain is empty.
  [[nodiscard]] void* pop(Chain& chain) noexcept {
    if (chain.count == 0) return nullptr;
    void* const slot = memory_ + chain.first * slot_bytes_;
    chain = {next_[chain.first].load(std::memory_order_relaxed), chain.count - 1};
    return slot;
  }

  /// Returns a slot to the pool. False, without effect, when the memory is not of this pool.
  bool give(void* slot) noexcept {
    const auto* at = static_cast<const std::byte*>(slot);
    if (std::less<>{}(at, memory_) || !std::less<>{}(at, memory_ + slots_ * slot_bytes_)) return false;
    const auto index = static_cast<std::uint32_t>(static_cast<std::size_t>(at - memory_) / slot_bytes_);
    std::uint64_t head = head_.load(std::memory_order_relaxed);
    do next_[index].store(index_of(head), std::memory_order_relaxed);
    while (
        !head_.compare_exchange_weak(head, joined(index, head), std::memory_order_acq_rel, std::memory_order_relaxed));
    return true;
  }

  [[nodiscard]] std::size_t slots() const { return slots_; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  static constexpr std::uint32_t index_of(std::uint64_t head) { return static_cast<std::uint32_t>(head); }
  /// A head with `index` and the next tag.
  static constexpr std::uint64_t joined(std::uint32_t index, std::uint64_t before) {
    return ((before >> 32) + 1) << 32 | index;
  }

  std::size_t slot_bytes_;
  std::size_t slots_;
  std::byte* memory_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> next_;
  alignas(kAlignment) std::atomic<std::uint64_t> head_{0};
};

/// Cache of one thread: slots that it has taken from a pool and not used yet.
class SlotStock {
 public:
  explicit SlotStock(SlotPool& pool) : pool_(pool) {}
  ~SlotStock() {
    while (void* const slot = pool_.pop(chain_)) pool_.give(slot);
  }
  SlotStock(const SlotStock&) = delete;
  SlotStock& operator=(const SlotStock&) = delete;

  /// A slot, or null when none is free.
  [[nodiscard]] void* take() noexcept {
    if (chain_.count == 0) chain_ = pool_.take(kMost);
    return pool_.pop(chain_);
  }

 private:
  static constexpr std::uint32_t kMost = 32;
  SlotPool& pool_;
  SlotPool::Chain chain_;
};

}  // namespace basis
