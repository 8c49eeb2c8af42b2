#pragma once

#include <deque>
#include <set>
#include <type_traits>

#include "core/execution/venue_key.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// What a posting is known by, so that it is booked once however often it is told.
struct PostingKey {
  enum class Kind : std::uint8_t {
    fill,
    fee,
    funding,      ///< by the venue's id
    stream_hour,  ///< a payment that was told without an id, by its hour
    list_hour,    ///< a payment that was told with an id, by its hour
    arrival,      ///< of a transfer
    insurance,    ///< by the venue's id
  };
  Kind kind = Kind::fill;
  std::uint16_t place = 0;  ///< MarketId, or AccountId for `arrival` and `insurance`
  VenueKey first;
  VenueKey second;
  friend auto operator<=>(const PostingKey&, const PostingKey&) = default;
};
static_assert(sizeof(PostingKey) == 40 && std::is_trivially_copyable_v<PostingKey>);

/// The last postings. The oldest is forgotten for a new one.
class PostedKeys {
 public:
  explicit PostedKeys(std::size_t most) : most_(most) {}
  /// Whether it is new; it is known from here on.
  bool add(const PostingKey& key) {
    if (!known_.insert(key).second) return false;
    order_.push_back(key);
    if (order_.size() > most_) {
      known_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }
  [[nodiscard]] bool contains(const PostingKey& key) const { return known_.contains(key); }
  /// From the oldest.
  [[nodiscard]] const std::deque<PostingKey>& all() const { return order_; }

 private:
  std::size_t most_;
  std::set<PostingKey> known_;
  std::deque<PostingKey> order_;
};

}  // namespace basis
