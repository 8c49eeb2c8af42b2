#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "venues/chain/rpc_fault.hpp"
#include "venues/net/backoff.hpp"
#include "venues/net/network.hpp"

namespace basis::chain {

/// One call of JSON-RPC.
struct RpcCall {
  std::string method;
  std::string parameters = "[]";  ///< a JSON array
};

/// What became of a call.
struct RpcAnswer {
  std::variant<boost::json::value, RpcFault> what;
  UtcTime received_utc{};

  [[nodiscard]] const boost::json::value* result() const { return std::get_if<boost::json::value>(&what); }
  [[nodiscard]] const RpcFault& fault() const { return std::get<RpcFault>(what); }
};

struct RpcSettings {
  net::Endpoint endpoint;         ///< its path holds the key of a provider: never told
  Nanos limit = kSecond * 10;     ///< for an answer
  int attempts = 3;               ///< of a call that only reads
  Nanos first_wait{500'000'000};  ///< before the second attempt; doubled from there
  Nanos most_wait = kSecond * 10;
  std::size_t connections = 4;
  std::uint64_t seed = 0;  ///< of the waits' jitter
};

/// Whether a call may be sent again without asking: it changes nothing.
enum class RpcEffect : std::uint8_t { reads, sends };

/// JSON-RPC 2.0 over HTTP to one node (jsonrpc.org/specification; ethereum.org, "JSON-RPC API"). Several calls go as
/// one batch, which the node answers in any order.
class Rpc {
 public:
  using Done = std::function<void(const RpcAnswer& answer)>;
  /// One answer for each call, in the order of the calls.
  using BatchDone = std::function<void(const std::vector<RpcAnswer>& answers)>;

  /// The network outlives it.
  Rpc(net::Network& network, RpcSettings settings);

  /// Calls `done` once, never from inside this call. What reads is asked again, after a wait, while the node is busy or
  /// does not answer; a batch as a whole. What sends is sent once.
  void call(RpcCall call, Done done, RpcEffect effect = RpcEffect::reads);
  void batch(std::vector<RpcCall> calls, BatchDone done, RpcEffect effect = RpcEffect::reads);
  [[nodiscard]] net::Network& network() { return network_; }

 private:
  struct Pending {
    std::vector<RpcCall> calls;
    BatchDone done;
    int attempts = 1;
    net::Backoff backoff;
  };
  using PendingPtr = std::shared_ptr<Pending>;
  void leave(const PendingPtr& pending);
  void heard(const PendingPtr& pending, std::int64_t first, const net::HttpAnswer& answer);

  net::Network& network_;
  RpcSettings settings_;
  std::int64_t next_id_ = 1;
  std::uint64_t next_seed_;
  std::uint64_t next_timer_ = 0;
  std::map<std::uint64_t, std::unique_ptr<net::Timer>> waiting_;
  std::unique_ptr<net::HttpClient> client_;  ///< the last: its end ends all calls
};

/// The body of a request: one call as an object, several as an array; ids count up from `first`.
std::string rpc_body(const std::vector<RpcCall>& calls, std::int64_t first);
/// Reads the answers to it. A call that has none, or one that cannot be read, is `unknown`.
std::vector<RpcAnswer> read_rpc_body(std::string_view body, std::size_t calls, std::int64_t first);

}  // namespace basis::chain
