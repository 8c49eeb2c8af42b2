#include "venues/okx/history.hpp"

#include "core/base/json_reader.hpp"
#include "venues/client/history_rows.hpp"

namespace basis::okx {
namespace {

using client::HistoryKind;

struct HistoryList {
  client::Endpoint endpoint;
  std::int64_t rows;
};
constexpr HistoryList kLists[] = {
    {{"GET", "/api/v5/market/history-candles", 1, client::Security::open}, 300},
    {{"GET", "/api/v5/market/history-mark-price-candles", 1, client::Security::open}, 100},
    {{"GET", "/api/v5/public/funding-rate-history", 1, client::Security::open}, 400},
};
const HistoryList& list_of(HistoryKind kind) { return kLists[static_cast<std::size_t>(kind)]; }

}  // namespace

Nanos HistoryDialect::page_span(HistoryKind kind, const Market& market) const {
  if (market.is_spot() && kind != HistoryKind::candles) return {};
  return kHour * list_of(kind).rows;
}

/// Rows older than `after` and newer than `before`, both excluded.
client::Request HistoryDialect::page(HistoryKind kind, const Market& market, UtcTime from, UtcTime to) const {
  client::Request request{list_of(kind).endpoint, {{"instId", market.native}}};
  if (kind != HistoryKind::funding) request.parameters.emplace_back("bar", "1H");
  request.parameters.emplace_back("before", client::millis_text(from - Nanos{1'000'000}));
  request.parameters.emplace_back("after", client::millis_text(to + Nanos{1'000'000}));
  request.parameters.emplace_back("limit", std::to_string(list_of(kind).rows));
  return request;
}

Result<std::vector<client::HistoryRow>> HistoryDialect::read(HistoryKind kind, std::string_view body) {
  constexpr std::size_t kCandleConfirmed = 8, kMarkConfirmed = 5;
  BASIS_TRY(const boost::json::value answer, parse_json(body));
  const boost::json::value* list = client::find_value(answer, "data");
  if (list == nullptr) return Error(ErrorKind::data, "the history: has no list");
  if (kind == HistoryKind::funding) return client::payment_rows(*list, "fundingTime", {"fundingRate", "realizedRate"});
  return kind == HistoryKind::candles ? client::candle_rows(*list, 5, kCandleConfirmed)
                                      : client::candle_rows(*list, 4, kMarkConfirmed);
}

}  // namespace basis::okx
