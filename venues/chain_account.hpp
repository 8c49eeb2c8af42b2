#pragma once

#include <functional>
#include <optional>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/rpc.hpp"

namespace basis {

/// Whether the chain has Instadapp's accounts.
bool has_accounts(const chain::ContractBook& book);

/// The Instadapp account through which a wallet casts: the first in its list that is of version 2 and has no user but
/// the wallet. Another user could take what is in it, and whoever has an account can make the wallet its user. Absent:
/// there is none. Calls `done` once, never from inside this call; `rpc` lives as long. Errors: usage, at once, where
/// the chain has no Instadapp or no Multicall3; data, as of `chain::read_contracts`, and where none is among the first
/// hundred.
Result<void> find_account(chain::Rpc& rpc, const chain::ContractBook& book, const chain::Address& wallet,
                          std::function<void(const Result<std::optional<chain::Address>>&)> done);

}  // namespace basis
