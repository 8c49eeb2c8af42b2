#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "venues/net/backoff.hpp"
#include "venues/net/network.hpp"

namespace basis::net {

struct SteadySettings {
  SocketRequest request{};
  Nanos first_wait{200'000'000};   ///< before the first attempt after a loss; doubled with each further one
  Nanos most_wait = kSecond * 30;  ///< the longest wait
  Nanos settled = kMinute;         ///< after being open so long the waits begin anew
  /// After which a connection is replaced by a successor. Binance ends every connection after 24 hours.
  Nanos life = kHour * 23 + kMinute * 50;
  Nanos silence = kMinute;       ///< without a message and without a ping, after which it is given up
  Nanos overlap = kSecond * 30;  ///< in which a successor has to come in step, else another is tried
  std::uint64_t seed = 0;        ///< of the jitter
};

/// Hears a steady socket. Connections are numbered from 1 in the order of the attempts. No call comes from inside a
/// call of the socket, and none may destroy it.
class SteadyListener {
 public:
  virtual ~SteadyListener() = default;
  virtual void on_open(std::uint32_t connection) = 0;
  /// `text` is valid during the call. While a successor comes in step, both connections are heard.
  virtual void on_text(std::uint32_t connection, std::string_view text, UtcTime received_utc,
                       MonoTime received_mono) = 0;
  /// The attempt failed, or the connection is gone; the last call with this number.
  virtual void on_closed(std::uint32_t connection, const std::string& reason) = 0;

 protected:
  SteadyListener() = default;
  SteadyListener(const SteadyListener&) = default;
  SteadyListener& operator=(const SteadyListener&) = default;
};

/// A WebSocket that comes back: after a loss it connects again with growing waits, and before the end of its life it is
/// replaced without a gap. The successor connects while the old connection goes on; once the owner says that it is in
/// step, the old one is closed. When the old one is lost before, the successor takes its place at once.
class SteadySocket {
 public:
  /// Network and listener outlive it.
  SteadySocket(Network& network, SteadySettings settings, SteadyListener& listener);
  ~SteadySocket();
  SteadySocket(const SteadySocket&) = delete;
  SteadySocket& operator=(const SteadySocket&) = delete;

  void start();
  /// Closes what is open, for good; `on_closed` follows for each connection.
  void stop();
  /// The venue has announced that it will end the connection: begins with a successor at once. Without effect while
  /// none is open, or while a successor is under way.
  void restart_soon();
  /// Everything the owner needs comes over `connection`: the one before it is closed.
  void in_step(std::uint32_t connection);
  /// For the connections from the next on, as when a key in the target has changed.
  void change_request(SocketRequest request) { settings_.request = std::move(request); }

  /// Returns false when this connection is not open; then nothing has left.
  bool send(std::uint32_t connection, std::string_view text);
  void ping(std::uint32_t connection);
  /// The number of the connection that is used, not of a successor; 0 while it is not open.
  [[nodiscard]] std::uint32_t current() const;

 private:
  class Link;

  void dial();
  void retry_later();
  void opened(Link& link);
  void closed(Link& link, const std::string& reason);
  void watch_silence(Link& link, Nanos wait);
  void want_successor();
  void bury(std::unique_ptr<Link> link);
  Link* find(std::uint32_t connection);

  Network& network_;
  SteadySettings settings_;
  SteadyListener& listener_;
  Backoff backoff_;
  std::uint32_t last_ = 0;
  bool running_ = false;
  bool successor_wanted_ = false;
  std::unique_ptr<Link> link_;
  std::unique_ptr<Link> successor_;
  std::unique_ptr<Timer> retry_;
  /// Links that have ended, until no call of theirs can be under way; with the reason of those the owner is yet to
  /// hear.
  std::vector<std::unique_ptr<Link>> buried_;
  std::vector<std::pair<std::uint32_t, std::string>> replaced_;
  std::unique_ptr<Timer> burial_;
};

}  // namespace basis::net
