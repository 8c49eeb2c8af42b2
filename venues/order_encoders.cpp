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
    all.transports_[static_cast<std::size_t>(info.venue)] = venue.transport;
    BASIS_TRY(all.encoders_[static_cast<std::size_t>(info.venue)], make_order_encoder(info.venue, settings));
  }
  return all;
}

namespace {

wire::EncodeResult unknown_market(const OrderCommand& order) {
  wire::EncodeResult nowhere;
  nowhere.fault = wire::EncodeFault::unknown_market;
  nowhere.market = order.market;
  nowhere.id = order.id;
  return nowhere;
}

/// Calls `use` with the encoder; there is one for every venue of a configured market.
template <class Use>
wire::EncodeResult with(const AnyOrderEncoder& encoder, Use&& use) {
  return std::visit(
      [&](const auto& one) -> wire::EncodeResult {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>)
          broken_invariant("a venue with markets has no order encoder");
        else
          return use(one);
      },
      encoder);
}

}  // namespace

wire::EncodeResult OrderEncoders::encode_one(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const {
  return with(encoder_of(order), [&](const auto& encoder) { return encoder.encode(order, now, out); });
}

wire::EncodeResult OrderEncoders::sign_both(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const {
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const wire::EncodeResult prepared = with(
        encoder_of(orders[i]), [&](const auto& encoder) { return encoder.prepare(orders[i], now, out.drafts[i]); });
    if (!prepared) return prepared;
  }
  const auto signatures = wire::HmacSha256::sign_both(out.drafts[0].job(), out.drafts[1].job());
  for (std::size_t i = 0; i < orders.size(); ++i)
    static_cast<void>(with(encoder_of(orders[i]), [&](const auto& encoder) {
      encoder.finish(out.drafts[i], signatures[i], out.requests[i]);
      return wire::EncodeResult{};
    }));
  return {};
}

wire::EncodeResult OrderEncoders::encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const {
  for (wire::OrderBuffer& request : out.requests) request.clear();
  for (const OrderCommand& order : orders)
    if (!venue_of(order.market)) return unknown_market(order);
  if (!logged_in(orders[0].market) && !logged_in(orders[1].market)) return sign_both(orders, now, out);
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const wire::EncodeResult encoded = encode_one(orders[i], now, out.requests[i]); !encoded) {
      out.requests[0].clear();
      return encoded;
    }
  return {};
}

}  // namespace basis
