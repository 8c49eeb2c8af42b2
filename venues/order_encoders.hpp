#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "venues/feed_instrument.hpp"
#include "venues/registry.hpp"

namespace basis {

/// Host and credentials of a venue.
struct VenueAccess {
  std::string host;
  wire::ApiCredentials credentials;
};

/// Encodes and signs the orders of all configured instruments. An order is encoded for the venue of its
/// instrument.
class OrderEncoders {
 public:
  using AccessOf = std::function<VenueAccess(FeedVenue)>;
  static Result<OrderEncoders> create(const std::vector<FeedInstrument>& instruments, const AccessOf& access,
                                      Nanos receive_window);

  /// Buffers for two orders, before and after signing.
  struct Pair {
    std::array<wire::OrderDraft, 2> drafts;
    std::array<wire::OrderBuffer, 2> requests;
  };
  /// Encodes both requests, or returns the fault of the first order that has one.
  [[nodiscard]] wire::EncodeResult encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const;
  /// The venue that an instrument's orders are sent to; absent for an instrument that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(InstrumentId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] wire::EncodeResult prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const;

  std::array<AnyOrderEncoder, kFeedVenues> encoders_;
  std::vector<std::optional<FeedVenue>> venues_;  ///< by InstrumentId
};

}  // namespace basis
