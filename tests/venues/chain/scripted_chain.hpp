#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "venues/chain/transaction.hpp"
#include "venues/net/service.hpp"

namespace basis::test {

/// A node of a chain with one wallet, on virtual time: a block every 12 s, a pool with the rules of go-ethereum, and
/// every way in which a node fails. The first byte of a transaction's data says what it does.
class ScriptedChain final : public net::Service {
 public:
  static constexpr std::uint64_t kChainId = 31'337;
  static constexpr Nanos kBlockTime = kSecond * 12;
  /// What a transaction does, by the first byte of its data: it succeeds, would revert when it is tried, reverts only
  /// in its block.
  enum Effect : std::uint8_t { works = 0, reverts = 1, reverts_mined = 2 };

  /// Parts of a thousand.
  struct Chances {
    unsigned fault = 0;       ///< of a request: 429, 503, 401, dropped, hanging, or done without an answer
    unsigned lag = 0;         ///< a request is answered by a node that is one to three blocks behind
    unsigned no_receipt = 0;  ///< a receipt is null though there is one
    unsigned forgotten = 0;   ///< at a block, the pool loses a transaction
    unsigned left_out = 0;    ///< at a block, a transaction is passed over
    unsigned reorg = 0;       ///< at a block
    unsigned spike = 0;       ///< at a block, the base fee is six times as high
    std::uint64_t depth = 1;  ///< of a reorg, at most
  };
  struct Block {
    std::uint64_t number = 0;
    chain::Hash32 hash{};
    chain::Hash32 parent{};
    UtcTime time;
    u256 base_fee;
    std::vector<chain::SignedTransaction> transactions{};
  };

  ScriptedChain(UtcTime start, std::uint64_t seed, const chain::Address& wallet);

  Chances chances;
  u256 balance = u256(1'000) * 1'000'000'000'000'000'000U;
  std::uint64_t chain_id = kChainId;
  bool forget_on_reorg = false;                ///< what a dropped block held, always; else every second time
  std::map<std::string, std::size_t> calls{};  ///< by method

  /// Puts a transaction of someone else with the wallet's key into the pool, whatever is there.
  void overtake(const chain::Bytes& raw);
  void mine();
  void reorganise(std::uint64_t depth);
  /// The next request of this method is answered with an error.
  void fail_next(const std::string& method, std::string error) { next_errors_[method] = std::move(error); }

  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  [[nodiscard]] std::size_t pooled() const { return pool_.size(); }
  /// How often data stands in the chain.
  [[nodiscard]] std::size_t count_of(const chain::Bytes& data) const;

  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override { return next_block_; }
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;

 private:
  class Subscriber;
  [[nodiscard]] bool happens(unsigned parts) { return parts > 0 && random_() % 1000 < parts; }
  [[nodiscard]] std::uint64_t count(std::size_t blocks) const;
  boost::json::object answer(const boost::json::object& call, std::size_t blocks);
  boost::json::value result_of(const std::string& method, const boost::json::array& parameters, std::size_t blocks);
  boost::json::value send(const std::string& raw);
  boost::json::value receipt(const std::string& hash, std::size_t blocks);
  boost::json::value fees(std::size_t blocks) const;
  static boost::json::value block_json(const Block& block);

  chain::Address wallet_;
  std::mt19937_64 random_;
  UtcTime now_;
  UtcTime next_block_;
  std::uint64_t salt_ = 0;
  std::vector<Block> blocks_;
  std::vector<chain::SignedTransaction> pool_;
  std::map<std::string, std::string> next_errors_;
  std::vector<Subscriber*> subscribers_;
};

}  // namespace basis::test
