#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/instruments/market.hpp"
#include "venues/client/market_dialect.hpp"

namespace basis::client {

/// What a venue tells of a market's past: hourly candles of its trades, of its mark, and payments of funding.
enum class HistoryKind : std::uint8_t { candles, marks, funding };

/// One row. Numbers are as the venue writes them.
struct HistoryRow {
  UtcTime at;  ///< a candle's open, a payment's time
  /// Candles: open, high, low, close, volume in the venue's unit; marks: the first four; funding: as `funding_columns`.
  std::vector<std::string> values;
  bool closed = true;  ///< false: a candle that is still going on
};

/// The public history of a venue, page by page.
class HistoryDialect {
 public:
  virtual ~HistoryDialect() = default;
  /// The longest span that one answer holds whole, however many rows are in it; zero: the venue has no such history.
  [[nodiscard]] virtual Nanos page_span(HistoryKind kind, const Market& market) const = 0;
  /// The request for the rows from `from` to `to`, both included, at most a page.
  [[nodiscard]] virtual Request page(HistoryKind kind, const Market& market, UtcTime from, UtcTime to) const = 0;
  /// Rows in the venue's order. Data error: the answer cannot be read.
  virtual Result<std::vector<HistoryRow>> read(HistoryKind kind, std::string_view body) = 0;
  /// Names of the values of a payment: "rate", or what the venue tells beside it.
  [[nodiscard]] virtual std::vector<std::string_view> funding_columns() const { return {"rate"}; }

 protected:
  HistoryDialect() = default;
  HistoryDialect(const HistoryDialect&) = default;
  HistoryDialect& operator=(const HistoryDialect&) = default;
};

/// What is needed to fetch a venue's history of one product.
struct HistorySource {
  std::unique_ptr<MarketDialect> market;
  std::unique_ptr<HistoryDialect> history;
};

}  // namespace basis::client
