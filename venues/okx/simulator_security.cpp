#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "venues/okx/simulator.hpp"
#include "venues/wire/text_writer.hpp"

namespace basis::okx::simulated {
namespace {

/// Source: "REST Authentication". A request is valid for so long after, and before, its time stamp.
constexpr Nanos kWindow = kSecond * 30;
/// New and amended orders of a sub-account in two seconds. Source: "Sub-account rate limit".
constexpr std::int64_t kMostOrders = 1'000;
/// Logins and subscriptions of a connection in an hour. Source: "WebSocket", "Connect".
constexpr std::int64_t kMostOperations = 480;

std::string base64_of(const wire::HmacSha256& signer, std::string_view text) {
  std::array<char, 64> memory{};
  wire::TextWriter writer(memory.data());
  return std::string(writer.base64(signer.sign(text)).view());
}

Refusal denied(int code, std::string_view text) { return {code, std::string(text), 401}; }

}  // namespace

/// Source: "Error Code", API class.
Checked<SimClient*> Simulator::authorize(const net::HttpRequest& request) {
  const auto header = [&](std::string_view name) {
    const auto found = net::find_header(request.headers, name);
    return found && !found->empty() ? std::optional(*found) : std::nullopt;
  };
  const auto key = header("OK-ACCESS-KEY"), sign = header("OK-ACCESS-SIGN"), stamped = header("OK-ACCESS-TIMESTAMP");
  const auto passphrase = header("OK-ACCESS-PASSPHRASE");
  if (!key) return denied(50103, "Request header OK-ACCESS-KEY can not be empty.");
  if (!passphrase) return denied(50104, "Request header OK-ACCESS-PASSPHRASE can not be empty.");
  if (!sign) return denied(50106, "Request header OK-ACCESS-SIGN can not be empty.");
  if (!stamped) return denied(50107, "Request header OK-ACCESS-TIMESTAMP can not be empty.");
  const auto at = UtcTime::parse(*stamped);
  if (!at) return denied(50112, "Invalid OK-ACCESS-TIMESTAMP");
  const Nanos off = at.value() - (host_.now() + desk_.state.clock_skew);
  if (off > kWindow || off < kWindow * -1) return denied(50102, "Timestamp request expired");
  SimClient* const client = desk_.client_of_key(*key);
  if (client == nullptr) return denied(50111, "Invalid OK-ACCESS-KEY");
  if (*passphrase != client->account->spec().passphrase)
    return denied(50105, "Request header OK-ACCESS-PASSPHRASE incorrect.");
  const std::string text = fmt::format("{}{}{}{}", *stamped, request.method, request.target, request.body);
  if (*sign != base64_of(client->signer, text)) return denied(50113, "Invalid Sign");
  return client;
}

/// `expTime` in milliseconds by the venue's clock. Source: "Transaction Timeouts".
Checked<void> Simulator::check_expiry(std::optional<std::string_view> text) const {
  if (!text || text->empty()) return BOOST_OUTCOME_V2_NAMESPACE::success();
  Params params(&param_words);
  params.add("expTime", *text);
  BOOST_OUTCOME_TRY(const auto until, params.integer("expTime"));
  if (until && *until < stamp(host_.now()))
    return Refusal{
        50036, "The expTime can't be earlier than the current system time. Please adjust the expTime and try again.",
        200};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<void> Simulator::count(const VenueEndpoint& endpoint, SimClient* client, const Call& call) {
  if (!desk_.settings().limits) return BOOST_OUTCOME_V2_NAMESPACE::success();
  const std::int64_t many = endpoint.orders ? static_cast<std::int64_t>(call.items.size()) : 1;
  std::string key(endpoint.path);
  if (endpoint.by == LimitBy::instrument && !call.items.empty())
    key.append(" ").append(call.params().text(call.by_code ? "instIdCode" : "instId"));
  auto& counts = client != nullptr ? client->limits : address_limits_;
  if (counts[key].add(host_.now(), endpoint.interval, many) > endpoint.most)
    return Refusal{50011, "Too Many Requests", 429};
  const bool places = endpoint.orders && endpoint.op.find("cancel") == endpoint.op.npos;
  if (places && client->orders.add(host_.now(), kSecond * 2, many) > kMostOrders)
    return Refusal{50061, "You've reached the maximum order rate limit for this account.", 200};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

/// Source: "WebSocket", "Login"; the time stamp counts seconds.
void Simulator::log_in(SimSocket& socket, const Params& message) {
  const auto refuse = [&](int code, std::string_view text) { tell_event(socket, "error", {code, std::string(text)}); };
  const auto list = sim::read_object_list(message.text("args", "[]"), &param_words);
  if (!list || list->size() != 1) return refuse(60009, "Login failed.");
  const Params& given = list->front();
  SimClient* const client = desk_.client_of_key(given.text("apiKey"));
  if (client == nullptr) return refuse(60005, "Invalid apiKey");
  if (given.text("passphrase") != client->account->spec().passphrase) return refuse(60024, "Wrong passphrase");
  const auto seconds = given.integer("timestamp");
  if (!seconds || !seconds.value()) return refuse(60004, "Invalid timestamp");
  if (std::abs(*seconds.value() - stamp(host_.now()) / 1'000) > kWindow.count / kSecond.count)
    return refuse(60006, "Timestamp request expired");
  const std::string text = fmt::format("{}GET/users/self/verify", given.text("timestamp"));
  if (given.text("sign") != base64_of(client->signer, text)) return refuse(60007, "Invalid sign");
  socket.client = client;
  tell_event(socket, "login", {0, ""});
}

/// A login or a list of subscriptions is one operation.
void Simulator::on_message(SimSocket& socket, std::string_view text) {
  desk_.set_now(host_.now());
  socket.traffic = host_.now();
  if (text == "ping") return send(socket, "pong", "pong");
  Params message(&param_words);
  const bool read = message.add_json(text) && message.has("op");
  if (!read) return tell_event(socket, "error", {60012, fmt::format("Invalid request: {}", text)});
  const std::string_view op = message.text("op");
  const bool operation = op == "login" || op == "subscribe" || op == "unsubscribe";
  if (operation && desk_.settings().limits && socket.operations.add(host_.now(), kHour, 1) > kMostOperations)
    return tell_event(socket, "error", {60014, "Requests too frequent"});
  receive_message(host_, name(), op,
                  {[this, number = socket.number] {
                     if (const auto at = sockets_.find(number); at != sockets_.end()) at->second->socket.drop();
                   },
                   [this, number = socket.number, message](const sim::ExchangeFault& fault) {
                     if (const auto at = sockets_.find(number); at != sockets_.end())
                       tell_fault(*at->second, message, fault);
                   },
                   [this, number = socket.number, message](bool answers, Nanos late) {
                     if (const auto at = sockets_.find(number); at != sockets_.end())
                       do_message(*at->second, message, answers, late);
                   }});
}

}  // namespace basis::okx::simulated
