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

namespace basis::binance {

using client::ListedOrder;
using client::PrivateKind;
using client::PrivateNews;

/// An answer to a request over the WebSocket API, or the frame of an event.
struct SocketAnswer {
  std::string id;  ///< of the request; empty: an event, in `result`, or an error that no request is named for
  unsigned status = 0;
  bool event = false;
  std::string result;  ///< JSON: the result or the event
  std::int64_t code = 0;
  std::string message;
  std::optional<UtcTime> retry_after;  ///< when a rate limit's ban ends
};

/// A page of the income history.
struct IncomePage {
  std::vector<AccountReport> rows;  ///< those that concern us: funding, and payments of the insurance fund
  std::size_t count = 0;            ///< of all rows
  UtcTime last;                     ///< time of the latest
};

/// Our orders' and accounts' private messages of Binance spot and USDⓈ-M, read. Numbers are exact: one that cannot be
/// held is a data error that names it. Sources: user-data-stream.md, rest-api.md and web-socket-api.md of
/// binance-spot-api-docs; "User Data Streams", "Trade", "Account" of
/// developers.binance.com/docs/derivatives/usds-margined-futures.
class Reports {
 public:
  /// Of these markets; what concerns another market of the account is left out. All outlive the reports.
  Reports(Product product, AccountId account, const Universe& universe, std::span<const Market* const> markets);

  /// One event of the user stream: `{"e":...}`.
  Result<void> event(std::string_view json, PrivateNews& news);
  /// A frame of the WebSocket API.
  Result<SocketAnswer> socket_answer(std::string_view json);

  /// The answer to an order, a cancel or an amendment of the order `id`, as reports in their order: accepted, fills
  /// (spot, FULL), the end.
  Result<std::vector<OrderReport>> command_answer(std::string_view json, OrderAction action, const ClientOrderId& id);
  Result<ListedOrder> order(std::string_view json);
  Result<std::vector<ListedOrder>> orders(std::string_view json);
  /// Trades of one market, in their order.
  Result<std::vector<OrderReport>> trades(std::string_view json);
  /// Spot: /api/v3/account; USDⓈ-M: /fapi/v3/balance.
  Result<std::vector<AccountReport>> balances(std::string_view json);
  /// USDⓈ-M: /fapi/v3/positionRisk, only the markets that are listed. A position in hedge mode is a data error.
  Result<std::vector<AccountReport>> positions(std::string_view json);
  Result<IncomePage> income(std::string_view json);
  /// USDⓈ-M: the venue's ids of the orders that the venue closed positions with, and why (/fapi/v1/forceOrders).
  Result<std::map<VenueKey, FillOrigin>> forced_orders(std::string_view json);

  [[nodiscard]] const Market* market_of(std::string_view symbol) const;

 private:
  [[nodiscard]] AssetId quote_of(MarketId market) const;
  void execution_report(wire::JsonObject& event, PrivateNews& news);
  void account_position(wire::JsonObject& event, PrivateNews& news);
  void trade_update(wire::JsonObject& event, PrivateNews& news);
  void take_trade_update(wire::JsonObject& order, PrivateNews& news);
  void trade_lite(wire::JsonObject& event, PrivateNews& news);
  void account_update(wire::JsonObject& event, PrivateNews& news);
  void config_update(wire::JsonObject& event, PrivateNews& news);
  struct Streamed;
  Streamed read_streamed(wire::JsonObject& order, const Market& market, PrivateNews& news) const;
  void read_fee(wire::JsonObject& from, std::string_view amount, std::string_view asset, OrderReport& report,
                std::string* unknown) const;
  [[nodiscard]] std::optional<AccountReport> balance_row(wire::JsonObject& row) const;
  ListedOrder read_order(wire::JsonObject& from) const;
  void command_reports(wire::JsonObject& from, OrderAction action, const ClientOrderId& id,
                       std::vector<OrderReport>& reports) const;

  Product product_;
  AccountId account_;
  const Universe& universe_;
  std::map<std::string, const Market*, std::less<>> markets_;
  wire::JsonReader reader_;
};

/// The origin of an order that the venue made itself, by its client id ("autoclose-", "adl_autoclose"); `order` for any
/// other.
FillOrigin origin_of(std::string_view client_id);

}  // namespace basis::binance
