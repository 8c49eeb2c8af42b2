#pragma once

#include "venues/client/request.hpp"
#include "venues/net/rate_budget.hpp"

namespace basis::okx {

using client::Endpoint;
using client::Security;

/// Requests with their weights. The venue limits each endpoint by itself, most of them by two seconds; a weight is 600
/// less for a looser limit, so that 600 in two seconds keep every one of them ("Rate limit" on the page of each
/// request). Orders have a count of their own: 60 in two seconds for an instrument, which all instruments share here.
inline constexpr std::uint8_t kMoneyFamily = 1;
inline constexpr std::int64_t kWeightLimit = 600;

inline constexpr Endpoint kTime{"GET", "/api/v5/public/time", 60, Security::open};
inline constexpr Endpoint kInstruments{"GET", "/api/v5/public/instruments", 30, Security::open};
inline constexpr Endpoint kConfig{"GET", "/api/v5/account/config", 120};
inline constexpr Endpoint kSetLeverage{"POST", "/api/v5/account/set-leverage", 15};
inline constexpr Endpoint kBalance{"GET", "/api/v5/account/balance", 60};
inline constexpr Endpoint kPositions{"GET", "/api/v5/account/positions", 60};
inline constexpr Endpoint kOrder{"GET", "/api/v5/trade/order", 10};
/// Of new orders, cancels and amendments, by action.
inline constexpr Endpoint kCommands[] = {{"POST", "/api/v5/trade/order", 10},
                                         {"POST", "/api/v5/trade/cancel-order", 10},
                                         {"POST", "/api/v5/trade/amend-order", 10}};
inline constexpr Endpoint kPending{"GET", "/api/v5/trade/orders-pending", 10};
inline constexpr Endpoint kFills{"GET", "/api/v5/trade/fills", 10};
inline constexpr Endpoint kFillsHistory{"GET", "/api/v5/trade/fills-history", 60};
inline constexpr Endpoint kBills{"GET", "/api/v5/account/bills", 60};
inline constexpr Endpoint kBillsArchive{"GET", "/api/v5/account/bills-archive", 120};
inline constexpr Endpoint kCancelBatch{"POST", "/api/v5/trade/cancel-batch-orders", 40};
inline constexpr Endpoint kCancelAfter{"POST", "/api/v5/trade/cancel-all-after", 300};
inline constexpr Endpoint kTransfer{"POST", "/api/v5/asset/transfer", 0, Security::signed_over, kMoneyFamily};
inline constexpr Endpoint kTransferState{"GET", "/api/v5/asset/transfer-state", 0, Security::signed_over, kMoneyFamily};
inline constexpr Endpoint kFunds{"GET", "/api/v5/asset/balances", 0, Security::signed_over, kMoneyFamily};
inline constexpr Endpoint kCurrencies{"GET", "/api/v5/asset/currencies", 0, Security::signed_over, kMoneyFamily};
inline constexpr Endpoint kWithdraw{"POST", "/api/v5/asset/withdrawal", 0, Security::signed_over, kMoneyFamily};
inline constexpr Endpoint kWithdrawals{"GET", "/api/v5/asset/withdrawal-history", 0, Security::signed_over,
                                       kMoneyFamily};
inline constexpr Endpoint kDepositAddress{"GET", "/api/v5/asset/deposit-address", 0, Security::signed_over,
                                          kMoneyFamily};
inline constexpr Endpoint kDeposits{"GET", "/api/v5/asset/deposit-history", 0, Security::signed_over, kMoneyFamily};

inline constexpr std::string_view kPublicTarget = "/ws/v5/public";
inline constexpr std::string_view kPrivateTarget = "/ws/v5/private";

/// "USDT-ERC20": the venue's chain of a network, which is its own word, or Ethereum's usual one.
std::string chain_of(const std::string& asset, const std::string& network);

/// The limits that hold for an account.
net::RateSettings default_limits();

}  // namespace basis::okx
