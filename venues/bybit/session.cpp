#include "venues/bybit/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/errors.hpp"
#include "venues/client/venue_session.hpp"

namespace basis::bybit {
namespace {

using client::Endpoint;

constexpr Endpoint kTime{"GET", "/v5/market/time", 1, client::Security::open};
constexpr Endpoint kKey{"GET", "/v5/user/query-api", 1};
constexpr Endpoint kAccount{"GET", "/v5/account/info", 1};
constexpr Endpoint kPosition{"GET", "/v5/position/list", 1};
constexpr Endpoint kLeverage{"POST", "/v5/position/set-leverage", 1};

client::SessionTraits session_traits() {
  client::SessionTraits traits;
  traits.orders_target = "/v5/trade";
  traits.payments = true;
  // Each `ping` of ours is answered.
  traits.user_silence = kMinute;
  traits.orders_silence = kMinute;
  // "Get Trade History": spans of seven days, two years back.
  traits.fills_window = kDay * 7;
  traits.fills_history = kDay * 730;
  return traits;
}

/// The ids of what a private connection asks for.
std::string request_id(std::string_view what, std::uint32_t connection) {
  return fmt::format("{}{}", what, connection);
}

}  // namespace

Result<std::unique_ptr<Session>> create_session(SessionSettings settings, net::Network& network,
                                                SessionListener& listener) {
  require(settings.universe != nullptr, "a session without a universe");
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a session of Bybit without a market");
  BASIS_TRY(Requests requests, Requests::create(settings.credentials, settings.receive_window));
  auto dialect = std::make_unique<SessionDialect>(settings, std::move(requests));
  return std::unique_ptr<Session>(
      std::make_unique<client::VenueSession>(std::move(dialect), std::move(settings), network, listener));
}

wire::Transport order_transport(const wire::ApiCredentials&, const net::Endpoint& rest) {
  return rest.host.starts_with("api-demo.") ? wire::Transport::rest : wire::Transport::websocket;
}

SessionDialect::SessionDialect(const SessionSettings& settings, Requests requests)
    : traits_(session_traits()),
      universe_(*settings.universe),
      leverage_(settings.leverage),
      perps_(std::any_of(settings.markets.begin(), settings.markets.end(),
                         [](const Market* market) { return !market->is_spot(); })),
      market_(std::move(requests)),
      reports_(settings.account, universe_, settings.markets) {}

client::Request SessionDialect::time() const { return {kTime, {}}; }

Result<UtcTime> SessionDialect::read_time(std::string_view body) {
  UtcTime time;
  BASIS_TRY(reader_.object("the venue's time", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    time = UtcTime::from_nanos(result->integer("timeNano"));
  }));
  return time;
}

std::string SessionDialect::advice(std::int64_t code) const {
  if (code == 10003 || code == 10005 || code == 10010)
    return "the venue does not take the API key: check the key, its network, its IP addresses and its permissions";
  if (code == 10004) return "the venue does not take the signature: the secret is not that of the key";
  return {};
}

/// A key that may trade, of a unified account.
client::StartStep SessionDialect::key_step() {
  return {{kKey, {}}, [this](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok) return {};
            bool reads_only = false;
            bool unified = false;
            const auto read = reader_.object("the key", answer.body, [&](wire::JsonObject root) {
              auto result = root.find_object("result");
              if (!result) return root.fail("result", "is missing");
              reads_only = result->integer("readOnly") != 0;
              unified = result->integer("uta") == 1;
            });
            if (!read) return read.error().text();
            if (reads_only) return "the account may not trade: the API key is for reading only";
            return unified ? "" : "the account is no unified account: upgrade it at the venue, then start again";
          }};
}

