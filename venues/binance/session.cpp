#include "venues/binance/session.hpp"

#include <fmt/format.h>

#include "venues/binance/errors.hpp"
#include "venues/client/venue_session.hpp"

namespace basis::binance {
namespace {

client::SessionTraits traits_of(const SessionProduct& product) {
  client::SessionTraits traits;
  traits.orders_target = product.orders_target;
  traits.stream_key = product.listen_key;
  traits.payments = !product.income.path.empty();
  // The venue pings every few minutes; events may be rare.
  traits.user_silence = kMinute * 8;
  traits.orders_silence = kMinute * 5;
  traits.fills_window = product.trades_window;
  traits.fills_history = product.trades_history;
  return traits;
}

constexpr std::string_view kSubscribe = "userDataStream.subscribe.signature";

}  // namespace

Result<std::unique_ptr<Session>> create_session(Product product, SessionSettings settings, net::Network& network,
                                                SessionListener& listener) {
  require(settings.universe != nullptr, "a session without a universe");
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a session of Binance without a market");
  for (const Market* market : settings.markets)
    if (market->product != product)
      return Error(ErrorKind::usage, market->key + " is of another product of Binance than its session");
  BASIS_TRY(Requests requests, Requests::create(settings.credentials, settings.receive_window));
  auto dialect = std::make_unique<SessionDialect>(session_product(product), settings, std::move(requests));
  return std::unique_ptr<Session>(
      std::make_unique<client::VenueSession>(std::move(dialect), std::move(settings), network, listener));
}

SessionDialect::SessionDialect(const SessionProduct& product, const SessionSettings& settings, Requests requests)
    : product_(product),
      traits_(traits_of(product)),
      universe_(*settings.universe),
      leverage_(settings.leverage),
      market_(product, std::move(requests)),
      reports_(product.product, settings.account, universe_, settings.markets) {}

Result<UtcTime> SessionDialect::read_time(std::string_view body) {
  UtcTime time;
  BASIS_TRY(reader_.object("the venue's time", body, [&](wire::JsonObject root) { time = root.millis("serverTime"); }));
  return time;
}

std::string SessionDialect::advice(std::int64_t code) const {
  if (code == -2014 || code == -2015)
    return "the venue does not take the API key: check the key, its IP addresses and its permissions";
  if (code == -1022) return "the venue does not take the signature: the secret is not that of the key";
  return {};
}

client::StartStep SessionDialect::spot_account() {
  return {{product_.balances, {}}, [this](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok || product_.product != Product::spot) return {};
            bool trades = false;
            std::string type;
            const auto read = reader_.object("the account", answer.body, [&](wire::JsonObject root) {
              trades = root.flag("canTrade");
              type = root.find_text("accountType").value_or("SPOT");
            });
            if (!read) return read.error().text();
            if (!trades) return "the account may not trade: the API key needs the permission for spot trading";
            if (type != "SPOT") return fmt::format("the account is of type {}, and only SPOT is supported", type);
            return {};
          }};
}

client::StartStep SessionDialect::mode(const Endpoint& endpoint, std::string_view field, std::string advice) {
  return {{endpoint, {}}, [this, field, advice](const client::CallAnswer& answer) -> std::string {
            if (!answer.ok) return {};
            bool on = true;
            const auto read =
                reader_.object("the mode", answer.body, [&](wire::JsonObject root) { on = root.flag(field); });
            if (!read) return read.error().text();
            return on ? advice : std::string{};
          }};
}

/// One-way positions, and margin in one asset: what the rest of the program counts on.
std::vector<client::StartStep> SessionDialect::start_steps(const std::vector<const Market*>& listed) {
  std::vector<client::StartStep> steps = {spot_account()};
  if (product_.position_mode.path.empty()) return steps;
  steps.push_back(
      mode(product_.position_mode, "dualSidePosition",
           "the account is in hedge position mode: switch it to one-way mode at the venue, then start again"));
  steps.push_back(mode(product_.assets_mode, "multiAssetsMargin",
                       "the account is in multi-assets mode: switch it to single-asset mode at the venue"));
  for (const Market* market : listed) {
    // An open position in another margin mode stays as it is, and needs a person.
    steps.push_back({{product_.margin_type, {{"symbol", market->native}, {"marginType", "CROSSED"}}},
                     [market](const client::CallAnswer& answer) {
                       return answer.ok ? std::string{}
                                        : fmt::format("{}: cross margin cannot be set: {}", market->key, answer.text);
                     }});
    steps.push_back({{product_.leverage, {{"symbol", market->native}, {"leverage", std::to_string(leverage_)}}},
                     [market, leverage = leverage_](const client::CallAnswer& answer) {
                       return answer.ok ? std::string{}
                                        : fmt::format("{}: leverage {} cannot be set: {}", market->key, leverage,
                                                      answer.text);
                     }});
  }
  return steps;
}

Result<std::string> SessionDialect::read_key(std::string_view body) {
  std::string key;
  BASIS_TRY(reader_.object("a listen key", body, [&](wire::JsonObject root) { key = root.text("listenKey"); }));
  return key;
}

std::string SessionDialect::user_target(const std::string& key) const {
  return std::string(product_.user_target) + key;
}

/// The user stream of spot is subscribed to over the WebSocket API; an order socket logs on where the key is Ed25519,
/// else each of its frames is signed.
std::vector<std::string> SessionDialect::greet(client::Line line, std::uint32_t connection, UtcTime now) {
  const Requests& requests = *market_.requests();
  if (line == client::Line::user) {
    if (product_.listen_key) return {};
    return {requests.signed_frame(fmt::format("user{}", connection), kSubscribe, {}, now)};
  }
  if (!requests.signer().ed25519()) return {};
  return {requests.signed_frame(fmt::format("logon{}", connection), "session.logon", {}, now)};
}

Result<client::LineText> SessionDialect::read(client::Line line, std::uint32_t connection, std::string_view text,
                                              UtcTime) {
  using Kind = client::LineText::Kind;
  client::LineText read;
  if (line == client::Line::user && product_.listen_key) {
    read.kind = Kind::event;
    read.whole = text;
    return read;
  }
  BASIS_TRY(SocketAnswer answer, reports_.socket_answer(text));
  read.kept = std::move(answer.result);
  if (answer.event) {
    const bool ends = read.kept.find("serverShutdown") != std::string::npos;
    read.kind = line == client::Line::user ? Kind::event : ends ? Kind::ending : Kind::ignored;
    return read;
  }
  read.id = std::move(answer.id);
  read.ok = answer.status == 200;
  read.code = answer.code;
  read.message = std::move(answer.message);
  if (!read.ok) read.error = classify(product_.product, read.code, read.message, answer.status);
  if (answer.status == 418 || answer.status == 429) read.quiet_until = answer.retry_after;
  const bool greeting = read.id == fmt::format("{}{}", line == client::Line::user ? "user" : "logon", connection);
  read.kind = greeting ? (read.ok ? Kind::ready : Kind::refused)
                       : (line == client::Line::orders ? Kind::answer : Kind::ignored);
  return read;
}

}  // namespace basis::binance
