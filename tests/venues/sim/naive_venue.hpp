#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace basis::test {

/// The rules of matching written out as plainly as possible, without a line of the engine: prices in ticks, sizes in
/// steps, every list searched from the start. It knows one perp market and no money.
struct NaiveVenue {
  struct Order {
    std::string id;
    bool buy = true;
    char kind = 'L';  ///< Market, Limit, Ioc, Fok, Post-only
    long limit = 0;
    long size = 0;
    bool reduce_only = false;
    long filled = 0;
    long ahead = 0;
    bool open = true;
    bool resting = false;
    [[nodiscard]] long rest() const { return size - filled; }
  };

  bool proportional = false;
  bool live = false;
  std::map<long, long> levels[2];  ///< bids, asks: recorded sizes
  std::map<long, long> taken[2];
  std::map<long, long> traded[2];  ///< since the level was last recorded
  std::vector<Order> orders;
  long position = 0;
  std::vector<std::string> fills;

  [[nodiscard]] static bool within(bool buy, long limit, long price) { return buy ? price <= limit : price >= limit; }
  [[nodiscard]] Order* open_order(const std::string& id) {
    for (Order& order : orders)
      if (order.id == id && order.open) return &order;
    return nullptr;
  }
  /// Resting orders of a side, best price first, then oldest.
  [[nodiscard]] std::vector<Order*> queue(bool buy) {
    std::vector<Order*> found;
    for (Order& order : orders)
      if (order.open && order.resting && order.buy == buy) found.push_back(&order);
    std::stable_sort(found.begin(), found.end(),
                     [&](const Order* a, const Order* b) { return buy ? a->limit > b->limit : a->limit < b->limit; });
    return found;
  }
  [[nodiscard]] std::vector<Order*> queue_at(bool buy, long price) {
    std::vector<Order*> found;
    for (Order* order : queue(buy))
      if (order->limit == price) found.push_back(order);
    return found;
  }
  /// Recorded levels that an order could take from, best first.
  [[nodiscard]] std::vector<std::pair<long, long>> offers(bool to_buyer, long limit, bool bounded) {
    std::vector<std::pair<long, long>> found;
    if (!live) return found;
    for (const auto& [price, size] : levels[to_buyer ? 1 : 0]) {
      const long left = size - taken[to_buyer ? 1 : 0][price];
      if (left > 0 && (!bounded || within(to_buyer, limit, price))) found.emplace_back(price, left);
    }
    if (!to_buyer) std::reverse(found.begin(), found.end());
    return found;
  }

  void gone_before(const Order& order, long size) {
    bool later = false;
    for (Order* other : queue_at(order.buy, order.limit)) {
      if (later) other->ahead = std::max(0L, other->ahead - size);
      if (other == &order) later = true;
    }
  }
  void stop(Order& order) {
    if (order.resting) gone_before(order, order.rest());
    order.open = false;
    order.resting = false;
  }
  /// Returns what was filled.
  long fill(Order& order, long price, long size, bool maker) {
    if (order.reduce_only) {
      const long most = std::max(0L, order.buy ? -position : position);
      if (most == 0) {
        stop(order);
        return 0;
      }
      if (order.rest() > most) {
        if (order.resting) gone_before(order, order.rest() - most);
        order.size = order.filled + most;
      }
    }
    size = std::min(size, order.rest());
    order.filled += size;
    position += order.buy ? size : -size;
    fills.push_back(fmt::format("{} {} @ {} {}", order.id, size, price, maker ? "maker" : "taker"));
    if (order.rest() == 0) order.open = order.resting = false;
    return size;
  }

