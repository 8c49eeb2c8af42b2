#include "venues/bybit/history.hpp"

#include "core/base/json_reader.hpp"
#include "venues/client/history_rows.hpp"

namespace basis::bybit {
namespace {

using client::HistoryKind;

constexpr std::int64_t kRows = 1'000;
constexpr std::int64_t kPayments = 200;
constexpr client::Endpoint kCandles{"GET", "/v5/market/kline", 1, client::Security::open};
constexpr client::Endpoint kMarks{"GET", "/v5/market/mark-price-kline", 1, client::Security::open};
constexpr client::Endpoint kFunding{"GET", "/v5/market/funding/history", 1, client::Security::open};

}  // namespace

Nanos HistoryDialect::page_span(HistoryKind kind, const Market& market) const {
  if (market.is_spot() && kind != HistoryKind::candles) return {};
  // Funding is paid every hour at the most.
  return kHour * (kind == HistoryKind::funding ? kPayments : kRows);
}

client::Request HistoryDialect::page(HistoryKind kind, const Market& market, UtcTime from, UtcTime to) const {
  client::Request request{kind == HistoryKind::funding ? kFunding
                          : kind == HistoryKind::marks ? kMarks
                                                       : kCandles,
                          {{"category", market.is_spot() ? "spot" : "linear"}, {"symbol", market.native}}};
  const bool funding = kind == HistoryKind::funding;
  if (!funding) request.parameters.emplace_back("interval", "60");
  request.parameters.emplace_back(funding ? "startTime" : "start", client::millis_text(from));
  request.parameters.emplace_back(funding ? "endTime" : "end", client::millis_text(to));
  request.parameters.emplace_back("limit", std::to_string(funding ? kPayments : kRows));
  return request;
}

Result<std::vector<client::HistoryRow>> HistoryDialect::read(HistoryKind kind, std::string_view body) {
  BASIS_TRY(const boost::json::value answer, parse_json(body));
  const boost::json::value* list = client::find_value(answer, "result.list");
  if (list == nullptr) return Error(ErrorKind::data, "the history: has no list");
  if (kind == HistoryKind::funding) return client::payment_rows(*list, "fundingRateTimestamp", {"fundingRate"});
  return client::candle_rows(*list, kind == HistoryKind::candles ? 5 : 4);
}

}  // namespace basis::bybit
