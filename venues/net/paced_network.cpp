#include "venues/net/paced_network.hpp"

#include <utility>

namespace basis::net {
namespace {

/// Stamps answers by the paced clock.
class PacedClient final : public HttpClient {
 public:
  PacedClient(std::unique_ptr<HttpClient> client, const Network& clock) : client_(std::move(client)), clock_(clock) {}

  void send(HttpRequest request, Nanos limit, Done done) override {
    client_->send(std::move(request), limit, stamped(std::move(done)));
  }
  void send_encoded(std::string_view bytes, Nanos limit, Done done) override {
    client_->send_encoded(bytes, limit, stamped(std::move(done)));
  }

 private:
  [[nodiscard]] Done stamped(Done done) const {
    return [&clock = clock_, done = std::move(done)](const HttpAnswer& answer) {
      HttpAnswer now = answer;
      now.received_utc = clock.now_utc();
      done(now);
    };
  }
  std::unique_ptr<HttpClient> client_;
  const Network& clock_;
};

/// Stamps messages by the paced clock.
class PacedSocket final : public Socket, SocketListener {
 public:
  PacedSocket(Network& network, const Network& clock, const SocketRequest& request, SocketListener& listener)
      : clock_(clock), listener_(listener), socket_(network.connect(request, *this)) {}

  bool send(std::string_view text) override { return socket_->send(text); }
  void ping() override { socket_->ping(); }
  void close() override { socket_->close(); }

 private:
  void on_open() override { listener_.on_open(); }
  void on_text(std::string_view text, UtcTime, MonoTime) override {
    listener_.on_text(text, clock_.now_utc(), clock_.now_mono());
  }
  void on_ping() override { listener_.on_ping(); }
  void on_closed(const std::string& reason) override { listener_.on_closed(reason); }

  const Network& clock_;
  SocketListener& listener_;
  std::unique_ptr<Socket> socket_;
};

}  // namespace

std::unique_ptr<HttpClient> PacedNetwork::http(const Endpoint& endpoint, std::size_t connections) {
  return std::make_unique<PacedClient>(network_.http(endpoint, connections), *this);
}

std::unique_ptr<Socket> PacedNetwork::connect(const SocketRequest& request, SocketListener& listener) {
  return std::make_unique<PacedSocket>(network_, *this, request, listener);
}

}  // namespace basis::net
