#include "venues/binance/market_line.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/base/json_writer.hpp"

namespace basis::binance {
namespace {

/// A stream that the venue sends for at least every second, or on every change of a book that is always changing.
bool never_pauses(std::string_view stream) {
  return stream.find("@depth") != std::string_view::npos || stream.find("@markPrice") != std::string_view::npos;
}

std::string_view stream_of(std::string_view text) {
  constexpr std::string_view kStart = "{\"stream\":\"";
  if (!text.starts_with(kStart)) return {};
  const std::string_view rest = text.substr(kStart.size());
  return rest.substr(0, rest.find('"'));
}

std::string subscription(std::string_view method, const std::vector<std::string>& streams, std::int64_t id) {
  JsonWriter json;
  json.begin_object().key("method").string(method).key("params").begin_array();
  for (const std::string& stream : streams) json.string(stream);
  json.end_array().key("id").integer(id).end_object();
  return std::move(json).take();
}

net::SteadySettings steady(const MarketLineSettings& settings) {
  net::SteadySettings made;
  made.request = settings.request;
  made.seed = settings.seed;
  return made;
}

}  // namespace

MarketLine::MarketLine(net::Network& network, MarketLineSettings settings, MarketLineHost& host)
    : network_(network),
      settings_(std::move(settings)),
      host_(host),
      url_(fmt::format("{}://{}{}{}", settings_.request.endpoint.tls ? "wss" : "ws",
                       settings_.request.endpoint.authority(), settings_.request.endpoint.path,
                       settings_.request.target)),
      socket_(network, steady(settings_), *this) {}

void MarketLine::start() {
  if (settings_.streams.empty()) return;
  socket_.start();
  watch();
}

void MarketLine::stop() {
  pump_.reset();
  watch_.reset();
  retry_.reset();
  socket_.stop();
}

void MarketLine::on_open(std::uint32_t connection) {
  Link& link = links_[connection];
  link.number = host_.new_connection();
  link.successor = socket_.current() != connection;
  for (const std::string& stream : settings_.streams) {
    if (!never_pauses(stream)) continue;
    if (!refused_.contains(stream)) link.missing.insert(stream);
    silence_.follow(stream, settings_.silence, network_.now_mono());
  }
  subscribe_all(link);
}

/// One request a market, so that what the venue refuses is named by its market.
void MarketLine::subscribe_all(Link& link) {
  std::map<std::string, std::vector<std::string>> by_market;
  for (const std::string& stream : settings_.streams) by_market[stream.substr(0, stream.find('@'))].push_back(stream);
  for (const auto& [market, streams] : by_market) subscribe(link, streams);
}

void MarketLine::subscribe_again() {
  for (auto& [connection, link] : links_) subscribe_all(link);
}

void MarketLine::subscribe(Link& link, const std::vector<std::string>& streams) {
  link.asked.emplace(++last_request_, streams);
  link.outgoing.push_back(subscription("SUBSCRIBE", streams, last_request_));
  pump();
}

/// Sends one message of each connection, and the next when the venue takes another.
void MarketLine::pump() {
  if (pump_) return;
  bool more = false;
  for (auto& [connection, link] : links_) {
    if (link.outgoing.empty()) continue;
    socket_.send(connection, link.outgoing.front());
    link.outgoing.pop_front();
    more = more || !link.outgoing.empty();
  }
  const Nanos pause{kSecond.count / settings_.messages_a_second};
  pump_ = network_.after(pause, [this] {
    pump_.reset();
    for (const auto& [connection, link] : links_)
      if (!link.outgoing.empty()) return pump();
  });
}

void MarketLine::on_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) {
  const auto found = links_.find(connection);
  if (found == links_.end()) return;
  Link& link = found->second;
  const std::string_view stream = stream_of(text);
  if (stream.find('@') == std::string_view::npos) return control(connection, link, text);
  silence_.heard(stream, at);
  if (!told_before(stream, text)) host_.market_text(link.number, url_, text, received, at);
  if (link.missing.empty()) return;
  if (const auto missing = link.missing.find(stream); missing != link.missing.end()) {
    link.missing.erase(missing);
    judge_step(connection, link);
  }
}

