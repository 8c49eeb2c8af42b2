#include "bench/wire_first_leg.hpp"

#include <optional>
#include <thread>

#include "bench/bench_session.hpp"
#include "bench/pinning.hpp"
#include "bench/wire_venue.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::bench {
namespace {

constexpr std::string_view kFrames = "FRAMES";
constexpr std::string_view kOrders = "ORDERS";
constexpr std::size_t kOrderBytes = 220;  ///< of an order over a connection that has logged in, with its head
constexpr Nanos kPatience = kSecond * 10;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

/// What both ends know of each other.
struct Shared {
  enum class Work : int { sessions, echo };
  std::atomic<Work> work{Work::sessions};
  alignas(64) std::atomic<bool> ready{false};  ///< the node: sessions are ready and the pair is begun
  std::atomic<std::uint64_t> ended{0};         ///< orders that the node has heard the end of
  /// Of the last frame, from its being read: its first order is encoded, and written.
  std::atomic<std::int64_t> encoded_nanos{0}, written_nanos{0};
  std::atomic<bool> failed{false};  ///< the node has ended with `fault`
  std::exception_ptr fault;
};

/// Gives orders to their sessions.
class SessionSink final : public OrderSink {
 public:
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps&) override {
    if (orders % 2 == 0) first_encoded = steady_now();
    Session* const session = (venue == FeedVenue::binance_spot ? spot : perp);
    require(session != nullptr, "an order before there is a session");
    session->send(order, bytes, wall_utc() + kSecond * 5);
    if (++orders % 2 == 1) first_written = steady_now();
  }
  Session* spot = nullptr;
  Session* perp = nullptr;
  std::uint64_t orders = 0;
  MonoTime first_encoded, first_written;
};

/// The node's end.
class Node {
 public:
  Node(const RigSettings& settings, const CertificateFolder& folder, const ServedExchange& exchange, std::uint16_t port,
       bool hot, HotFrames& maker, Shared& shared)
      : shared_(shared),
        maker_(maker),
        rig_(settings, {&sink_, false, wire::Transport::websocket, true, false}),
        network_(value_of(net::BeastNetwork::make({.ca_file = folder.certificate()}))),
        client_(value_of(net::TlsClient::make(folder.certificate()))),
        port_(port) {
    const net::Endpoint venue{.tls = true, .host = "localhost", .port = port};
    const net::Endpoint rest = exchange.endpoint(false);
    const SessionEndpoints endpoints{rest, venue, exchange.endpoint(true), venue, std::nullopt};
    const auto session = [&](bool spot, Ear& ear) {
      return value_of(make_session(spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm,
                                   bench_session(rig_.universe(), rig_.market(spot), endpoints, hot), *network_, ear));
    };
    spot_ = session(true, spot_ear_);
    perp_ = session(false, perp_ear_);
    sink_.spot = spot_.get();
    sink_.perp = perp_.get();
  }

  void run(const std::stop_token& stop) {
    start(stop);
    while (!stop.stop_requested())
      shared_.work.load(std::memory_order_relaxed) == Shared::Work::echo ? echo() : static_cast<void>(network_->poll());
  }

 private:
  /// Hears a session: frames go through the feed, and the ends of orders to the hot path.
  struct Ear final : BenchListener {
    explicit Ear(Node& of) : node(of) {}
    void on_market_data(const MarketData& data) override {
      if (!node.primed_ || data.answer) return;
      node.rig_.take(data.frame.bytes, steady_now());
      node.rig_.drain();
      node.shared_.encoded_nanos.store((node.sink_.first_encoded - data.frame.monotonic).count);
      node.shared_.written_nanos.store((node.sink_.first_written - data.frame.monotonic).count);
    }
    void on_order(const OrderReport& report, UtcTime, MonoTime) override {
      node.rig_.report(report);
      if (report.kind == ReportKind::expired) node.shared_.ended.fetch_add(1, std::memory_order_release);
    }
    Node& node;
  };

  void start(const std::stop_token& stop) {
    spot_->start();
    perp_->start();
    const auto ready = [](const Session& session) { return session.status().state == SessionState::ready; };
    while (!stop.stop_requested() && !(ready(*spot_) && ready(*perp_))) network_->poll();
    frames_ = connect_direct(client_, port_);
    orders_ = connect_direct(client_, port_);
    frames_.write(std::string(kFrames) + "\r\n\r\n");
    orders_.write(std::string(kOrders) + "\r\n\r\n");
    primed_ = true;
    rig_.prime(maker_);
    shared_.ready.store(true, std::memory_order_release);
  }
  void echo() {
    const std::size_t size = frames_.read(bytes_.data(), bytes_.size());
    if (size == 0) return;
    std::memcpy(order_.data(), bytes_.data(), std::min(size, order_.size()));
    orders_.write({order_.data(), order_.size()});
  }

  Shared& shared_;
  HotFrames& maker_;
  SessionSink sink_;
  HotRig rig_;
  std::unique_ptr<net::BeastNetwork> network_;
  net::TlsClient client_;
  std::uint16_t port_;
  Ear spot_ear_{*this}, perp_ear_{*this};
  std::unique_ptr<Session> spot_, perp_;
  DirectTls frames_, orders_;
  bool primed_ = false;
  std::array<char, 16'384> bytes_;
  std::array<char, kOrderBytes> order_{};
};