/// A unified account 2.0 with cross margin in its currencies: what the rest of the program counts on.
client::StartStep SessionDialect::account_step() {
  return {{kAccount, {}}, [this](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok) return {};
            std::string mode;
            std::int64_t status = 0;
            const auto read = reader_.object("the account", answer.body, [&](wire::JsonObject root) {
              auto result = root.find_object("result");
              if (!result) return root.fail("result", "is missing");
              mode = result->text("marginMode");
              status = result->integer("unifiedMarginStatus");
            });
            if (!read) return read.error().text();
            if (status != 5 && status != 6)
              return fmt::format(
                  "the account is of unifiedMarginStatus {}, and only unified accounts 2.0 (5, 6) are "
                  "supported: upgrade it at the venue",
                  status);
            if (mode != "REGULAR_MARGIN")
              return fmt::format(
                  "the account's margin mode is {}: switch it to cross margin (REGULAR_MARGIN) at the "
                  "venue, then start again",
                  mode);
            return {};
          }};
}

client::StartStep SessionDialect::position_step(const Market& market) {
  return {{kPosition, {{"category", "linear"}, {"symbol", market.native}}},
          [this](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok) return {};
            bool hedge = false;
            const auto read = reader_.object("the position mode", answer.body, [&](wire::JsonObject root) {
              auto result = root.find_object("result");
              if (!result) return root.fail("result", "is missing");
              result->for_each("list", [&](wire::JsonObject row) { hedge = hedge || row.integer("positionIdx") != 0; });
            });
            if (!read) return read.error().text();
            return hedge ? "the account is in hedge position mode: switch it to one-way mode at the venue, then start "
                           "again"
                         : "";
          }};
}

std::vector<client::StartStep> SessionDialect::start_steps(const std::vector<const Market*>& listed) {
  std::vector<client::StartStep> steps = {key_step(), account_step()};
  const std::string leverage = std::to_string(leverage_);
  for (const Market* market : listed) {
    if (market->is_spot()) continue;
    steps.push_back(position_step(*market));
    steps.push_back(
        {{kLeverage,
          {{"category", "linear"}, {"symbol", market->native}, {"buyLeverage", leverage}, {"sellLeverage", leverage}}},
         [market, leverage](const client::CallAnswer& answer) {
           return answer.ok ? std::string{}
                            : fmt::format("{}: leverage {} cannot be set: {}", market->key, leverage, answer.text);
         }});
  }
  return steps;
}

std::vector<std::string> SessionDialect::greet(client::Line line, std::uint32_t connection, UtcTime now) {
  return {
      market_.requests()->login(line == client::Line::user ? "req_id" : "reqId", request_id("login", connection), now)};
}

/// A private connection logs in, then subscribes. The topics of the dead-man's switch stand in a request of their own:
/// the venue refuses them to accounts that have no switch.
Result<client::LineText> SessionDialect::read(client::Line line, std::uint32_t connection, std::string_view text,
                                              UtcTime) {
  using Kind = client::LineText::Kind;
  client::LineText read;
  if (!market_.stream_of(text).empty()) {
    read.kind = Kind::event;
    read.whole = text;
    return read;
  }
  BASIS_TRY(SocketAnswer answer, reports_.socket_answer(text));
  read.id = std::move(answer.id);
  read.ok = answer.ok;
  read.code = answer.code;
  read.message = std::move(answer.message);
  read.kept = std::move(answer.data);
  if (!read.ok) read.error = classify(read.code, read.message, 0);
  if (answer.operation == "pong" || answer.operation == "ping") return read;
  if (answer.operation == "auth") {
    // A private connection tells no code: only a time that is past is not the credentials' fault.
    const bool expired = read.message.find("expire") != std::string::npos;
    if (!read.ok && read.code == 0) read.error = {expired ? ErrorClass::clock : ErrorClass::config, {}};
    read.kind = !read.ok ? Kind::refused : line == client::Line::user ? Kind::more : Kind::ready;
    if (read.kind == Kind::more)
      read.frames = {Requests::frame(request_id("user", connection), "subscribe",
                                     {"order", "execution", "execution.fast", "position", "wallet"}),
                     Requests::frame(request_id("switch", connection), "subscribe", {"dcp.future", "dcp.spot"})};
    return read;
  }
  if (line == client::Line::orders) {
    read.kind = Kind::answer;
    return read;
  }
  if (read.id == request_id("user", connection)) {
    if (!read.ok) read.error = {ErrorClass::later, RejectReason::later};
    read.kind = read.ok ? Kind::ready : Kind::refused;
  }
  return read;
}

}  // namespace basis::bybit
