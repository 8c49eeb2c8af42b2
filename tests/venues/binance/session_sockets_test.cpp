#include "tests/venues/binance/session_world.hpp"
#include "tests/venues/net/test_certificates.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/beast_server.hpp"
#include "venues/simulated_exchanges.hpp"

// A session over real sockets with TLS, against the simulated exchange: with hot sockets, and with those of Beast.

namespace basis {
namespace {

using namespace test;

/// The length of a target without the listen key at its end.
std::size_t target_size(std::string_view target) {
  const std::size_t at = target.find("/ws/");
  return at == std::string_view::npos ? target.size() : at + 4;
}

/// The real network, and what was asked of it.
class AskedNetwork final : public net::Network {
 public:
  explicit AskedNetwork(net::Network& network) : network_(network) {}
  [[nodiscard]] UtcTime now_utc() const override { return network_.now_utc(); }
  [[nodiscard]] MonoTime now_mono() const override { return network_.now_mono(); }
  [[nodiscard]] std::unique_ptr<net::HttpClient> http(const net::Endpoint& to, std::size_t connections) override {
    return network_.http(to, connections);
  }
  [[nodiscard]] std::unique_ptr<net::Socket> connect(const net::SocketRequest& request,
                                                     net::SocketListener& listener) override {
    (request.hot ? hot : others).insert(request.target.substr(0, target_size(request.target)));
    return network_.connect(request, listener);
  }
  [[nodiscard]] std::unique_ptr<net::Timer> after(Nanos delay, std::function<void()> fire) override {
    return network_.after(delay, std::move(fire));
  }

  std::set<std::string> hot, others;  ///< targets, without listen keys

 private:
  net::Network& network_;
};

struct SocketWorld {
  explicit SocketWorld(Product of) : product(of), market(world.market(of)) {
    real = std::move(net::BeastNetwork::make({.ca_file = certificates.authority()}).value());
    asked.emplace(*real);
    SimulatedExchangesSettings settings;
    settings.venues = {"binance"};
    settings.clients = sim::demo_clients({"binance"});
    settings.seed = 3;
    settings.start = real->now_utc();
    exchanges = std::move(SimulatedExchanges::create(world.settings, std::move(settings)).value());
    server = std::move(net::BeastServer::open({.listen = {{.tls = true}},
                                               .certificate = certificates.file("server"),
                                               .key = certificates.key(),
                                               .clock = [this] { return real->now_utc(); }},
                                              exchanges->service(), real.get())
                           .value());
    owner = std::make_unique<Owner>(*world.universe, ids);
  }

  void start(bool hot) {
    const net::Endpoint at{.tls = true, .host = "127.0.0.1", .port = server->ports()[0]};
    SessionSettings made;
    made.universe = world.universe.get();
    made.account = *market.account;
    made.markets = {&market};
    made.endpoints = {at, at, at, at, std::nullopt};
    made.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret()};
    made.transport = wire::Transport::signed_websocket;
    made.order_prefix = "nodea";
    made.hot_sockets = hot;
    const FeedVenue feed = product == Product::spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm;
    session = std::move(make_session(feed, std::move(made), *asked, *owner).value());
    owner->session = session.get();
    wire::EncoderSettings encoding;
    encoding.host = at.authority();
    encoding.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret()};
    encoding.markets = {&market};
    encoding.transport = wire::Transport::signed_websocket;
    encoder.emplace(std::move(binance::OrderEncoder::create(product, encoding)).value());
    session->start();
  }
  /// Polls until `done`, for ten seconds at most.
  template <class Done>
  bool until(Done done) {
    const MonoTime begun = real->now_mono();
    while (!done()) {
      if (real->now_mono() - begun > kSecond * 10) return false;
      real->run_for(Nanos{1'000'000});
    }
    return true;
  }
  [[nodiscard]] bool ready() const { return session->status().state == SessionState::ready; }
  void send(OrderCommand command, OrderAction action = OrderAction::create) {
    command.action = action;
    wire::OrderBuffer bytes;
    const UtcTime now = real->now_utc();
    REQUIRE(encoder->encode(command, now, bytes));
    REQUIRE(owner->tracker.send(command, now, now + kSecond * 5) == SendVerdict::taken);
    session->send(command, bytes.bytes(), now + kSecond * 5);
  }
  /// A buy, so many ticks from the best ask; negative: across it.
  OrderCommand buy(OrderKind kind, std::int64_t ticks) {
    OrderCommand order;
    order.id = ids.make(++sequence);
    order.market = market.id;
    order.kind = kind;
    order.size = quantity("0.01");
    const MarketId there = *exchanges->universe().find("binance", product, "BTCUSDT");
    const std::optional<TopOfBook> top = exchanges->markets().board(there).top();
    REQUIRE(top);
    order.limit =
        round_to_tick(top->ask.price - Price::from_raw(market.tick.raw() * ticks), market.tick, Rounding::floor);
    return order;
  }
  [[nodiscard]] std::string_view state(const OrderCommand& of) const {
    return order_state_name(owner->tracker.find(of.id)->state);
  }

