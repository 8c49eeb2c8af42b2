#pragma once

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/instruments/market.hpp"
#include "venues/net/service.hpp"

namespace basis::test {

/// Binance's other side for tests of a session: it keeps orders, trades and balances, says what a test tells it to, and
/// goes wrong where a test wants it to. It matches nothing by itself.
class ScriptedVenue final : public net::Service {
 public:
  using Fields = std::map<std::string, std::string>;
  struct Order {
    std::string symbol, client, side, type, tif, status = "NEW";
    std::int64_t id = 0;
    Price price;
    Quantity size, filled;
    bool reduce = false;
    std::int64_t time = 0;
  };
  struct Trade {
    std::int64_t id = 0, order = 0, time = 0;
    std::string symbol;
    Price price;
    Quantity size;
    Amount fee;
    bool buy = false, maker = false;
  };
  struct Connection {
    std::string path;
    net::ServerSocket* socket = nullptr;
    std::vector<std::string> streams;
    bool user = false;
  };
  struct Payment {
    std::int64_t id = 0, time = 0;
    std::string symbol, amount;
  };

  ScriptedVenue(Product of, std::vector<const Market*> of_markets) : product(of), markets(std::move(of_markets)) {}

  /// Pings every connection every 20 seconds.
  void advance(UtcTime now) override;
  [[nodiscard]] std::optional<UtcTime> next_due() const override {
    return connections.empty() ? std::nullopt : std::optional(next_ping_);
  }
  void on_request(const net::HttpRequest& request, net::Respond respond) override;
  std::unique_ptr<net::ServerSocketHandler> on_upgrade(const net::HttpRequest& request,
                                                       net::ServerSocket& socket) override;

  // What a test does at the venue.
  Order& order(const std::string& client);
  void fill(const std::string& client, const char* size, const char* price, bool tell = true);
  void end(const std::string& client, const std::string& status, bool tell = true);
  /// A whole event of the user stream to every listener.
  void tell(const std::string& event);
  /// A message of a public stream to every subscriber.
  void publish(const std::string& stream, const std::string& data);
  [[nodiscard]] std::int64_t millis() const { return (now_ + skew).nanos() / 1'000'000; }
  /// Requests whose method and path are these, since the start.
  [[nodiscard]] int asked(const std::string& what) const;
  [[nodiscard]] std::size_t user_connections() const;
  void drop_users();
  void drop_orders();
  [[nodiscard]] std::string report_of(const Order& order, const char* execution, const Trade* trade,
                                      const std::string& cancel_id = {}) const;

  Product product;
  std::vector<const Market*> markets;
  Nanos skew{};  ///< of its clock
  std::list<Order> orders;
  std::vector<Trade> trades;
  std::vector<Payment> payments;
  std::map<std::string, Amount> balances{{"USDT", from_text<Amount>("100000")}, {"BTC", from_text<Amount>("10")}};
  std::map<std::string, std::string> positions;  ///< by symbol
  std::list<Connection> connections;
  std::vector<std::string> log;      ///< "GET /api/v3/time", "order.place"
  std::vector<std::string> targets;  ///< whole targets, in their order
  std::string instruments;           ///< replaces the body of exchangeInfo; empty: of the configuration
  bool hedge = false, several_assets = false, can_trade = true;
  std::string listen_key = "key1";
  bool ack_orders = true;   ///< whether order frames are answered
  bool tell_orders = true;  ///< whether the user stream tells of orders
  /// Answers a request instead of the venue; absent: the venue does.
  std::function<std::optional<net::HttpResponse>(const net::HttpRequest&)> intercept;
  /// Answers an order frame instead of the venue: the error object of the answer; empty: the venue does.
  std::function<std::string(const std::string& method, const Fields& parameters)> refuse_frame;
  std::set<std::string> bad_streams;
  std::vector<std::string> transfers;  ///< rows of the list, as JSON
  std::vector<std::string> withdrawals;

 private:
  struct Handler;
  [[nodiscard]] std::string rest(const std::string& method, const std::string& path, const Fields& query,
                                 unsigned& status);
  [[nodiscard]] std::string info() const;
  [[nodiscard]] std::string place(const Fields& parameters, unsigned& status);
  [[nodiscard]] std::string cancel(const Fields& parameters, unsigned& status);
  [[nodiscard]] std::string order_json(const Order& order) const;
  [[nodiscard]] std::string trades_json(const Fields& query) const;
  void on_frame(Connection& connection, std::string_view text);

  UtcTime now_;
  UtcTime next_ping_;
  std::int64_t last_order_ = 1000;
  std::int64_t last_trade_ = 500;
};

}  // namespace basis::test
