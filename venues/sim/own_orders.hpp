#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/execution/order_report.hpp"
#include "core/marketdata/price_ladder.hpp"

namespace basis {

/// The number of an order in `OwnOrders`.
using OrderSlot = std::uint32_t;

/// One order of ours at the venue.
struct OwnOrder {
  OrderRecord record;
  /// Resting: coins that trade before it at its price: what was recorded there when it arrived, and our own earlier
  /// orders, less what has gone since.
  Quantity ahead;
  bool resting = false;

  [[nodiscard]] Quantity rest() const { return record.terms.size - record.filled; }
  [[nodiscard]] const OrderCommand& terms() const { return record.terms; }
};

/// All orders a venue has taken from us, found by client id. Of orders with one id the last is found.
class OwnOrders {
 public:
  OwnOrders();
  OrderSlot add(const OrderRecord& record);
  [[nodiscard]] std::optional<OrderSlot> find(const ClientOrderId& id) const;
  [[nodiscard]] OwnOrder& operator[](OrderSlot slot) { return orders_[slot]; }
  [[nodiscard]] const OwnOrder& operator[](OrderSlot slot) const { return orders_[slot]; }
  /// In the order of their arrival.
  [[nodiscard]] std::span<const OwnOrder> all() const { return orders_; }
  /// Makes room, so that so many orders need no allocation.
  void reserve(std::size_t orders);

 private:
  [[nodiscard]] std::size_t place_of(const ClientOrderId& id) const;
  void grow(std::size_t places);

  std::vector<OwnOrder> orders_;
  std::vector<OrderSlot> places_;  ///< open addressing, a power of two, at most half full; `kNoOrder`: free
};

/// A price at which orders of ours rest.
struct OwnLevel {
  Price price;
  Quantity recorded;  ///< coins at the price when it was last recorded
  Quantity traded;    ///< coins traded there since
  std::uint32_t orders = 0;
};

/// Our resting orders on one side of a market, by price and then by age. The orders of a level follow each other.
class OwnSide {
 public:
  explicit OwnSide(BookSide side) : side_(side) {}

  [[nodiscard]] bool empty() const { return queue_.empty(); }
  [[nodiscard]] std::size_t size() const { return queue_.size(); }
  [[nodiscard]] OrderSlot operator[](std::size_t place) const { return queue_[place]; }
  [[nodiscard]] std::span<OwnLevel> levels() { return levels_; }
  /// Best and worst price; there must be an order.
  [[nodiscard]] Price best() const { return levels_.front().price; }
  [[nodiscard]] Price worst() const { return levels_.back().price; }
  [[nodiscard]] OwnLevel* find(Price price);
  /// The orders at a price, oldest first; empty where there is none.
  [[nodiscard]] std::span<const OrderSlot> at(Price price) const;
  /// Adds an order behind those at its price. `recorded` is read where the level is new.
  OwnLevel& add(Price price, OrderSlot slot, Quantity recorded);
  void remove(Price price, OrderSlot slot);

 private:
  BookSide side_;
  std::vector<OwnLevel> levels_;  ///< best first
  std::vector<OrderSlot> queue_;
};

}  // namespace basis
