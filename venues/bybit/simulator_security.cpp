#include <fmt/format.h>

#include <charconv>

#include "venues/bybit/simulator.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;

// "Rate Limit": 600 requests in 5 s an address, then it has to be quiet for ten minutes.
constexpr std::int64_t kMostAnAddress = 600;
constexpr Nanos kAddressInterval = kSecond * 5;
constexpr Nanos kAddressBan = kMinute * 10;

std::optional<std::int64_t> whole(std::optional<std::string_view> text) {
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (fault != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

bool is_signature(const wire::HmacSha256& signer, std::string_view text, std::string_view signature) {
  std::array<char, wire::kHexDigest> hex{};
  wire::write_hex(hex.data(), signer.sign(text));
  return signature == std::string_view(hex.data(), hex.size());
}

}  // namespace

/// "Server time - recv_window <= timestamp < server time + 1000": "Websocket Trade Guideline", "Integration Guidance".
Checked<void> Simulator::check_time(std::optional<std::string_view> sent,
                                    std::optional<std::string_view> window) const {
  const auto at = whole(sent);
  const std::int64_t length = whole(window).value_or(5'000);
  if (!at) return wrong_parameter("Request parameter error: X-BAPI-TIMESTAMP");
  const std::int64_t now = stamp(host_.now());
  if (now - length <= *at && *at < now + 1'000) return BOOST_OUTCOME_V2_NAMESPACE::success();
  return Refusal{10002,
                 fmt::format("invalid request, please check your server timestamp or recv_window param. "
                             "req_timestamp[{}],server_timestamp[{}],recv_window[{}]",
                             *at, now, length),
                 200};
}

/// What is signed is the time, the key, the window, and the query of a GET or the body of a POST.
Checked<SimClient*> Simulator::authorize(const net::HttpRequest& request, std::string_view query) {
  const auto header = [&](std::string_view name) { return net::find_header(request.headers, name); };
  const auto key = header("X-BAPI-API-KEY");
  if (!key) return Refusal{10003, "API key is invalid.", 200};
  SimClient* const client = desk_.client_of_key(*key);
  if (client == nullptr) return Refusal{10003, "API key is invalid.", 200};
  BOOST_OUTCOME_TRY(check_time(header("X-BAPI-TIMESTAMP"), header("X-BAPI-RECV-WINDOW")));
  const std::string text =
      fmt::format("{}{}{}{}", *header("X-BAPI-TIMESTAMP"), *key, header("X-BAPI-RECV-WINDOW").value_or(""),
                  request.method == "GET" ? query : std::string_view(request.body));
  if (!is_signature(client->signer, text, header("X-BAPI-SIGN").value_or("")))
    return Refusal{10004, "Error sign, please check your signature generation algorithm.", 200};
  return client;
}

/// Counts a request against its limit of one second, which REST and order entry share; each item of a batch counts.
Checked<void> Simulator::count(const VenueEndpoint& endpoint, SimClient& client, const Params& params,
                               LimitWords& limit) {
  const bool spot = params.text("category") == "spot";
  limit.most = spot ? endpoint.most_spot : endpoint.most_linear;
  limit.left = limit.most;
  limit.reset = host_.now();
  if (!desk_.settings().limits) return BOOST_OUTCOME_V2_NAMESPACE::success();
  const auto items = sim::read_object_list(params.find_json("request").value_or(""), &param_words);
  const auto many = items ? static_cast<std::int64_t>(items->size()) : 1;
  const std::int64_t used =
      client.counts[fmt::format("{}{}", endpoint.path, spot ? " spot" : "")].add(host_.now(), kSecond, many);
  limit.left = std::max<std::int64_t>(limit.most - used, 0);
  if (used <= limit.most) return BOOST_OUTCOME_V2_NAMESPACE::success();
  limit.reset = UtcTime::from_nanos((host_.now().nanos() / kSecond.count + 1) * kSecond.count);
  return Refusal{10006, "Too many visits. Exceeded the API Rate Limit.", 200};
}

bool Simulator::over_address_limit() {
  const UtcTime now = host_.now();
  if (banned_until_ && now < *banned_until_) return true;
  if (!desk_.settings().limits || address_.add(now, kAddressInterval, 1) <= kMostAnAddress) return false;
  banned_until_ = now + kAddressBan;
  return true;
}

/// `args` of a login: the key, until when, and the signature of "GET/realtime" and that time. Source: "Connect".
std::string Simulator::log_in(SimSocket& socket, const Params& message) {
  const auto args = sim::read_text_list(message.find_json("args").value_or(""));
  const bool trade = socket.route == Route::trade;
  const std::string request(message.text(trade ? "reqId" : "req_id"));
  const auto told = [&](int code, std::string_view text) {
    JsonFields json;
    json.object();
    if (!request.empty()) json.text(trade ? "reqId" : "req_id", request);
    if (trade)
      return json.number("retCode", code)
          .text("retMsg", text)
          .text("op", "auth")
          .text("connId", socket.id())
          .end_object()
          .take();
    json.flag("success", code == 0)
        .text("ret_msg", code == 0 ? "" : text)
        .text("op", "auth")
        .text("conn_id", socket.id());
    // The request of one that fails is told back.
    if (code != 0) json.object("request").text("op", "auth").end_object();
    return json.end_object().take();
  };
  if (!args || args->size() != 3) return told(10001, "param error");
  SimClient* const client = desk_.client_of_key((*args)[0]);
  if (client == nullptr) return told(10003, "API key is invalid.");
  const auto until = whole((*args)[1]);
  if (!until || *until <= stamp(host_.now())) return told(10002, "error:request expired");
  if (!is_signature(client->signer, "GET/realtime" + (*args)[1], (*args)[2])) return told(10004, "invalid sign");
  if (trade && socket.client != nullptr) return told(20001, "repeat auth");
  socket.client = client;
  return told(0, "OK");
}

}  // namespace basis::bybit::simulated
