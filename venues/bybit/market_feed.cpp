#include "venues/bybit/market_feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "venues/bybit/errors.hpp"
#include "venues/bybit/instruments.hpp"
#include "venues/client/venue_market_feed.hpp"

namespace basis::bybit {
namespace {

constexpr std::string_view kWithdrawPath = "/v5/asset/withdraw/create";
constexpr client::Endpoint kInstruments{"GET", "/v5/market/instruments-info", 1, client::Security::open};

/// "Rate Limit": 600 requests in 5 s an address, then 403 for ten minutes; 10 new orders a second an account.
net::RateSettings limits() {
  net::RateSettings settings;
  settings.windows = {{"requests-5s", &net::RateCost::weight, 600, kSecond * 5, {}},
                      {"orders-1s", &net::RateCost::orders, 10, kSecond, {}}};
  settings.quiet_statuses = {{403, kMinute * 10}, {429, kSecond}};
  return settings;
}

std::optional<std::int64_t> whole_header(const net::HttpResponse& response, std::string_view name) {
  const auto text = net::find_header(response.headers, name);
  std::int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace

std::string_view category_of(const Market& market) { return market.is_spot() ? "spot" : "linear"; }

std::vector<client::CallFamily> MarketDialect::families() const {
  return {{"bybit", limits()}, {"bybit_wallet", {}, true}};
}

/// A withdrawal carries the time in its body, too.
net::HttpRequest MarketDialect::write(const client::Request& request, UtcTime now) const {
  const client::Endpoint& to = request.endpoint;
  if (to.security == client::Security::open) return Requests::open(to.path, request.parameters);
  Parameters parameters = request.parameters;
  if (to.path == kWithdrawPath) parameters.emplace_back("timestamp", client::millis_text(now));
  return requests_->signed_request(to.method, to.path, parameters, now);
}

/// A refusal comes in HTTP 200 with its code. One of a limit says when that begins anew.
client::CallVerdict MarketDialect::judge(const net::HttpResponse& response, std::string_view body, UtcTime now) {
  client::CallVerdict verdict;
  const bool taken = response.status >= 200 && response.status < 300;
  std::tie(verdict.code, verdict.message) = error_of(reader_, body);
  verdict.ok = taken && verdict.code == 0 && verdict.message != body.substr(0, 120);
  if (verdict.ok) return verdict;
  verdict.error = classify(verdict.code, verdict.message, response.status);
  const auto reset = whole_header(response, "X-Bapi-Limit-Reset-Timestamp");
  if (verdict.code == 10006 && reset) {
    const Nanos rest{*reset * 1'000'000 - now.nanos()};
    if (rest.count > 0 && rest < kMinute) verdict.quiet = rest;
  }
  return verdict;
}

/// A request that names a symbol which the venue does not know is refused: one each leaves the others alone.
std::vector<client::InstrumentQuery> MarketDialect::instruments(const std::vector<const Market*>& markets) const {
  std::vector<client::InstrumentQuery> queries;
  for (const Market* market : markets)
    queries.push_back(
        {{kInstruments, {{"category", std::string(category_of(*market))}, {"symbol", market->native}}}, {market}});
  return queries;
}

Result<client::ExchangeRules> MarketDialect::read_instruments(std::string_view body,
                                                              const std::vector<const Market*>& asked) {
  return bybit::read_instruments(reader_, body, asked);
}

std::string_view MarketDialect::feed_of(const Market& market) const {
  return market.is_spot() ? "bybit_spot" : "bybit";
}

std::string MarketDialect::book_stream(const Market& market) const {
  return fmt::format("orderbook.50.{}", market.native);
}

std::vector<client::StreamGroup> MarketDialect::groups(const std::vector<const Market*>& markets) const {
  std::vector<client::StreamGroup> groups;
  for (const bool spot : {false, true}) {
    client::StreamGroup group{spot ? "bybit_spot" : "bybit", spot ? "/v5/public/spot" : "/v5/public/linear", true, {}};
    for (const Market* market : markets)
      if (market->is_spot() == spot)
        group.streams.push_back({book_stream(*market), fmt::format("publicTrade.{}", market->native),
                                 fmt::format("tickers.{}", market->native)});
    if (!group.streams.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

std::string MarketDialect::subscription(bool wanted, const std::vector<std::string>& streams, std::int64_t id) const {
  return Requests::frame(std::to_string(id), wanted ? "subscribe" : "unsubscribe", streams);
}

std::string_view MarketDialect::stream_of(std::string_view text) const {
  constexpr std::string_view kKey = R"("topic":")";
  // It stands among the first fields of a message.
  const std::size_t place = text.substr(0, 120).find(kKey);
  if (place == std::string_view::npos) return {};
  const std::string_view rest = text.substr(place + kKey.size());
  return rest.substr(0, rest.find('"'));
}

bool MarketDialect::never_pauses(std::string_view stream) const { return stream.starts_with("orderbook."); }

/// `seq` of the last trade of the message.
std::optional<std::int64_t> MarketDialect::trade_of(std::string_view stream, std::string_view text) const {
  if (!stream.starts_with("publicTrade.")) return std::nullopt;
  constexpr std::string_view kKey = R"("seq":)";
  const std::size_t place = text.rfind(kKey);
  if (place == std::string_view::npos) return std::nullopt;
  std::int64_t sequence = 0;
  const char* const begin = text.data() + place + kKey.size();
  if (std::from_chars(begin, text.data() + text.size(), sequence).ec != std::errc{}) return std::nullopt;
  return sequence;
}

Result<client::StreamAnswer> MarketDialect::answer(std::string_view text) {
  client::StreamAnswer answer;
  BASIS_TRY(reader_.object("an answer of a stream", text, [&](wire::JsonObject root) {
    const std::string_view operation = root.find_text("op").value_or("");
    if (operation != "subscribe" && operation != "unsubscribe") return;
    answer.id = root.find_integer("req_id").value_or(0);
    const std::string why(root.find_text("ret_msg").value_or(""));
    if (!root.flag("success")) answer.why = why.empty() ? "refused" : why;
  }));
  return answer;
}

Result<std::unique_ptr<MarketFeed>> create_market_feed(const MarketFeedSettings& settings, net::Network& network,
                                                       MarketFeedListener& listener) {
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a feed of Bybit without a market");
  return std::unique_ptr<MarketFeed>(std::make_unique<client::VenueMarketFeed>(
      std::make_unique<MarketDialect>(std::nullopt), settings, network, listener));
}

}  // namespace basis::bybit
