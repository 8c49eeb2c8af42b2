#include "core/execution/order_store.hpp"

// Keys have a fixed length here; inlined, their hash is a few multiplications.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace basis {
namespace {

// The bytes behind an id's text are zeros, so the whole buffer is hashed, in a fixed length.
std::uint64_t hash_of(const ClientOrderId& id) { return XXH3_64bits(id.view().data(), ClientOrderId::kCapacity); }

std::uint64_t hash_of(MarketId market, const VenueKey& order) {
  const std::uint64_t words[] = {order.high, order.low, market.value};
  return XXH3_64bits(words, sizeof(words));
}

std::uint64_t hash_of(MarketId market, const VenueKey& order, const VenueKey& trade) {
  const std::uint64_t words[] = {order.high, order.low, trade.high, trade.low, market.value};
  return XXH3_64bits(words, sizeof(words));
}

}  // namespace

OrderStore::OrderStore(std::size_t most_orders, std::size_t most_fills)
    : slots_(most_orders),
      by_id_(most_orders),
      by_order_(most_orders),
      fills_(most_fills),
      fill_hashes_(most_fills),
      by_trade_(most_fills) {
  require(most_orders > 0 && most_orders < kNone && most_fills > 0 && most_fills < kNone,
          "a tracker holds no orders or no fills");
  for (std::uint32_t slot = 0; slot < most_orders; ++slot) {
    Ends& free = lists_[static_cast<std::size_t>(List::free)];
    slots_[slot].previous = free.last;
    (free.last == kNone ? free.first : slots_[free.last].next) = slot;
    free.last = slot;
  }
  counts_[static_cast<std::size_t>(List::free)] = most_orders;
}

std::uint32_t OrderStore::find(const ClientOrderId& id) const {
  return by_id_.find(hash_of(id), [&](std::uint32_t slot) { return slots_[slot].order.terms.id == id; });
}

std::uint32_t OrderStore::find(MarketId market, const VenueKey& order) const {
  return by_order_.find(hash_of(market, order), [&](std::uint32_t slot) {
    return slots_[slot].order.order == order && slots_[slot].order.terms.market == market;
  });
}

std::uint32_t OrderStore::add(const TrackedOrder& order) {
  std::uint32_t slot = lists_[static_cast<std::size_t>(List::free)].first;
  if (slot == kNone) {
    slot = lists_[static_cast<std::size_t>(List::ended)].first;
    if (slot == kNone) return kNone;
    forget(slot);
  }
  slots_[slot].order = order;
  by_id_.insert(hash_of(order.terms.id), slot);
  if (order.order.known()) by_order_.insert(hash_of(order.terms.market, order.order), slot);
  move(slot, List::quiet);
  return slot;
}

void OrderStore::bind(std::uint32_t slot, const VenueKey& order) {
  slots_[slot].order.order = order;
  by_order_.insert(hash_of(slots_[slot].order.terms.market, order), slot);
}

void OrderStore::forget(std::uint32_t slot) {
  const TrackedOrder& order = slots_[slot].order;
  by_id_.erase(hash_of(order.terms.id), slot);
  if (order.order.known()) by_order_.erase(hash_of(order.terms.market, order.order), slot);
}

void OrderStore::move(std::uint32_t slot, List to) {
  Slot& moved = slots_[slot];
  if (moved.list == to) return;
  Ends& old = lists_[static_cast<std::size_t>(moved.list)];
  (moved.previous == kNone ? old.first : slots_[moved.previous].next) = moved.next;
  (moved.next == kNone ? old.last : slots_[moved.next].previous) = moved.previous;
  Ends& ends = lists_[static_cast<std::size_t>(to)];
  --counts_[static_cast<std::size_t>(moved.list)];
  ++counts_[static_cast<std::size_t>(to)];
  moved.list = to;
  moved.previous = ends.last;
  moved.next = kNone;
  (ends.last == kNone ? ends.first : slots_[ends.last].next) = slot;
  ends.last = slot;
}

CountedFill* OrderStore::find_fill(MarketId market, const VenueKey& order, const VenueKey& trade) {
  const std::uint64_t hash = hash_of(market, order, trade);
  const std::uint32_t at = by_trade_.find(hash, [&](std::uint32_t slot) {
    const CountedFill& fill = fills_[slot];
    return fill.trade == trade && fill.order == order && fill.market == market;
  });
  return at == kNone ? nullptr : &fills_[at];
}

CountedFill OrderStore::add_fill(const CountedFill& fill) {
  const auto slot = static_cast<std::uint32_t>(next_fill_);
  const CountedFill old = fills_[slot];
  if (old.trade.known()) by_trade_.erase(fill_hashes_[slot], slot);
  const std::uint64_t hash = hash_of(fill.market, fill.order, fill.trade);
  fills_[slot] = fill;
  fill_hashes_[slot] = hash;
  by_trade_.insert(hash, slot);
  next_fill_ = next_fill_ + 1 == fills_.size() ? 0 : next_fill_ + 1;
  return old;
}

}  // namespace basis
