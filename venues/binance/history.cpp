#include "venues/binance/history.hpp"

#include "core/base/json_reader.hpp"
#include "venues/client/history_rows.hpp"

namespace basis::binance {
namespace {

using client::HistoryKind;

constexpr std::int64_t kRows = 1'000;
constexpr Endpoint kSpotCandles{"GET", "/api/v3/klines", 2, Security::open};
constexpr Endpoint kPerpCandles{"GET", "/fapi/v1/klines", 5, Security::open};
constexpr Endpoint kMarks{"GET", "/fapi/v1/markPriceKlines", 5, Security::open};
/// Counted for itself by the venue, 500 in five minutes of an address: a weight of 24 of 2,400 a minute stays within.
constexpr Endpoint kFunding{"GET", "/fapi/v1/fundingRate", 24, Security::open};

}  // namespace

Nanos HistoryDialect::page_span(HistoryKind kind, const Market&) const {
  if (product_ == Product::spot && kind != HistoryKind::candles) return {};
  // Funding is paid every hour at the most.
  return kHour * kRows;
}

client::Request HistoryDialect::page(HistoryKind kind, const Market& market, UtcTime from, UtcTime to) const {
  const Endpoint& candles = product_ == Product::spot ? kSpotCandles : kPerpCandles;
  const Endpoint& endpoint = kind == HistoryKind::funding ? kFunding : kind == HistoryKind::marks ? kMarks : candles;
  client::Request request{endpoint, {{"symbol", market.native}}};
  if (kind != HistoryKind::funding) request.parameters.emplace_back("interval", "1h");
  request.parameters.emplace_back("startTime", client::millis_text(from));
  request.parameters.emplace_back("endTime", client::millis_text(to));
  request.parameters.emplace_back("limit", std::to_string(kRows));
  return request;
}

Result<std::vector<client::HistoryRow>> HistoryDialect::read(HistoryKind kind, std::string_view body) {
  BASIS_TRY(const boost::json::value list, parse_json(body));
  if (kind == HistoryKind::funding) return client::payment_rows(list, "fundingTime", {"fundingRate"});
  return client::candle_rows(list, kind == HistoryKind::candles ? 5 : 4);
}

}  // namespace basis::binance
