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

  /// Buffers for two orders, before and after signing.
  struct Pair {
    std::array<wire::OrderDraft, 2> drafts;
    std::array<wire::OrderBuffer, 2> requests;
  };
  /// Encodes both commands, or returns the fault of the first that has one; then neither is encoded.
  [[nodiscard]] wire::EncodeResult encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const;
  /// The venue that a market's orders are sent to; absent for a market that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(MarketId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] bool logged_in(MarketId id) const {
    return transports_[static_cast<std::size_t>(*venue_of(id))] == wire::Transport::websocket;
  }
  [[nodiscard]] wire::EncodeResult encode_one(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  [[nodiscard]] wire::EncodeResult sign_both(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const;
  [[nodiscard]] const AnyOrderEncoder& encoder_of(const OrderCommand& order) const {
    return encoders_[static_cast<std::size_t>(*venue_of(order.market))];
  }

  std::array<AnyOrderEncoder, kFeedVenues> encoders_;
  std::array<wire::Transport, kFeedVenues> transports_{};
  std::vector<std::optional<FeedVenue>> venues_;  ///< by MarketId
};

}  // namespace basis
