#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/wei.hpp"
#include "venues/chain/rpc.hpp"

namespace basis::chain {

/// What is used of a block's header.
struct Head {
  std::uint64_t number = 0;
  Hash32 hash{};
  Hash32 parent{};
  UtcTime time{};
  u256 base_fee;  ///< wei a unit of gas
};

/// Reads a block of JSON-RPC. Data error: a field is missing or malformed; it names the field.
Result<Head> read_head(const boost::json::value& block);

class HeadListener {
 public:
  virtual ~HeadListener() = default;
  /// The chain ends in `head`, and all blocks before it are known as far back as `Heads` remembers.
  virtual void on_head(const Head& head) = 0;
  /// Blocks from `number` on were replaced; `on_head` follows.
  virtual void on_reorg(std::uint64_t number, std::uint64_t depth) = 0;
  /// Something that a person should see.
  virtual void on_text(const std::string& text) = 0;

 protected:
  HeadListener() = default;
  HeadListener(const HeadListener&) = default;
  HeadListener& operator=(const HeadListener&) = default;
};

struct HeadSettings {
  std::optional<net::Endpoint> stream;  ///< the node's WebSocket; absent: blocks are asked for alone
  Nanos poll = kSecond * 2;             ///< between questions for the last block, streamed or not
  Nanos silence = kMinute * 2;          ///< without a new block: it is told
  std::uint64_t seed = 0;
};

/// The end of the chain as one node tells it: by the subscription `newHeads` where there is a stream, and by asking. A
/// node that lags behind what was seen is not followed backwards: behind one address stand many nodes. Blocks that were
/// missed are fetched by their hashes, so that what is known is always one chain.
class Heads {
 public:
  static constexpr std::size_t kRemembered = 128;

  /// All outlive it.
  Heads(net::Network& network, Rpc& rpc, HeadSettings settings, HeadListener& listener);
  ~Heads();

  void start();
  /// The last block; null: none is known yet.
  [[nodiscard]] const Head* tip() const { return known_.empty() ? nullptr : &known_.back(); }
  /// Whether a block is part of the chain; absent: it is further back than is remembered, or not there yet.
  [[nodiscard]] std::optional<bool> holds(std::uint64_t number, const Hash32& hash) const;

 private:
  class Stream;
  void poll();
  void take(const Head& head);
  void follow();
  void fetch(const Hash32& hash);
  void adopt();
  void look_at_silence();
  [[nodiscard]] const Head* at(std::uint64_t number) const;

  net::Network& network_;
  Rpc& rpc_;
  HeadSettings settings_;
  HeadListener& listener_;
  std::deque<Head> known_;     ///< one chain, the oldest first
  std::vector<Head> missing_;  ///< a chain that ends in a new block, the newest first, whose parent is not known yet
  bool fetching_ = false;
  UtcTime changed_{};  ///< when the last new block came
  bool told_silence_ = false;
  std::unique_ptr<net::Timer> poll_;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< calls of `rpc_` outlive it
};

}  // namespace basis::chain
