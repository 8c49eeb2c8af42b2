#include "venues/binance/market_feed.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

#include "core/base/json_writer.hpp"
#include "venues/binance/errors.hpp"
#include "venues/binance/instruments.hpp"
#include "venues/client/venue_market_feed.hpp"

namespace basis::binance {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

template <class Kinds>
client::StreamGroup group_of(const SessionProduct& product, const std::vector<const Market*>& markets,
                             std::string_view target, const Kinds& kinds, bool hot) {
  client::StreamGroup group{product.feed, target, hot, {}};
  for (const Market* market : markets) {
    std::vector<std::string>& streams = group.streams.emplace_back();
    for (const std::string_view kind : kinds)
      if (!kind.empty()) streams.push_back(fmt::format("{}@{}", lower(market->native), kind));
  }
  return group;
}

}  // namespace

std::vector<client::CallFamily> MarketDialect::families() const {
  return {{product_.feed, default_limits(product_)}, {"binance_wallet", {}, true}};
}

net::HttpRequest MarketDialect::write(const client::Request& request, UtcTime now) const {
  const Endpoint& to = request.endpoint;
  switch (to.security) {
    case Security::open: return Requests::open(to.path, request.parameters);
    case Security::keyed: return requests_->keyed(to.method, to.path, request.parameters);
    case Security::signed_over: return requests_->signed_request(to.method, to.path, request.parameters, now);
  }
  broken_invariant("a request without a kind of security");
}

client::CallVerdict MarketDialect::judge(const net::HttpResponse& response, std::string_view body, UtcTime) {
  client::CallVerdict verdict;
  verdict.ok = response.status >= 200 && response.status < 300;
  if (verdict.ok) return verdict;
  const auto [code, message] = error_of(reader_, body);
  verdict.code = code;
  verdict.message = message;
  verdict.error = classify(product_.product, code, message, response.status);
  return verdict;
}

/// Spot refuses a request that names one symbol it does not know: one request each leaves the others alone.
std::vector<client::InstrumentQuery> MarketDialect::instruments(const std::vector<const Market*>& markets) const {
  if (!product_.instruments_by_symbol) return {{{product_.instruments, {}}, markets}};
  std::vector<client::InstrumentQuery> queries;
  for (const Market* market : markets)
    queries.push_back({{product_.instruments, {{"symbol", market->native}}}, {market}});
  return queries;
}

Result<client::ExchangeRules> MarketDialect::read_instruments(std::string_view body,
                                                              const std::vector<const Market*>& asked) {
  return binance::read_instruments(reader_, body, asked);
}

/// Those of the public socket and, where there is one, of that of market data. Marks and aggregated trades make no
/// order wait.
std::vector<client::StreamGroup> MarketDialect::groups(const std::vector<const Market*>& markets) const {
  std::vector<client::StreamGroup> groups = {
      group_of(product_, markets, product_.public_target, product_.public_streams, true)};
  if (!product_.market_target.empty())
    groups.push_back(group_of(product_, markets, product_.market_target, product_.market_streams, false));
  return groups;
}

std::string MarketDialect::subscription(bool wanted, const std::vector<std::string>& streams, std::int64_t id) const {
  JsonWriter json;
  json.begin_object().key("method").string(wanted ? "SUBSCRIBE" : "UNSUBSCRIBE").key("params").begin_array();
  for (const std::string& stream : streams) json.string(stream);
  json.end_array().key("id").integer(id).end_object();
  return std::move(json).take();
}

std::string_view MarketDialect::stream_of(std::string_view text) const {
  constexpr std::string_view kStart = "{\"stream\":\"";
  if (!text.starts_with(kStart)) return {};
  const std::string_view rest = text.substr(kStart.size());
  const std::string_view stream = rest.substr(0, rest.find('"'));
  return stream.find('@') == std::string_view::npos ? std::string_view{} : stream;
}

bool MarketDialect::never_pauses(std::string_view stream) const {
  return stream.find("@depth") != std::string_view::npos || stream.find("@markPrice") != std::string_view::npos;
}

std::optional<std::int64_t> MarketDialect::trade_of(std::string_view stream, std::string_view text) const {
  const bool aggregated = stream.ends_with("@aggTrade");
  if (!aggregated && !stream.ends_with("@trade")) return std::nullopt;
  const std::string_view key = aggregated ? R"("a":)" : R"("t":)";
  const std::size_t place = text.find(key);
  if (place == std::string_view::npos) return std::nullopt;
  std::int64_t id = 0;
  const char* const begin = text.data() + place + key.size();
  if (std::from_chars(begin, text.data() + text.size(), id).ec != std::errc{}) return std::nullopt;
  return id;
}

Result<client::StreamAnswer> MarketDialect::answer(std::string_view text) {
  client::StreamAnswer answer;
  BASIS_TRY(reader_.object("an answer of a stream", text, [&](wire::JsonObject root) {
    answer.shutdown = root.find_text("e") == "serverShutdown" || root.find_text("stream") == "serverShutdown";
    if (auto data = root.find_object("data"))
      answer.shutdown = answer.shutdown || data->find_text("e") == "serverShutdown";
    if (!root.has("id")) return;
    answer.id = root.find_integer("id").value_or(0);
    if (auto error = root.find_object("error"))
      answer.why = error->find_text("msg").value_or("refused");
    else if (root.has("code"))
      answer.why = root.find_text("msg").value_or("refused");
  }));
  return answer;
}

std::optional<client::Request> MarketDialect::book(const Market& market) const {
  return client::Request{product_.book, {{"symbol", market.native}, {"limit", std::to_string(product_.book_limit)}}};
}

std::string MarketDialect::book_stream(const Market& market) const {
  return fmt::format("{}@{}", lower(market.native), product_.public_streams.front());
}

Result<std::unique_ptr<MarketFeed>> create_market_feed(Product product, const MarketFeedSettings& settings,
                                                       net::Network& network, MarketFeedListener& listener) {
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a feed of Binance without a market");
  for (const Market* market : settings.markets)
    if (market->is_spot() != (product == Product::spot))
      return Error(ErrorKind::usage, market->key + " is of another product of Binance than its feed");
  return std::unique_ptr<MarketFeed>(std::make_unique<client::VenueMarketFeed>(
      std::make_unique<MarketDialect>(session_product(product), std::nullopt), settings, network, listener));
}

}  // namespace basis::binance
