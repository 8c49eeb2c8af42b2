#include "venues/net/server_line.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstring>

#include "venues/net/beast_core.hpp"
#include "venues/net/parse_bytes.hpp"

namespace basis::net {
namespace {

namespace server_http = boost::beast::http;

constexpr std::size_t kMostHead = std::size_t{64} << 10;
constexpr std::size_t kMostBody = std::size_t{8} << 20;
/// More than one request is read ahead only so far; then the client has to wait.
constexpr std::size_t kMostAhead = std::size_t{1} << 20;
constexpr std::size_t kMostUnsent = std::size_t{64} << 20;
constexpr Nanos kHandshake = kSecond * 10;

}  // namespace

void ServerLine::begin() {
  heard_at_ = real_mono();
  IoFault gone;
  const auto peer = stream_.lowest_layer().remote_endpoint(gone);
  if (!gone) peer_ = peer.address().to_string();
  if (stream_.tls() == nullptr) {
    start_parser();
    return listen();
  }
  handshake_ =
      shake_hands(context_, std::move(stream_), kHandshake, [this](WireStream stream, const std::string& fault) {
        const auto self = shared_from_this();
        handshake_.reset();
        stream_ = std::move(stream);
        if (!fault.empty()) return end();
        start_parser();
        read();
        listen();
      });
}

void ServerLine::start_parser() {
  parser_.emplace();
  parser_->eager(true);
  parser_->header_limit(kMostHead);
  parser_->body_limit(kMostBody);
}

void ServerLine::listen() {
  // A WebSocket has the stream for itself.
  if (listening_ || owner_ == nullptr || pipe_) return;
  listening_ = true;
  stream_.wait(Progress::Wait::read, [self = shared_from_this()](IoFault fault) {
    self->listening_ = false;
    if (self->owner_ == nullptr || self->pipe_) return;
    if (fault) return self->end();
    self->read();
    // A client that is too far ahead is read again once it has been answered.
    if (self->filled_ < kMostAhead) self->listen();
  });
}

void ServerLine::read() {
  for (;;) {
    if (filled_ == received_.size()) {
      if (filled_ >= kMostAhead) return;
      received_.resize(received_.size() * 2);
    }
    const Progress progress = stream_.read_now(received_.data() + filled_, received_.size() - filled_);
    if (progress.wait != Progress::Wait::none) return;
    if (progress.fault) return end();
    heard_at_ = real_mono();
    filled_ += progress.bytes;
    const bool short_read = filled_ < received_.size();
    parse();
    if (owner_ == nullptr || pipe_) return;
    // The kernel had no more than this; TLS may still hold a record.
    if (short_read && stream_.tls() == nullptr) return;
  }
}

/// Takes requests out of what was read, until one waits for its answer.
void ServerLine::parse() {
  if (parsing_) return;
  parsing_ = true;
  std::size_t used = 0;
  while (owner_ != nullptr && !pipe_ && !answering_ && !writing_ && used < filled_) {
    IoFault fault;
    used += parse_bytes(*parser_, {received_.data() + used, filled_ - used}, fault);
    if (fault && fault != server_http::error::need_more) {
      keep_ = false;
      answering_ = true;
      answer(HttpResponse{.status = fault == server_http::error::body_limit ? 413U : 400U, .body = fault.message()});
      break;
    }
    if (!parser_->is_done()) break;
    serve();
  }
  if (used > 0 && used <= filled_) {
    std::memmove(received_.data(), received_.data() + used, filled_ - used);
    filled_ -= used;
  }
  parsing_ = false;
}

void ServerLine::serve() {
  auto& message = parser_->get();
  HttpRequest request{.method = std::string(message.method_string()), .target = std::string(message.target())};
  for (const auto& field : message)
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  request.body = std::move(message.body());
  request.peer = peer_;
  const bool upgrades = boost::beast::websocket::is_upgrade(message);
  keep_ = parser_->keep_alive() && !stopping_;
  head_ = message.method() == server_http::verb::head;
  start_parser();
  answering_ = true;
  const std::uint64_t number = ++served_;
  if (upgrades) return upgrade(request);
  owner_->service().on_request(request, [weak = weak_from_this(), number](std::optional<HttpResponse> response) {
    const auto self = weak.lock();
    if (self && self->owner_ != nullptr && self->answering_ && self->served_ == number)
      self->answer(std::move(response));
  });
  if (owner_ != nullptr) owner_->served();
}

void ServerLine::upgrade(const HttpRequest& request) {
  pipe_ = make_pipe(std::move(stream_), *this, kMostUnsent);
  handler_ = owner_->service().on_upgrade(request, *this);
  if (handler_ != nullptr) {
    pipe_->accept(request, handler_->subprotocol());
  } else {
    pipe_->refuse(404);
  }
  owner_->served();
}

void ServerLine::answer(std::optional<HttpResponse> response) {
  if (!response) return end();
  answering_ = false;
  const auto reason = server_http::obsolete_reason(server_http::int_to_status(response->status));
  const auto out = std::back_inserter(out_);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response->status, std::string_view(reason.data(), reason.size()));
  for (const HttpHeader& header : response->headers) fmt::format_to(out, "{}: {}\r\n", header.name, header.value);
  if (!keep_) out_ += "Connection: close\r\n";
  fmt::format_to(out, "Content-Length: {}\r\n\r\n", response->body.size());
  if (!head_) out_ += response->body;
  write();
}

