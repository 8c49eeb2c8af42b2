#pragma once

#include <memory>
#include <string>
#include <vector>

#include "venues/bybit/market_feed.hpp"
#include "venues/bybit/reports.hpp"
#include "venues/client/session_dialect.hpp"

namespace basis::bybit {

/// Of the wallet's requests, in `MarketDialect::families`.
inline constexpr std::uint8_t kMoneyFamily = 1;

/// The private side of a unified account of Bybit v5, with spot markets and USDT perpetuals. Sources: those of
/// `Reports`, `Requests` and `OrderEncoder`; "Get API Key Information", "Get Account Info", "Set Leverage", "Set DCP",
/// "Create Internal Transfer", "Withdraw", "Get Withdrawal Records".
class SessionDialect final : public client::SessionDialect {
 public:
  SessionDialect(const SessionSettings& settings, Requests requests);

  [[nodiscard]] client::MarketDialect& market() override { return market_; }
  [[nodiscard]] const client::SessionTraits& traits() const override { return traits_; }

  // session.cpp
  [[nodiscard]] client::Request time() const override;
  Result<UtcTime> read_time(std::string_view body) override;
  std::vector<client::StartStep> start_steps(const std::vector<const Market*>& listed) override;
  [[nodiscard]] std::string advice(std::int64_t code) const override;
  [[nodiscard]] std::string user_target(const std::string&) const override { return "/v5/private"; }
  std::vector<std::string> greet(client::Line line, std::uint32_t connection, UtcTime now) override;
  Result<client::LineText> read(client::Line line, std::uint32_t connection, std::string_view text,
                                UtcTime now) override;
  Result<void> event(std::string_view json, client::PrivateNews& news) override { return reports_.event(json, news); }

  // session_orders.cpp
  [[nodiscard]] std::string message_id(const OrderCommand& command, std::string_view bytes) const override;
  [[nodiscard]] net::RateCost cost_of(const OrderCommand& command) const override;
  Result<std::vector<OrderReport>> command_answer(std::string_view body, const OrderCommand& command) override;
  [[nodiscard]] std::vector<client::Request> cancel_all(const Market& market,
                                                        const std::vector<ClientOrderId>& live) const override;
  [[nodiscard]] std::optional<client::Request> dead_man(const Market& market, Nanos time) const override;

  // session_download.cpp
  [[nodiscard]] std::vector<client::Request> order(const Market& market, const client::OrderName& name) const override;
  Result<std::optional<client::ListedOrder>> read_order(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> open_orders(const Market* market) const override;
  Result<client::Page<client::ListedOrder>> read_open_orders(std::string_view body,
                                                             const client::Request& asked) override;
  [[nodiscard]] client::Request fills(const Market& market, UtcTime from, UtcTime to) const override;
  Result<client::Page<OrderReport>> read_fills(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> positions() const override;
  [[nodiscard]] std::vector<client::Request> balances() const override;
  Result<client::Page<AccountReport>> read_accounts(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> payments(UtcTime since, UtcTime until) const override;
  Result<client::Page<AccountReport>> read_payments(std::string_view body, const client::Request& asked) override;

  // session_money.cpp
  [[nodiscard]] client::Request move(const MoneyOrder& order) const override;
  Result<std::string> read_move(const MoneyOrder& order, std::string_view body) override;
  [[nodiscard]] client::Request movements(const MoneyOrder& order, UtcTime began) const override;
  Result<std::vector<client::Movement>> read_movements(const MoneyOrder& order, std::string_view body) override;
  [[nodiscard]] std::optional<client::Request> funds() const override;
  Result<std::vector<client::Funds>> read_funds(std::string_view body) override;
  [[nodiscard]] client::Request fund(const client::Funds& what, client::FundWay way,
                                     const std::string& id) const override;
  [[nodiscard]] client::Request fund_state(const std::string& id) const override;
  Result<std::optional<TransferState>> read_fund_state(std::string_view body) override;

  // session_deposits.cpp
  [[nodiscard]] client::Request deposit_address(AssetId asset) const override;
  Result<std::string> read_deposit_address(AssetId asset, std::string_view body) override;
  [[nodiscard]] client::Request deposits(AssetId asset, const std::string& transaction) const override;
  Result<std::vector<client::ListedDeposit>> read_deposits(std::string_view body) override;

 private:
  [[nodiscard]] client::StartStep key_step();
  [[nodiscard]] client::StartStep account_step();
  [[nodiscard]] client::StartStep position_step(const Market& market);

  client::SessionTraits traits_;
  const Universe& universe_;
  std::int64_t leverage_;
  bool perps_ = false;
  MarketDialect market_;
  Reports reports_;
  wire::JsonReader reader_;
};

/// Orders go over a connection that logs in; demo trading, which has none, takes them as requests ("Demo Trading
/// Service").
wire::Transport order_transport(const wire::ApiCredentials& credentials, const net::Endpoint& rest);

/// The session of a unified account. Usage error: credentials or markets that cannot be used.
Result<std::unique_ptr<Session>> create_session(SessionSettings settings, net::Network& network,
                                                SessionListener& listener);

}  // namespace basis::bybit