  void arrive(Order order) {
    const bool rests = order.kind == 'L' || order.kind == 'P';
    if (!live && !rests) return;
    if (open_order(order.id) != nullptr) return;
    if (order.reduce_only) {
      order.size = std::min(order.size, std::max(0L, order.buy ? -position : position));
      if (order.size == 0) return;
    }
    orders.push_back(order);
    match(orders.size() - 1);
  }
  void match(std::size_t at) {
    const bool bounded = orders[at].kind != 'M';
    auto there = offers(orders[at].buy, orders[at].limit, bounded);
    if (orders[at].kind == 'P' && !there.empty()) return stop(orders[at]);
    long sum = 0;
    for (const auto& [price, size] : there) sum += size;
    if (orders[at].kind == 'F' && sum < orders[at].rest()) return stop(orders[at]);
    for (Order* other : queue(!orders[at].buy))
      if (!bounded || within(orders[at].buy, orders[at].limit, other->limit)) stop(*other);
    for (const auto& [price, size] : there) {
      if (!orders[at].open) break;
      taken[orders[at].buy ? 1 : 0][price] += fill(orders[at], price, size, false);
    }
    if (!orders[at].open) return;
    if (orders[at].kind != 'L' && orders[at].kind != 'P') return stop(orders[at]);
    Order& order = orders[at];
    const auto& side = levels[order.buy ? 0 : 1];
    const auto level = side.find(order.limit);
    order.ahead = level == side.end() ? 0 : level->second;
    for (const Order* earlier : queue_at(order.buy, order.limit)) order.ahead += earlier->rest();
    order.resting = true;
  }
  void cancel(const std::string& id) {
    if (Order* order = open_order(id)) stop(*order);
  }
  void amend(const std::string& id, long size, long limit) {
    Order* order = open_order(id);
    if (order == nullptr || (size == order->size && limit == order->limit) || size <= order->filled) return;
    const long most = std::max(0L, order->buy ? -position : position);
    if (order->reduce_only) size = std::min(size, order->filled + most);
    if (size <= order->filled) return;
    if (order->kind == 'P' && !offers(order->buy, limit, true).empty()) return;
    if (limit == order->limit && size <= order->size) {
      gone_before(*order, order->size - size);
      order->size = size;
      return;
    }
    Order again = *order;
    stop(*order);
    again.size = size;
    again.limit = limit;
    again.resting = false;
    again.open = true;
    orders.push_back(again);  // the youngest at its new place
    match(orders.size() - 1);
  }

  void recorded(bool bid, long price, long size) {
    const long before = levels[bid ? 0 : 1].contains(price) ? levels[bid ? 0 : 1][price] : 0;
    taken[bid ? 0 : 1].erase(price);
    if (size == 0)
      levels[bid ? 0 : 1].erase(price);
    else
      levels[bid ? 0 : 1][price] = size;
    const long cancelled = std::max(0L, before - size - traded[bid ? 0 : 1][price]);
    traded[bid ? 0 : 1][price] = 0;
    if (size >= before) return;
    long ours = 0;
    for (Order* order : queue_at(bid, price)) {
      if (proportional) order->ahead -= cancelled * order->ahead / before;
      order->ahead = std::min(order->ahead, size + ours);
      ours += order->rest();
    }
  }
  void snapshot(const std::map<long, long>& bids, const std::map<long, long>& asks) {
    levels[0] = bids;
    levels[1] = asks;
    for (int side : {0, 1}) {
      taken[side].clear();
      traded[side].clear();
      for (Order* order : queue(side == 0)) {
        long ours = 0;
        for (const Order* earlier : queue_at(side == 0, order->limit)) {
          if (earlier == order) break;
          ours += earlier->rest();
        }
        const long there = levels[side].contains(order->limit) ? levels[side][order->limit] : 0;
        order->ahead = std::min(order->ahead, there + ours);
      }
    }
  }
  /// After a recorded change: what is offered at the price of an order of ours, or better.
  void meet() {
    if (!live) return;
    for (bool buy : {true, false})
      for (Order* order : queue(buy))
        for (const auto& [price, size] : offers(buy, order->limit, true)) {
          if (!order->open) break;
          const long part = fill(*order, order->limit, size, true);
          taken[buy ? 1 : 0][price] += part;
          if (order->resting)
            gone_before(*order, part);
          else
            move_up_after(*order, part);
        }
  }
  /// The same for an order that has just been filled whole.
  void move_up_after(const Order& order, long size) {
    for (Order* other : queue_at(order.buy, order.limit))
      if (other > &order) other->ahead = std::max(0L, other->ahead - size);
  }
  void trade(long price, long size, bool seller) {
    if (!live) return;
    for (bool buy : {true, false})
      for (Order* order : queue(buy))
        if (buy ? order->limit > price : order->limit < price) fill(*order, order->limit, order->rest(), true);
    traded[seller ? 0 : 1][price] += size;
    const auto here = queue_at(seller, price);
    if (here.empty()) return;
    long left = std::max(0L, size - here.front()->ahead);
    for (Order* order : here) {
      const long beyond = std::max(0L, size - order->ahead);
      order->ahead = std::max(0L, order->ahead - size);
      const long part = std::min({beyond, left, order->rest()});
      if (part > 0) left -= fill(*order, price, part, true);
    }
  }
};

}  // namespace basis::test
