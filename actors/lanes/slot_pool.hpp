#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "core/base/error.hpp"

namespace basis {

/// A fixed number of memory slots of one size, taken and given back by any
/// thread without locks or system calls. The free slots form a stack of indices;
/// a tag in its head that changes with every exchange keeps a slot that was
/// taken and given back in between from being mistaken for one that stayed.
class SlotPool {
 public:
  static constexpr std::size_t kAlignment = 64;

  /// Takes all memory at once. `slots` is over zero and under 2^32 - 1.
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

  /// A slot, or null when all are taken.
  [[nodiscard]] void* take() noexcept {
    std::uint64_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      const std::uint32_t index = index_of(head);
      if (index == kNone) return nullptr;
      const std::uint64_t after = joined(next_[index].load(std::memory_order_relaxed), head);
      if (head_.compare_exchange_weak(head, after, std::memory_order_acq_rel, std::memory_order_acquire))
        return memory_ + index * slot_bytes_;
    }
  }

  /// Gives back what `take` gave; false, and nothing done, for other memory.
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
  /// The head that names `index`, with the next tag.
  static constexpr std::uint64_t joined(std::uint32_t index, std::uint64_t before) {
    return ((before >> 32) + 1) << 32 | index;
  }

  std::size_t slot_bytes_;
  std::size_t slots_;
  std::byte* memory_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> next_;
  alignas(kAlignment) std::atomic<std::uint64_t> head_{0};
};

}  // namespace basis
