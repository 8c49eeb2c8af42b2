#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "venues/chain/address.hpp"
#include "venues/chain/fees.hpp"

namespace basis::chain {

/// What a wallet is asked to send. `id` names it for good: asked for again under this id it is the same transaction.
struct LaneRequest {
  std::string id;
  Address to;
  u256 value;  ///< wei
  Bytes data;
  std::string purpose;  ///< for a person: "aave_v3 supply"
  friend bool operator==(const LaneRequest&, const LaneRequest&) = default;
};

/// A transaction that was signed, and may have been broadcast. Of one nonce at most one gets into the chain.
struct LaneAttempt {
  Hash32 hash{};
  Fees fees;
  Bytes raw;  ///< as it is broadcast
  UtcTime signed_utc{};
  bool cancels = false;  ///< it pays nothing to ourselves, in place of the request
  friend bool operator==(const LaneAttempt&, const LaneAttempt&) = default;
};

enum class LaneState : std::uint8_t {
  pending,    ///< signed, and its outcome is not known
  mined,      ///< in the chain, and it did what it should
  reverted,   ///< in the chain, without an effect besides its gas
  cancelled,  ///< the transaction that cancels it is in the chain in its place
  overtaken,  ///< a transaction that is not ours has its nonce
  released,   ///< no node has taken it; the nonce is free
};

/// A request and what became of it.
struct LaneEntry {
  LaneRequest request;
  std::uint64_t nonce = 0;
  std::uint64_t gas = 0;
  LaneState state = LaneState::pending;
  std::vector<LaneAttempt> attempts{};  ///< of this nonce, in the order in which they were signed
  /// Where it got into the chain; zero before.
  std::uint64_t block = 0;
  Hash32 mined{};  ///< which attempt did
  std::uint64_t gas_used = 0;
  u256 gas_price;        ///< what a unit of gas cost
  std::string reason{};  ///< of a revert
  friend bool operator==(const LaneEntry&, const LaneEntry&) = default;
};

/// Where the transactions of one wallet on one chain are kept. What `put` has returned from is there after the program
/// or the machine has died.
class LaneStore {
 public:
  virtual ~LaneStore() = default;
  /// Adds a request, or replaces what is kept of it.
  virtual Result<void> put(const LaneEntry& entry) = 0;
  [[nodiscard]] virtual Result<std::optional<LaneEntry>> find(const std::string& id) = 0;
  /// Those that are pending, by nonce.
  [[nodiscard]] virtual Result<std::vector<LaneEntry>> pending() = 0;
  /// The nonce behind the highest that is taken by what is kept; zero: none is.
  [[nodiscard]] virtual Result<std::uint64_t> next_nonce() = 0;
  /// Whether what is kept takes this nonce.
  [[nodiscard]] virtual Result<bool> takes(std::uint64_t nonce) = 0;

 protected:
  LaneStore() = default;
  LaneStore(const LaneStore&) = default;
  LaneStore& operator=(const LaneStore&) = default;
};

}  // namespace basis::chain
