#pragma once

#include "venues/client/history_dialect.hpp"

namespace basis::okx {

/// History of OKX, spot and swaps. Sources: "Get candlesticks history" (at most 300 rows), "Get mark price candlesticks
/// history" (at most 100), "Get funding rate history" (at most 400, of the last three months) of okx.com/docs-v5.
class HistoryDialect final : public client::HistoryDialect {
 public:
  [[nodiscard]] Nanos page_span(client::HistoryKind kind, const Market& market) const override;
  [[nodiscard]] client::Request page(client::HistoryKind kind, const Market& market, UtcTime from,
                                     UtcTime to) const override;
  Result<std::vector<client::HistoryRow>> read(client::HistoryKind kind, std::string_view body) override;
  /// The rate that was predicted, and the one that was paid.
  [[nodiscard]] std::vector<std::string_view> funding_columns() const override {
    return {"predicted_rate", "settled_rate"};
  }
};

}  // namespace basis::okx
