#include "venues/net/http_line.hpp"

#include <boost/asio/post.hpp>
#include <cstring>

#include "core/marketdata/frame.hpp"
#include "venues/net/parse_bytes.hpp"
#include "venues/net/websocket_pipe.hpp"

namespace basis::net {

namespace beast_http = boost::beast::http;

void HttpLine::start_parser() {
  parser_.emplace();
  parser_->eager(true);
  parser_->header_limit(64 << 10);
  parser_->body_limit(kMostMessage);
  if (exchange_->head) parser_->skip(true);
}

bool HttpLine::take(const std::shared_ptr<Exchange>& exchange) {
  if (ended_) return false;
  // Anything to read on an idle connection is its end, or bytes that nobody asked for.
  char byte = 0;
  if (stream_.read_now(&byte, 1).wait == Progress::Wait::none) {
    end({});
    return false;
  }
  exchange_ = exchange;
  written_ = 0;
  filled_ = 0;
  start_parser();
  if (write()) return true;
  exchange_ = nullptr;
  end({});
  return false;
}

/// Writes what the kernel takes. Returns false when the connection is gone and no byte had been taken.
bool HttpLine::write() {
  while (written_ < exchange_->bytes.size()) {
    const Progress progress = stream_.write_now(std::string_view(exchange_->bytes).substr(written_));
    if (progress.fault) {
      if (written_ == 0) return false;
      asio::post(stream_.get_executor(),
                 [self = shared_from_this(), fault = progress.fault] { self->end(fault.message()); });
      return true;
    }
    if (progress.wait != Progress::Wait::none) {
      stream_.wait(progress.wait, [self = shared_from_this()](IoFault fault) {
        if (self->ended_ || !self->exchange_) return;
        if (fault || !self->write()) self->end(fault ? fault.message() : "connection reset");
      });
      return true;
    }
    written_ += progress.bytes;
  }
  return true;
}

void HttpLine::listen() {
  stream_.wait(Progress::Wait::read, [self = shared_from_this()](IoFault fault) {
    if (self->ended_) return;
    if (fault) return self->end(fault.message());
    self->read();
    if (!self->ended_) self->listen();
  });
}

void HttpLine::read() {
  while (!ended_) {
    if (filled_ == received_.size()) received_.resize(received_.size() * 2);
    const Progress progress = stream_.read_now(received_.data() + filled_, received_.size() - filled_);
    if (progress.wait != Progress::Wait::none) return;
    if (progress.fault) {
      IoFault unfinished;
      if (exchange_ && progress.fault == asio::error::eof && parser_->got_some()) parser_->put_eof(unfinished);
      if (exchange_ && !unfinished && parser_->is_done()) {
        ended_ = true;
        return finish();
      }
      return end(progress.fault == asio::error::eof ? "the peer ended the connection" : progress.fault.message());
    }
    if (!exchange_) return end({});
    parse(filled_ + progress.bytes);
  }
}

void HttpLine::parse(std::size_t size) {
  IoFault fault;
  const std::size_t used = parse_bytes(*parser_, {received_.data(), size}, fault);
  if (fault == beast_http::error::need_more) fault = {};
  if (fault) return end("the answer is no HTTP: " + fault.message());
  filled_ = size - used;
  std::memmove(received_.data(), received_.data() + used, filled_);
  if (!parser_->is_done()) return;
  // What is only informational goes before the answer (RFC 9110, 15.2).
  if (parser_->get().result_int() < 200) {
    start_parser();
    if (const std::size_t rest = filled_; rest > 0) parse(rest);
    return;
  }
  if (filled_ > 0 || !parser_->keep_alive()) ended_ = true;
  finish();
}

void HttpLine::finish() {
  auto& message = parser_->get();
  HttpResponse response{.status = message.result_int()};
  for (const auto& field : message)
    response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  response.body = std::move(message.body());
  response.body.reserve(response.body.size() + kFrameSlack);
  const auto self = shared_from_this();
  const auto exchange = std::exchange(exchange_, nullptr);
  if (ended_) {
    stream_.close();
    if (owner_ != nullptr) owner_->remove(this);
  }
  if (owner_ != nullptr) owner_->dispatch_later();
  exchange->end(std::move(response));
}

void HttpLine::end(const std::string& reason) {
  const auto self = shared_from_this();
  ended_ = true;
  stream_.close();
  if (owner_ != nullptr) {
    owner_->remove(this);
    owner_->dispatch_later();
  }
  if (const auto exchange = std::exchange(exchange_, nullptr)) exchange->end(HttpFailure{written_ > 0, reason});
}

}  // namespace basis::net
