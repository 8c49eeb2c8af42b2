#pragma once

#include <memory>

#include "actors/live/node_input.hpp"
#include "venues/session.hpp"

namespace basis {

/// Keeps the inputs of a node between the texts that its sessions receive.
class InputLog {
 public:
  virtual ~InputLog() = default;
  /// `bytes`: of `encode_input`.
  virtual void add_input(std::string_view bytes, UtcTime at_utc, MonoTime at_mono) = 0;
  /// Hands over what was added before: it survives the process from here on.
  virtual Result<void> flush() = 0;

 protected:
  InputLog() = default;
  InputLog(const InputLog&) = default;
  InputLog& operator=(const InputLog&) = default;
};

/// Notes what a node takes, and gives it one time while it does: all that follows from an input is of its instant. For
/// the thread that polls the network.
class NodeInputs {
 public:
  /// Both outlive it.
  NodeInputs(net::Network& network, InputLog& log) : network_(network), log_(log) {}
  NodeInputs(const NodeInputs&) = delete;
  NodeInputs& operator=(const NodeInputs&) = delete;

  /// An input is being taken, until it is destroyed.
  class Taking {
   public:
    Taking(NodeInputs& all, const node_input::Body& body) : all_(all) { all_.begin(body); }
    ~Taking() { --all_.depth_; }
    Taking(const Taking&) = delete;
    Taking& operator=(const Taking&) = delete;

   private:
    NodeInputs& all_;
  };
  [[nodiscard]] Taking take(const node_input::Body& body) { return {*this, body}; }
  /// A session or the wallet is called.
  void called() { ++calls_; }

  /// The time of the input that is being taken; without one, the network's.
  [[nodiscard]] MonoTime now_mono() const { return depth_ > 0 ? moment_ : network_.now_mono(); }
  [[nodiscard]] UtcTime now_utc() const { return depth_ > 0 ? moment_utc_ : network_.now_utc(); }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  Result<void> flush() { return log_.flush(); }

 private:
  void begin(const node_input::Body& body);

  net::Network& network_;
  InputLog& log_;
  int depth_ = 0;
  std::uint32_t calls_ = 0;  ///< during the input that is being taken
  std::uint64_t taken_ = 0;
  MonoTime moment_;
  UtcTime moment_utc_;
};

/// `listener`, which hears each call as an input. All outlive it.
std::unique_ptr<SessionListener> noted(SessionListener& listener, AccountId account, NodeInputs& inputs);
/// `session`, whose calls are counted.
std::unique_ptr<Session> noted(std::unique_ptr<Session> session, AccountId account, NodeInputs& inputs);
/// `wallet`, whose calls are counted and whose answers are inputs. Both outlive it.
std::unique_ptr<Wallet> noted(Wallet& wallet, NodeInputs& inputs);

}  // namespace basis
