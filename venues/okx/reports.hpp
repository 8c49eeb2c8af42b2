#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/instruments/universe.hpp"
#include "venues/client/private_news.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::okx {

/// A list with the id of its oldest row, behind which the next page goes on.
template <class Row>
struct Listed {
  std::vector<Row> rows;
  std::size_t count = 0;  ///< of all rows, also of those that do not concern us
  std::string oldest{};
};

/// Our orders' and accounts' private messages of OKX v5, read. Sizes of swaps are contracts there and coins here.
/// Numbers are exact: one that cannot be held is a data error that names it. Sources: okx.com/docs-v5/en, "Order
/// channel", "Account channel", "Positions channel", "Get order details", "Get transaction details", "Get balance",
/// "Get positions", "Get bills details".
class Reports {
 public:
  /// Of these markets; what concerns another market of the account is left out. All outlive the reports.
  Reports(AccountId account, const Universe& universe, std::span<const Market* const> markets);

  /// A message of a private channel: `{"arg":...,"data":...}`.
  Result<void> event(std::string_view json, client::PrivateNews& news);

  /// Answers to requests, `{"code":"0","data":...}`. The first order of the list; absent: it is empty.
  Result<Listed<client::ListedOrder>> orders(std::string_view json);
  Result<Listed<OrderReport>> fills(std::string_view json);
  /// Every currency of the account; one of ours that is not listed is zero.
  Result<std::vector<AccountReport>> balances(std::string_view json);
  /// A position of long/short mode is a data error.
  Result<std::vector<AccountReport>> positions(std::string_view json);
  /// Funding payments.
  Result<Listed<AccountReport>> payments(std::string_view json);

 private:
  [[nodiscard]] const Market* market_of(std::string_view native) const;
  [[nodiscard]] Quantity coins(wire::JsonObject& from, std::string_view key, const Market& market) const;
  void order_row(wire::JsonObject& row, client::PrivateNews& news);
  void read_fee(wire::JsonObject& row, std::string_view amount, std::string_view asset, OrderReport& fill,
                std::string* unknown) const;
  [[nodiscard]] std::optional<AccountReport> position_row(wire::JsonObject& row, client::PrivateNews* news);
  [[nodiscard]] std::optional<AccountReport> balance_row(wire::JsonObject& row) const;
  [[nodiscard]] client::ListedOrder listed_order(wire::JsonObject& row) const;

  AccountId account_;
  const Universe& universe_;
  std::map<std::string, const Market*, std::less<>> markets_;
  std::map<MarketId, std::int64_t> leverages_;  ///< as positions told them last
  wire::JsonReader reader_;
};

}  // namespace basis::okx
