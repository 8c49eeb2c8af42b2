#include <fmt/format.h>

#include <cctype>

#include "core/marketdata/frame.hpp"
#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

/// The streams of every market that the venue lists: those of the public socket and, where there is one, of that of
/// market data.
void BinanceSession::open_market_data() {
  if (!lines_.empty()) return;
  MarketLineSettings common;
  common.silence = settings_.silence;
  common.messages_a_second = product_.messages_a_second;
  common.request.endpoint = settings_.endpoints.streams;
  const auto add = [&](std::string_view target, const auto& kinds, std::uint64_t seed, bool hot) {
    if (target.empty()) return;
    MarketLineSettings line = common;
    line.request.hot = hot;
    line.request.target = target;
    line.seed = settings_.seed + seed;
    for (const Market* market : settings_.markets) {
      const auto verdict = verdicts_.find(market->id);
      if (verdict == verdicts_.end() || !verdict->second.listed) continue;
      for (const std::string_view kind : kinds)
        if (!kind.empty()) line.streams.push_back(fmt::format("{}@{}", lower(market->native), kind));
    }
    MarketLineHost& host = *this;
    lines_.push_back(std::make_unique<MarketLine>(network_, std::move(line), host));
    lines_.back()->start();
  };
  add(product_.public_target, product_.public_streams, 2, settings_.hot_sockets);
  // Marks and aggregated trades make no order wait.
  add(product_.market_target, product_.market_streams, 3, false);
}

void BinanceSession::market_text(std::uint32_t connection, std::string_view url, std::string_view text,
                                 UtcTime received, MonoTime at) {
  MarketData data;
  data.frame.received = received;
  data.frame.monotonic = at;
  data.frame.connection = connection;
  data.frame.venue = product_.feed;
  data.frame.channel = url;
  data.frame.bytes = text;
  listener_.on_market_data(data);
}

void BinanceSession::market_lost(std::uint32_t connection) {
  listener_.on_feed_lost(connection, network_.now_utc(), network_.now_mono());
}

void BinanceSession::stream_refused(const std::string& stream, const std::string& why) {
  alert("stream_refused", fmt::format("{}: the venue does not serve it: {}", stream, why));
}

/// One request of a market at a time; the answer goes to the owner as it is, with the request's URL.
void BinanceSession::request_book(MarketId id) {
  const Market& market = (*settings_.universe)[id];
  if (!running_ || refused_ || !books_asked_.emplace(id, network_.now_utc()).second) return;
  const Parameters parameters = {{"symbol", market.native}, {"limit", std::to_string(product_.book_limit)}};
  calls_.call(product_.book, parameters, [this, id, &market](const CallAnswer& answer) {
    books_asked_.erase(id);
    if (!answer.ok || !running_) return;
    const net::Endpoint& rest = settings_.endpoints.rest;
    const std::string url =
        fmt::format("{}://{}{}{}?symbol={}&limit={}", rest.tls ? "https" : "http", rest.authority(), rest.path,
                    product_.book.path, percent_encode(market.native), product_.book_limit);
    MarketData data;
    data.answer = true;
    data.frame.received = answer.received;
    data.frame.monotonic = network_.now_mono();
    data.frame.venue = product_.feed;
    data.frame.channel = url;
    data.frame.bytes = answer.body;
    listener_.on_market_data(data);
  });
}

}  // namespace basis::binance
