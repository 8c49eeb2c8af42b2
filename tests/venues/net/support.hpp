#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "venues/net/network.hpp"
#include "venues/net/service.hpp"

namespace basis::test {

/// Writes down what a WebSocket hears: "open", "text hello", "ping", "closed why".
class HeardSocket final : public net::SocketListener {
 public:
  void on_open() override { heard.emplace_back("open"); }
  void on_text(std::string_view text, UtcTime received, MonoTime) override {
    heard.push_back(fmt::format("text {}", text));
    times.push_back(received);
    // Readable behind the text, or the address sanitizer says so.
    for (std::size_t i = 0; i < 64; ++i) sum += static_cast<unsigned char>(text.data()[text.size() + i]);
  }
  void on_ping() override { heard.emplace_back("ping"); }
  void on_closed(const std::string& reason) override { heard.push_back("closed " + reason); }

  std::vector<std::string> heard;
  std::vector<UtcTime> times;
  unsigned sum = 0;
};

/// A service that answers a request by its method, target and body, and a text by itself. Some targets and texts are
/// orders of a test instead.
class EchoService final : public net::Service {
 public:
  void advance(UtcTime now) override {
    now_ = now;
    for (; due && *due <= now; due = every ? std::optional(*due + *every) : std::nullopt)
      for (net::ServerSocket* socket : sockets) socket->send(fmt::format("due {}", due->nanos()));
  }
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return due; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override {
    requests.push_back(request);
    request_times.push_back(now_);
    if (request.target.ends_with("/never")) return kept.push_back(std::move(respond));
    if (request.target.ends_with("/drop")) return respond(std::nullopt);
    net::HttpResponse response;
    if (request.target.ends_with("/large")) response.body.assign(1'000'000, 'x');
    response.headers.push_back({"X-Count", std::to_string(requests.size())});
    if (response.body.empty()) response.body = request.method + " " + request.target + " " + request.body;
    respond(std::move(response));
  }
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override {
    upgrades.push_back(request);
    if (request.target.ends_with("/none")) return nullptr;
    if (request.target.ends_with("/greet")) socket.send("hello");
    if (request.target.ends_with("/full")) {
      socket.send("full");
      socket.close(1'008, "too many connections");
    }
    return std::make_unique<Handler>(*this, socket);
  }

  std::vector<net::HttpRequest> requests;
  std::vector<net::HttpRequest> upgrades;
  std::vector<UtcTime> request_times;
  std::vector<std::string> texts;
  std::vector<net::Respond> kept;
  std::vector<net::ServerSocket*> sockets;
  std::size_t closed = 0;
  std::optional<UtcTime> due;
  std::optional<Nanos> every;

 private:
  class Handler final : public net::ServerSocketHandler {
   public:
    Handler(EchoService& owner, net::ServerSocket& socket) : owner_(owner), socket_(socket) {
      owner_.sockets.push_back(&socket);
    }
    ~Handler() override { std::erase(owner_.sockets, &socket_); }
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    void on_text(std::string_view text) override {
      owner_.texts.emplace_back(text);
      if (text == "/ping") return socket_.ping();
      if (text == "/drop") return socket_.drop();
      if (text == "/close") return socket_.close(1'001, "restart");
      if (text != "/silence") socket_.send(text);
    }
    void on_closed() override { ++owner_.closed; }

   private:
    EchoService& owner_;
    net::ServerSocket& socket_;
  };

  UtcTime now_;
};

/// What became of a request: "200 body", "left: why", "not left: why".
inline std::string told(const net::HttpAnswer& answer) {
  if (const auto* response = std::get_if<net::HttpResponse>(&answer.result))
    return fmt::format("{} {}", response->status, response->body);
  const auto& failure = std::get<net::HttpFailure>(answer.result);
  return (failure.left ? "left: " : "not left: ") + failure.reason;
}

}  // namespace basis::test
