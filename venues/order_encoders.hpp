#pragma once

#include <array>
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
  /// The venue that a market's orders are sent to; absent for a market that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(MarketId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] wire::EncodeResult encode_one(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

  std::array<AnyOrderEncoder, kFeedVenues> encoders_;
  std::vector<std::optional<FeedVenue>> venues_;  ///< by MarketId
};

}  // namespace basis
