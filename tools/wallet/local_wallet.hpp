#pragma once

#include "tools/wallet/wallet_access.hpp"

namespace basis {

/// The wallet of a local chain that belongs to a run, from the file that the chain's process writes
/// (tools/chain/start): its keys are test keys that everybody knows. Data error: the file cannot be read, or lacks what
/// is needed.
Result<WalletAccess> read_local_wallet(const Settings& settings, const std::filesystem::path& contracts,
                                       const net::Endpoint& rpc);

}  // namespace basis