  ShippedUniverse world;
  Product product;
  const Market& market;
  TestCertificates certificates;
  ClientOrderIds ids = ClientOrderIds::create("nodea", 7).value();
  std::unique_ptr<net::BeastNetwork> real;
  std::optional<AskedNetwork> asked;
  std::unique_ptr<SimulatedExchanges> exchanges;
  std::unique_ptr<net::BeastServer> server;
  std::unique_ptr<Owner> owner;
  std::optional<binance::OrderEncoder> encoder;
  std::unique_ptr<Session> session;
  std::uint64_t sequence = 0;
};

TEST_CASE("conformance 1, 11, 13, 62: sockets that are hot and those of Beast: ready, orders, a loss, an end") {
  for (const Product product : kBoth)
    for (const bool hot : {true, false}) {
      CAPTURE(static_cast<int>(product));
      CAPTURE(hot);
      SocketWorld world(product);
      world.start(hot);
      REQUIRE_MESSAGE(world.until([&] { return world.ready(); }), world.session->status().text);
      CHECK(world.until([&] { return world.owner->data_seen.size() > 5; }));
      const OrderCommand rests = world.buy(OrderKind::limit, 5'000);
      const OrderCommand takes = world.buy(OrderKind::limit_ioc, -2'000);
      world.send(rests);
      world.send(takes);
      CHECK(world.until([&] { return world.state(rests) == "open" && world.state(takes) == "filled"; }));
      world.send(rests, OrderAction::cancel);
      CHECK(world.until([&] { return world.state(rests) == "cancelled"; }));
      // Everything is lost at once, and comes back by itself.
      const int downloads = static_cast<int>(world.owner->downloads.size());
      sim::ExchangeFault fault;
      fault.kind = sim::ExchangeFaultKind::drop_sockets;
      fault.at = world.real->now_utc() - world.exchanges->service().start();
      world.exchanges->service().faults().add(std::move(fault));
      CHECK(world.until([&] { return !world.ready(); }));
      CHECK(world.until([&] { return world.ready(); }));
      CHECK(world.owner->downloads.size() > static_cast<std::size_t>(downloads));
      CHECK(world.owner->fills >= 1);
      CHECK(world.owner->alarms.empty());
      world.session->stop();
      CHECK(world.until([&] { return world.session->status().state == SessionState::stopped; }));
    }
}

TEST_CASE("only the sockets of orders and of order books are hot, and none where the node wants none") {
  for (const bool hot : {true, false}) {
    CAPTURE(hot);
    SocketWorld spot(Product::spot);
    spot.start(hot);
    REQUIRE(spot.until([&] { return spot.ready(); }));
    SocketWorld perp(Product::linear);
    perp.start(hot);
    REQUIRE(perp.until([&] { return perp.ready(); }));
    const std::set<std::string> of_spot{"/stream", "/ws-api/v3"};
    const std::set<std::string> of_perp{"/public/stream", "/ws-fapi/v1"};
    const std::set<std::string> others{"/market/stream", "/private/ws/"};
    CHECK(spot.asked->hot == (hot ? of_spot : std::set<std::string>{}));
    CHECK(perp.asked->hot == (hot ? of_perp : std::set<std::string>{}));
    // Spot's user stream has the target of its orders.
    CHECK(spot.asked->others == (hot ? std::set<std::string>{"/ws-api/v3"} : of_spot));
    for (const std::string& other : others) CHECK(perp.asked->others.contains(other));
    CHECK(perp.asked->others.size() == (hot ? 2 : 4));
  }
}

}  // namespace
}  // namespace basis
