#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "venues/client/market_dialect.hpp"
#include "venues/market_feed.hpp"
#include "venues/okx/requests.hpp"
#include "venues/okx/session_product.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::okx {

/// The public side of OKX v5, spot and swaps over one socket. A stream's name is "books:BTC-USDT-SWAP". Sources:
/// okx.com/docs-v5/en, "WebSocket" ("Connect", "Subscribe", "Notification"), "Order book channel", "Trades channel".
class MarketDialect final : public client::MarketDialect {
 public:
  MarketDialect(std::optional<Requests> requests, Trading trading)
      : requests_(std::move(requests)), trading_(trading) {}

  /// None without credentials.
  [[nodiscard]] const std::optional<Requests>& requests() const { return requests_; }
  /// The `instIdCode` that orders over a WebSocket name a market by; absent: its instruments have not told it.
  [[nodiscard]] std::optional<std::int64_t> code_of(MarketId market) const;

  [[nodiscard]] std::vector<client::CallFamily> families() const override;
  [[nodiscard]] net::HttpRequest write(const client::Request& request, UtcTime now) const override;
  [[nodiscard]] client::CallVerdict judge(const net::HttpResponse& response, std::string_view body,
                                          UtcTime now) override;
  [[nodiscard]] std::vector<client::InstrumentQuery> instruments(
      const std::vector<const Market*>& markets) const override;
  Result<client::ExchangeRules> read_instruments(std::string_view body,
                                                 const std::vector<const Market*>& asked) override;
  [[nodiscard]] std::vector<client::StreamGroup> groups(const std::vector<const Market*>& markets) const override;
  [[nodiscard]] std::int64_t messages_a_second() const override { return 3; }
  [[nodiscard]] std::string subscription(bool wanted, const std::vector<std::string>& streams,
                                         std::int64_t id) const override;
  [[nodiscard]] std::string_view stream_of(std::string_view text) const override;
  [[nodiscard]] bool never_pauses(std::string_view stream) const override;
  [[nodiscard]] std::optional<std::int64_t> trade_of(std::string_view stream, std::string_view text) const override;
  Result<client::StreamAnswer> answer(std::string_view text) override;
  /// The book's stream begins with a snapshot.
  [[nodiscard]] std::optional<client::Request> book(const Market&) const override { return std::nullopt; }
  [[nodiscard]] std::string_view feed_of(const Market&) const override { return "okx"; }
  [[nodiscard]] std::string book_stream(const Market& market) const override { return "books:" + market.native; }
  [[nodiscard]] std::string_view keep_alive() const override { return "ping"; }

 private:
  std::optional<Requests> requests_;
  Trading trading_;
  std::map<MarketId, std::int64_t> codes_;
  mutable std::map<std::string, std::string, std::less<>> names_;  ///< of streams, by their arguments
  wire::JsonReader reader_;
};

/// The feed of spot markets and swaps. Usage error: no markets.
Result<std::unique_ptr<MarketFeed>> create_market_feed(const MarketFeedSettings& settings, net::Network& network,
                                                       MarketFeedListener& listener);

}  // namespace basis::okx
