#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "venues/chain/rpc.hpp"
#include "venues/net/backoff.hpp"

namespace basis {

/// What a provider allows.
struct ReadLimits {
  std::size_t per_second = 15;  ///< calls
  std::size_t batch = 20;       ///< calls in one request
};

/// Reads of a node that may be busy, limit us or not answer: many calls in batches of a bearable size, at a bearable
/// rate, those that got no answer again after growing waits. Every call asks for something that is there: null is the
/// answer of a node that lags.
class PatientReads {
 public:
  static constexpr int kMostTries = 8;  ///< of a batch that brings nothing
  /// One answer for each call, in their order. A fault is final.
  using Done = std::function<void(const std::vector<chain::RpcAnswer>& answers)>;

  /// The network outlives it.
  PatientReads(net::Network& network, net::Endpoint node, ReadLimits limits);

  /// One list at a time. Calls `done` once, never from inside this call.
  void ask(std::vector<chain::RpcCall> calls, Done done);
  [[nodiscard]] net::Network& network() { return network_; }

 private:
  void send();
  void heard(const std::vector<std::size_t>& places, const std::vector<chain::RpcAnswer>& answers);
  void finish();

  net::Network& network_;
  ReadLimits limits_;
  chain::Rpc rpc_;
  net::Backoff backoff_;
  int tries_ = 0;
  MonoTime free_at_{};  ///< when the rate allows the next batch
  std::unique_ptr<net::Timer> timer_;
  std::vector<chain::RpcCall> calls_;
  std::vector<std::optional<chain::RpcAnswer>> answers_;
  Done done_;
};

/// Whether a fault says that the node has forgotten the state of the block that was asked.
bool tells_pruned(const chain::RpcFault& fault);

}  // namespace basis
