// A message to a peer and back over loopback TLS, and how many requests a server answers.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "bench/wire_clients.hpp"
#include "bench/wire_echo.hpp"
#include "bench/wire_fill.hpp"
#include "bench/wire_first_leg.hpp"
#include "bench/wire_requests.hpp"
#include "bench/wire_rounds.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::bench {
namespace {

constexpr std::size_t kTurns = 40;
/// As long as an order over a WebSocket.
const std::string kMessage(300, 'm');

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result.value());
}

struct Options {
  std::filesystem::path configs, clients;
  std::string only;
  bool quick = false;
};

void print(const ResultRow& row) {
  fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.0f} | {} |\n", row.name, row.p50 / 1e3, row.p99 / 1e3,
             row.p999 / 1e3, row.max / 1e3, row.baseline.empty() ? std::string() : fmt::format("{:.2f}", row.ratio));
}

/// A way to send a message and have it back.
class Subject {
 public:
  virtual ~Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  virtual void connect() = 0;
  virtual void trip() = 0;
  LatencyHistogram trips;

 protected:
  Subject() = default;
};

class DirectSubject final : public Subject {
 public:
  DirectSubject(net::TlsClient client, std::uint16_t port) : client_(std::move(client)), port_(port) {}
  void connect() override { tls_ = connect_direct(client_, port_); }
  void trip() override {
    tls_.write(kMessage);
    for (std::size_t read = 0; read < kMessage.size();) read += tls_.read(bytes_.data(), bytes_.size());
  }

 private:
  net::TlsClient client_;
  std::uint16_t port_;
  DirectTls tls_;
  std::array<char, 16'384> bytes_;
};

class SocketSubject final : public Subject, private net::SocketListener {
 public:
  SocketSubject(const std::filesystem::path& authority, std::uint16_t port, bool hot)
      : network_(value_of(net::BeastNetwork::make({.ca_file = authority}))), port_(port), hot_(hot) {}
  void connect() override {
    socket_ = network_->connect({.endpoint = {.tls = true, .host = "localhost", .port = port_}, .hot = hot_}, *this);
    while (heard_ == 0) network_->poll();
  }
  void trip() override {
    const std::size_t before = heard_;
    socket_->send(kMessage);
    while (heard_ == before) network_->poll();
  }

 private:
  void on_open() override { ++heard_; }
  void on_text(std::string_view, UtcTime, MonoTime) override { ++heard_; }
  void on_closed(const std::string& reason) override { throw std::runtime_error("a WebSocket ended: " + reason); }

  std::unique_ptr<net::BeastNetwork> network_;
  std::uint16_t port_;
  bool hot_;
  std::unique_ptr<net::Socket> socket_;
  std::size_t heard_ = 0;
};

std::int64_t nanos_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void round_trips(bool quick, ResultRows& rows) {
  const CertificateFolder folder;
  const auto certificate = folder.certificate();
  EchoServer server(value_of(net::TlsServer::make(certificate, folder.key())));
  pin_to(1);
  const std::array<std::pair<const char*, std::unique_ptr<Subject>>, EchoServer::kConnections> subjects{{
      {"OpenSSL alone, bytes",
       std::make_unique<DirectSubject>(value_of(net::TlsClient::make(certificate)), server.port())},
      {"hot socket", std::make_unique<SocketSubject>(certificate, server.port(), true)},
      {"Beast", std::make_unique<SocketSubject>(certificate, server.port(), false)},
  }};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    server.switch_to(i);
    subjects[i].second->connect();
  }
  // In turn, so that a change in the machine's speed affects all of them.
  for (std::size_t turn = 0; turn < kTurns; ++turn) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      server.switch_to(i);
      Subject& subject = *subjects[i].second;
      for (int warm = 0; warm < 20; ++warm) subject.trip();
      for (int trip = 0; trip < (quick ? 100 : 500); ++trip) {
        const std::int64_t from = nanos_now();
        subject.trip();
        subject.trips.record(nanos_now() - from);
      }
    }
  }
  const char* baseline = subjects.front().first;
  for (const auto& [name, subject] : subjects) print(rows.add(name, subject->trips, name == baseline ? "" : baseline));
}

void first_legs(const Options& options, const RigSettings& settings, ResultRows& rows) {
  fmt::print(
      "\n### Wire to wire\n\nFrom before a frame of the best prices is written by the venue's end to the first order "
      "(and both) of the pair having been read there: two sessions, feed, hot path, all on one thread that polls its "
      "sockets. The echo reads as many bytes from one connection and writes as many to another, by OpenSSL alone, on "
      "the same two cores, in turn with the frames.\n\n"
      "| us | p50 | p99 | p99.9 | max | times the echo |\n|---|---:|---:|---:|---:|---:|\n");
  const CertificateFolder folder;
  for (const bool hot : {true, false}) {
    const std::string kind = hot ? "hot sockets" : "Beast";
    const FirstLegTimes times = first_leg(settings, folder, hot, kTurns, options.quick ? 50 : 250);
    const std::string echo = "echo between two sockets, beside " + kind;
    print(rows.add(echo, times.echo));
    print(rows.add("wire to wire, first leg, " + kind, times.first, echo));
    print(rows.add("wire to wire, both legs, " + kind, times.both, echo));
    print(rows.add("frame read to first order encoded, " + kind, times.encoded));
    print(rows.add("frame read to first order written, " + kind, times.written));
  }
}

