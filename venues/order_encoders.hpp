#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "venues/feed_markets.hpp"
#include "venues/registry.hpp"

namespace basis {

/// Host and credentials of a venue.
struct VenueAccess {
  std::string host;
  wire::ApiCredentials credentials;
};

/// Encodes and signs the commands of all markets that are configured. A command is encoded for the venue of its market.
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
  /// Encodes both requests, or returns the fault of the first order that has one.
  [[nodiscard]] wire::EncodeResult encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const;
  /// The venue that a market's orders are sent to; absent for a market that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(MarketId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] wire::EncodeResult prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const;

  std::array<AnyOrderEncoder, kFeedVenues> encoders_;
  std::vector<std::optional<FeedVenue>> venues_;  ///< by MarketId
};

}  // namespace basis
