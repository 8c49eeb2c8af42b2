#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "venues/client/session_dialect.hpp"
#include "venues/okx/market_feed.hpp"
#include "venues/okx/reports.hpp"

namespace basis::okx {

/// The private side of an OKX v5 account: spot and swaps on one unified account in net position mode. Events come over
/// one logged-in WebSocket, orders go over another. Sources: those of `Reports`, `Requests` and `OrderEncoder`.
class SessionDialect final : public client::SessionDialect {
 public:
  SessionDialect(const SessionSettings& settings, Requests requests, Trading trading);

  [[nodiscard]] client::MarketDialect& market() override { return market_; }
  [[nodiscard]] const client::SessionTraits& traits() const override { return traits_; }

  // session.cpp
  [[nodiscard]] client::Request time() const override { return {kTime, {}}; }
  Result<UtcTime> read_time(std::string_view body) override;
  std::vector<client::StartStep> start_steps(const std::vector<const Market*>& listed) override;
  [[nodiscard]] std::string advice(std::int64_t code) const override;
  [[nodiscard]] std::string user_target(const std::string&) const override { return std::string(kPrivateTarget); }
  std::vector<std::string> greet(client::Line line, std::uint32_t connection, UtcTime now) override;
  Result<client::LineText> read(client::Line line, std::uint32_t connection, std::string_view text,
                                UtcTime now) override;
  Result<void> event(std::string_view json, client::PrivateNews& news) override { return reports_.event(json, news); }

  // session_orders.cpp
  [[nodiscard]] std::string message_id(const OrderCommand& command, std::string_view bytes) const override;
  [[nodiscard]] std::optional<std::string_view> frame(const OrderCommand& command, std::string_view bytes,
                                                      std::string& room) const override;
  [[nodiscard]] std::optional<client::Request> request_of(const OrderCommand& command,
                                                          std::string_view bytes) const override;
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
  [[nodiscard]] std::vector<client::Request> balances() const override { return {{kBalance, {}}}; }
  Result<client::Page<AccountReport>> read_accounts(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> payments(UtcTime since, UtcTime until) const override;
  Result<client::Page<AccountReport>> read_payments(std::string_view body, const client::Request& asked) override;

  // session_money.cpp
  [[nodiscard]] client::Request move(const MoneyOrder& order) const override;
  Result<std::string> read_move(const MoneyOrder& order, std::string_view body) override;
  [[nodiscard]] client::Request movements(const MoneyOrder& order, UtcTime began) const override;
  Result<std::vector<client::Movement>> read_movements(const MoneyOrder& order, std::string_view body) override;
  [[nodiscard]] std::optional<client::Request> funds() const override {
    if (trading_ == Trading::demo) return std::nullopt;
    return client::Request{kFunds, {}};
  }
  Result<std::vector<client::Funds>> read_funds(std::string_view body) override;
  [[nodiscard]] client::Request fund(const client::Funds& what, client::FundWay way,
                                     const std::string& id) const override;
  [[nodiscard]] client::Request fund_state(const std::string& id) const override {
    return {kTransferState, {{"clientId", id}}};
  }
  Result<std::optional<TransferState>> read_fund_state(std::string_view body) override;
  [[nodiscard]] bool withdraws_from_funding() const override { return true; }
  [[nodiscard]] std::optional<client::Request> terms(const MoneyOrder& order) const override;
  Result<void> read_terms(const MoneyOrder& order, std::string_view body) override;

  // session_deposits.cpp
  [[nodiscard]] client::Request deposit_address(AssetId asset) const override;
  Result<std::string> read_deposit_address(AssetId asset, std::string_view body) override;
  [[nodiscard]] client::Request deposits(AssetId asset, const std::string& transaction) const override;
  Result<std::vector<client::ListedDeposit>> read_deposits(std::string_view body) override;

 private:
  [[nodiscard]] client::StartStep account_config();
  [[nodiscard]] client::LineText read_event(client::Line line, std::uint32_t connection, std::string_view event,
                                            wire::JsonObject& root);

  const Universe& universe_;
  std::int64_t leverage_;
  Trading trading_;
  bool swaps_ = false;  ///< whether the account trades any
  client::SessionTraits traits_;
  MarketDialect market_;
  Reports reports_;
  wire::JsonReader reader_;
  std::set<std::uint32_t> greeted_;  ///< user connections that have subscribed to everything
  std::set<std::string> subscribed_;
  std::map<std::string, Amount> fees_;  ///< of withdrawals, by chain
  UtcTime now_;                         ///< by the venue's clock, as it was told last
};

/// The session of an account. Usage error: credentials or markets that cannot be used.
Result<std::unique_ptr<Session>> create_session(SessionSettings settings, net::Network& network,
                                                SessionListener& listener);

}  // namespace basis::okx
