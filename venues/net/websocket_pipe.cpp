#include "venues/net/websocket_pipe.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

#include "core/marketdata/frame.hpp"

namespace basis::net {

namespace beast = boost::beast;

// Beast finds these by the type of the stream when it ends a connection.
template <class Handler>
void async_teardown(beast::role_type, WireStream& stream, Handler&& handler) {
  stream.async_end([moved = std::forward<Handler>(handler)]() mutable { moved(IoFault()); });
}
inline void teardown(beast::role_type, WireStream& stream, IoFault& fault) {
  stream.close();
  fault = {};
}

inline void beast_close_socket(WireStream& stream) { stream.close(); }

namespace {

namespace ws = beast::websocket;

class BeastPipe final : public WebSocketPipe, public std::enable_shared_from_this<BeastPipe> {
 public:
  BeastPipe(WireStream stream, PipeListener& listener, std::size_t most_waiting)
      : executor_(stream.get_executor()),
        stream_(std::move(stream)),
        farewell_(executor_),
        listener_(&listener),
        most_waiting_(most_waiting) {
    stream_.read_message_max(kMostMessage);
    stream_.auto_fragment(false);
    stream_.text(true);
  }

  void upgrade(const std::string& host, const std::string& target, const std::vector<HttpHeader>& headers) override;
  void accept(const HttpRequest& request, std::string_view subprotocol) override;
  void refuse(unsigned status) override;
  void send(std::string_view text) override;
  void ping() override;
  void close(std::uint16_t code, std::string_view reason) override;
  void drop(const std::string& reason) override;
  void leave() override {
    listener_ = nullptr;
    if (!open_) return end({});
    close(1'000, "");
  }

 private:
  void watch_control();
  void open(IoFault fault);
  void read();
  void write();
  void say_farewell();
  void end(const std::string& reason);
  [[nodiscard]] std::string why(IoFault fault);

  asio::io_context::executor_type executor_;
  ws::stream<WireStream, false> stream_;  // without compression
  asio::steady_timer farewell_;
  PipeListener* listener_;
  ws::response_type response_;
  beast::http::request<beast::http::string_body> request_;
  beast::flat_buffer received_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t most_waiting_;
  ws::close_reason goodbye_;
  bool open_ = false;
  bool writing_ = false;
  bool pinging_ = false;
  bool closing_ = false;
  bool ended_ = false;
};

void BeastPipe::upgrade(const std::string& host, const std::string& target, const std::vector<HttpHeader>& headers) {
  stream_.set_option(ws::stream_base::decorator([headers](ws::request_type& request) {
    for (const HttpHeader& header : headers) request.set(header.name, header.value);
  }));
  watch_control();
  stream_.async_handshake(response_, host, target, [self = shared_from_this()](IoFault fault) { self->open(fault); });
}

void BeastPipe::accept(const HttpRequest& request, std::string_view subprotocol) {
  if (!subprotocol.empty())
    stream_.set_option(ws::stream_base::decorator([name = std::string(subprotocol)](ws::response_type& response) {
      response.set(beast::http::field::sec_websocket_protocol, name);
    }));
  request_.method_string(request.method);
  request_.target(request.target);
  request_.version(11);
  for (const HttpHeader& header : request.headers) request_.insert(header.name, header.value);
  watch_control();
  stream_.async_accept(request_, [self = shared_from_this()](IoFault fault) { self->open(fault); });
}

void BeastPipe::refuse(unsigned status) {
  const auto reason = beast::http::obsolete_reason(beast::http::int_to_status(status));
  const std::string text = fmt::format("HTTP/1.1 {} {}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status,
                                       std::string_view(reason.data(), reason.size()));
  // So short a text goes into the buffer of a connection that has said nothing before.
  stream_.next_layer().write_now(text);
  drop("refused");
}

void BeastPipe::watch_control() {
  stream_.control_callback([this](ws::frame_type kind, beast::string_view) {
    if (kind == ws::frame_type::ping && listener_ != nullptr) listener_->pinged();
  });
}

void BeastPipe::open(IoFault fault) {
  if (ended_) return;
  if (fault == ws::error::upgrade_declined)
    return end(fmt::format("the upgrade was answered with {}", response_.result_int()));
  if (fault) return end(why(fault));
  open_ = true;
  request_ = {};
  if (listener_ != nullptr) listener_->opened();
  read();
  write();
}

void BeastPipe::read() {
  stream_.async_read(received_, [self = shared_from_this()](IoFault fault, std::size_t) {
    BeastPipe& pipe = *self;
    if (fault) return pipe.end(pipe.why(fault));
    if (!pipe.stream_.got_text()) return pipe.drop("the peer sent a binary message");
    // The slack may move the message, so the view is taken behind it.
    const auto slack = pipe.received_.prepare(kFrameSlack);
    std::memset(slack.data(), 0, slack.size());
    const auto message = pipe.received_.cdata();
    if (pipe.listener_ != nullptr && !pipe.closing_)
      pipe.listener_->heard({static_cast<const char*>(message.data()), message.size()});
    pipe.received_.consume(pipe.received_.size());
    if (!pipe.ended_) pipe.read();
  });
}

void BeastPipe::send(std::string_view text) {
  if (ended_ || closing_) return;
  waiting_.emplace_back(text);
  waiting_bytes_ += text.size();
  if (waiting_bytes_ > most_waiting_) return drop(fmt::format("the peer does not read: {} bytes wait", waiting_bytes_));
  write();
}

void BeastPipe::write() {
  if (!open_ || writing_ || ended_) return;
  if (waiting_.empty()) {
    if (closing_) say_farewell();
    return;
  }
  writing_ = true;
  stream_.async_write(asio::buffer(waiting_.front()), [self = shared_from_this()](IoFault fault, std::size_t) {
    BeastPipe& pipe = *self;
    pipe.writing_ = false;
    // Whatever ended the connection is told by the read.
    if (fault) return;
    pipe.waiting_bytes_ -= pipe.waiting_.front().size();
    pipe.waiting_.pop_front();
    pipe.write();
  });
}

void BeastPipe::ping() {
  if (!open_ || pinging_ || closing_ || ended_) return;
  pinging_ = true;
  stream_.async_ping({}, [self = shared_from_this()](IoFault) { self->pinging_ = false; });
}

/// Closes behind what waits to be sent.
void BeastPipe::close(std::uint16_t code, std::string_view reason) {
  if (ended_ || closing_) return;
  closing_ = true;
  goodbye_.code = code;
  goodbye_.reason = beast::string_view(reason.data(), std::min<std::size_t>(reason.size(), 123));
  farewell_.expires_after(std::chrono::nanoseconds(kFarewell.count));
  farewell_.async_wait([self = shared_from_this()](IoFault fault) {
    if (!fault) self->end("closed by us, without an answer");
  });
  write();
}

void BeastPipe::say_farewell() {
  writing_ = true;
  stream_.async_close(goodbye_, [self = shared_from_this()](IoFault) { self->end("closed by us"); });
}

void BeastPipe::drop(const std::string& reason) {
  if (ended_) return;
  closing_ = true;
  asio::post(executor_, [self = shared_from_this(), reason] { self->end(reason); });
}

void BeastPipe::end(const std::string& reason) {
  if (ended_) return;
  ended_ = true;
  open_ = false;
  farewell_.cancel();
  stream_.next_layer().close();
  if (PipeListener* listener = std::exchange(listener_, nullptr); listener != nullptr) listener->ended(reason);
}

std::string BeastPipe::why(IoFault fault) {
  if (closing_) return "closed by us";
  if (fault == ws::error::closed) {
    const auto& reason = stream_.reason();
    return fmt::format("closed by the peer: {} {}", static_cast<unsigned>(reason.code),
                       std::string_view(reason.reason.data(), reason.reason.size()));
  }
  if (fault == asio::error::eof) return "the peer ended the connection";
  return fault.message();
}

}  // namespace

std::shared_ptr<WebSocketPipe> make_pipe(WireStream stream, PipeListener& listener, std::size_t most_waiting) {
  return std::make_shared<BeastPipe>(std::move(stream), listener, most_waiting);
}

}  // namespace basis::net
