#pragma once

#include <array>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include "actors/feed/feed_instrument.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/bybit/order_codec.hpp"
#include "venues/okx/order_codec.hpp"

namespace basis {

/// How a venue is reached and knows us.
struct VenueAccess {
  std::string host;
  wire::ApiCredentials credentials;
};

/// Signed requests for the venues of all instruments that are configured. An
/// order goes to the venue of its instrument.
class OrderEncoders {
 public:
  using AccessOf = std::function<VenueAccess(FeedVenue)>;
  static Result<OrderEncoders> create(const std::vector<FeedInstrument>& instruments, const AccessOf& access,
                                      Nanos receive_window);

  /// Room for two orders on their way to a signed request.
  struct Pair {
    std::array<wire::OrderDraft, 2> drafts;
    std::array<wire::OrderBuffer, 2> requests;
  };
  /// Both requests, or the fault of the first order that has one.
  [[nodiscard]] wire::EncodeResult encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const;
  /// The venue an instrument's orders go to; absent for one that is not configured.
  [[nodiscard]] std::optional<FeedVenue> venue_of(InstrumentId id) const {
    return id.index() < venues_.size() ? venues_[id.index()] : std::nullopt;
  }

 private:
  [[nodiscard]] wire::EncodeResult prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const;

  using Encoder = std::variant<std::monostate, binance::OrderEncoder, bybit::OrderEncoder, okx::OrderEncoder>;

  std::array<Encoder, kFeedVenues> encoders_;
  std::vector<std::optional<FeedVenue>> venues_;  ///< by InstrumentId
};

}  // namespace basis
