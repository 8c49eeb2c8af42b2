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
    BASIS_TRY(all.encoders_[static_cast<std::size_t>(info.venue)], make_order_encoder(info.venue, settings));
  }
  return all;
}

wire::EncodeResult OrderEncoders::prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const {
  const auto venue = venue_of(order.market);
  wire::EncodeResult nowhere;
  nowhere.fault = wire::EncodeFault::unknown_market;
  nowhere.market = order.market;
  nowhere.id = order.id;
  if (!venue) return nowhere;
  return std::visit(
      [&](const auto& encoder) {
        if constexpr (std::is_same_v<std::decay_t<decltype(encoder)>, std::monostate>)
          return nowhere;
        else
          return encoder.prepare(order, now, draft);
      },
      encoders_[static_cast<std::size_t>(*venue)]);
}

wire::EncodeResult OrderEncoders::encode(const std::array<OrderCommand, 2>& orders, UtcTime now, Pair& out) const {
  for (wire::OrderBuffer& request : out.requests) request.clear();
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const wire::EncodeResult prepared = prepare(orders[i], now, out.drafts[i]); !prepared) return prepared;
  const auto signatures = wire::HmacSha256::sign_both(out.drafts[0].job(), out.drafts[1].job());
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto end = [&](const auto& encoder) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(encoder)>, std::monostate>)
        encoder.finish(out.drafts[i], signatures[i], out.requests[i]);
    };
    std::visit(end, encoders_[static_cast<std::size_t>(*venue_of(orders[i].market))]);
  }
  return {};
}

}  // namespace basis
