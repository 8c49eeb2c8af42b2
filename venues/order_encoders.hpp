#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "venues/feed_markets.hpp"
#include "venues/registry.hpp"

namespace basis {

/// Host and credentials of a venue, and how orders travel there.
struct VenueAccess {
  std::string host;
  wire::ApiCredentials credentials;
  wire::Transport transport = wire::Transport::rest;
};

/// Encodes the commands of all markets that are configured, and signs those that travel as requests. A command is
/// encoded for the venue of its market.
class OrderEncoders {
 public:
  using AccessOf = std::function<VenueAccess(FeedVenue)>;
  /// `markets` outlive the encoders.
  static Result<OrderEncoders> create(std::span<const Market> markets, const AccessOf& access, Nanos receive_window);

  /// The requests or messages of at most two orders.
  using Requests = std::array<wire::OrderBuffer, 2>;
  /// Encodes all commands, or returns the fault of the first that has one; then none is encoded.
  [[nodiscard]] wire::EncodeResult encode(std::span<const OrderCommand> orders, UtcTime now, Requests& out) const;
  /// The venue's clock less ours: what is encoded from here on is stamped by the venue's clock. Any thread may set it.
  void set_clock_offset(MarketId id, Nanos offset);
  /// The venue that a market's orders are sent to; absent for a market that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(MarketId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] wire::EncodeResult encode_one(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

  std::array<AnyOrderEncoder, kFeedVenues> encoders_;
  struct Offset {
    Offset() = default;
    Offset(Offset&& other) noexcept : nanos(other.nanos.load(std::memory_order_relaxed)) {}
    Offset& operator=(Offset&& other) noexcept {
      nanos.store(other.nanos.load(std::memory_order_relaxed), std::memory_order_relaxed);
      return *this;
    }
    std::atomic<std::int64_t> nanos{0};
  };
  std::array<Offset, kFeedVenues> offsets_;
  std::vector<std::optional<FeedVenue>> venues_;  ///< by MarketId
};

}  // namespace basis
