#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/order_report.hpp"
#include "core/instruments/universe.hpp"
#include "venues/client/private_news.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::bybit {

using client::ListedOrder;
using client::PrivateKind;
using client::PrivateNews;

/// A message of a private connection or of order entry that is no topic.
struct SocketAnswer {
  std::string operation;  ///< "auth", "subscribe", "pong", "order.create"
  std::string id;         ///< of the request; empty: none is named
  bool ok = false;
  std::int64_t code = 0;
  std::string message;
  std::string data;  ///< JSON of `data`
};

/// A page of a list, with the cursor of the next one (empty: there is none).
template <class Row>
struct ListPage {
  std::vector<Row> rows;
  std::string cursor;
};

/// Our orders' and accounts' private messages of Bybit v5, spot and USDT perpetuals of one unified account, read.
/// Numbers are exact: one that cannot be held is a data error that names it. Sources: "Order", "Execution", "Fast
/// Execution", "Position", "Wallet" of the private topics; "Get Open & Closed Orders", "Get Order History", "Get Trade
/// History", "Get Position Info", "Get Wallet Balance", "Get Transferable Amount (Unified)", "Get Transaction Log".
class Reports {
 public:
  /// Of these markets; what concerns another market of the account is left out. All outlive the reports.
  Reports(AccountId account, const Universe& universe, std::span<const Market* const> markets);

  /// One message of a private topic: `{"topic":...,"data":[...]}`.
  Result<void> event(std::string_view json, PrivateNews& news);
  /// A message that is no topic.
  Result<SocketAnswer> socket_answer(std::string_view json);

  /// Bodies of answers to requests. Orders and fills: the newest last.
  Result<ListPage<ListedOrder>> orders(std::string_view json);
  Result<ListPage<OrderReport>> fills(std::string_view json);
  Result<std::vector<AccountReport>> positions(std::string_view json);
  /// Keeps what may leave the account for the balances that are read next.
  Result<void> withdrawable(std::string_view json);
  Result<std::vector<AccountReport>> balances(std::string_view json);
  /// Payments of funding.
  Result<ListPage<AccountReport>> payments(std::string_view json);

  [[nodiscard]] const Market* market_of(std::string_view category, std::string_view symbol) const;

 private:
  struct Terms {
    Price limit;
    Quantity size;
    friend bool operator==(const Terms&, const Terms&) = default;
  };

  void take_order(wire::JsonObject& row, PrivateNews& news);
  void take_execution(wire::JsonObject& row, PrivateNews& news);
  void take_fast_execution(wire::JsonObject& row, PrivateNews& news);
  void take_position(wire::JsonObject& row, PrivateNews& news);
  void take_wallet(wire::JsonObject& row, PrivateNews& news);
  [[nodiscard]] OrderReport read_fill(wire::JsonObject& row, const Market& market) const;
  void read_fee(wire::JsonObject& row, const Market& market, OrderReport& fill, std::string* unknown) const;
  [[nodiscard]] std::optional<AccountReport> read_position(wire::JsonObject& row, std::string_view entry) const;
  void read_coins(wire::JsonObject& wallet, std::vector<AccountReport>& into, bool with_free) const;
  ListedOrder read_order(wire::JsonObject& row, std::string_view category);
  /// Whether the terms of an order are others than those that were seen last.
  bool changed(const VenueKey& order, const Terms& terms);
  [[nodiscard]] AssetId quote_of(const Market& market) const { return market.quote.value_or(universe_.quote_asset()); }

  AccountId account_;
  const Universe& universe_;
  std::map<std::pair<bool, std::string>, const Market*> markets_;  ///< by whether it is spot, and symbol
  std::map<VenueKey, Terms> terms_;                                ///< of open orders, as they were told last
  std::map<MarketId, std::int64_t> leverages_;                     ///< as they were told last
  std::map<AssetId, Amount> withdrawable_;
  wire::JsonReader reader_;
};

/// The venue's text of an order's id: a UUID of a derivative, a number of spot.
std::string id_text(const VenueKey& key, bool spot);

}  // namespace basis::bybit
