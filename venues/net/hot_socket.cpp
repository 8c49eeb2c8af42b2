#include "venues/net/hot_socket.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "venues/net/parse_bytes.hpp"
#include "venues/net/websocket_pipe.hpp"

namespace basis::net {
namespace {

namespace hot_http = boost::beast::http;

constexpr std::size_t kMasks = 1'024;
constexpr std::size_t kMostUnwritten = std::size_t{64} << 20;
constexpr std::size_t kMostUpgradeAnswer = std::size_t{64} << 10;

template <class Bytes>
void fill_random(Bytes& bytes) {
  const auto size = static_cast<int>(bytes.size() * sizeof(bytes[0]));
  require(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), size) == 1, "OpenSSL has no randomness");
}

std::string base64_of(const unsigned char* bytes, std::size_t size) {
  std::string out((size + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  return out;
}

/// What a server answers to `key` (RFC 6455, section 4.2.2).
std::string accepted(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return base64_of(digest.data(), digest.size());
}

}  // namespace

HotSocket::HotSocket(BeastNetwork::Core& core, const SocketRequest& request, SocketListener& listener)
    : core_(core), request_(request), listener_(&listener), limit_(core.context), frames_(kMostMessage) {
  masks_.reserve(kMasks);
  out_.reserve(65'536);
}

void HotSocket::connect() {
  dial_ = dial(core_.context, core_.dialling(), request_.endpoint, request_.limit,
               [this](WireStream stream, const std::string& fault) {
                 const auto self = shared_from_this();
                 dial_.reset();
                 if (!fault.empty()) return end(fault);
                 begin(std::move(stream));
               });
  limit_.expires_after(std::chrono::nanoseconds(request_.limit.count));
  limit_.async_wait([weak = weak_from_this()](IoFault fault) {
    const auto self = weak.lock();
    if (!fault && self && self->state_ == State::upgrading) self->end("timeout of the upgrade");
  });
}

void HotSocket::begin(WireStream stream) {
  stream_ = std::move(stream);
  state_ = State::upgrading;
  std::array<unsigned char, 16> random{};
  fill_random(random);
  key_ = base64_of(random.data(), random.size());
  std::string head = fmt::format(
      "GET {}{} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {}\r\n"
      "Sec-WebSocket-Version: 13\r\n",
      request_.endpoint.path, request_.target, request_.endpoint.authority(), key_);
  for (const HttpHeader& header : request_.headers) head += fmt::format("{}: {}\r\n", header.name, header.value);
  head += "\r\n";
  out_.assign(head.begin(), head.end());
  core_.hot.push_back(shared_from_this());
  flush();
}

bool HotSocket::poll() {
  if (ending_) {
    end(*ending_);
    return true;
  }
  if (state_ == State::ended) return false;
  if (!out_.empty()) flush();
  return receive();
}

bool HotSocket::receive() {
  const auto room = frames_.room();
  const Progress progress = stream_.read_now(room.data(), room.size());
  if (progress.wait != Progress::Wait::none) return false;
  if (progress.fault) {
    const bool orderly = progress.fault == asio::error::eof;
    end(state_ == State::closing ? "closed by us"
        : orderly                ? "the peer ended the connection"
                                 : progress.fault.message());
    return true;
  }
  if (state_ == State::upgrading) {
    answer_.append(room.data(), progress.bytes);
    if (!read_upgrade()) return true;
  } else {
    frames_.received(progress.bytes);
  }
  read_frames();
  return true;
}

/// Returns whether the connection is a WebSocket now; what followed the answer is in the reader of frames.
bool HotSocket::read_upgrade() {
  hot_http::response_parser<hot_http::empty_body> parser;
  parser.header_limit(kMostUpgradeAnswer);
  IoFault fault;
  const std::size_t used = parse_bytes(parser, answer_, fault);
  if (fault == hot_http::error::need_more && answer_.size() < kMostUpgradeAnswer) return false;
  if (fault) {
    end("the upgrade's answer is no HTTP: " + fault.message());
    return false;
  }
  const auto& response = parser.get();
  if (response.result_int() != 101) {
    end(fmt::format("the upgrade was answered with {}", response.result_int()));
    return false;
  }
  if (!hot_http::token_list{response[hot_http::field::upgrade]}.exists("websocket") ||
      response[hot_http::field::sec_websocket_accept] != accepted(key_)) {
    end("the upgrade's answer is none of a WebSocket");
    return false;
  }
  const std::string_view rest = std::string_view(answer_).substr(used);
  for (std::size_t done = 0; done < rest.size();) {
    const auto room = frames_.room();
    const std::size_t part = std::min(room.size(), rest.size() - done);
    std::memcpy(room.data(), rest.data() + done, part);
    frames_.received(part);
    done += part;
  }
  answer_ = {};
  limit_.cancel();
  state_ = State::open;
  if (listener_ != nullptr) listener_->on_open();
  return true;
}

void HotSocket::read_frames() {
  using Kind = FrameReader::Event::Kind;
  while (state_ == State::open || state_ == State::closing) {
    const FrameReader::Event event = frames_.next();
    switch (event.kind) {
      case Kind::nothing: return;
      case Kind::text:
        if (listener_ != nullptr && state_ == State::open) listener_->on_text(event.payload, real_utc(), real_mono());
        break;
      case Kind::ping:
        if (state_ == State::open) write(FrameKind::pong, event.payload);
        if (listener_ != nullptr) listener_->on_ping();
        break;
      case Kind::pong: break;
      case Kind::close: return answer_close(event.payload);
      case Kind::fault: return end(std::string(event.payload));
    }
  }
}

void HotSocket::answer_close(std::string_view payload) {
  if (state_ == State::closing) return end("closed by us");
  unsigned code = 1'005;  // none was told
  if (payload.size() >= 2)
    code = static_cast<unsigned>(static_cast<unsigned char>(payload[0])) << 8 | static_cast<unsigned char>(payload[1]);
  const auto reason =
      fmt::format("closed by the peer: {} {}", code, payload.substr(std::min<std::size_t>(payload.size(), 2)));
  write(FrameKind::close, payload.substr(0, 2));
  end(reason);
}

bool HotSocket::send(std::string_view text) {
  if (state_ != State::open || ending_) return false;
  write(FrameKind::text, text);
  return true;
}

void HotSocket::ping() {
  if (state_ == State::open) write(FrameKind::ping, {});
}

void HotSocket::close() {
  if (state_ == State::open) {
    write(FrameKind::close, "\x03\xe8");
    state_ = State::closing;
    limit_.expires_after(std::chrono::nanoseconds(kFarewell.count));
    limit_.async_wait([weak = weak_from_this()](IoFault fault) {
      const auto self = weak.lock();
      if (!fault && self) self->end("closed by us, without an answer");
    });
  } else if (state_ != State::closing && state_ != State::ended) {
    dial_.reset();
    end_later("closed by us");
  }
}

void HotSocket::leave() {
  listener_ = nullptr;
  if (state_ == State::open) return close();
  if (state_ != State::closing) end({});
}

std::uint32_t HotSocket::next_mask() {
  if (masks_.empty()) {
    masks_.resize(kMasks);
    fill_random(masks_);
  }
  const std::uint32_t mask = masks_.back();
  masks_.pop_back();
  return mask;
}

void HotSocket::write(FrameKind kind, std::string_view payload) {
  append_client_frame(out_, kind, payload, next_mask());
  flush();
}

void HotSocket::flush() {
  while (written_ < out_.size()) {
    const Progress progress = stream_.write_now({out_.data() + written_, out_.size() - written_});
    // Whatever has ended the connection is told by the next read.
    if (progress.fault) break;
    if (progress.wait != Progress::Wait::none) {
      if (out_.size() - written_ > kMostUnwritten)
        end_later(fmt::format("the peer does not read: {} bytes wait", out_.size() - written_));
      return;
    }
    written_ += progress.bytes;
  }
  out_.clear();
  written_ = 0;
}

void HotSocket::end_later(const std::string& reason) {
  if (!ending_) ending_ = reason;
  asio::post(core_.context, [self = shared_from_this()] { self->poll(); });
}

void HotSocket::end(const std::string& reason) {
  if (state_ == State::ended) return;
  state_ = State::ended;
  limit_.cancel();
  dial_.reset();
  stream_.close();
  if (SocketListener* listener = std::exchange(listener_, nullptr); listener != nullptr) listener->on_closed(reason);
}

void HotSocket::wake_on_data() {
  if (waking_ || state_ == State::ended || state_ == State::dialling) return;
  waking_ = true;
  const auto what = out_.empty() ? Progress::Wait::read : Progress::Wait::write;
  stream_.wait(what, [weak = weak_from_this()](IoFault) {
    if (const auto self = weak.lock()) self->waking_ = false;
  });
}

namespace {

class HotHandle final : public Socket {
 public:
  explicit HotHandle(std::shared_ptr<HotSocket> socket) : socket_(std::move(socket)) {}
  ~HotHandle() override { socket_->leave(); }
  HotHandle(const HotHandle&) = delete;
  HotHandle& operator=(const HotHandle&) = delete;
  bool send(std::string_view text) override { return socket_->send(text); }
  void ping() override { socket_->ping(); }
  void close() override { socket_->close(); }

 private:
  std::shared_ptr<HotSocket> socket_;
};

}  // namespace

std::unique_ptr<Socket> connect_hot(BeastNetwork::Core& core, const SocketRequest& request, SocketListener& listener) {
  auto socket = std::make_shared<HotSocket>(core, request, listener);
  socket->connect();
  return std::make_unique<HotHandle>(std::move(socket));
}

}  // namespace basis::net
