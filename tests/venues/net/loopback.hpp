#pragma once

#include <doctest/doctest.h>

#include "tests/venues/net/support.hpp"
#include "tests/venues/net/test_certificates.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/beast_server.hpp"

namespace basis::test {

/// An echo on 127.0.0.1, plain and with TLS, and a network to reach it, polled together by this thread.
struct Loopback {
  explicit Loopback(const std::string& certificate = "server", net::NetworkSettings settings = {}) {
    if (!settings.ca_file) settings.ca_file = certificates.authority();
    auto made = net::BeastNetwork::make(settings);
    REQUIRE(made);
    network = std::move(made.value());
    serve(certificate);
  }
  /// Begins to serve anew, on the same ports when there were some.
  void serve(const std::string& certificate = "server") {
    server.reset();
    auto opened = net::BeastServer::open({.listen = {{.port = port(false)}, {.port = port(true), .tls = true}},
                                          .certificate = certificates.file(certificate),
                                          .key = certificates.key(),
                                          .clock = [this] { return network->now_utc(); },
                                          .most_idle = most_idle,
                                          .most_half = most_half},
                                         echo, network.get());
    if (!opened) FAIL(opened.error().text());
    server = std::move(opened.value());
    ports = server->ports();
  }
  [[nodiscard]] std::uint16_t port(bool tls) const { return ports.empty() ? std::uint16_t{0} : ports[tls ? 1 : 0]; }
  [[nodiscard]] net::Endpoint endpoint(bool tls, const std::string& host = "127.0.0.1") const {
    return {.tls = tls, .host = host, .port = port(tls)};
  }
  /// Polls until `done`, for five seconds at most. Returns whether it came to it.
  template <class Done>
  bool until(Done done) {
    const MonoTime begun = network->now_mono();
    while (!done()) {
      if (network->now_mono() - begun > kSecond * 5) return false;
      network->run_for(Nanos{1'000'000});
    }
    return true;
  }
  /// Polls for so long, for what must not happen.
  void wait(Nanos time) {
    const MonoTime begun = network->now_mono();
    while (network->now_mono() - begun < time) network->run_for(Nanos{1'000'000});
  }
  /// What became of one request.
  std::string ask(net::HttpClient& client, net::HttpRequest request, Nanos limit = kSecond * 5) {
    std::optional<std::string> answer;
    client.send(std::move(request), limit, [&](const net::HttpAnswer& got) {
      CHECK(!answer);
      answer = told(got);
    });
    CHECK(!answer);
    CHECK(until([&] { return answer.has_value(); }));
    return answer.value_or("nothing");
  }

  Nanos most_idle = kMinute;
  Nanos most_half = kMinute;
  TestCertificates certificates;
  EchoService echo;
  std::vector<std::uint16_t> ports;
  std::unique_ptr<net::BeastNetwork> network;
  std::unique_ptr<net::BeastServer> server;
};

}  // namespace basis::test