void ServerLine::write() {
  while (written_ < out_.size()) {
    const Progress progress = stream_.write_now(std::string_view(out_).substr(written_));
    if (progress.fault) return end();
    if (progress.wait != Progress::Wait::none) {
      writing_ = true;
      heard_at_ = real_mono();
      return stream_.wait(progress.wait, [self = shared_from_this()](IoFault fault) {
        if (self->owner_ == nullptr) return;
        if (fault) return self->end();
        self->writing_ = false;
        self->write();
      });
    }
    written_ += progress.bytes;
  }
  out_.clear();
  written_ = 0;
  if (!keep_) return end();
  parse();
  if (!answering_) listen();
}

void ServerLine::end() {
  const auto self = shared_from_this();
  ServerLineOwner* owner = std::exchange(owner_, nullptr);
  if (owner == nullptr) return;
  handshake_.reset();
  stream_.close();
  if (pipe_) pipe_->leave();
  if (handler_ != nullptr) {
    owner->service();
    const auto handler = std::move(handler_);
    handler->on_closed();
    owner->served();
  }
  owner->remove(this);
}

void ServerLine::check(MonoTime now) {
  if (owner_ == nullptr || pipe_ || handshake_) return;
  const bool half = writing_ || filled_ > 0 || (parser_ && parser_->got_some() && !answering_);
  if (now - heard_at_ > owner_->most_silence(half)) end();
}

void ServerLine::stop() {
  stopping_ = true;
  if (pipe_) return pipe_->close(1'001, "the server stops");
  keep_ = false;
  if (!answering_ && !writing_) end();
}

void ServerLine::part() {
  owner_ = nullptr;
  handshake_.reset();
  stream_.close();
  if (pipe_) pipe_->leave();
  handler_.reset();
}

void ServerLine::heard(std::string_view text) {
  owner_->service();
  if (handler_ != nullptr) handler_->on_text(text);
  if (owner_ != nullptr) owner_->served();
}

void ServerLine::ended(const std::string&) { end(); }

void ServerLine::send(std::string_view text) {
  if (pipe_) pipe_->send(text);
}
void ServerLine::ping() {
  if (pipe_) pipe_->ping();
}
void ServerLine::close(std::uint16_t code, std::string_view reason) {
  if (pipe_) pipe_->close(code, reason);
}
void ServerLine::drop() {
  if (pipe_) pipe_->drop("dropped");
}

}  // namespace basis::net
