#include "venues/sim/own_orders.hpp"

#include <xxhash.h>

#include <algorithm>

#include "venues/sim/market_book.hpp"

namespace basis {
namespace {

constexpr OrderSlot kNoOrder = ~OrderSlot{0};
constexpr std::size_t kFirstPlaces = 1'024;

}  // namespace

OwnOrders::OwnOrders() : places_(kFirstPlaces, kNoOrder) {}

/// Where the id is, or where it would be put.
std::size_t OwnOrders::place_of(const ClientOrderId& id) const {
  const std::string_view text = id.view();
  std::size_t place = XXH3_64bits(text.data(), text.size()) & (places_.size() - 1);
  while (places_[place] != kNoOrder && orders_[places_[place]].record.terms.id != id)
    place = (place + 1) & (places_.size() - 1);
  return place;
}

void OwnOrders::grow(std::size_t places) {
  places_.assign(places, kNoOrder);
  for (std::size_t i = 0; i < orders_.size(); ++i)
    places_[place_of(orders_[i].record.terms.id)] = static_cast<OrderSlot>(i);
}

void OwnOrders::reserve(std::size_t orders) {
  orders_.reserve(orders);
  std::size_t places = places_.size();
  while (places < 2 * orders) places *= 2;
  if (places > places_.size()) grow(places);
}

OrderSlot OwnOrders::add(const OrderRecord& record) {
  if (2 * (orders_.size() + 1) > places_.size()) grow(2 * places_.size());
  const auto slot = static_cast<OrderSlot>(orders_.size());
  places_[place_of(record.terms.id)] = slot;
  orders_.push_back({record, Quantity{}, false});
  return slot;
}

std::optional<OrderSlot> OwnOrders::find(const ClientOrderId& id) const {
  const OrderSlot slot = places_[place_of(id)];
  if (slot == kNoOrder) return std::nullopt;
  return slot;
}

OwnLevel* OwnSide::find(Price price) {
  for (OwnLevel& level : levels_) {
    if (level.price == price) return &level;
    if (better(side_, price, level.price)) return nullptr;
  }
  return nullptr;
}

std::span<const OrderSlot> OwnSide::at(Price price) const {
  std::size_t first = 0;
  for (const OwnLevel& level : levels_) {
    if (level.price == price) return std::span(queue_).subspan(first, level.orders);
    first += level.orders;
  }
  return {};
}

OwnLevel& OwnSide::add(Price price, OrderSlot slot, Quantity recorded) {
  const auto level = std::find_if(levels_.begin(), levels_.end(),
                                  [&](const OwnLevel& one) { return !better(side_, one.price, price); });
  std::size_t place = 0;
  for (auto before = levels_.begin(); before != level; ++before) place += before->orders;
  const bool known = level != levels_.end() && level->price == price;
  OwnLevel& own = known ? *level : *levels_.insert(level, {price, recorded, Quantity{}, 0});
  queue_.insert(queue_.begin() + static_cast<std::ptrdiff_t>(place + own.orders), slot);
  ++own.orders;
  return own;
}

void OwnSide::remove(Price price, OrderSlot slot) {
  queue_.erase(std::find(queue_.begin(), queue_.end(), slot));
  const auto level =
      std::find_if(levels_.begin(), levels_.end(), [&](const OwnLevel& one) { return one.price == price; });
  if (--level->orders == 0) levels_.erase(level);
}

}  // namespace basis