void fills(const Options& options, const RigSettings& settings, ResultRows& rows) {
  fmt::print(
      "\n### Fills\n\nFrom the bytes of a fill that a user stream's socket has read: until its report is told, until "
      "order tracker and gate know the position, and until live risk knows it; of a leg whose other did not trade, "
      "until the "
      "order that hedges it is encoded.\n\n"
      "| us | p50 | p99 | p99.9 | max | |\n|---|---:|---:|---:|---:|---:|\n");
  for (const bool spot : {true, false}) {
    const std::string kind = spot ? "executionReport" : "ORDER_TRADE_UPDATE";
    const FillTimes times = fill_times(settings, spot, options.quick ? 2'000 : 20'000);
    print(rows.add("fill to report, " + kind, times.parsed));
    print(rows.add("fill to tracker and gate, " + kind, times.tracked));
    print(rows.add("fill to live risk, " + kind, times.risked));
  }
  print(rows.add("fill to the bytes of its hedge, executionReport",
                 hedge_times(settings, options.quick ? 2'000 : 20'000)));
}

void clients(const Options& options, const RigSettings& settings, ResultRows& rows) {
  fmt::print(
      "\n### Beside ccxt\n\nThe same job at the same simulated exchange over TLS: a limit order for every change of "
      "the "
      "best prices. From the frame leaving the exchange's service to the order arriving at it.\n\n"
      "| us | p50 | p99 | p99.9 | max | times basis |\n|---|---:|---:|---:|---:|---:|\n");
  const CertificateFolder folder;
  const auto script = options.configs.parent_path() / "bench" / "ccxt_orders.mjs";
  const ClientTimes times = client_times(settings.mode, folder, options.clients, script, options.quick ? 5 : 15);
  print(rows.add("frame out to order in, basis", times.basis));
  if (times.ccxt) print(rows.add("frame out to order in, ccxt in node", *times.ccxt, "frame out to order in, basis"));
  if (!times.lacking.empty()) fmt::print("\nSKIPPED: ccxt: {}.\n", times.lacking);
}

void rates(const Options& options, const RigSettings& settings, ResultRows& rows) {
  const CertificateFolder folder;
  const std::size_t turns = options.quick ? 3 : 10;
  const ResultRow& plain = rows.add("requests a second, 16 connections", "1/s", request_rates(16, turns));
  fmt::print(
      "\n### Rates\n\n- The server answers {:.0f} requests a second on one core, over 16 kept connections "
      "without TLS.\n",
      plain.p50);
  const ResultRow& orders =
      rows.add("orders a second, simulated exchange", "1/s", order_requests(settings.mode, folder, 16, turns));
  fmt::print("- Simulated Binance takes {:.0f} signed orders a second on one core, over the same.\n", orders.p50);
  const OrderRounds rounds = order_rounds(settings.mode, folder, 32, turns);
  const ResultRow& trips = rows.add("order rounds a second", "1/s", rounds.per_second);
  fmt::print(
      "- One session has {:.0f} orders a second placed and cancelled over TLS, 32 at a time: {} placed, {} "
      "cancelled, {} alarms of the tracker.\n",
      trips.p50, rounds.placed, rounds.cancelled, rounds.alarms);
  const ResultRow& back =
      rows.add("reconnect to ready", "ms", reconnect_times(settings.mode, folder, options.quick ? 5 : 20));
  fmt::print(
      "- After the loss of every WebSocket a spot and a perp session are ready again within {:.0f} ms (at most "
      "{:.0f}).\n",
      back.p50, back.max);
}

void run(const Options& options, ResultRows& rows) {
  fmt::print(
      "## Wire\n\n### There and back\n\nA message of {} bytes to an echo and back over loopback TLS, both ends "
      "spinning on cores of their "
      "own. The echo reads and writes by OpenSSL alone; a WebSocket's message is unmasked by it. {} turns of each.\n\n"
      "| us | p50 | p99 | p99.9 | max | times OpenSSL alone |\n|---|---:|---:|---:|---:|---:|\n",
      kMessage.size(), kTurns);
  const RigSettings settings = rig_settings(options.configs);
  const auto wanted = [&](std::string_view part) { return options.only.empty() || options.only == part; };
  if (wanted("echo")) round_trips(options.quick, rows);
  if (wanted("legs")) first_legs(options, settings, rows);
  if (wanted("fills")) fills(options, settings, rows);
  if (wanted("clients")) clients(options, settings, rows);
  if (wanted("rates")) rates(options, settings, rows);
  fmt::print("\n");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures connections and prints a section of bench/RESULTS.md", "bench_wire");
  std::string history, json;
  basis::bench::Options options;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", options.quick, "A fifth of the round trips");
  app.add_option("--clients", options.clients, "Folder with npm's package ccxt (default: where tests/real fetched it)");
  app.add_option("--only", options.only, "One part: echo, legs, fills, clients, rates")
      ->check(CLI::IsMember({"echo", "legs", "fills", "clients", "rates"}));
  CLI11_PARSE(app, argc, argv);
  try {
    const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    options.configs = (folder / "../../configs").lexically_normal();
    if (options.clients.empty()) options.clients = folder / "tests_exchanges";
    basis::bench::ResultRows rows("wire");
    basis::bench::run(options, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_wire: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
