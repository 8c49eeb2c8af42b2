#include "venues/order_encoders.hpp"

namespace basis {

Result<OrderEncoders> OrderEncoders::create(std::span<const Market> markets, const AccessOf& access,
                                            Nanos receive_window) {
  OrderEncoders all;
  all.venues_.resize(markets.size());
  for (const FeedVenueInfo& info : feed_venues()) {
    wire::EncoderSettings settings;
    for (const Market& market : markets) {
      if (!market.configured() || feed_venue_of(market) != info.venue) continue;
      settings.markets.push_back(&market);
      all.venues_[market.id.index()] = info.venue;
    }
    if (settings.markets.empty()) continue;
    VenueAccess venue = access(info.venue);
    settings.host = std::move(venue.host);
    settings.credentials = std::move(venue.credentials);
    settings.receive_window = receive_window;
    settings.transport = venue.transport;
    BASIS_TRY(all.encoders_[static_cast<std::size_t>(info.venue)], make_order_encoder(info.venue, settings));
  }
  return all;
}

wire::EncodeResult OrderEncoders::encode_one(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  const auto venue = venue_of(order.market);
  if (!venue) return {wire::EncodeFault::unknown_market, order.market, order.id};
  const UtcTime at_venue =
      now + Nanos{offsets_[static_cast<std::size_t>(*venue)].nanos.load(std::memory_order_relaxed)};
  return std::visit(
      [&](const auto& encoder) -> wire::EncodeResult {
        if constexpr (std::is_same_v<std::decay_t<decltype(encoder)>, std::monostate>)
          broken_invariant("a venue with markets has no order encoder");
        else
          return encoder.encode(order, at_venue, out);
      },
      encoders_[static_cast<std::size_t>(*venue)]);
}

void OrderEncoders::set_clock_offset(MarketId id, Nanos offset) {
  if (const auto venue = venue_of(id))
    offsets_[static_cast<std::size_t>(*venue)].nanos.store(offset.count, std::memory_order_relaxed);
}

wire::EncodeResult OrderEncoders::encode(std::span<const OrderCommand> orders, UtcTime now, Requests& out) const {
  require(orders.size() <= out.size(), "more than two orders at once");
  for (wire::OrderBuffer& request : out) request.clear();
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const wire::EncodeResult encoded = encode_one(orders[i], now, out[i]); !encoded) {
      for (wire::OrderBuffer& request : out) request.clear();
      return encoded;
    }
  return {};
}

}  // namespace basis
