#pragma once

#include "venues/binance/session_product.hpp"
#include "venues/client/history_dialect.hpp"

namespace basis::binance {

/// History of Binance spot or USDⓈ-M. Sources: "Kline/Candlestick data" of rest-api.md (binance-spot-api-docs);
/// "Kline/Candlestick Data", "Mark Price Kline", "Get Funding Rate History" of the USDⓈ-M docs: at most 1,000 rows.
class HistoryDialect final : public client::HistoryDialect {
 public:
  explicit HistoryDialect(Product product) : product_(product) {}
  [[nodiscard]] Nanos page_span(client::HistoryKind kind, const Market& market) const override;
  [[nodiscard]] client::Request page(client::HistoryKind kind, const Market& market, UtcTime from,
                                     UtcTime to) const override;
  Result<std::vector<client::HistoryRow>> read(client::HistoryKind kind, std::string_view body) override;

 private:
  Product product_;
};

}  // namespace basis::binance
