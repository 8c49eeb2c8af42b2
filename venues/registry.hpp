#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "venues/binance/codec.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/bybit/codec.hpp"
#include "venues/bybit/order_codec.hpp"
#include "venues/client/history_dialect.hpp"
#include "venues/feed_venue.hpp"
#include "venues/market_feed.hpp"
#include "venues/okx/codec.hpp"
#include "venues/okx/order_codec.hpp"
#include "venues/session.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

// The venues are listed only here and in registry.cpp.

/// The decoder of one venue's public messages.
using AnyDecoder = std::variant<binance::Decoder, bybit::Decoder, okx::Decoder>;
/// Creates the decoder of a venue for these symbols. Usage error: no symbols, or one that the decoder refuses.
Result<AnyDecoder> make_decoder(FeedVenue venue, const std::vector<FeedSymbol>& symbols);

/// The order encoder of one venue; empty (`std::monostate`) where none was created.
using AnyOrderEncoder = std::variant<std::monostate, binance::OrderEncoder, bybit::OrderEncoder, okx::OrderEncoder>;
/// Creates the order encoder of a venue. Usage error: settings that it refuses.
Result<AnyOrderEncoder> make_order_encoder(FeedVenue venue, const wire::EncoderSettings& settings);

/// The live side of an account at a venue, over a network that outlives it. Usage error: settings that it refuses, or a
/// venue without a live side.
Result<std::unique_ptr<Session>> make_session(FeedVenue venue, SessionSettings settings, net::Network& network,
                                              SessionListener& listener);
/// The public market data of a protocol, over a network that outlives it. Usage error: as `make_session`.
Result<std::unique_ptr<MarketFeed>> make_market_feed(FeedVenue venue, MarketFeedSettings settings,
                                                     net::Network& network, MarketFeedListener& listener);
/// The public history of an exchange's markets of one product. Usage error: the exchange has none that is known here.
Result<client::HistorySource> make_history(std::string_view venue, Product product);
/// Whether a protocol has a live side: a session and a market feed.
bool has_live_side(FeedVenue venue);
/// Those that have, for a person: "binance_spot | binance_usdm".
std::string live_venue_names();
/// How orders travel with these credentials in the venue's environment whose requests go to `rest`; for the settings of
/// its encoder and of its session.
wire::Transport order_transport(FeedVenue venue, const wire::ApiCredentials& credentials, const net::Endpoint& rest);

/// The simulated protocol of an on-chain account; null when the account has none.
std::shared_ptr<const SimulatedProtocol> make_simulated_protocol(std::string_view account,
                                                                 const ProtocolContext& context);

}  // namespace basis
