#include "venues/okx/requests.hpp"

#include <array>

#include "core/base/json_writer.hpp"
#include "venues/wire/text_writer.hpp"

namespace basis::okx {
namespace {

constexpr std::string_view kDemoHost = "wspap.";

std::string target_of(const client::Request& request) {
  std::string target(request.endpoint.path);
  if (request.endpoint.method != "GET") return target;
  for (const auto& [name, value] : request.parameters)
    target.append(target.size() == request.endpoint.path.size() ? "?" : "&")
        .append(name)
        .append("=")
        .append(client::percent_encode(value));
  return target;
}

std::string body_of(const client::Request& request) {
  if (request.endpoint.method == "GET") return {};
  if (request.parameters.size() == 1 && request.parameters.front().first.empty())
    return request.parameters.front().second;
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, value] : request.parameters) json.key(name).string(value);
  json.end_object();
  return std::move(json).take();
}

}  // namespace

Trading trading_of(std::string_view streams_host) {
  return streams_host.starts_with(kDemoHost) ? Trading::demo : Trading::real;
}

Result<Requests> Requests::create(const wire::ApiCredentials& credentials, Trading trading) {
  wire::EncoderSettings settings;
  settings.host = "openapi.okx.com";
  settings.credentials = {Secret(credentials.key.reveal()), Secret(credentials.secret.reveal()),
                          Secret(credentials.passphrase.reveal())};
  BASIS_TRY(wire::check_settings(settings, wire::Passphrase::needed));
  return Requests(credentials, trading);
}

std::string Requests::sign(std::string_view text) const {
  std::array<char, 64> memory{};
  wire::TextWriter writer(memory.data());
  return std::string(writer.base64(signer_.sign(text)).view());
}

net::HttpRequest Requests::open(const client::Request& request, Trading trading) {
  net::HttpRequest made;
  made.method = request.endpoint.method;
  made.target = target_of(request);
  if (trading == Trading::demo) made.headers.push_back({"x-simulated-trading", "1"});
  return made;
}

net::HttpRequest Requests::signed_request(const client::Request& request, UtcTime now) const {
  net::HttpRequest made = open(request, trading_);
  made.body = body_of(request);
  std::array<char, 64> memory{};
  wire::TextWriter writer(memory.data());
  const std::string stamp(writer.iso_millis(now).view());
  made.headers.push_back({"OK-ACCESS-KEY", std::string(key_.reveal())});
  made.headers.push_back({"OK-ACCESS-SIGN", sign(stamp + made.method + made.target + made.body)});
  made.headers.push_back({"OK-ACCESS-TIMESTAMP", stamp});
  made.headers.push_back({"OK-ACCESS-PASSPHRASE", std::string(passphrase_.reveal())});
  if (!made.body.empty()) made.headers.push_back({"Content-Type", "application/json"});
  return made;
}

std::string Requests::login(UtcTime now) const {
  const std::string seconds = std::to_string(now.nanos() / kSecond.count);
  JsonWriter json;
  json.begin_object().key("op").string("login").key("args").begin_array().begin_object();
  json.key("apiKey").string(key_.reveal()).key("passphrase").string(passphrase_.reveal());
  json.key("timestamp").string(seconds).key("sign").string(sign(seconds + "GET/users/self/verify"));
  json.end_object().end_array().end_object();
  return std::move(json).take();
}

}  // namespace basis::okx
