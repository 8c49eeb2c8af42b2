#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/execution/slot_table.hpp"
#include "core/execution/tracked_order.hpp"

namespace basis {

/// The orders and fills of a tracker in memory of a fixed size, found by client id, by the venue's order id and by
/// trade. The oldest ended order gives its place to a new one, the oldest fill to a new fill. Nothing is allocated
/// after the construction.
class OrderStore {
 public:
  static constexpr std::uint32_t kNone = SlotTable::kNone;

  OrderStore(std::size_t most_orders, std::size_t most_fills);

  [[nodiscard]] TrackedOrder& operator[](std::uint32_t slot) { return slots_[slot].order; }
  [[nodiscard]] const TrackedOrder& operator[](std::uint32_t slot) const { return slots_[slot].order; }
  [[nodiscard]] std::uint32_t find(const ClientOrderId& id) const;
  [[nodiscard]] std::uint32_t find(MarketId market, const VenueKey& order) const;
  /// A place for an order that is not in the store; `kNone` when all orders are live.
  [[nodiscard]] std::uint32_t add(const TrackedOrder& order);
  /// Whether so many orders have a place.
  [[nodiscard]] bool has_room(std::size_t orders) const {
    return counts_[static_cast<std::size_t>(List::free)] + counts_[static_cast<std::size_t>(List::ended)] >= orders;
  }
  /// Stores the venue's id of an order that had none.
  void bind(std::uint32_t slot, const VenueKey& order);

  /// Whether the order is to be looked at when time passes. An ended order is in line to be forgotten instead.
  void watch(std::uint32_t slot) { move(slot, List::watched); }
  void unwatch(std::uint32_t slot) { move(slot, List::quiet); }
  void retire(std::uint32_t slot) { move(slot, List::ended); }
  [[nodiscard]] bool retired(std::uint32_t slot) const { return slots_[slot].list == List::ended; }
  /// The watched orders, from the first: `kNone` behind the last.
  [[nodiscard]] std::uint32_t first_watched() const { return lists_[static_cast<std::size_t>(List::watched)].first; }
  [[nodiscard]] std::uint32_t next(std::uint32_t slot) const { return slots_[slot].next; }
  /// Calls `act(slot)` for every order: ended ones from the longest ended, then the others.
  template <class Act>
  void for_each(Act&& act) const {
    for (const List list : {List::ended, List::quiet, List::watched})
      for (std::uint32_t at = lists_[static_cast<std::size_t>(list)].first; at != kNone;) {
        const std::uint32_t next = slots_[at].next;
        act(at);
        at = next;
      }
  }

  /// The fill with this market, order and trade; null without one.
  [[nodiscard]] CountedFill* find_fill(MarketId market, const VenueKey& order, const VenueKey& trade);
  /// Stores a fill and returns the one that is forgotten for it; its `trade` is not set when there was room.
  CountedFill add_fill(const CountedFill& fill);
  /// From the oldest.
  template <class Act>
  void for_each_fill(Act&& act) const {
    for (std::size_t i = 0; i < fills_.size(); ++i) {
      const CountedFill& fill = fills_[(next_fill_ + i) % fills_.size()];
      if (fill.trade.known()) act(fill);
    }
  }

 private:
  /// Every slot is in exactly one list.
  enum class List : std::uint8_t { free, quiet, watched, ended };
  struct Slot {
    TrackedOrder order;
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    List list = List::free;
  };
  struct Ends {
    std::uint32_t first = kNone;
    std::uint32_t last = kNone;
  };

  void move(std::uint32_t slot, List to);
  void forget(std::uint32_t slot);

  std::vector<Slot> slots_;
  std::array<Ends, 4> lists_;
  std::array<std::size_t, 4> counts_{};  ///< orders of each list
  SlotTable by_id_;
  SlotTable by_order_;
  std::vector<CountedFill> fills_;  ///< a ring
  std::vector<std::uint64_t> fill_hashes_;
  std::size_t next_fill_ = 0;  ///< where the next fill goes: the oldest
  SlotTable by_trade_;
};

}  // namespace basis
