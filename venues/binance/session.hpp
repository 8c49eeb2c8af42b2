#pragma once

#include <memory>
#include <string>
#include <vector>

#include "venues/binance/market_feed.hpp"
#include "venues/binance/reports.hpp"
#include "venues/client/session_dialect.hpp"

namespace basis::binance {

/// The private side of an account of Binance spot or USDⓈ-M; what differs is in `SessionProduct`. Sources: those of
/// `Reports`, `Requests` and `OrderEncoder`.
class SessionDialect final : public client::SessionDialect {
 public:
  SessionDialect(const SessionProduct& product, const SessionSettings& settings, Requests requests);

  [[nodiscard]] client::MarketDialect& market() override { return market_; }
  [[nodiscard]] const client::SessionTraits& traits() const override { return traits_; }

  // session.cpp
  [[nodiscard]] client::Request time() const override { return {product_.time, {}}; }
  Result<UtcTime> read_time(std::string_view body) override;
  std::vector<client::StartStep> start_steps(const std::vector<const Market*>& listed) override;
  [[nodiscard]] std::string advice(std::int64_t code) const override;
  [[nodiscard]] client::Request create_key() const override { return {product_.key_create, {}}; }
  [[nodiscard]] client::Request renew_key() const override { return {product_.key_renew, {}}; }
  Result<std::string> read_key(std::string_view body) override;
  /// -1125: the key is gone, and its stream is silent.
  [[nodiscard]] bool key_gone(const client::CallAnswer& answer) const override { return answer.code == -1125; }
  [[nodiscard]] std::string user_target(const std::string& key) const override;
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
  [[nodiscard]] std::optional<client::Request> forced_orders() const override;
  Result<std::map<VenueKey, FillOrigin>> read_forced_orders(std::string_view body) override;
  [[nodiscard]] client::Request fills(const Market& market, UtcTime from, UtcTime to) const override;
  Result<client::Page<OrderReport>> read_fills(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> positions() const override;
  [[nodiscard]] std::vector<client::Request> balances() const override { return {{product_.balances, {}}}; }
  Result<client::Page<AccountReport>> read_accounts(std::string_view body, const client::Request& asked) override;
  [[nodiscard]] std::vector<client::Request> payments(UtcTime since, UtcTime until) const override;
  Result<client::Page<AccountReport>> read_payments(std::string_view body, const client::Request& asked) override;

  // session_money.cpp
  [[nodiscard]] client::Request move(const MoneyOrder& order) const override;
  Result<std::string> read_move(const MoneyOrder& order, std::string_view body) override;
  [[nodiscard]] client::Request movements(const MoneyOrder& order, UtcTime began) const override;
  Result<std::vector<client::Movement>> read_movements(const MoneyOrder& order, std::string_view body) override;

  // session_deposits.cpp
  [[nodiscard]] client::Request deposit_address(AssetId asset) const override;
  Result<std::string> read_deposit_address(AssetId asset, std::string_view body) override;
  [[nodiscard]] client::Request deposits(AssetId asset, const std::string& transaction) const override;
  Result<std::vector<client::ListedDeposit>> read_deposits(std::string_view body) override;

 private:
  [[nodiscard]] client::StartStep spot_account();
  [[nodiscard]] client::StartStep mode(const Endpoint& endpoint, std::string_view field, std::string advice);

  const SessionProduct& product_;
  client::SessionTraits traits_;
  const Universe& universe_;
  std::int64_t leverage_;
  MarketDialect market_;
  Reports reports_;
  wire::JsonReader reader_;
};

/// The session of an account's product. Usage error: credentials or markets that cannot be used.
Result<std::unique_ptr<Session>> create_session(Product product, SessionSettings settings, net::Network& network,
                                                SessionListener& listener);

}  // namespace basis::binance
