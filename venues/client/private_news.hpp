#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/order_report.hpp"
#include "core/execution/order_tracker.hpp"
#include "core/instruments/ids.hpp"
#include "venues/client/request.hpp"

namespace basis::client {

/// What a message of the user stream asks of its session, apart from the reports that it holds.
enum class PrivateKind : std::uint8_t {
  ignored,         ///< nothing that concerns us
  news,            ///< reports
  balance_moved,   ///< a deposit, a withdrawal or a transfer: balances have to be asked for
  funding,         ///< a funding payment, whose market and id have to be asked for
  stream_ended,    ///< the venue ends the stream, or says that it will
  key_expired,     ///< the stream's key is gone, and its connection is silent
  config_changed,  ///< leverage of `market`, or a mode of the account, was changed
  margin_call,
};

/// A message of the user stream, read.
struct PrivateNews {
  PrivateKind kind = PrivateKind::ignored;
  std::vector<OrderReport> orders;
  std::vector<AccountReport> accounts;
  UtcTime at_venue;
  std::optional<MarketId> market;  ///< config_changed: whose leverage
  std::int64_t leverage = 0;       ///< config_changed
  std::string text;                ///< config_changed, margin_call: for a person
  /// A fee's coin that is not known here: the report says that its fee is not known. Empty: none.
  std::string unknown_asset;

  void clear();
};

/// An order as an answer lists it: the record, and what only its id tells.
struct ListedOrder {
  OrderRecord record;
  std::string client;  ///< as the venue holds it, also where it is no id that we could have made
  std::string symbol;
  bool known_market = false;
  FillOrigin origin = FillOrigin::order;  ///< not `order`: the venue made it itself
};

/// A page of a list. The next one has the rows that this one does not.
template <class Row>
struct Page {
  std::vector<Row> rows;
  std::optional<Request> next{};
  bool to_end = false;  ///< fills: pages from `next` on go past the window that was asked for, to the present
};

/// A transfer or a withdrawal as the venue lists it.
struct Movement {
  std::string venue_id;  ///< empty: none is told
  std::string own_id;    ///< ours; empty: the venue keeps none for it
  std::string asset;
  Amount amount;
  Amount fee;
  TransferState state = TransferState::in_transit;
};

/// What a forced fill of `account` changes, as an event of the account: it is no order of ours. `quote`: the asset of
/// a fee that is not known.
AccountReport closing_of(const OrderReport& fill, AccountId account, AssetId quote);

/// An id that we could have made; empty for any other.
ClientOrderId own_id(std::string_view text);

}  // namespace basis::client
