#include "venues/binance/public_streams.hpp"

#include <fmt/format.h>

#include <cctype>

namespace basis::binance {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

void PublicStreams::start() {
  lines_.clear();
  books_asked_.clear();
  running_ = true;
}

/// Those of the public socket and, where there is one, of that of market data.
void PublicStreams::open(const std::vector<const Market*>& markets) {
  if (!lines_.empty()) return;
  add(markets, product_.public_target, product_.public_streams, 2, settings_.hot);
  // Marks and aggregated trades make no order wait.
  add(markets, product_.market_target, product_.market_streams, 3, false);
}

template <class Kinds>
void PublicStreams::add(const std::vector<const Market*>& markets, std::string_view target, const Kinds& kinds,
                        std::uint64_t seed, bool hot) {
  if (target.empty()) return;
  MarketLineSettings line;
  line.silence = settings_.silence;
  line.messages_a_second = product_.messages_a_second;
  line.request.endpoint = settings_.streams;
  line.request.target = target;
  line.request.hot = hot;
  line.seed = settings_.seed + seed;
  for (const Market* market : markets)
    for (const std::string_view kind : kinds)
      if (!kind.empty()) line.streams.push_back(fmt::format("{}@{}", lower(market->native), kind));
  MarketLineHost& host = *this;
  lines_.push_back(std::make_unique<MarketLine>(network_, std::move(line), host));
  lines_.back()->start();
}

void PublicStreams::stop() {
  running_ = false;
  for (const auto& line : lines_) line->stop();
}

void PublicStreams::subscribe_again() {
  for (const auto& line : lines_) line->subscribe_again();
}

void PublicStreams::market_text(std::uint32_t connection, std::string_view url, std::string_view text, UtcTime received,
                                MonoTime at) {
  MarketData data;
  data.frame.received = received;
  data.frame.monotonic = at;
  data.frame.connection = connection;
  data.frame.venue = product_.feed;
  data.frame.channel = url;
  data.frame.bytes = text;
  listener_.on_market_data(data);
}

void PublicStreams::market_lost(std::uint32_t connection) {
  listener_.on_feed_lost(connection, network_.now_utc(), network_.now_mono());
}

void PublicStreams::stream_refused(const std::string& stream, const std::string& why) {
  listener_.on_feed_alert({"stream_refused", fmt::format("{}: the venue does not serve it: {}", stream, why)},
                          network_.now_utc());
}

/// One request of a market at a time; the answer goes to the owner as it is, with the request's URL.
void PublicStreams::request_book(const Market& market) {
  if (!running_ || !books_asked_.insert(market.id).second) return;
  const Parameters parameters = {{"symbol", market.native}, {"limit", std::to_string(product_.book_limit)}};
  calls_.call(product_.book, parameters, [this, &market](const CallAnswer& answer) {
    books_asked_.erase(market.id);
    if (!answer.ok || !running_) return;
    const net::Endpoint& rest = settings_.rest;
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
