#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.hpp"

namespace basis::test {

/// A bare TCP socket on 127.0.0.1 that does not block, for peers that break rules.
class RawPeer {
 public:
  /// Connects to a port; the kernel does it without the server.
  static RawPeer connect(std::uint16_t port) {
    RawPeer peer(::socket(AF_INET, SOCK_STREAM, 0));
    const sockaddr_in address = loopback(port);
    require(::connect(peer.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
            "a raw connection");
    ::fcntl(peer.descriptor_, F_SETFL, O_NONBLOCK);
    return peer;
  }
  /// Listens on a free port.
  static RawPeer listen() {
    RawPeer peer(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    const sockaddr_in address = loopback(0);
    require(::bind(peer.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "a raw port");
    require(::listen(peer.descriptor_, 8) == 0, "a raw listener");
    return peer;
  }
  RawPeer() = default;
  RawPeer(RawPeer&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RawPeer& operator=(RawPeer&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~RawPeer() { close(); }

  [[nodiscard]] std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }
  /// A connection that waits; without one, an empty peer.
  [[nodiscard]] RawPeer accept() const { return RawPeer(::accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK)); }
  [[nodiscard]] bool there() const { return descriptor_ >= 0; }
  /// Returns how much the kernel took.
  std::size_t send(std::string_view bytes) const {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  /// What has arrived since the last call.
  std::string receive() {
    std::string all;
    char part[65'536];
    for (;;) {
      const auto size = ::recv(descriptor_, part, sizeof part, 0);
      if (size == 0) ended_ = true;
      if (size <= 0) return all;
      all.append(part, static_cast<std::size_t>(size));
    }
  }
  /// Whether a `receive` has met the other end's end.
  [[nodiscard]] bool ended() const { return ended_; }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  explicit RawPeer(int descriptor) : descriptor_(descriptor) {}
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  int descriptor_ = -1;
  bool ended_ = false;
};

/// The answer to a key of an upgrade: base64 of SHA-1 of the key and a fixed text (RFC 6455, section 4.2.2).
inline std::string websocket_accept(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[20];
  unsigned char encoded[29];
  EVP_Digest(text.data(), text.size(), digest, nullptr, EVP_sha1(), nullptr);
  EVP_EncodeBlock(encoded, digest, sizeof digest);
  return {reinterpret_cast<const char*>(encoded), 28};
}

}  // namespace basis::test
