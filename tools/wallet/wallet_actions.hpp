#pragma once

#include <optional>
#include <string>

#include "tools/wallet/wallet_desk.hpp"
#include "tools/wallet/wallet_state.hpp"

namespace basis {

/// The state of the wallet and of its account in the last block: every question is about the same one.
Result<WalletState> read_state(WalletDesk& desk, const std::optional<chain::Address>& account);
Result<WalletState> read_state(WalletDesk& desk);
/// What it holds, supplies and owes.
Result<TradeReport> show_positions(WalletDesk& desk);
/// What a unit of gas costs now, in gwei, and what usual operations would, in ETH.
Result<TradeReport> show_gas(WalletDesk& desk, const std::map<std::string, std::int64_t>& units);
/// The wallet's count in the chain, what waits at the node, and what its lane in `file` has open. It only reads.
Result<TradeReport> show_nonce(WalletDesk& desk, const std::filesystem::path& file);

/// Lets a spender take an amount, or nothing more. `amount` absent: without a limit.
struct Allowance {
  std::string token;
  std::string spender;  ///< an address, or VENUE.CONTRACT: "aave_v3.pool"
  std::optional<Amount> amount;
};
/// As the request `id`: what was sent under it before is not sent again.
Result<TradeReport> allow(WalletDesk& desk, const Allowance& allowance, const std::string& id);
/// Looks after what is open, until nothing is; with `cancel` it is replaced by nothing.
Result<TradeReport> unstick(WalletDesk& desk, bool cancel);

/// What sending has come to.
struct Sent {
  TradeTable table;  ///< a row for each transaction
  OrderStatus status = OrderStatus::accepted;
  std::string reason{};
};
Sent nothing_sent();
/// Sends a call under an id, and adds its row and outcome. What was sent under this id before is the call, whatever
/// `call` is. Nothing is sent after one that has no effect, or whose outcome is not known.
Result<void> send_one(WalletDesk& desk, const std::string& id, const chain::ContractCall& call, Sent& sent);

/// An id of what a person sends now, unlike any before.
std::string fresh_id(const WalletDesk& desk, std::string_view what);

}  // namespace basis
