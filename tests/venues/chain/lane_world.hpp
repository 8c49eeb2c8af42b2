#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/venues/chain/memory_lane_store.hpp"
#include "tests/venues/chain/scripted_chain.hpp"
#include "venues/chain/transaction_lane.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::test {

/// A lane on a scripted chain. `kill` ends it as a process ends; chain and store stay.
class LaneWorld : public chain::HeadListener, public chain::LaneListener {
 public:
  explicit LaneWorld(std::uint64_t seed, bool streamed = false)
      : key_(chain::PrivateKey::parse(Secret(std::string(63, '0') + "7")).value()),
        chain(kStart, seed, key_.address()),
        network(kStart, seed),
        seed_(seed),
        streamed_(streamed) {
    network.serve("node", 8545, chain);
    network.set_latency({Nanos{1'000'000}, Nanos{90'000'000}}, {Nanos{1'000'000}, Nanos{90'000'000}});
    settings.chain_id = ScriptedChain::kChainId;
    settings.confirmations = 3;
    start();
  }

  void start() {
    chain::RpcSettings rpc;
    rpc.endpoint = net::Endpoint::parse("http://node:8545/v2/very-secret-key").value();
    rpc.seed = seed_;
    rpc_ = std::make_unique<chain::Rpc>(network, rpc);
    chain::HeadSettings heads;
    if (streamed_) heads.stream = net::Endpoint::parse("ws://node:8545/v2/very-secret-key").value();
    heads_ = std::make_unique<chain::Heads>(network, *rpc_, heads, *this);
    lane_ = std::make_unique<chain::TransactionLane>(*rpc_, *heads_, store, key_, reverts_, settings, *this);
    REQUIRE(lane_->recover().has_value());
    heads_->start();
  }
  void kill() {
    lane_.reset();
    heads_.reset();
    rpc_.reset();
  }

  static chain::LaneRequest request(const std::string& id, ScriptedChain::Effect effect) {
    chain::LaneRequest made;
    made.id = id;
    made.to = chain::address_of("0x00000000000000000000000000000000000000aa");
    made.data = {effect};
    made.data.insert(made.data.end(), id.begin(), id.end());
    made.purpose = "test " + id;
    return made;
  }
  /// Asks for it; the outcome is in `outcomes`.
  void submit(const std::string& id, ScriptedChain::Effect effect = ScriptedChain::works) {
    lane_->submit(request(id, effect), [this, id](const chain::LaneOutcome& outcome) {
      CHECK_MESSAGE(outcomes.emplace(id, outcome).second, "an outcome is told twice: ", id);
    });
  }
  void run(Nanos time) { network.run_until(network.now_utc() + time); }
  /// Runs until the outcome is there, at most an hour.
  const chain::LaneOutcome& outcome(const std::string& id) {
    for (int i = 0; i < 300 && !outcomes.contains(id); ++i) run(ScriptedChain::kBlockTime);
    REQUIRE_MESSAGE(outcomes.contains(id), id, " has no outcome");
    return outcomes.at(id);
  }
  [[nodiscard]] bool told(std::string_view part) const {
    return std::ranges::any_of(texts, [part](const std::string& text) { return text.find(part) != text.npos; });
  }
  [[nodiscard]] chain::TransactionLane& lane() { return *lane_; }
  [[nodiscard]] const chain::Heads& heads() const { return *heads_; }
  [[nodiscard]] const chain::PrivateKey& key() const { return key_; }

 private:
  void on_head(const chain::Head& head) override {
    heads_seen.push_back(head.number);
    lane_->on_head(head);
  }
  void on_reorg(std::uint64_t, std::uint64_t depth) override { reorgs.push_back(depth); }
  void on_text(const std::string& text) override { texts.push_back(text); }
  void on_lane_text(const std::string& text) override { texts.push_back(text); }

  static constexpr UtcTime kStart = UtcTime::from_nanos(1'760'000'000'000'000'000);
  chain::PrivateKey key_;

 public:
  ScriptedChain chain;
  net::MemoryNetwork network;
  MemoryLaneStore store;
  chain::LaneSettings settings;
  std::map<std::string, chain::LaneOutcome> outcomes;
  std::vector<std::string> texts;
  std::vector<std::uint64_t> heads_seen;
  std::vector<std::uint64_t> reorgs;

 private:
  std::uint64_t seed_;
  bool streamed_;
  chain::RevertReader reverts_;
  std::unique_ptr<chain::Rpc> rpc_;
  std::unique_ptr<chain::Heads> heads_;
  std::unique_ptr<chain::TransactionLane> lane_;
};

/// A transaction of the wallet's key that is not the lane's.
inline chain::Bytes foreign(const chain::PrivateKey& key, std::uint64_t nonce) {
  chain::Transaction made;
  made.chain_id = ScriptedChain::kChainId;
  made.nonce = nonce;
  made.gas_limit = 21'000;
  made.max_fee = 900'000'000'000U;
  made.max_priority_fee = 1'000'000'000;
  made.to = key.address();
  return chain::sign_transaction(made, key).bytes;
}

}  // namespace basis::test
