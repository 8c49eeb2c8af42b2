#pragma once

#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "venues/bybit/requests.hpp"
#include "venues/client/market_dialect.hpp"
#include "venues/market_feed.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::bybit {

/// The public side of Bybit v5, spot and USDT perpetuals: a public socket for each. Sources: "Connect", "Orderbook",
/// "Trade", "Ticker", "Rate Limit" of bybit-exchange.github.io/docs/v5.
class MarketDialect final : public client::MarketDialect {
 public:
  /// `requests`: none without credentials.
  explicit MarketDialect(std::optional<Requests> requests) : requests_(std::move(requests)) {}

  [[nodiscard]] const std::optional<Requests>& requests() const { return requests_; }

  [[nodiscard]] std::vector<client::CallFamily> families() const override;
  [[nodiscard]] net::HttpRequest write(const client::Request& request, UtcTime now) const override;
  [[nodiscard]] client::CallVerdict judge(const net::HttpResponse& response, std::string_view body,
                                          UtcTime now) override;
  [[nodiscard]] std::vector<client::InstrumentQuery> instruments(
      const std::vector<const Market*>& markets) const override;
  Result<client::ExchangeRules> read_instruments(std::string_view body,
                                                 const std::vector<const Market*>& asked) override;
  [[nodiscard]] std::vector<client::StreamGroup> groups(const std::vector<const Market*>& markets) const override;
  [[nodiscard]] std::int64_t messages_a_second() const override { return 10; }
  [[nodiscard]] std::string subscription(bool wanted, const std::vector<std::string>& streams,
                                         std::int64_t id) const override;
  [[nodiscard]] std::string_view stream_of(std::string_view text) const override;
  [[nodiscard]] bool never_pauses(std::string_view stream) const override;
  [[nodiscard]] std::optional<std::int64_t> trade_of(std::string_view stream, std::string_view text) const override;
  Result<client::StreamAnswer> answer(std::string_view text) override;
  /// A book's topic begins with a whole book.
  [[nodiscard]] std::optional<client::Request> book(const Market&) const override { return std::nullopt; }
  [[nodiscard]] std::string_view feed_of(const Market& market) const override;
  [[nodiscard]] std::string book_stream(const Market& market) const override;
  [[nodiscard]] std::string_view keep_alive() const override { return R"({"op":"ping"})"; }

 private:
  std::optional<Requests> requests_;
  wire::JsonReader reader_;
};

/// "spot" or "linear".
std::string_view category_of(const Market& market);

/// The feed of spot markets and perpetuals. Usage error: no markets.
Result<std::unique_ptr<MarketFeed>> create_market_feed(const MarketFeedSettings& settings, net::Network& network,
                                                       MarketFeedListener& listener);

}  // namespace basis::bybit
