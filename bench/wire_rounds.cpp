#include "bench/wire_rounds.hpp"

#include <map>
#include <optional>

#include "bench/bench_session.hpp"
#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "bench/wire_requests.hpp"
#include "core/execution/order_tracker.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::bench {
namespace {

constexpr Nanos kPatience = kSecond * 20;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

/// A buy far under the market.
OrderCommand far_order(const Market& market, const ClientOrderIds& ids, std::uint64_t sequence, OrderKind kind) {
  OrderCommand order;
  order.id = ids.make(sequence);
  order.market = market.id;
  order.kind = kind;
  order.size = Quantity::parse("0.001").value();
  order.limit = Price::from_int(55'000);
  return order;
}

/// Places an order for every one that was cancelled.
class RoundTrader final : public BenchListener {
 public:
  RoundTrader(const Settings& settings, const CertificateFolder& folder, const net::Endpoint& endpoint)
      : markets_(settings),
        tracker_({}, ids_, markets_.universe.markets().size()),
        network_(value_of(net::BeastNetwork::make({.ca_file = folder.certificate()}))),
        encoder_(bench_encoder(markets_.market(true), endpoint, wire::Transport::websocket)),
        session_(value_of(make_session(FeedVenue::binance_spot,
                                       bench_session(markets_.universe, markets_.market(true),
                                                     {endpoint, endpoint, endpoint, endpoint, std::nullopt}, true),
                                       *network_, *this))) {}

  void start() {
    session_->start();
    until([&] { return session_->status().state == SessionState::ready; });
  }
  /// Lets so many orders go.
  void begin(std::size_t under_way) {
    places_ = true;
    for (std::size_t i = 0; i < under_way; ++i) place();
  }
  /// Places nothing more and waits for the ends of all.
  void end() {
    places_ = false;
    until([&] { return cancelled == placed; });
  }
  void poll() { network_->poll(); }

  void on_order(const OrderReport& report, UtcTime received, MonoTime) override {
    const auto effects = tracker_.apply(report, received);
    done_.assign(effects.begin(), effects.end());
    for (const OrderEffect& effect : done_) take(effect);
  }

  std::uint64_t placed = 0, cancelled = 0, alarms = 0;

 private:
  template <class Done>
  void until(Done done) {
    const Timer timer;
    while (!done()) {
      if (timer.seconds() * 1e9 > static_cast<double>(kPatience.count))
        throw std::runtime_error("orders were lost, or a session is not ready: " + session_->status().text);
      network_->poll();
    }
  }
  void take(const OrderEffect& effect) {
    if (effect.kind == EffectKind::alarm) ++alarms;
    if (effect.kind == EffectKind::changed && effect.state == OrderState::open) return cancel(effect.id);
    if (effect.kind != EffectKind::ended) return;
    require(effect.state == OrderState::cancelled, "an order of the measurement ended otherwise than by its cancel");
    ++cancelled;
    open_.erase(effect.id);
    if (places_) place();
  }
  void place() {
    const OrderCommand order = far_order(markets_.market(true), ids_, ++placed, OrderKind::limit);
    open_.emplace(order.id, order);
    send(order);
  }
  void cancel(const ClientOrderId& id) {
    OrderCommand& order = open_.at(id);
    if (order.action == OrderAction::cancel) return;
    order.action = OrderAction::cancel;
    send(order);
  }
  void send(const OrderCommand& order) {
    const UtcTime now = wall_utc();
    require(bool(encoder_.encode(order, now, bytes_)), "an order of the measurement could not be encoded");
    require(tracker_.send(order, now, now + kSecond * 5) == SendVerdict::taken, "an order was not taken");
    session_->send(order, bytes_.bytes(), now + kSecond * 5);
  }

  BenchMarkets markets_;
  ClientOrderIds ids_ = ClientOrderIds::create("bench", 1).value();
  OrderTracker tracker_;
  std::unique_ptr<net::BeastNetwork> network_;
  binance::OrderEncoder encoder_;
  std::unique_ptr<Session> session_;
  std::map<ClientOrderId, OrderCommand> open_;
  std::vector<OrderEffect> done_;
  wire::OrderBuffer bytes_;
  bool places_ = false;
};

}  // namespace

OrderRounds order_rounds(const Settings& settings, const CertificateFolder& folder, std::size_t under_way,
                         std::size_t turns) {
  ServedExchange exchange(settings, folder, {});
  exchange.serve_on(0);
  pin_to(1);
  RoundTrader trader(settings, folder, exchange.endpoint(true));
  trader.start();
  trader.begin(under_way);
  OrderRounds rounds;
  for (std::size_t turn = 0; turn < turns; ++turn) {
    const std::uint64_t before = trader.cancelled;
    const Timer timer;
    while (timer.seconds() < 0.5) trader.poll();
    rounds.per_second.push_back(static_cast<double>(trader.cancelled - before) / timer.seconds());
  }
  trader.end();
  rounds.placed = trader.placed;
  rounds.cancelled = trader.cancelled;
  rounds.alarms = trader.alarms;
  unpin();
  return rounds;
}

std::vector<double> order_requests(const Settings& settings, const CertificateFolder& folder, std::size_t connections,
                                   std::size_t turns) {
  ServedExchange exchange(settings, folder, {});
  exchange.serve_on(0);
  const BenchMarkets markets(settings);
  const net::Endpoint endpoint = exchange.endpoint(false);
  const binance::OrderEncoder encoder = bench_encoder(markets.market(true), endpoint, wire::Transport::rest);
  const ClientOrderIds ids = ClientOrderIds::create("bench", 1).value();
  std::uint64_t sequence = 0;
  wire::OrderBuffer bytes;
  return request_rates(endpoint.port, connections, turns, [&]() -> std::string_view {
    const OrderCommand order = far_order(markets.market(true), ids, ++sequence, OrderKind::limit_ioc);
    require(bool(encoder.encode(order, wall_utc(), bytes)), "an order of the measurement could not be encoded");
    return bytes.bytes();
  });
}

std::vector<double> reconnect_times(const Settings& settings, const CertificateFolder& folder, std::size_t times) {
  ServedExchange exchange(settings, folder, {});
  exchange.serve_on(0);
  pin_to(1);
  const BenchMarkets markets(settings);
  const net::Endpoint at = exchange.endpoint(true);
  std::vector<double> readings;
  for (std::size_t i = 0; i < times; ++i) {
    const auto network = value_of(net::BeastNetwork::make({.ca_file = folder.certificate()}));
    BenchListener listener;
    const auto session = [&](bool spot) {
      SessionSettings made =
          bench_session(markets.universe, markets.market(spot), {at, at, at, at, std::nullopt}, true);
      made.seed = 100 + i;
      return value_of(
          make_session(spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm, std::move(made), *network, listener));
    };
    const auto spot = session(true);
    const auto perp = session(false);
    const auto until = [&](bool ready) {
      const Timer timer;
      const auto is_ready = [](const Session& of) { return of.status().state == SessionState::ready; };
      while (ready ? !(is_ready(*spot) && is_ready(*perp)) : is_ready(*spot) || is_ready(*perp)) {
        if (timer.seconds() > 30) throw std::runtime_error("a session does not become ready: " + spot->status().text);
        network->poll();
      }
    };
    spot->start();
    perp->start();
    until(true);
    const Timer timer;
    exchange.drop_sockets();
    until(false);
    until(true);
    readings.push_back(timer.seconds() * 1e3);
  }
  unpin();
  return readings;
}

}  // namespace basis::bench
