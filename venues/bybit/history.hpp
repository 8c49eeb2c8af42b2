#pragma once

#include "venues/client/history_dialect.hpp"

namespace basis::bybit {

/// History of Bybit, spot and linear perps. Sources: "Get Kline", "Get Mark Price Kline" (at most 1,000 rows), "Get
/// Funding Rate History" (at most 200) of bybit-exchange.github.io, v5.
class HistoryDialect final : public client::HistoryDialect {
 public:
  [[nodiscard]] Nanos page_span(client::HistoryKind kind, const Market& market) const override;
  [[nodiscard]] client::Request page(client::HistoryKind kind, const Market& market, UtcTime from,
                                     UtcTime to) const override;
  Result<std::vector<client::HistoryRow>> read(client::HistoryKind kind, std::string_view body) override;
};

}  // namespace basis::bybit
