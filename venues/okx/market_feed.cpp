#include "venues/okx/market_feed.hpp"

#include <array>
#include <charconv>

#include "core/base/json_writer.hpp"
#include "venues/client/venue_market_feed.hpp"
#include "venues/okx/errors.hpp"
#include "venues/okx/instruments.hpp"

namespace basis::okx {
namespace {

constexpr std::array<std::string_view, 3> kStreams = {"books", "bbo-tbt", "trades"};
constexpr std::array<std::string_view, 2> kSwapStreams = {"mark-price", "funding-rate"};

std::string name_of(std::string_view channel, std::string_view market) {
  return std::string(channel).append(":").append(market);
}

/// The text after `key` up to the next quote; empty where there is none.
std::string_view quoted_after(std::string_view text, std::string_view key) {
  const std::size_t place = text.find(key);
  if (place == text.npos) return {};
  const std::string_view rest = text.substr(place + key.size());
  return rest.substr(0, rest.find('"'));
}

/// The argument that names a stream in subscriptions and messages.
std::string argument_of(std::string_view stream) {
  const std::size_t colon = stream.find(':');
  JsonWriter json;
  json.begin_object().key("channel").string(stream.substr(0, colon));
  json.key("instId").string(stream.substr(colon + 1)).end_object();
  return std::move(json).take();
}

/// The stream that a refusal's words name: "channel:books,instId:BTC-USDT doesn't exist".
std::string stream_in(std::string_view words) {
  constexpr std::string_view kChannel = "channel:", kMarket = ",instId:";
  const std::size_t from = words.find(kChannel);
  const std::size_t middle = words.find(kMarket);
  if (from == words.npos || middle == words.npos || middle < from) return {};
  const std::string_view market = words.substr(middle + kMarket.size());
  return name_of(words.substr(from + kChannel.size(), middle - from - kChannel.size()),
                 market.substr(0, market.find(' ')));
}

}  // namespace

std::optional<std::int64_t> MarketDialect::code_of(MarketId market) const {
  const auto found = codes_.find(market);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<client::CallFamily> MarketDialect::families() const {
  net::RateSettings money;
  money.quiet_statuses = default_limits().quiet_statuses;
  return {{"okx", default_limits()}, {"okx_money", money, true}};
}

net::HttpRequest MarketDialect::write(const client::Request& request, UtcTime now) const {
  if (request.endpoint.security == Security::open) return Requests::open(request, trading_);
  return requests_->signed_request(request, now);
}

client::CallVerdict MarketDialect::judge(const net::HttpResponse& response, std::string_view body, UtcTime) {
  client::CallVerdict verdict;
  const AnswerWords words = words_of(reader_, body);
  // 58129: there is no such transfer, which is an empty list as of any other query.
  verdict.ok = (words.code == 0 || words.code == 58129) && response.status >= 200 && response.status < 300;
  if (verdict.ok) return verdict;
  verdict.code = words.code < 0 ? 0 : words.code;
  verdict.message = words.message;
  verdict.error = classify(words.code, response.status);
  return verdict;
}

std::vector<client::InstrumentQuery> MarketDialect::instruments(const std::vector<const Market*>& markets) const {
  std::vector<client::InstrumentQuery> queries;
  for (const Market* market : markets)
    queries.push_back(
        {{kInstruments, {{"instType", market->is_spot() ? "SPOT" : "SWAP"}, {"instId", market->native}}}, {market}});
  return queries;
}

Result<client::ExchangeRules> MarketDialect::read_instruments(std::string_view body,
                                                              const std::vector<const Market*>& asked) {
  return okx::read_instruments(reader_, body, asked, codes_);
}

std::vector<client::StreamGroup> MarketDialect::groups(const std::vector<const Market*>& markets) const {
  client::StreamGroup group{"okx", kPublicTarget, true, {}};
  for (const Market* market : markets) {
    std::vector<std::string>& streams = group.streams.emplace_back();
    for (const std::string_view channel : kStreams) streams.push_back(name_of(channel, market->native));
    if (!market->is_spot())
      for (const std::string_view channel : kSwapStreams) streams.push_back(name_of(channel, market->native));
    for (const std::string& stream : streams) names_.emplace(argument_of(stream), stream);
  }
  return {group};
}

std::string MarketDialect::subscription(bool wanted, const std::vector<std::string>& streams, std::int64_t id) const {
  JsonWriter json;
  json.begin_object().key("id").string(std::to_string(id)).key("op").string(wanted ? "subscribe" : "unsubscribe");
  json.key("args").begin_array();
  for (const std::string& stream : streams) json.raw(argument_of(stream));
  json.end_array().end_object();
  return std::move(json).take();
}

/// A message of a stream begins with `arg`, usually as the subscription wrote it; everything else begins with `event`
/// or `id`.
std::string_view MarketDialect::stream_of(std::string_view text) const {
  constexpr std::string_view kStart = R"({"arg":)";
  if (!text.starts_with(kStart)) return {};
  const std::size_t end = text.find('}');
  if (end == text.npos) return {};
  const std::string_view argument = text.substr(kStart.size(), end + 1 - kStart.size());
  auto known = names_.find(argument);
  if (known == names_.end())
    known = names_.find(
        argument_of(name_of(quoted_after(argument, R"("channel":")"), quoted_after(argument, R"("instId":")"))));
  return known == names_.end() ? std::string_view{} : known->second;
}

bool MarketDialect::never_pauses(std::string_view stream) const {
  return stream.starts_with("books:") || stream.starts_with("mark-price:");
}

std::optional<std::int64_t> MarketDialect::trade_of(std::string_view stream, std::string_view text) const {
  if (!stream.starts_with("trades:")) return std::nullopt;
  constexpr std::string_view kKey = R"("tradeId":")";
  const std::size_t place = text.rfind(kKey);
  if (place == text.npos) return std::nullopt;
  std::int64_t id = 0;
  if (std::from_chars(text.data() + place + kKey.size(), text.data() + text.size(), id).ec != std::errc{})
    return std::nullopt;
  return id;
}

Result<client::StreamAnswer> MarketDialect::answer(std::string_view text) {
  client::StreamAnswer answer;
  if (text == "pong") return answer;
  BASIS_TRY(reader_.object("an answer of a stream", text, [&](wire::JsonObject root) {
    const std::string event(root.find_text("event").value_or(""));
    if (event == "error") {
      answer.why = root.find_text("msg").value_or("refused");
      answer.stream = stream_in(answer.why);
      answer.id = root.find_integer("id");
    } else if (event == "notice") {
      answer.shutdown = root.find_integer("code") == 64008;
    } else if (auto argument = root.find_object("arg"); argument && event == "subscribe") {
      const std::string channel(argument->text("channel"));
      answer.stream = name_of(channel, argument->find_text("instId").value_or(""));
    }
  }));
  return answer;
}

Result<std::unique_ptr<MarketFeed>> create_market_feed(const MarketFeedSettings& settings, net::Network& network,
                                                       MarketFeedListener& listener) {
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a feed of OKX without a market");
  const Trading trading = trading_of(settings.streams.host);
  return std::unique_ptr<MarketFeed>(std::make_unique<client::VenueMarketFeed>(
      std::make_unique<MarketDialect>(std::nullopt, trading), settings, network, listener));
}

}  // namespace basis::okx
