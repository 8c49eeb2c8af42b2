#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/net/dial.hpp"
#include "venues/net/service.hpp"
#include "venues/net/websocket_pipe.hpp"

namespace basis::net {

class ServerLine;

/// What a server's connections need of it.
class ServerLineOwner {
 public:
  virtual ~ServerLineOwner() = default;
  /// The service, told the time.
  virtual Service& service() = 0;
  /// A call of the service is over: something may be due at another time.
  virtual void served() = 0;
  virtual void remove(ServerLine* line) = 0;
  /// How long a connection may say nothing: between requests, and in the middle of one.
  [[nodiscard]] virtual Nanos most_silence(bool half) const = 0;

 protected:
  ServerLineOwner() = default;
  ServerLineOwner(const ServerLineOwner&) = default;
  ServerLineOwner& operator=(const ServerLineOwner&) = default;
};

/// One accepted connection: its handshake, then requests one after the other, then perhaps a WebSocket.
class ServerLine final : public PipeListener, public ServerSocket, public std::enable_shared_from_this<ServerLine> {
 public:
  ServerLine(ServerLineOwner& owner, asio::io_context& context, WireStream stream)
      : owner_(&owner), context_(context), stream_(std::move(stream)) {}

  void begin();
  /// Ends what says nothing for too long; called from time to time.
  void check(MonoTime now);
  /// Takes no further request and closes in order.
  void stop();
  /// The owner goes: nothing is called any more.
  void part();

  void send(std::string_view text) override;
  void ping() override;
  void close(std::uint16_t code, std::string_view reason) override;
  void drop() override;

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void listen();
  void read();
  void parse();
  void serve();
  void upgrade(const HttpRequest& request);
  void answer(std::optional<HttpResponse> response);
  void write();
  void end();
  void start_parser();

  void opened() override {}
  void heard(std::string_view text) override;
  void pinged() override {}
  void ended(const std::string& reason) override;

  ServerLineOwner* owner_;  ///< null once the connection has ended
  asio::io_context& context_;
  WireStream stream_;
  std::unique_ptr<Dial> handshake_;
  std::optional<Parser> parser_;
  std::vector<char> received_ = std::vector<char>(4'096);
  std::size_t filled_ = 0;
  std::string out_;
  std::size_t written_ = 0;
  std::uint64_t served_ = 0;  ///< requests so far; an answer is of the last one
  bool answering_ = false;    ///< a request has no answer
  bool writing_ = false;      ///< the kernel takes no more at the moment
  bool keep_ = true;          ///< the connection is kept behind the answer
  bool head_ = false;         ///< the request wants no body
  bool parsing_ = false;
  bool listening_ = false;
  bool stopping_ = false;
  MonoTime heard_at_;
  std::string peer_;
  std::shared_ptr<WebSocketPipe> pipe_;
  std::unique_ptr<ServerSocketHandler> handler_;
};

}  // namespace basis::net
