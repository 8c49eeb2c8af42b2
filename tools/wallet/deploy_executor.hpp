#pragma once

#include <string>

#include "tools/trade/trade_report.hpp"
#include "tools/wallet/wallet_desk.hpp"

namespace basis {

/// Tries to put the executor (docs/executor.md) for the wallet and Morpho on the chain: where it would be, and the gas.
/// It goes through the deterministic deployment proxy, so its address follows from wallet, lender and code, and a
/// second deployment is none. Usage errors: an executor is configured and has code; no lender, or no proxy on the
/// chain. Data error: it would revert.
Result<TradeReport> try_executor(WalletDesk& desk);
/// The same, and sends it as the request `id`: what was sent under it before is not sent again.
Result<TradeReport> deploy_executor(WalletDesk& desk, const std::string& id);

}  // namespace basis
