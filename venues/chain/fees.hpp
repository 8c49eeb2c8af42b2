#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "core/base/result.hpp"
#include "core/base/wei.hpp"

namespace basis::chain {

/// What a transaction pays for a unit of gas, in wei (EIP-1559): at most `maximum` with the block's base fee, of which
/// `priority` goes to whoever builds the block.
struct Fees {
  u256 maximum;
  u256 priority;
  friend bool operator==(const Fees&, const Fees&) = default;
};

/// How much is paid for gas. All but the counts in wei a unit of gas.
struct FeePolicy {
  std::uint64_t blocks = 10;             ///< of the history that is asked for
  double percentile = 50;                ///< of what the transactions of a block paid besides its base fee
  u256 least_priority = 10'000'000;      ///< 0.01 gwei
  u256 most_priority = 20'000'000'000U;  ///< 20 gwei
  u256 most = 300'000'000'000U;          ///< 300 gwei: what costs more is not sent
};

/// What the last blocks paid.
struct FeeHistory {
  u256 next_base_fee;
  u256 priority;            ///< the median of the blocks' percentiles; zero: no block held a transaction
  u256 first_base_fee = 0;  ///< of the oldest block
};

/// The parameters of `eth_feeHistory`.
std::string fee_history_parameters(const FeePolicy& policy);
/// Reads its answer. Data error: a field is missing or malformed; it names the field.
Result<FeeHistory> read_fee_history(const boost::json::value& answer);

/// Fees that hold for the next blocks: twice the next base fee, which six full blocks would take to reach (EIP-1559: at
/// most one eighth more a block), and the priority of the history. Absent: they would exceed the policy.
std::optional<Fees> first_fees(const FeeHistory& history, const FeePolicy& policy);

/// Fees of a transaction that takes the place of one with `fees`: one eighth more of both, rounded up, and not less
/// than a new one would pay. Nodes ask for a tenth more (go-ethereum, `--txpool.pricebump` 10), others for an eighth.
/// Absent: they would exceed the policy.
std::optional<Fees> replacing_fees(const Fees& fees, const FeeHistory& history, const FeePolicy& policy);

}  // namespace basis::chain
