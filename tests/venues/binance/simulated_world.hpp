#pragma once

#include <random>
#include <stdexcept>
#include <variant>

#include "tests/venues/binance/session_world.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {

/// What a test needs to know of a venue.
struct SimulatedVenue {
  std::string name;
  Product product;
  FeedVenue feed;
  std::string symbol;
  wire::Transport transport = wire::Transport::websocket;
  bool unified = false;  ///< spot and perps are one account
  std::string place{};   ///< what scripts name: an order, a cancel, the events of orders
  std::string cancel{};
  std::string orders{};
};

inline const std::vector<SimulatedVenue>& simulated_venues() {
  static const std::vector<SimulatedVenue> kVenues = {
      {"binance", Product::spot, FeedVenue::binance_spot, "BTCUSDT", wire::Transport::signed_websocket, false,
       "order.place", "order.cancel", "executionReport"},
      {"binance", Product::linear, FeedVenue::binance_usdm, "BTCUSDT", wire::Transport::signed_websocket, false,
       "order.place", "order.cancel", "ORDER_TRADE_UPDATE"},
      {"bybit", Product::spot, FeedVenue::bybit_spot, "BTCUSDT", wire::Transport::websocket, true, "order.create",
       "order.cancel", "order"},
      {"bybit", Product::linear, FeedVenue::bybit, "BTCUSDT", wire::Transport::websocket, true, "order.create",
       "order.cancel", "order"},
      {"okx", Product::spot, FeedVenue::okx, "BTC-USDT", wire::Transport::websocket, true, "order", "cancel-order",
       "orders:"},
      {"okx", Product::linear, FeedVenue::okx, "BTC-USDT-SWAP", wire::Transport::websocket, true, "order",
       "cancel-order", "orders:"},
  };
  return kVenues;
}
inline const SimulatedVenue& simulated_venue(std::string_view name, Product product) {
  for (const SimulatedVenue& venue : simulated_venues())
    if (venue.name == name && venue.product == product) return venue;
  throw std::logic_error("no such venue");
}

/// A session of one market against the simulated exchange, whose markets move by a seed, over a network in memory.
class SimulatedWorld {
 public:
  explicit SimulatedWorld(Product of, std::uint64_t seed = 1, bool limits = true)
      : SimulatedWorld(simulated_venue("binance", of), seed, limits) {}
  explicit SimulatedWorld(const SimulatedVenue& of, std::uint64_t seed = 1, bool limits = true)
      : venue(of),
        product(of.product),
        ids(ClientOrderIds::create("nodea", 7).value()),
        network(kSessionStart, seed),
        random(seed) {
    SimulatedExchangesSettings settings;
    settings.venues = {venue.name};
    settings.clients = sim::demo_clients({venue.name});
    settings.seed = seed;
    settings.limits = limits;
    settings.start = kSessionStart;
    auto made = SimulatedExchanges::create(world.settings, std::move(settings));
    REQUIRE(made.has_value());
    exchanges = std::move(made).value();
    market = &world.market(product, venue.symbol, venue.name);
    markets = {market};
    there = *exchanges->universe().find(venue.name, product, venue.symbol);
    network.serve("venue.test", 443, exchanges->service());
    network.set_latency({Nanos{1'000'000}, Nanos{5'000'000}}, {Nanos{1'000'000}, Nanos{5'000'000}});
    owner = std::make_unique<Owner>(*world.universe, ids);
  }
  ~SimulatedWorld() { session.reset(); }

