#include "venues/client/public_streams.hpp"

#include <fmt/format.h>

namespace basis::client {

void PublicStreams::start() {
  lines_.clear();
  books_asked_.clear();
  running_ = true;
}

void PublicStreams::open(const std::vector<const Market*>& markets) {
  if (!lines_.empty()) return;
  std::uint64_t seed = 2;
  for (StreamGroup& group : dialect_.groups(markets)) add(std::move(group), seed++);
}

void PublicStreams::add(StreamGroup group, std::uint64_t seed) {
  MarketLineSettings line;
  line.silence = settings_.silence;
  line.request.endpoint = settings_.streams;
  line.request.target = group.target;
  // What is no order book makes no order wait.
  line.request.hot = settings_.hot && group.hot;
  line.seed = settings_.seed + seed;
  line.group = std::move(group);
  MarketLineHost& host = *this;
  lines_.push_back(std::make_unique<MarketLine>(network_, dialect_, std::move(line), host));
  lines_.back()->start();
}

void PublicStreams::stop() {
  running_ = false;
  for (const auto& line : lines_) line->stop();
}

void PublicStreams::subscribe_again() {
  for (const auto& line : lines_) line->subscribe_again();
}

void PublicStreams::market_text(std::uint32_t connection, std::string_view feed, std::string_view url,
                                std::string_view text, UtcTime received, MonoTime at) {
  MarketData data;
  data.frame.received = received;
  data.frame.monotonic = at;
  data.frame.connection = connection;
  data.frame.venue = feed;
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
  if (!running_) return;
  if (const auto request = dialect_.book(market)) return ask_book(market, *request);
  const std::string stream = dialect_.book_stream(market);
  for (const auto& line : lines_)
    if (line->renew(stream)) return;
}

void PublicStreams::ask_book(const Market& market, const Request& request) {
  if (!books_asked_.insert(market.id).second) return;
  const net::Endpoint& rest = settings_.rest;
  std::string url =
      fmt::format("{}://{}{}{}", rest.tls ? "https" : "http", rest.authority(), rest.path, request.endpoint.path);
  char before = '?';
  for (const auto& [name, value] : request.parameters) {
    url += fmt::format("{}{}={}", before, name, percent_encode(value));
    before = '&';
  }
  calls_.call(request, [this, &market, url](const CallAnswer& answer) {
    books_asked_.erase(market.id);
    if (!answer.ok || !running_) return;
    MarketData data;
    data.answer = true;
    data.frame.received = answer.received;
    data.frame.monotonic = network_.now_mono();
    data.frame.venue = dialect_.feed_of(market);
    data.frame.channel = url;
    data.frame.bytes = answer.body;
    listener_.on_market_data(data);
  });
}

}  // namespace basis::client