/// Whether this trade was told by another connection before.
bool MarketLine::told_before(std::string_view stream, std::string_view text) {
  const bool aggregated = stream.ends_with("@aggTrade");
  if (!aggregated && !stream.ends_with("@trade")) return false;
  const std::string_view key = aggregated ? R"("a":)" : R"("t":)";
  const std::size_t place = text.find(key);
  if (place == std::string_view::npos) return false;
  std::int64_t id = 0;
  const char* const begin = text.data() + place + key.size();
  if (std::from_chars(begin, text.data() + text.size(), id).ec != std::errc{}) return false;
  const auto last = last_trades_.find(stream);
  if (last == last_trades_.end()) {
    last_trades_.emplace(stream, id);
    return false;
  }
  if (id <= last->second) return true;
  last->second = id;
  return false;
}

void MarketLine::control(std::uint32_t connection, Link& link, std::string_view text) {
  std::int64_t id = 0;
  std::string why;
  bool shutdown = false;
  const auto read = reader_.object("an answer of a stream", text, [&](wire::JsonObject root) {
    shutdown = root.find_text("e") == "serverShutdown" || root.find_text("stream") == "serverShutdown";
    if (auto data = root.find_object("data")) shutdown = shutdown || data->find_text("e") == "serverShutdown";
    if (!root.has("id")) return;
    id = root.find_integer("id").value_or(0);
    if (auto error = root.find_object("error"))
      why = error->find_text("msg").value_or("refused");
    else if (root.has("code"))
      why = root.find_text("msg").value_or("refused");
  });
  if (!read) return;
  if (shutdown) return socket_.restart_soon();
  const auto asked = link.asked.find(id);
  if (asked == link.asked.end()) return;
  const std::vector<std::string> streams = std::move(asked->second);
  link.asked.erase(asked);
  if (!why.empty()) {
    for (const std::string& stream : streams) link.missing.erase(stream);
    refused(streams, why);
  } else {
    for (const std::string& stream : streams) refused_.erase(stream);
  }
  judge_step(connection, link);
}

/// A request names several streams of a market; each is asked for alone before one is given up for a while.
void MarketLine::refused(const std::vector<std::string>& streams, const std::string& why) {
  const std::uint32_t now = socket_.current();
  if (streams.size() > 1 && links_.contains(now)) {
    for (const std::string& stream : streams) subscribe(links_.at(now), {stream});
    return;
  }
  for (const std::string& stream : streams) {
    refused_.insert(stream);
    silence_.unfollow(stream);
    host_.stream_refused(stream, why);
  }
  if (retry_) return;
  retry_ = network_.after(settings_.retry, [this] {
    retry_.reset();
    const std::uint32_t current = socket_.current();
    if (!links_.contains(current)) return;
    for (const std::string& stream : refused_) subscribe(links_.at(current), {stream});
  });
}

/// A successor is in step when all is subscribed on it and every stream that never pauses was heard on it.
void MarketLine::judge_step(std::uint32_t connection, Link& link) {
  if (!link.successor || !link.asked.empty() || !link.missing.empty()) return;
  link.successor = false;
  socket_.in_step(connection);
}

/// A stream may be dead on a connection that lives.
void MarketLine::watch() {
  watch_ = network_.after(Nanos{settings_.silence.count / 4}, [this] {
    const std::uint32_t current = socket_.current();
    for (const std::string& stream : silence_.due(network_.now_mono())) {
      if (!links_.contains(current)) continue;
      Link& link = links_.at(current);
      link.outgoing.push_back(subscription("UNSUBSCRIBE", {stream}, ++last_request_));
      subscribe(link, {stream});
    }
    watch();
  });
}

void MarketLine::on_closed(std::uint32_t connection, const std::string&) {
  const auto found = links_.find(connection);
  if (found == links_.end()) return;
  const std::uint32_t number = found->second.number;
  links_.erase(found);
  // A successor whose predecessor is gone is what is used: there is nothing left to come in step with.
  for (auto& [other, link] : links_)
    if (other == socket_.current()) link.successor = false;
  host_.market_lost(number);
}

}  // namespace basis::binance
