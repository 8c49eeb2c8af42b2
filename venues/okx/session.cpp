#include "venues/okx/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/client/venue_session.hpp"
#include "venues/okx/errors.hpp"

namespace basis::okx {
namespace {

/// Fills are listed for three days, and by another request for three months; bills alike ("Get transaction details").
client::SessionTraits account_traits() {
  client::SessionTraits traits;
  traits.orders_target = kPrivateTarget;
  traits.payments = true;
  // Our pings are answered every 18 s.
  traits.user_silence = kSecond * 50;
  traits.orders_silence = kSecond * 50;
  traits.fills_window = kDay * 3;
  traits.fills_history = kDay * 89;
  traits.dead_man_of_account = true;
  return traits;
}

constexpr std::array<std::string_view, 3> kChannels = {"orders", "account", "positions"};
constexpr std::string_view kSubscribe =
    R"({"op":"subscribe","args":[{"channel":"orders","instType":"ANY"},{"channel":"account"},)"
    R"({"channel":"positions","instType":"ANY"}]})";

}  // namespace

Result<std::unique_ptr<Session>> create_session(SessionSettings settings, net::Network& network,
                                                SessionListener& listener) {
  require(settings.universe != nullptr, "a session without a universe");
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a session of OKX without a market");
  const Trading trading = trading_of(settings.endpoints.streams.host);
  BASIS_TRY(Requests requests, Requests::create(settings.credentials, trading));
  auto dialect = std::make_unique<SessionDialect>(settings, std::move(requests), trading);
  return std::unique_ptr<Session>(
      std::make_unique<client::VenueSession>(std::move(dialect), std::move(settings), network, listener));
}

SessionDialect::SessionDialect(const SessionSettings& settings, Requests requests, Trading trading)
    : universe_(*settings.universe),
      leverage_(settings.leverage),
      trading_(trading),
      swaps_(std::any_of(settings.markets.begin(), settings.markets.end(),
                         [](const Market* market) { return !market->is_spot(); })),
      traits_(account_traits()),
      market_(std::move(requests), trading),
      reports_(settings.account, universe_, settings.markets) {}

Result<UtcTime> SessionDialect::read_time(std::string_view body) {
  UtcTime time;
  BASIS_TRY(reader_.object("the venue's time", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) { time = row.millis("ts"); });
  }));
  return time;
}

std::string SessionDialect::advice(std::int64_t code) const {
  if (code == 50101)
    return "the API key is of another environment: keys of demo trading are made there, and trade nowhere else";
  if (code == 50105 || code == 60024) return "the passphrase is not that of the API key";
  if (code == 50113 || code == 60007) return "the venue does not take the signature: the secret is not that of the key";
  if (code == 50119 || code == 60032 || code == 50111 || code == 60005)
    return "the venue does not know the API key: check it, and whether it is of the region that is connected to";
  if (code == 50110 || code == 50120 || code == 50114)
    return "the API key may not do this: check its IP addresses and its permissions";
  return {};
}

/// Futures mode or, where no swap is traded, spot mode; net positions; the permission to trade.
client::StartStep SessionDialect::account_config() {
  return {{kConfig, {}}, [this](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok) return {};
            std::int64_t level = 0;
            std::string positions, permissions;
            const auto read = reader_.object("the account's configuration", answer.body, [&](wire::JsonObject root) {
              root.for_each("data", [&](wire::JsonObject row) {
                level = row.integer("acctLv");
                positions = row.text("posMode");
                permissions = row.find_text("perm").value_or("trade");
              });
            });
            if (!read) return read.error().text();
            if (level > 2 || level < (swaps_ ? 2 : 1))
              return fmt::format(
                  "the account is in mode {}: switch it to {} at the venue (account mode), then start again", level,
                  swaps_ ? "futures mode (2)" : "spot mode (1) or futures mode (2)");
            if (positions != "net_mode")
              return "the account is in long/short position mode: switch it to net mode at the venue, then start again";
            if (permissions.find("trade") == std::string::npos)
              return "the account may not trade: the API key needs the permission to trade";
            return {};
          }};
}

std::vector<client::StartStep> SessionDialect::start_steps(const std::vector<const Market*>& listed) {
  std::vector<client::StartStep> steps = {account_config()};
  for (const Market* market : listed) {
    if (market->is_spot()) continue;
    steps.push_back(
        {{kSetLeverage, {{"instId", market->native}, {"lever", std::to_string(leverage_)}, {"mgnMode", "cross"}}},
         [market, leverage = leverage_](const client::CallAnswer& answer) {
           return answer.ok ? std::string{}
                            : fmt::format("{}: leverage {} cannot be set: {}", market->key, leverage, answer.text);
         }});
  }
  return steps;
}

std::vector<std::string> SessionDialect::greet(client::Line, std::uint32_t, UtcTime now) {
  now_ = now;
  return {market_.requests()->login(now)};
}

/// An event of the connection itself. A user connection is ready when the venue has taken its three channels.
client::LineText SessionDialect::read_event(client::Line line, std::uint32_t connection, std::string_view event,
                                            wire::JsonObject& root) {
  using Kind = client::LineText::Kind;
  client::LineText read;
  if (event == "login") {
    read.kind = line == client::Line::orders ? Kind::ready : Kind::more;
    if (line == client::Line::user) {
      read.frames = {std::string(kSubscribe)};
      greeted_.erase(connection);
      subscribed_.clear();
    }
  } else if (event == "subscribe") {
    if (auto argument = root.find_object("arg")) subscribed_.emplace(argument->text("channel"));
    if (subscribed_.size() == kChannels.size() && greeted_.insert(connection).second) read.kind = Kind::ready;
  } else if (event == "error" || event == "channel-conn-count-error") {
    read.kind = Kind::refused;
    read.code = root.find_integer("code").value_or(0);
    read.message = root.find_text("msg").value_or("");
    read.error = classify(read.code, 0);
  } else if (event == "notice" && root.find_integer("code") == 64008) {
    read.kind = Kind::ending;
  }
  return read;
}

Result<client::LineText> SessionDialect::read(client::Line line, std::uint32_t connection, std::string_view text,
                                              UtcTime now) {
  using Kind = client::LineText::Kind;
  now_ = now;
  client::LineText read;
  if (text == "pong") return read;
  bool receipt = false;
  BASIS_TRY(reader_.object("a private message", text, [&](wire::JsonObject root) {
    if (const auto event = root.find_text("event")) {
      read = read_event(line, connection, std::string(*event), root);
      return;
    }
    receipt = root.has("op");
    if (!receipt) {
      read.kind = line == client::Line::user ? Kind::event : Kind::ignored;
      return;
    }
    read.id = root.find_text("id").value_or("");
  }));
  if (read.kind == Kind::event) read.whole = text;
  if (!receipt) return read;
  const AnswerWords words = words_of(reader_, text);
  read.kind = line == client::Line::orders ? Kind::answer : Kind::ignored;
  read.ok = words.code == 0;
  read.code = words.code;
  read.message = words.message;
  if (!read.ok) read.error = classify(words.code, 0);
  return read;
}

}  // namespace basis::okx
