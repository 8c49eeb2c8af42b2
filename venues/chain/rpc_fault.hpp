#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/utc_time.hpp"
#include "venues/chain/bytes.hpp"
#include "venues/net/http.hpp"

namespace basis::chain {

/// What a call without a result means for what it asked.
enum class RpcFaultKind : std::uint8_t {
  reverted,     ///< it ran, and the contract reverted
  refused,      ///< the node does not take it, and nothing of it happens
  nonce_used,   ///< a transaction of this nonce is in a block
  known,        ///< the node has this very transaction
  underpriced,  ///< it pays less than the transaction that it should replace asks for, or than blocks ask for
  funds,        ///< the account cannot pay value and gas
  later,        ///< it was not done: the node is busy, limits us, or was not reached
  unknown,      ///< it may have been done: no answer came, or none that can be read
  access,       ///< the node does not accept the key
};

struct RpcFault {
  RpcFaultKind kind = RpcFaultKind::unknown;
  std::int64_t code = 0;            ///< of JSON-RPC; zero: there is none
  std::string text;                 ///< one line without secrets
  Bytes revert{};                   ///< what a contract returned with its revert
  std::optional<Nanos> wait_for{};  ///< how long the node wants to be left alone
};

/// The fault of an answer of HTTP that is no result: any status besides 200. A body of JSON-RPC is not looked at here.
RpcFault fault_of_status(unsigned status, const std::vector<net::HttpHeader>& headers);
/// The fault of a request without an answer.
RpcFault fault_of_failure(const net::HttpFailure& failure);
/// The fault of an `error` of JSON-RPC: `data` is its data where that is bytes.
RpcFault fault_of_error(std::int64_t code, std::string_view message, std::string_view data);

}  // namespace basis::chain
