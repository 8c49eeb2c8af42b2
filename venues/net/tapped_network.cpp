#include "venues/net/tapped_network.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace basis::net {
namespace {

/// What the tap is called with, for one connection.
struct TappedChannel {
  Network& network;
  Tap& tap;
  std::string base;  ///< scheme, authority and path of the endpoint
  std::uint32_t connection = 0;

  void sent(std::string_view channel, std::string_view text, const std::vector<HttpHeader>* headers = nullptr) const {
    tap.text({true, channel, text, network.now_utc(), network.now_mono(), connection, headers});
  }
};

std::string base_of(const Endpoint& endpoint, std::string_view scheme) {
  return fmt::format("{}{}://{}{}", scheme, endpoint.tls ? "s" : "", endpoint.authority(), endpoint.path);
}

class TappedClient final : public HttpClient {
 public:
  TappedClient(std::unique_ptr<HttpClient> client, TappedChannel channel)
      : client_(std::move(client)), channel_(std::move(channel)) {}

  void send(HttpRequest request, Nanos limit, Done done) override {
    const std::string name = fmt::format("{} {}{}", request.method, channel_.base, request.target);
    channel_.sent(name, request.body, &request.headers);
    Done hears = heard(name, request.headers, std::move(done));
    client_->send(std::move(request), limit, std::move(hears));
  }
  void send_encoded(std::string_view bytes, Nanos limit, Done done) override {
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    const std::string_view method = line.substr(0, line.find(' '));
    const std::string_view rest = line.substr(std::min(method.size() + 1, line.size()));
    const std::string name = fmt::format("{} {}{}", method, channel_.base, rest.substr(0, rest.find(' ')));
    const std::size_t body = bytes.find("\r\n\r\n");
    channel_.sent(name, body == std::string_view::npos ? std::string_view() : bytes.substr(body + 4));
    client_->send_encoded(bytes, limit, heard(name, {}, std::move(done)));
  }

 private:
  [[nodiscard]] Done heard(const std::string& name, const std::vector<HttpHeader>& headers, Done done) const {
    return [channel = channel_, name, headers, done = std::move(done)](const HttpAnswer& answer) {
      if (const auto* response = std::get_if<HttpResponse>(&answer.result))
        channel.tap.text({false, name, response->body, answer.received_utc, channel.network.now_mono(), 0, &headers});
      done(answer);
    };
  }
  std::unique_ptr<HttpClient> client_;
  TappedChannel channel_;
};

class TappedSocket final : public Socket, SocketListener {
 public:
  TappedSocket(Network& network, Tap& tap, std::uint32_t number, const SocketRequest& request, SocketListener& listener)
      : listener_(listener), channel_{network, tap, base_of(request.endpoint, "ws") + request.target, number} {
    socket_ = network.connect(request, *this);
  }
  ~TappedSocket() override { end(); }
  TappedSocket(const TappedSocket&) = delete;
  TappedSocket& operator=(const TappedSocket&) = delete;

  bool send(std::string_view text) override {
    const bool left = socket_->send(text);
    if (left) channel_.sent(channel_.base, text);
    return left;
  }
  void ping() override { socket_->ping(); }
  void close() override {
    open_ = false;
    socket_->close();
  }

 private:
  void on_open() override {
    open_ = true;
    listener_.on_open();
  }
  void on_text(std::string_view text, UtcTime received_utc, MonoTime received_mono) override {
    channel_.tap.text({false, channel_.base, text, received_utc, received_mono, channel_.connection});
    listener_.on_text(text, received_utc, received_mono);
  }
  void on_ping() override { listener_.on_ping(); }
  void on_closed(const std::string& reason) override {
    end();
    listener_.on_closed(reason);
  }
  void end() {
    if (!std::exchange(open_, false)) return;
    const Network& network = channel_.network;
    channel_.tap.closed({false, channel_.base, {}, network.now_utc(), network.now_mono(), channel_.connection});
  }

  SocketListener& listener_;
  TappedChannel channel_;
  bool open_ = false;
  std::unique_ptr<Socket> socket_;
};

}  // namespace

std::unique_ptr<HttpClient> TappedNetwork::http(const Endpoint& endpoint, std::size_t connections) {
  return std::make_unique<TappedClient>(network_.http(endpoint, connections),
                                        TappedChannel{network_, tap_, base_of(endpoint, "http"), 0});
}

std::unique_ptr<Socket> TappedNetwork::connect(const SocketRequest& request, SocketListener& listener) {
  return std::make_unique<TappedSocket>(network_, tap_, ++connections_, request, listener);
}

}  // namespace basis::net
