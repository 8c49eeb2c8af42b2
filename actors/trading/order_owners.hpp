#pragma once

#include <array>
#include <functional>
#include <memory_resource>
#include <string_view>
#include <unordered_map>

#include "core/base/types.hpp"
#include "core/execution/client_order_id.hpp"

namespace basis {

class PairDesk;

/// Whose order it is, and the mid of its market when it was sent.
struct OrderOwner {
  PairDesk* desk = nullptr;
  Price mid;
};

/// The owners of live orders, and of the last that have ended: a fill can come after the end of its order. Memory of
/// owners that are gone is used again.
class OrderOwners {
 public:
  /// Ended orders that are remembered.
  static constexpr std::size_t kEnded = 1'024;

  OrderOwners() { owners_.reserve(4 * kEnded); }

  void add(const ClientOrderId& id, const OrderOwner& owner) { owners_.insert_or_assign(id, owner); }
  /// Null for an order of nobody here.
  [[nodiscard]] const OrderOwner* find(const ClientOrderId& id) const {
    const auto found = owners_.find(id);
    return found == owners_.end() ? nullptr : &found->second;
  }
  void ended(const ClientOrderId& id) {
    ClientOrderId& oldest = ended_[next_++ % kEnded];
    if (next_ > kEnded) owners_.erase(oldest);
    oldest = id;
  }
  /// The desk's orders are of nobody from here on.
  void drop(const PairDesk* desk) {
    std::erase_if(owners_, [&](const auto& own) { return own.second.desk == desk; });
  }

 private:
  struct Hash {
    std::size_t operator()(const ClientOrderId& id) const { return std::hash<std::string_view>()(id.view()); }
  };

  /// Enough for all that end and for as many live orders as a tracker takes; taken once.
  static constexpr std::size_t kMemory = std::size_t{1} << 20;
  std::pmr::monotonic_buffer_resource all_{kMemory};
  std::pmr::unsynchronized_pool_resource memory_{&all_};
  std::pmr::unordered_map<ClientOrderId, OrderOwner, Hash> owners_{&memory_};
  std::array<ClientOrderId, kEnded> ended_{};
  std::size_t next_ = 0;
};

}  // namespace basis
