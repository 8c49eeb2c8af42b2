#include "bench/bench_session.hpp"

#include "venues/feed_markets.hpp"
#include "venues/sim/client_file.hpp"

namespace basis::bench {
namespace {

/// The private key of the demo account, as PEM.
std::string demo_key() {
  constexpr std::string_view kEnd = "-----END PRIVATE KEY-----\n";
  const std::string pair = sim::demo_keys_text();
  const std::size_t begin = pair.find("-----BEGIN PRIVATE KEY-----");
  return pair.substr(begin, pair.find(kEnd) + kEnd.size() - begin);
}

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

}  // namespace

BenchMarkets::BenchMarkets(const Settings& settings) : universe(value_of(Universe::build(settings))) {
  const auto followed = value_of(follow_markets(
      {{FeedVenue::binance_spot, "BTCUSDT", 2}, {FeedVenue::binance_usdm, "BTCUSDT", 1}}, settings, universe));
  spot_id = followed[0];
  perp_id = followed[1];
}

binance::OrderEncoder bench_encoder(const Market& market, const net::Endpoint& endpoint, wire::Transport transport) {
  wire::EncoderSettings encoding;
  encoding.host = endpoint.authority();
  encoding.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret()};
  encoding.markets = {&market};
  encoding.transport = transport;
  return value_of(binance::OrderEncoder::create(market.product, encoding));
}

SessionSettings bench_session(const Universe& universe, const Market& market, const SessionEndpoints& endpoints,
                              bool hot) {
  SessionSettings made;
  made.universe = &universe;
  made.account = *market.account;
  made.markets = {&market};
  made.endpoints = endpoints;
  made.credentials = {Secret("demo-key"), Secret(demo_key()), Secret()};
  made.transport = wire::Transport::websocket;
  made.order_prefix = "bench";
  made.hot_sockets = hot;
  return made;
}

}  // namespace basis::bench
