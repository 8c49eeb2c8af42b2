#include "bench/wire_echo.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "bench/pinning.hpp"

namespace basis::bench {
namespace {

void check(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("the echo cannot ") + what);
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void without_delay(int descriptor) {
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// RFC 6455, section 4.2.2.
std::string accepted(std::string key) {
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[20];
  unsigned char encoded[29];
  EVP_Digest(key.data(), key.size(), digest, nullptr, EVP_sha1(), nullptr);
  EVP_EncodeBlock(encoded, digest, sizeof digest);
  return {reinterpret_cast<const char*>(encoded), 28};
}

}  // namespace

DirectTls::DirectTls(int descriptor, net::TlsHandle tls) : descriptor_(descriptor), tls_(std::move(tls)) {
  net::attach_tls(*tls_, descriptor_);
}
DirectTls::~DirectTls() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
DirectTls::DirectTls(DirectTls&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), tls_(std::move(other.tls_)), ready_(other.ready_) {}
DirectTls& DirectTls::operator=(DirectTls&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(tls_, other.tls_);
  std::swap(ready_, other.ready_);
  return *this;
}

bool DirectTls::handshake() {
  if (ready_) return true;
  const int result = SSL_do_handshake(tls_.get());
  if (result != 1) check(SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ, "shake hands");
  ready_ = result == 1;
  return ready_;
}

std::size_t DirectTls::read(char* to, std::size_t size) {
  const int result = SSL_read(tls_.get(), to, static_cast<int>(size));
  if (result > 0) return static_cast<std::size_t>(result);
  check(SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ, "read");
  return 0;
}

void DirectTls::write(std::string_view bytes) {
  check(SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size()), "write");
}

DirectTls connect_direct(const net::TlsClient& tls, std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = loopback(port);
  check(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "connect");
  without_delay(descriptor);
  check(::fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, "do without blocking");
  DirectTls out(descriptor, tls.connect_to("localhost", port));
  while (!out.handshake()) {
  }
  return out;
}

std::string upgrade_answer(const std::string& head) {
  const std::string_view label = "Sec-WebSocket-Key: ";
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         accepted(head.substr(head.find(label) + label.size(), 24)) + "\r\n\r\n";
}

std::pair<int, std::uint16_t> listen_here() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  check(::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) == 0, "bind");
  check(::listen(listener, 16) == 0, "listen");
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return {listener, ntohs(address.sin_port)};
}

int accept_next(int listener) {
  const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
  if (descriptor >= 0) without_delay(descriptor);
  return descriptor;
}

EchoServer::EchoServer(net::TlsServer tls) : tls_(std::move(tls)) {
  std::tie(listener_, port_) = listen_here();
  thread_ = std::thread([this] { run(); });
}

EchoServer::~EchoServer() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

void EchoServer::run() {
  pin_to(0);
  try {
    while (!stop_.load(std::memory_order_relaxed)) {
      const std::size_t active = active_.load(std::memory_order_acquire);
      if (active < kConnections) serve(connections_[active], active > 0);
    }
  } catch (const std::exception&) {
    // A client that has gone: the measuring side tells what is wrong.
  }
}

void EchoServer::serve(Connection& connection, bool websocket) {
  if (!connection.tls.there()) {
    const int descriptor = accept_next(listener_);
    if (descriptor < 0) return;
    connection.tls = DirectTls(descriptor, tls_.accept());
  }
  if (!connection.shaken) {
    connection.shaken = connection.tls.handshake();
    return;
  }
  char* to = connection.bytes.data() + connection.filled;
  const std::size_t size = connection.tls.read(to, connection.bytes.size() - connection.filled);
  if (size == 0) return;
  if (!websocket) return connection.tls.write({to, size});
  if (!connection.upgraded) return upgrade(connection, size);
  connection.filled += size;
  echo_messages(connection);
}

void EchoServer::upgrade(Connection& connection, std::size_t size) {
  connection.head.append(connection.bytes.data(), size);
  if (!connection.head.ends_with("\r\n\r\n")) return;
  connection.tls.write(upgrade_answer(connection.head));
  connection.upgraded = true;
}

/// Texts from 126 to 16,000 bytes, which have a head of eight bytes with the mask; nothing else is measured.
void EchoServer::echo_messages(Connection& connection) {
  constexpr std::size_t kHead = 8;
  auto* bytes = reinterpret_cast<unsigned char*>(connection.bytes.data());
  if (connection.filled < kHead) return;
  const std::size_t size = static_cast<std::size_t>(bytes[2]) << 8 | bytes[3];
  if (connection.filled < kHead + size) return;
  for (std::size_t i = 0; i < size; ++i) bytes[kHead + i] ^= bytes[4 + i % 4];
  // The head of a server's frame is shorter by the mask.
  const unsigned char head[4] = {0x81, 126, bytes[2], bytes[3]};
  std::memcpy(bytes + 4, head, 4);
  connection.tls.write({connection.bytes.data() + 4, 4 + size});
  connection.filled = 0;
}

}  // namespace basis::bench
