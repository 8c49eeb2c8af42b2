#pragma once

#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "venues/binance/requests.hpp"
#include "venues/binance/session_product.hpp"
#include "venues/client/market_dialect.hpp"
#include "venues/market_feed.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::binance {

/// The public side of Binance spot or USDⓈ-M: requests that are signed where there are credentials, limits of
/// addresses by minute, combined streams. Sources: rest-api.md and web-socket-streams.md of binance-spot-api-docs
/// (combined streams, SUBSCRIBE, limits, serverShutdown); "Limits" and "General API Information" of
/// developers.binance.com (spot, USDⓈ-M, Wallet).
class MarketDialect final : public client::MarketDialect {
 public:
  MarketDialect(const SessionProduct& product, std::optional<Requests> requests)
      : product_(product), requests_(std::move(requests)) {}

  /// None without credentials.
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
  [[nodiscard]] std::int64_t messages_a_second() const override { return product_.messages_a_second; }
  [[nodiscard]] std::string subscription(bool wanted, const std::vector<std::string>& streams,
                                         std::int64_t id) const override;
  [[nodiscard]] std::string_view stream_of(std::string_view text) const override;
  [[nodiscard]] bool never_pauses(std::string_view stream) const override;
  [[nodiscard]] std::optional<std::int64_t> trade_of(std::string_view stream, std::string_view text) const override;
  Result<client::StreamAnswer> answer(std::string_view text) override;
  [[nodiscard]] std::optional<client::Request> book(const Market& market) const override;
  [[nodiscard]] std::string_view feed_of(const Market&) const override { return product_.feed; }
  [[nodiscard]] std::string book_stream(const Market& market) const override;

 private:
  const SessionProduct& product_;
  std::optional<Requests> requests_;
  wire::JsonReader reader_;
};

/// The feed of a product's markets. Usage error: no markets, or one of another product.
Result<std::unique_ptr<MarketFeed>> create_market_feed(Product product, const MarketFeedSettings& settings,
                                                       net::Network& network, MarketFeedListener& listener);

}  // namespace basis::binance
