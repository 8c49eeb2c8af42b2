#include "venues/client/market_line.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::client {
namespace {

net::SteadySettings steady(const MarketLineSettings& settings) {
  net::SteadySettings made;
  made.request = settings.request;
  made.seed = settings.seed;
  return made;
}

}  // namespace

MarketLine::MarketLine(net::Network& network, MarketDialect& dialect, MarketLineSettings settings, MarketLineHost& host)
    : network_(network),
      dialect_(dialect),
      settings_(std::move(settings)),
      host_(host),
      url_(fmt::format("{}://{}{}{}", settings_.request.endpoint.tls ? "wss" : "ws",
                       settings_.request.endpoint.authority(), settings_.request.endpoint.path,
                       settings_.request.target)),
      socket_(network, steady(settings_), *this) {}

void MarketLine::start() {
  if (settings_.group.streams.empty()) return;
  socket_.start();
  watch();
  if (!dialect_.keep_alive().empty()) say_alive();
}

void MarketLine::stop() {
  pump_.reset();
  watch_.reset();
  retry_.reset();
  alive_.reset();
  socket_.stop();
}

void MarketLine::say_alive() {
  alive_ = network_.after(kKeepAliveEvery, [this] {
    for (const auto& [connection, link] : links_) socket_.send(connection, dialect_.keep_alive());
    say_alive();
  });
}

void MarketLine::on_open(std::uint32_t connection) {
  Link& link = links_[connection];
  link.number = host_.new_connection();
  link.successor = socket_.current() != connection;
  for (const auto& streams : settings_.group.streams)
    for (const std::string& stream : streams) {
      if (!dialect_.never_pauses(stream)) continue;
      if (!refused_.contains(stream)) link.missing.insert(stream);
      silence_.follow(stream, settings_.silence, network_.now_mono());
    }
  subscribe_all(link);
}

/// One request a market, so that what the venue refuses is named by its market.
void MarketLine::subscribe_all(Link& link) {
  for (const auto& streams : settings_.group.streams) subscribe(link, streams);
}

void MarketLine::subscribe_again() {
  for (auto& [connection, link] : links_) subscribe_all(link);
}

void MarketLine::subscribe(Link& link, const std::vector<std::string>& streams) {
  link.asked.emplace(++last_request_, streams);
  link.outgoing.push_back(dialect_.subscription(true, streams, last_request_));
  pump();
}

bool MarketLine::renew(const std::string& stream) {
  const auto& groups = settings_.group.streams;
  const bool mine = std::ranges::any_of(
      groups, [&](const auto& streams) { return std::ranges::find(streams, stream) != streams.end(); });
  const auto current = links_.find(socket_.current());
  if (!mine || current == links_.end()) return false;
  current->second.outgoing.push_back(dialect_.subscription(false, {stream}, ++last_request_));
  subscribe(current->second, {stream});
  return true;
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
  const Nanos pause{kSecond.count / dialect_.messages_a_second()};
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
  const std::string_view stream = dialect_.stream_of(text);
  if (stream.empty()) return control(connection, link, text);
  silence_.heard(stream, at);
  if (!told_before(stream, text)) host_.market_text(link.number, settings_.group.feed, url_, text, received, at);
  if (link.missing.empty()) return;
  if (const auto missing = link.missing.find(stream); missing != link.missing.end()) {
    link.missing.erase(missing);
    judge_step(connection, link);
  }
}

/// Whether this trade was told by another connection before.
bool MarketLine::told_before(std::string_view stream, std::string_view text) {
  const auto trade = dialect_.trade_of(stream, text);
  if (!trade) return false;
  const auto last = last_trades_.find(stream);
  if (last == last_trades_.end()) {
    last_trades_.emplace(stream, *trade);
    return false;
  }
  if (*trade <= last->second) return true;
  last->second = *trade;
  return false;
}

void MarketLine::control(std::uint32_t connection, Link& link, std::string_view text) {
  const Result<StreamAnswer> answer = dialect_.answer(text);
  if (!answer) return;
  if (answer.value().shutdown) return socket_.restart_soon();
  resolve(link, answer.value());
  judge_step(connection, link);
}

/// What an answer ends: a subscription as a whole, or one stream of it.
void MarketLine::resolve(Link& link, const StreamAnswer& answer) {
  std::vector<std::string> streams;
  if (!answer.stream.empty()) {
    for (auto& [id, asked] : link.asked)
      if (std::erase(asked, answer.stream) > 0) streams = {answer.stream};
    std::erase_if(link.asked, [](const auto& asked) { return asked.second.empty(); });
  } else if (const auto asked = link.asked.find(answer.id.value_or(0)); asked != link.asked.end()) {
    streams = std::move(asked->second);
    link.asked.erase(asked);
  }
  if (answer.why.empty()) {
    for (const std::string& stream : streams) refused_.erase(stream);
    return;
  }
  for (const std::string& stream : streams) link.missing.erase(stream);
  if (!streams.empty()) refused(streams, answer.why);
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
    for (const std::string& stream : silence_.due(network_.now_mono())) renew(stream);
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

}  // namespace basis::client