/// The venue's end, which measures.
class Measuring {
 public:
  Measuring(WireVenue& venue, ServedExchange& exchange, Shared& shared)
      : venue_(venue), exchange_(exchange), shared_(shared) {}

  /// Serves until the node is ready.
  void set_up() {
    const MonoTime begun = steady_now();
    while (!shared_.ready || venue_.find(kFrames) == nullptr || venue_.find(kOrders) == nullptr) {
      if (steady_now() - begun > kPatience * 6) throw std::runtime_error("the node does not become ready");
      rest();
    }
    clear_first();
  }
  /// A frame by the sessions.
  void play(const std::string& frame, FirstLegTimes* times) {
    VenueLine& first = line("/ws-api/v3");
    VenueLine& second = line("/ws-fapi/v1");
    const std::uint64_t before = shared_.ended.load(std::memory_order_acquire);
    const MonoTime from = steady_now();
    line("/public/stream").send_text(frame);
    until(from, [&] { return first.step(); });
    const MonoTime one = steady_now();
    until(from, [&] { return second.step(); });
    const MonoTime two = steady_now();
    answer(first, from);
    answer(second, from);
    until(from, [&] { return shared_.ended.load(std::memory_order_acquire) == before + 2; });
    if (times == nullptr) return;
    times->first.record((one - from).count);
    times->both.record((std::max(one, two) - from).count);
    times->encoded.record(shared_.encoded_nanos.load());
    times->written.record(shared_.written_nanos.load());
  }
  /// As many bytes as a frame has, by OpenSSL alone.
  void echo(const std::string& frame, FirstLegTimes* times) {
    VenueLine& back = line(kOrders);
    const MonoTime from = steady_now();
    line(kFrames).send_text(frame);
    std::size_t read = 0;
    until(from, [&] { return (read += back.read_bytes()) > 0; });
    if (times != nullptr) times->echo.record((steady_now() - from).count);
    until(from, [&] { return (read += read < kOrderBytes ? back.read_bytes() : 0) >= kOrderBytes; });
  }
  /// Between batches: whatever else the sessions ask for.
  void rest() {
    if (shared_.failed) std::rethrow_exception(shared_.fault);
    venue_.serve();
    exchange_.poll();
  }

 private:
  /// The pair's first orders, which the snapshots let go.
  void clear_first() {
    const MonoTime begun = steady_now();
    while (steady_now() - begun < Nanos{500'000'000}) rest();
  }
  [[nodiscard]] VenueLine& line(std::string_view name) const {
    VenueLine* const found = venue_.find(name);
    require(found != nullptr, "a connection of the measurement is gone");
    return *found;
  }
  template <class Done>
  void until(MonoTime from, Done done) const {
    while (!done())
      if (shared_.failed)
        std::rethrow_exception(shared_.fault);
      else if (steady_now() - from > kPatience)
        throw std::runtime_error("a frame over sockets was not answered");
  }
  /// Waits for the whole order where it came in parts.
  void answer(VenueLine& to, MonoTime from) {
    std::string_view order = to.next_text();
    until(from, [&] { return !order.empty() || (to.step(), order = to.next_text(), !order.empty()); });
    venue_.expire(to, order);
  }

  WireVenue& venue_;
  ServedExchange& exchange_;
  Shared& shared_;
};

}  // namespace

FirstLegTimes first_leg(const RigSettings& settings, const CertificateFolder& folder, bool hot, std::size_t batches,
                        std::size_t batch) {
  constexpr std::size_t kWarm = 20;
  Shared shared;
  ServedExchange exchange(settings.mode, folder, {.seed = 5});
  WireVenue venue(value_of(net::TlsServer::make(folder.certificate(), folder.key())));
  FirstLegTimes times;
  HotFrames maker;
  std::jthread node([&](const std::stop_token& stop) {
    pin_to(1);
    try {
      Node(settings, folder, exchange, venue.port(), hot, maker, shared).run(stop);
    } catch (...) {
      shared.fault = std::current_exception();
      shared.failed = true;
    }
  });
  pin_to(0);
  Measuring measuring(venue, exchange, shared);
  measuring.set_up();
  for (std::size_t turn = 0; turn < batches; ++turn) {
    shared.work = Shared::Work::sessions;
    for (std::size_t i = 0; i < batch + kWarm; ++i) measuring.play(maker.top(i % 2 == 0), i < kWarm ? nullptr : &times);
    shared.work = Shared::Work::echo;
    for (std::size_t i = 0; i < batch + kWarm; ++i) measuring.echo(maker.top(i % 2 == 0), i < kWarm ? nullptr : &times);
    shared.work = Shared::Work::sessions;
    for (int i = 0; i < 50; ++i) measuring.rest();
  }
  node.request_stop();
  node.join();
  unpin();
  if (shared.failed) std::rethrow_exception(shared.fault);
  return times;
}

}  // namespace basis::bench
