#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/net/beast_core.hpp"
#include "venues/net/network.hpp"

namespace basis::net {

class HttpLine;

/// What has connections of HTTP.
class HttpLineOwner {
 public:
  virtual ~HttpLineOwner() = default;
  /// The connection is gone.
  virtual void remove(HttpLine* line) = 0;
  /// A connection is free or gone; not from inside this call.
  virtual void dispatch_later() = 0;

 protected:
  HttpLineOwner() = default;
  HttpLineOwner(const HttpLineOwner&) = default;
  HttpLineOwner& operator=(const HttpLineOwner&) = default;
};

/// A request, from the call to its end.
struct Exchange {
  Exchange(asio::io_context& context, std::string text, HttpClient::Done then)
      : bytes(std::move(text)), done(std::move(then)), limit(context) {}

  void end(std::variant<HttpResponse, HttpFailure> result) {
    limit.cancel();
    ended = true;
    if (const auto call = std::exchange(done, nullptr)) call(HttpAnswer{std::move(result), real_utc()});
  }

  std::string bytes;
  HttpClient::Done done;
  asio::steady_timer limit;
  bool head = false;  ///< a HEAD request, whose answer has no body
  bool ended = false;
};

/// One connection of HTTP/1.1, with one request at a time.
class HttpLine : public std::enable_shared_from_this<HttpLine> {
 public:
  HttpLine(HttpLineOwner& owner, WireStream stream) : owner_(&owner), stream_(std::move(stream)) {}

  [[nodiscard]] bool busy() const { return exchange_ != nullptr; }
  /// Takes a request when the connection is still alive. False: no byte of it has been read by the peer, and the
  /// connection is gone.
  bool take(const std::shared_ptr<Exchange>& exchange);
  /// Ends the connection; its request fails with this reason, when there is one.
  void end(const std::string& reason);
  void listen();
  void part() { owner_ = nullptr; }
  [[nodiscard]] const std::shared_ptr<Exchange>& exchange() const { return exchange_; }

 private:
  bool write();
  void read();
  void parse(std::size_t size);
  void finish();
  void start_parser();

  HttpLineOwner* owner_;  ///< null once it is gone
  WireStream stream_;
  std::shared_ptr<Exchange> exchange_;
  std::size_t written_ = 0;
  std::optional<boost::beast::http::response_parser<boost::beast::http::string_body>> parser_;
  std::vector<char> received_ = std::vector<char>(16'384);
  std::size_t filled_ = 0;
  bool ended_ = false;
};

}  // namespace basis::net
