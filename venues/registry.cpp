#include "venues/registry.hpp"

#include <algorithm>
#include <array>

#include "venues/aave_v3/simulator.hpp"
#include "venues/binance/history.hpp"
#include "venues/binance/market_feed.hpp"
#include "venues/binance/requests.hpp"
#include "venues/binance/session.hpp"
#include "venues/bybit/history.hpp"
#include "venues/bybit/session.hpp"
#include "venues/etherfi/simulator.hpp"
#include "venues/instadapp/simulator.hpp"
#include "venues/lido/simulator.hpp"
#include "venues/morpho/simulator.hpp"
#include "venues/okx/history.hpp"
#include "venues/okx/market_feed.hpp"
#include "venues/okx/session.hpp"
#include "venues/uniswap/simulator.hpp"

namespace basis {
namespace {

const std::array<FeedVenueInfo, kFeedVenues> kVenues = {{
    {FeedVenue::binance_spot, "binance_spot", "binance", true, kBinanceSpotSync},
    {FeedVenue::binance_usdm, "binance_usdm", "binance", false, kBinanceUsdmSync},
    {FeedVenue::bybit, "bybit", "bybit", false, kBybitV5Sync},
    {FeedVenue::okx, "okx", "okx", false, kOkxV5Sync},
    {FeedVenue::bybit_spot, "bybit_spot", "bybit", true, kBybitV5Sync},
}};

template <class Any, class Made>
Result<Any> any_of(Result<Made> made) {
  if (!made) return made.error();
  return Any(std::move(made).value());
}

template <class T>
std::shared_ptr<const SimulatedProtocol> make(const ProtocolContext& context) {
  return std::make_shared<const T>(context);
}

client::HistorySource binance_history(Product product) {
  return {std::make_unique<binance::MarketDialect>(binance::session_product(product), std::nullopt),
          std::make_unique<binance::HistoryDialect>(product)};
}

client::HistorySource bybit_history(Product) {
  return {std::make_unique<bybit::MarketDialect>(std::nullopt), std::make_unique<bybit::HistoryDialect>()};
}

client::HistorySource okx_history(Product) {
  return {std::make_unique<okx::MarketDialect>(std::nullopt, okx::Trading::real),
          std::make_unique<okx::HistoryDialect>()};
}

struct HistoryRow {
  std::string_view venue;
  client::HistorySource (*make)(Product product);
};
constexpr std::array kHistories = {HistoryRow{"binance", &binance_history}, HistoryRow{"bybit", &bybit_history},
                                   HistoryRow{"okx", &okx_history}};

struct ProtocolRow {
  std::string_view account;
  std::shared_ptr<const SimulatedProtocol> (*make)(const ProtocolContext&);
};

constexpr std::array kProtocols = {
    ProtocolRow{"aave_v3", &make<SimulatedAave>},        ProtocolRow{"etherfi", &make<SimulatedEtherFi>},
    ProtocolRow{"instadapp", &make<SimulatedInstadapp>}, ProtocolRow{"lido", &make<SimulatedLido>},
    ProtocolRow{"morpho", &make<SimulatedMorpho>},       ProtocolRow{"uniswap", &make<SimulatedUniswap>},
};

/// The live side of a protocol. `transport` is absent where a connection logs in with every kind of key.
struct LiveRow {
  FeedVenue venue;
  Result<std::unique_ptr<Session>> (*session)(SessionSettings, net::Network&, SessionListener&);
  Result<std::unique_ptr<MarketFeed>> (*feed)(const MarketFeedSettings&, net::Network&, MarketFeedListener&);
  wire::Transport (*transport)(const wire::ApiCredentials&, const net::Endpoint& rest) = nullptr;
};

template <Product kProduct>
Result<std::unique_ptr<Session>> binance_session(SessionSettings settings, net::Network& network,
                                                 SessionListener& listener) {
  return binance::create_session(kProduct, std::move(settings), network, listener);
}

template <Product kProduct>
Result<std::unique_ptr<MarketFeed>> binance_feed(const MarketFeedSettings& settings, net::Network& network,
                                                 MarketFeedListener& listener) {
  return binance::create_market_feed(kProduct, settings, network, listener);
}

wire::Transport binance_transport(const wire::ApiCredentials& credentials, const net::Endpoint&) {
  return binance::order_transport(credentials);
}

constexpr std::array kLive = {
    LiveRow{FeedVenue::binance_spot, &binance_session<Product::spot>, &binance_feed<Product::spot>, &binance_transport},
    LiveRow{FeedVenue::binance_usdm, &binance_session<Product::linear>, &binance_feed<Product::linear>,
            &binance_transport},
    LiveRow{FeedVenue::bybit, &bybit::create_session, &bybit::create_market_feed, &bybit::order_transport},
    LiveRow{FeedVenue::bybit_spot, &bybit::create_session, &bybit::create_market_feed, &bybit::order_transport},
    LiveRow{FeedVenue::okx, &okx::create_session, &okx::create_market_feed},
};

const LiveRow* find_live(FeedVenue venue) {
  const auto row = std::find_if(kLive.begin(), kLive.end(), [&](const LiveRow& one) { return one.venue == venue; });
  return row == kLive.end() ? nullptr : &*row;
}

}  // namespace

const FeedVenueInfo& feed_venue_info(FeedVenue venue) { return kVenues[static_cast<std::size_t>(venue)]; }

std::span<const FeedVenueInfo> feed_venues() { return kVenues; }

const FeedVenueInfo* protocol_of(std::string_view configuration, bool spot) {
  const FeedVenueInfo* found = nullptr;
  for (const FeedVenueInfo& info : kVenues)
    if (info.configuration == configuration && (found == nullptr || info.spot == spot)) found = &info;
  return found;
}

FeedVenue feed_venue_of(const Market& market) {
  const FeedVenueInfo* const found = protocol_of(market.venue, market.is_spot());
  if (found == nullptr) broken_invariant(market.key + " is on no venue with a protocol");
  return found->venue;
}

std::string book_stream_name(FeedVenue venue, std::uint16_t stream) {
  const std::string_view of = feed_venue_info(venue).configuration;
  if (stream == 0) return of == "binance" ? "depth" : "REST";
  if (of == "bybit") return "orderbook." + std::to_string(stream);
  // The decoder of OKX tells its channels by the length of their names.
  for (const std::string_view name : {"books", "books-l2-tbt", "books50-l2-tbt"})
    if (name.size() == stream) return std::string(name);
  return std::to_string(stream);
}

std::string feed_venue_names() {
  std::string names;
  for (const FeedVenueInfo& info : kVenues) names += (names.empty() ? "" : " | ") + std::string(info.name);
  return names;
}

std::optional<FeedVenue> find_feed_venue(std::string_view name) {
  const auto found = std::find_if(kVenues.begin(), kVenues.end(), [&](const auto& info) { return info.name == name; });
  return found == kVenues.end() ? std::nullopt : std::optional(found->venue);
}

Result<AnyDecoder> make_decoder(FeedVenue venue, const std::vector<FeedSymbol>& symbols) {
  switch (venue) {
    case FeedVenue::binance_spot: return any_of<AnyDecoder>(binance::Decoder::create({Product::spot}, symbols));
    case FeedVenue::binance_usdm: return any_of<AnyDecoder>(binance::Decoder::create({Product::linear}, symbols));
    case FeedVenue::bybit:
    case FeedVenue::bybit_spot: return any_of<AnyDecoder>(bybit::Decoder::create({}, symbols));
    case FeedVenue::okx: return any_of<AnyDecoder>(okx::Decoder::create({}, symbols));
  }
  broken_invariant("a venue without a decoder");
}

Result<AnyOrderEncoder> make_order_encoder(FeedVenue venue, const wire::EncoderSettings& settings) {
  switch (venue) {
    case FeedVenue::binance_spot:
      return any_of<AnyOrderEncoder>(binance::OrderEncoder::create(Product::spot, settings));
    case FeedVenue::binance_usdm:
      return any_of<AnyOrderEncoder>(binance::OrderEncoder::create(Product::linear, settings));
    case FeedVenue::bybit:
    case FeedVenue::bybit_spot: return any_of<AnyOrderEncoder>(bybit::OrderEncoder::create(settings));
    case FeedVenue::okx: return any_of<AnyOrderEncoder>(okx::OrderEncoder::create(settings, okx::Trading::real));
  }
  broken_invariant("a venue without an order encoder");
}

bool has_live_side(FeedVenue venue) { return find_live(venue) != nullptr; }

std::string live_venue_names() {
  std::string names;
  for (const FeedVenueInfo& info : kVenues)
    if (has_live_side(info.venue)) names += (names.empty() ? "" : " | ") + std::string(info.name);
  return names;
}

Result<std::unique_ptr<Session>> make_session(FeedVenue venue, SessionSettings settings, net::Network& network,
                                              SessionListener& listener) {
  const LiveRow* const row = find_live(venue);
  if (row == nullptr)
    return Error(ErrorKind::usage, std::string(feed_venue_info(venue).name) +
                                       " cannot be traded live (what can: " + live_venue_names() + ")");
  return row->session(std::move(settings), network, listener);
}

Result<std::unique_ptr<MarketFeed>> make_market_feed(FeedVenue venue, MarketFeedSettings settings,
                                                     net::Network& network, MarketFeedListener& listener) {
  const LiveRow* const row = find_live(venue);
  if (row == nullptr)
    return Error(ErrorKind::usage, std::string(feed_venue_info(venue).name) +
                                       " cannot be recorded live (what can: " + live_venue_names() + ")");
  return row->feed(settings, network, listener);
}

Result<client::HistorySource> make_history(std::string_view venue, Product product) {
  std::string known;
  for (const HistoryRow& row : kHistories) {
    if (row.venue == venue) return row.make(product);
    known += (known.empty() ? "" : ",") + std::string(row.venue);
  }
  return Error(ErrorKind::usage, "'" + std::string(venue) + "' tells no history (allowed: " + known + ")");
}

wire::Transport order_transport(FeedVenue venue, const wire::ApiCredentials& credentials, const net::Endpoint& rest) {
  const LiveRow* const row = find_live(venue);
  return row != nullptr && row->transport != nullptr ? row->transport(credentials, rest) : wire::Transport::websocket;
}

std::shared_ptr<const SimulatedProtocol> make_simulated_protocol(std::string_view account,
                                                                 const ProtocolContext& context) {
  const auto row = std::find_if(kProtocols.begin(), kProtocols.end(),
                                [&](const ProtocolRow& protocol) { return protocol.account == account; });
  return row == kProtocols.end() ? nullptr : row->make(context);
}

}  // namespace basis
