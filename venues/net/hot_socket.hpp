#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/net/beast_core.hpp"
#include "venues/net/frame_reader.hpp"

namespace basis::net {

/// The client's end of a WebSocket for what has to be fast: every poll of its network reads the descriptor itself, past
/// the reactor, and frames are written and read here. Once its memory has found its size nothing is allocated for a
/// message. Otherwise it is as the slow one: same calls, same reasons.
class HotSocket final : public HotPolled, public std::enable_shared_from_this<HotSocket> {
 public:
  HotSocket(BeastNetwork::Core& core, const SocketRequest& request, SocketListener& listener);

  void connect();
  bool send(std::string_view text);
  void ping();
  void close();
  /// The listener is told nothing more; the connection is closed in order.
  void leave();

  bool poll() override;
  void wake_on_data() override;
  [[nodiscard]] bool ended() const override { return state_ == State::ended; }

 private:
  enum class State : std::uint8_t { dialling, upgrading, open, closing, ended };

  void begin(WireStream stream);
  bool receive();
  bool read_upgrade();
  void read_frames();
  void answer_close(std::string_view payload);
  void write(FrameKind kind, std::string_view payload);
  void flush();
  void end(const std::string& reason);
  void end_later(const std::string& reason);
  std::uint32_t next_mask();

  BeastNetwork::Core& core_;
  SocketRequest request_;
  SocketListener* listener_;
  asio::steady_timer limit_;
  std::unique_ptr<Dial> dial_;
  WireStream stream_;
  State state_ = State::dialling;
  std::string key_;     ///< of the upgrade
  std::string answer_;  ///< to it, as far as it has been received
  FrameReader frames_;
  std::vector<char> out_;
  std::size_t written_ = 0;
  std::vector<std::uint32_t> masks_;   ///< random, used up from the back
  bool waking_ = false;                ///< the reactor has been asked to tell of data
  std::optional<std::string> ending_;  ///< ends with this reason at the next poll
};

std::unique_ptr<Socket> connect_hot(BeastNetwork::Core& core, const SocketRequest& request, SocketListener& listener);

}  // namespace basis::net
