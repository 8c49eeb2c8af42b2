#include "venues/bybit/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/json_writer.hpp"

namespace basis::bybit {
namespace {

/// Fields of bodies that are numbers.
constexpr std::array<std::string_view, 4> kNumbers = {"timeWindow", "timestamp", "feeType", "forceChain"};
/// A login holds for so long after it was made.
constexpr Nanos kLoginTime = kSecond * 10;

std::string query_of(const Parameters& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters)
    query.append(query.empty() ? "" : "&").append(name).append("=").append(client::percent_encode(value));
  return query;
}

std::string target_of(std::string_view path, const std::string& query) {
  return query.empty() ? std::string(path) : fmt::format("{}?{}", path, query);
}

std::string body_of(const Parameters& parameters) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : parameters) {
    json.key(name);
    const bool bare = std::find(kNumbers.begin(), kNumbers.end(), name) != kNumbers.end();
    bare ? (void)json.raw(value) : (void)json.string(value);
  }
  json.end_object();
  return std::move(json).take();
}

}  // namespace

Result<Requests> Requests::create(const wire::ApiCredentials& credentials, Nanos receive_window) {
  const std::string_view key = credentials.key.reveal();
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (key.empty() || !visible) return Error(ErrorKind::usage, "the API key is missing or not of visible ASCII");
  if (!credentials.secret.is_set()) return Error(ErrorKind::usage, "the API secret is missing");
  return Requests(credentials, receive_window);
}

std::string Requests::sign(std::string_view text) const {
  std::array<char, wire::kHexDigest> hex{};
  wire::write_hex(hex.data(), signer_.sign(text));
  return {hex.data(), hex.size()};
}

net::HttpRequest Requests::open(std::string_view path, const Parameters& parameters) {
  return {"GET", target_of(path, query_of(parameters)), {}, {}};
}

net::HttpRequest Requests::signed_request(std::string_view method, std::string_view path, const Parameters& parameters,
                                          UtcTime now) const {
  const std::string stamp = client::millis_text(now);
  const bool get = method == "GET";
  const std::string content = get ? query_of(parameters) : body_of(parameters);
  net::HttpRequest request{std::string(method),
                           get ? target_of(path, content) : std::string(path),
                           {{"X-BAPI-API-KEY", std::string(key_.reveal())},
                            {"X-BAPI-TIMESTAMP", stamp},
                            {"X-BAPI-RECV-WINDOW", window_},
                            {"X-BAPI-SIGN", sign(fmt::format("{}{}{}{}", stamp, key_.reveal(), window_, content))}},
                           {}};
  if (get) return request;
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = content;
  return request;
}

std::string Requests::login(std::string_view id_name, std::string_view id, UtcTime now) const {
  const std::string until = client::millis_text(now + kLoginTime);
  JsonWriter json;
  json.begin_object().key(id_name).string(id).key("op").string("auth").key("args");
  json.begin_array().string(key_.reveal()).raw(until).string(sign("GET/realtime" + until)).end_array().end_object();
  return std::move(json).take();
}

std::string Requests::frame(std::string_view id, std::string_view operation, const std::vector<std::string>& topics) {
  JsonWriter json;
  json.begin_object().key("req_id").string(id).key("op").string(operation).key("args").begin_array();
  for (const std::string& topic : topics) json.string(topic);
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace basis::bybit
