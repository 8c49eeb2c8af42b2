#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/utc_time.hpp"
#include "core/instruments/market.hpp"
#include "venues/client/request.hpp"
#include "venues/net/rate_budget.hpp"

namespace basis::binance {

using client::Endpoint;
using client::Security;

/// What differs between spot and USDⓈ-M for a session. Paths, weights and windows: rest-api.md and user-data-stream.md
/// of binance-spot-api-docs; developers.binance.com/docs/derivatives/usds-margined-futures.
struct SessionProduct {
  Product product;
  std::string_view feed;  ///< of recordings: "binance_spot"

  // Sockets: what stands behind their endpoints.
  std::string_view public_target;
  std::string_view market_target;  ///< of streams that the public socket does not serve; empty: it serves all
  std::string_view orders_target;
  std::string_view user_target;  ///< a listen key is appended where there is one
  bool listen_key;
  std::array<std::string_view, 3> public_streams;  ///< behind "btcusdt@"; empty: none
  std::array<std::string_view, 2> market_streams;  ///< of `market_target`
  std::int64_t messages_a_second;                  ///< that a socket may send to the venue

  // Requests.
  Endpoint time, instruments, book, open_orders, order, cancel_all, trades, balances, positions, income, forced;
  Endpoint key_create, key_renew, leverage, margin_type, position_mode, assets_mode, dead_man;
  Nanos trades_window;              ///< longest span of one request for trades
  Nanos trades_history;             ///< how far back they are kept
  std::int64_t open_orders_weight;  ///< of `open_orders` for one symbol
  std::int64_t book_limit;
  bool instruments_by_symbol;  ///< a request for each symbol; else one for all

  std::string_view transfer_out;  ///< `type` of a transfer from this account to the other one
};

/// Of spot or USDⓈ-M.
const SessionProduct& session_product(Product product);
/// The limits that hold until the venue has told its own, in `exchangeInfo`.
net::RateSettings default_limits(const SessionProduct& product);

/// The limits of /sapi are each endpoint's own, far above what is asked for here ("Limits" of the Wallet docs).
inline constexpr std::uint8_t kWalletFamily = 1;
inline constexpr Endpoint kTransfer{"POST", "/sapi/v1/asset/transfer", 0, Security::signed_over, kWalletFamily};
inline constexpr Endpoint kTransfers{"GET", "/sapi/v1/asset/transfer", 0, Security::signed_over, kWalletFamily};
inline constexpr Endpoint kWithdraw{"POST", "/sapi/v1/capital/withdraw/apply", 0, Security::signed_over, kWalletFamily};
inline constexpr Endpoint kWithdrawals{"GET", "/sapi/v1/capital/withdraw/history", 0, Security::signed_over,
                                       kWalletFamily};
inline constexpr Endpoint kDepositAddress{"GET", "/sapi/v1/capital/deposit/address", 0, Security::signed_over,
                                          kWalletFamily};
inline constexpr Endpoint kDeposits{"GET", "/sapi/v1/capital/deposit/hisrec", 0, Security::signed_over, kWalletFamily};

}  // namespace basis::binance
