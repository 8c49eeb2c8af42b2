// A message to a peer and back over loopback TLS, and how many requests a server answers.
#include <fmt/format.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "bench/test_certificate.hpp"
#include "bench/wire_echo.hpp"
#include "bench/wire_requests.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::bench {
namespace {

constexpr std::size_t kTurns = 40;
/// As long as an order over a WebSocket.
const std::string kMessage(300, 'm');

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "basis-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path = name;
    write_certificate(path);
  }
  ~Folder() {
    std::error_code passed_over;
    std::filesystem::remove_all(path, passed_over);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result.value());
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
  const Folder folder;
  const auto certificate = folder.path / "certificate.pem";
  EchoServer server(value_of(net::TlsServer::make(certificate, folder.path / "key.pem")));
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
  for (const auto& [name, subject] : subjects) {
    const ResultRow& row = rows.add(name, subject->trips, name == baseline ? "" : baseline);
    fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.0f} | {} |\n", name, row.p50 / 1e3, row.p99 / 1e3, row.p999 / 1e3,
               row.max / 1e3, row.baseline.empty() ? std::string() : fmt::format("{:.2f}", row.ratio));
  }
}

void run(bool quick, ResultRows& rows) {
  fmt::print(
      "## Wire\n\nA message of {} bytes to an echo and back over loopback TLS, both ends spinning on cores of their "
      "own. The echo reads and writes by OpenSSL alone; a WebSocket's message is unmasked by it. {} turns of each.\n\n"
      "| us | p50 | p99 | p99.9 | max | times OpenSSL alone |\n|---|---:|---:|---:|---:|---:|\n",
      kMessage.size(), kTurns);
  round_trips(quick, rows);
  const ResultRow& rate = rows.add("requests a second, 16 connections", "1/s", request_rates(16, quick ? 3 : 10));
  fmt::print("\nThe server answers {:.0f} requests a second on one core, over 16 kept connections without TLS.\n\n",
             rate.p50);
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures connections and prints a section of bench/RESULTS.md", "bench_wire");
  std::string history, json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "A fifth of the round trips");
  CLI11_PARSE(app, argc, argv);
  try {
    basis::bench::ResultRows rows("wire");
    basis::bench::run(quick, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_wire: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