  void start() { start(venue.transport); }
  void start(wire::Transport over) {
    SessionSettings made;
    made.universe = world.universe.get();
    made.account = *market->account;
    made.markets = markets;
    const net::Endpoint at{true, "venue.test", 443};
    made.endpoints = {at, streams.value_or(at), at, at, std::nullopt};
    // A connection logs in with an Ed25519 key only.
    const std::string pair = sim::demo_keys_text();
    const std::string end = "-----END PRIVATE KEY-----\n";
    const std::size_t begin = pair.find("-----BEGIN PRIVATE KEY-----");
    const std::string secret = over == wire::Transport::websocket && venue.name == "binance"
                                   ? pair.substr(begin, pair.find(end) + end.size() - begin)
                                   : std::string("demo-secret");
    made.credentials = {Secret("demo-key"), Secret(secret), Secret("demo-passphrase")};
    made.transport = over;
    made.order_prefix = "nodea";
    made.withdrawal_addresses = {"0xabc"};
    made.known_until = known_until;
    made.leverage = 5;
    wire::EncoderSettings encoding;
    encoding.host = "venue.test";
    encoding.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret("demo-passphrase")};
    encoding.markets = markets;
    encoding.transport = over;
    encoder = std::move(make_order_encoder(venue.feed, encoding)).value();
    auto session_made = make_session(venue.feed, std::move(made), network, *owner);
    REQUIRE_MESSAGE(session_made.has_value(), (session_made ? "" : session_made.error().text()));
    session = std::move(session_made).value();
    owner->session = session.get();
    session->start();
    run(kSecond * 3);
  }
  void run(Nanos time) {
    const UtcTime until = network.now_utc() + time;
    while (network.now_utc() < until) {
      network.run_until(std::min(until, network.now_utc() + Nanos{500'000'000}));
      owner->take(owner->tracker.on_time(now()));
    }
  }
  [[nodiscard]] UtcTime now() const { return network.now_utc() + session->clock_offset(); }
  [[nodiscard]] bool ready() const { return session->status().state == SessionState::ready; }
  [[nodiscard]] sim::ClientAccount& client() const { return *exchanges->service().venues().front()->clients().front(); }
  [[nodiscard]] ExchangeAccount& pool() const { return *client().pool(product == Product::spot ? "spot" : "perp"); }
  [[nodiscard]] const Market& simulated() const { return exchanges->universe()[there]; }
  [[nodiscard]] std::optional<TopOfBook> top() const { return exchanges->markets().board(there).top(); }
  void fault(sim::ExchangeFault fault) { exchanges->service().faults().add(std::move(fault)); }
  /// A fault of the next request or frame like this.
  void fault(sim::ExchangeFaultKind kind, std::string on, Nanos seconds = {}) {
    sim::ExchangeFault made;
    made.kind = kind;
    made.on = std::move(on);
    made.seconds = seconds;
    fault(std::move(made));
  }
  /// A fault of this instant.
  void happen(sim::ExchangeFaultKind kind, Nanos seconds = {}) {
    sim::ExchangeFault made;
    made.kind = kind;
    made.at = network.now_utc() - kSessionStart;
    made.seconds = seconds;
    fault(std::move(made));
  }

  /// An order so far from the best price of the other side, in ticks; negative: across it.
  OrderCommand order(OrderSide side, OrderKind kind, const char* size, std::int64_t ticks) {
    OrderCommand made;
    made.id = ids.make(++sequence);
    made.market = market->id;
    made.side = side;
    made.kind = kind;
    made.size = quantity(size);
    const std::optional<TopOfBook> best = top();
    REQUIRE(best.has_value());
    const Price from = side == OrderSide::buy ? best->ask.price : best->bid.price;
    const Price away = Price::from_raw(market->tick.raw() * ticks);
    made.limit = round_to_tick(side == OrderSide::buy ? from - away : from + away, market->tick, Rounding::floor);
    return made;
  }
  [[nodiscard]] wire::EncodeResult encode(const OrderCommand& command, wire::OrderBuffer& bytes) const {
    return std::visit(
        [&](const auto& one) -> wire::EncodeResult {
          if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>)
            return {wire::EncodeFault::unknown_market, command.market, command.id};
          else
            return one.encode(command, now(), bytes);
        },
        encoder);
  }
  /// Gives a command to the tracker and the session; false when the tracker does not take it.
  bool send(const OrderCommand& command) {
    wire::OrderBuffer bytes;
    const wire::EncodeResult encoded = encode(command, bytes);
    REQUIRE_MESSAGE(bool(encoded), encoded.text());
    if (owner->tracker.send(command, now(), now() + kSecond * 5) != SendVerdict::taken) return false;
    session->send(command, bytes.bytes(), now() + kSecond * 5);
    return true;
  }
  [[nodiscard]] std::string_view state(const OrderCommand& of) const {
    const TrackedOrder* found = owner->tracker.find(of.id);
    REQUIRE(found != nullptr);
    return order_state_name(found->state);
  }

  ShippedUniverse world;
  SimulatedVenue venue;
  Product product;
  ClientOrderIds ids;
  std::unique_ptr<SimulatedExchanges> exchanges;  ///< outlives the network
  net::MemoryNetwork network;
  std::mt19937_64 random;
  const Market* market = nullptr;
  std::vector<const Market*> markets;  ///< of the session that is started next
  MarketId there;
  std::optional<net::Endpoint> streams{};  ///< of public market data; absent: with all the rest
  std::unique_ptr<Owner> owner;
  AnyOrderEncoder encoder;
  std::unique_ptr<Session> session;
  std::uint64_t sequence = 0;
  UtcTime known_until = kSessionStart - kMinute;  ///< of the session that is started next
};

}  // namespace basis::test
