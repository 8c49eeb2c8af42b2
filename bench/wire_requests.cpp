#include "bench/wire_requests.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "venues/net/beast_server.hpp"

namespace basis::bench {
namespace {

constexpr std::string_view kRequest =
    "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.00100&price=60000.00&"
    "newClientOrderId=x1&recvWindow=5000&timestamp=1700000000000&signature="
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\nX-MBX-APIKEY: demo-key\r\nContent-Length: 0\r\n\r\n";

/// Answers every request with a body as long as that of an order.
class Answers final : public net::Service {
 public:
  void advance(UtcTime) override {}
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return std::nullopt; }
  void on_request(const net::HttpRequest&, net::Respond respond) override {
    respond(net::HttpResponse{.headers = {{"Content-Type", "application/json"}}, .body = std::string(300, 'x')});
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest&, net::ServerSocket&) override {
    return nullptr;
  }
};

int connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("a client cannot connect to the server");
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  return descriptor;
}

}  // namespace

std::vector<double> request_rates(std::uint16_t port, std::size_t connections, std::size_t turns,
                                  const std::function<std::string_view()>& next) {
  pin_to(1);
  std::vector<int> clients;
  const auto ask = [&](int client) {
    const std::string_view request = next();
    ::send(client, request.data(), request.size(), MSG_NOSIGNAL);
  };
  for (std::size_t i = 0; i < connections; ++i) clients.push_back(connect_to(port));
  for (const int client : clients) ask(client);
  std::vector<double> rates;
  char bytes[4'096];
  for (std::size_t turn = 0; turn < turns; ++turn) {
    std::size_t answered = 0;
    const Timer timer;
    while (timer.seconds() < 0.5) {
      for (const int client : clients) {
        // An answer is shorter than what one read takes, and comes whole.
        const ssize_t size = ::recv(client, bytes, sizeof bytes, 0);
        if (size <= 0) continue;
        const std::string_view answer(bytes, static_cast<std::size_t>(size));
        if (!answer.starts_with("HTTP/1.1 200")) throw std::runtime_error("a request failed: " + std::string(answer));
        ++answered;
        ask(client);
      }
    }
    rates.push_back(static_cast<double>(answered) / timer.seconds());
  }
  for (const int client : clients) ::close(client);
  unpin();
  return rates;
}

std::vector<double> request_rates(std::size_t connections, std::size_t turns) {
  Answers answers;
  auto opened = net::BeastServer::open({.listen = {{}}, .clock = [] { return UtcTime{}; }}, answers);
  if (!opened) throw std::runtime_error(opened.error().text());
  const auto server = std::move(opened.value());
  const std::jthread serving([&](const std::stop_token& stop) {
    pin_to(0);
    while (!stop.stop_requested()) server->run_for(Nanos{1'000'000});
  });
  return request_rates(server->ports()[0], connections, turns, [] { return kRequest; });
}

}  // namespace basis::bench
