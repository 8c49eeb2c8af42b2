#include "bench/wire_clients.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "actors/trading/hot_clock.hpp"
#include "bench/bench_session.hpp"
#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::bench {
namespace {

constexpr Nanos kBetween{2'000'000};
constexpr Nanos kLost = kSecond;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

/// Moves the best prices of spot once an order has come, and measures. All of it happens on the serving thread.
class Changes final : public sim::MarketSource, public WireWitness {
 public:
  void begin(MarketId market) {
    market_ = market;
    next_ = wall_utc();
  }
  [[nodiscard]] std::optional<UtcTime> next() const override { return next_; }
  void step(sim::Marketplace& markets) override {
    const Price bid = Price::from_int(60'000 + (up_ ? 1 : 0));
    const Price ask = bid + Price::from_int(1);
    const Quantity size = Quantity::from_int(5);
    up_ = !up_;
    sent_ = MonoTime();
    markets.set_levels(*market_, {{bid, size}}, {{ask, size}}, true, next_);
    next_ = next_ + kLost;
  }
  void frame_leaves(std::string_view text) override {
    if (text.find("@bookTicker") != std::string_view::npos || text.find("\"A\":") != std::string_view::npos)
      if (sent_ == MonoTime()) sent_ = steady_now();
  }
  void message_arrived(std::string_view text) override {
    const MonoTime now = steady_now();
    if (text.find("order.place") == std::string_view::npos || sent_ == MonoTime()) return;
    // The first ones find nothing warm.
    if (++orders_ > kWarm) times.record((now - sent_).count);
    sent_ = MonoTime();
    next_ = wall_utc() + kBetween;
  }
  LatencyHistogram times;

 private:
  static constexpr std::size_t kWarm = 50;
  std::optional<MarketId> market_;
  UtcTime next_;
  MonoTime sent_;
  bool up_ = false;
  std::size_t orders_ = 0;
};

/// An order for every quote.
class Follower final : public BenchListener {
 public:
  Follower(const Market& market, const net::Endpoint& endpoint)
      : market_(market),
        encoder_(bench_encoder(market, endpoint, wire::Transport::websocket)),
        decoder_(value_of(make_decoder(FeedVenue::binance_spot, {{market.native, market.id}}))) {}
  Session* session = nullptr;
  void on_market_data(const MarketData& data) override {
    if (data.answer || session->status().state != SessionState::ready) return;
    std::visit(
        [&](auto& decoder) {
          static_cast<void>(decoder.decode(data.frame.padded(), [&](const auto& event) {
            if constexpr (std::is_same_v<std::decay_t<decltype(event)>, BestQuote>) follow(event);
          }));
        },
        decoder_);
  }
  /// One that is late is measured by the next.
  void on_send_failed(const ClientOrderId&, OrderAction, SendFailure, UtcTime) override {}

 private:
  void follow(const BestQuote& quote) {
    OrderCommand order;
    order.id = ids_.make(++sequence_);
    order.market = market_.id;
    order.kind = OrderKind::limit_ioc;
    order.size = Quantity::parse("0.001").value();
    order.limit = quote.bid_price - Price::from_int(5'000);
    const UtcTime now = wall_utc();
    require(bool(encoder_.encode(order, now, bytes_)), "an order of the measurement could not be encoded");
    session->send(order, bytes_.bytes(), now + kSecond * 5);
  }
  const Market& market_;
  binance::OrderEncoder encoder_;
  AnyDecoder decoder_;
  ClientOrderIds ids_ = ClientOrderIds::create("bench", 1).value();
  wire::OrderBuffer bytes_;
  std::uint64_t sequence_ = 0;
};

/// The exchange with its changes; `play` runs a client against it.
template <class Play>
LatencyHistogram measured(const Settings& settings, const CertificateFolder& folder, Play&& play) {
  auto changes = std::make_unique<Changes>();
  Changes& kept = *changes;
  ServedExchange exchange(settings, folder, {.synthetic = false, .witness = &kept});
  kept.begin(*exchange.exchanges().universe().find("binance", Product::spot, "BTCUSDT"));
  exchange.exchanges().markets().add(std::move(changes));
  exchange.serve_on(0);
  pin_to(1);
  play(exchange.endpoint(true));
  unpin();
  exchange.stop();
  return kept.times;
}

void follow_by_session(const Settings& settings, const CertificateFolder& folder, const net::Endpoint& at,
                       double seconds) {
  const BenchMarkets markets(settings);
  const auto network = value_of(net::BeastNetwork::make({.ca_file = folder.certificate()}));
  Follower follower(markets.market(true), at);
  const auto session = value_of(make_session(
      FeedVenue::binance_spot,
      bench_session(markets.universe, markets.market(true), {at, at, at, at, std::nullopt}, true), *network, follower));
  follower.session = session.get();
  session->start();
  const Timer timer;
  while (timer.seconds() < seconds) network->poll();
}

/// Runs node with the script until it ends; its errors are ours.
void follow_by_ccxt(const std::filesystem::path& clients, const std::filesystem::path& script,
                    const CertificateFolder& folder, const net::Endpoint& at, double seconds) {
  const std::string port = std::to_string(at.port);
  const std::string length = fmt::format("{:.0f}", seconds);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("node cannot be started");
  if (child == 0) {
    setenv("NODE_EXTRA_CA_CERTS", folder.certificate().c_str(), 1);
    execlp("node", "node", script.c_str(), clients.c_str(), port.c_str(), length.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  const Timer timer;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (timer.seconds() > seconds + 60) ::kill(child, SIGKILL);
    ::usleep(10'000);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("ccxt in node has failed");
}

std::string lacking_of(const std::filesystem::path& clients) {
  if (::system("command -v node >/dev/null 2>&1") != 0) return "node is not there";
  if (!std::filesystem::exists(clients / "node_modules" / "ccxt" / "package.json"))
    return "npm's package ccxt is not in " + clients.string();
  return {};
}

}  // namespace

ClientTimes client_times(const Settings& settings, const CertificateFolder& folder,
                         const std::filesystem::path& clients, const std::filesystem::path& script, double seconds) {
  ClientTimes times;
  times.basis =
      measured(settings, folder, [&](const net::Endpoint& at) { follow_by_session(settings, folder, at, seconds); });
  times.lacking = lacking_of(clients);
  if (!times.lacking.empty()) return times;
  times.ccxt = measured(settings, folder,
                        [&](const net::Endpoint& at) { follow_by_ccxt(clients, script, folder, at, seconds); });
  return times;
}

}  // namespace basis::bench
