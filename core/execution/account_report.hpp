#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/venue_key.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// What a venue says about an account, other than about its orders.
enum class AccountReportKind : std::uint8_t {
  balance,       ///< of `asset`
  position,      ///< of `market`
  funding,       ///< a payment on the position of `market`
  liquidation,   ///< the venue closed some of a position
  deleveraging,  ///< the venue closed some of a position against a liquidated account (ADL)
  transfer,      ///< a movement between accounts, in or out
  insurance,     ///< the venue's fund covered what a liquidation left under zero
};
std::string_view account_report_kind_name(AccountReportKind kind);

/// How far a movement between accounts is. Only the last three are final.
enum class TransferState : std::uint8_t {
  in_transit,
  needs_data,  ///< the venue waits for information from a person
  done,
  failed,
  cancelled,
};

/// What a venue says about one account, in fixed size. An item that a venue does not list has not changed; it is not
/// zero.
struct AccountReport {
  AccountReportKind kind = AccountReportKind::balance;
  TransferState state = TransferState::done;  ///< transfer
  bool free_known = false;                    ///< balance: whether `available` and `withdrawable` were told
  AccountId account;
  AssetId asset;    ///< balance, funding, transfer, insurance; liquidation and deleveraging: of the fee
  MarketId market;  ///< position, funding, liquidation, deleveraging
  VenueKey id;      ///< of a payment, a closing or a movement: each counts once
  /// balance: of the asset, without unrealised profit, signed; position: signed coins after the event; funding:
  /// received, negative when paid; insurance: received; liquidation and deleveraging: signed change of the position in
  /// coins; transfer: arrived here, negative when it left.
  Amount amount;
  Amount available;     ///< balance: what a new order may use
  Amount withdrawable;  ///< balance: what may leave the account
  Amount fee;           ///< liquidation, transfer: paid
  Price price;          ///< position: of its entry; liquidation and deleveraging: of the closing
  UtcTime at_venue;
};
static_assert(std::is_trivially_copyable_v<AccountReport>);

}  // namespace basis
