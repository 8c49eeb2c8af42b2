#include "actors/alerts/webhook_sink.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace basis {
namespace {

/// No receiver keeps an alert back for longer.
constexpr Nanos kMostWait = kHour;

bool may_go_later(unsigned status) { return status == 408 || status == 425 || status == 429 || status >= 500; }

AlertTry judged(const net::HttpAnswer& answer) {
  using enum AlertTry::Result;
  const auto* const response = std::get_if<net::HttpResponse>(&answer.result);
  if (response == nullptr) return {failed, std::get<net::HttpFailure>(answer.result).reason, {}};
  if (response->status >= 200 && response->status < 300) return {told, {}, {}};
  AlertTry made{may_go_later(response->status) ? failed : refused, fmt::format("HTTP {}", response->status), {}};
  if (const auto value = net::find_header(response->headers, "Retry-After"))
    made.wait = retry_after(*value, answer.received_utc);
  return made;
}

}  // namespace

std::optional<Nanos> retry_after(std::string_view value, UtcTime now) {
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (fault != std::errc{} || end != value.data() + value.size()) {
    std::tm date{};
    std::istringstream text{std::string(value)};
    text.imbue(std::locale::classic());
    text >> std::get_time(&date, "%a, %d %b %Y %H:%M:%S GMT");
    if (text.fail()) return std::nullopt;
    seconds = timegm(&date) - now.nanos() / kSecond.count;
  }
  return kSecond * std::clamp<std::int64_t>(seconds, 0, kMostWait.count / kSecond.count);
}

Result<WebhookUrl> WebhookUrl::parse(const Secret& url) {
  const auto refused = [](std::string_view why) {
    return Error(ErrorKind::usage,
                 fmt::format("environment: BASIS_ALERT_WEBHOOK: {} (allowed: https://HOST[:PORT]/PATH, "
                             "or http://)",
                             why));
  };
  const std::string_view text = url.reveal();
  const std::size_t scheme = text.find("://");
  if (!text.starts_with("https://") && !text.starts_with("http://"))
    return refused("it begins with none of https://, http://");
  if (std::ranges::any_of(text, [](char one) { return one <= ' ' || one > '~'; }))
    return refused("it has a space, or a character that no URL has");
  if (text.find('#') != text.npos) return refused("it has a fragment");
  const std::size_t end = std::min(text.find_first_of("/?", scheme + 3), text.size());
  const std::string_view authority = text.substr(0, end);
  if (authority.find('@') != authority.npos) return refused("it has a user");
  auto endpoint = net::Endpoint::parse(authority);
  if (!endpoint) return refused("its host or port is none");
  const std::string_view rest = text.substr(end);
  WebhookUrl made{std::move(endpoint).value(), Secret(rest.empty() ? std::string_view("/") : rest)};
  if (rest.starts_with('?')) made.target = Secret(fmt::format("/{}", rest));
  return made;
}

WebhookSink::WebhookSink(WebhookUrl url, net::Network& network, Nanos limit)
    : url_(std::move(url)),
      name_(fmt::format("webhook {}", url_.endpoint.authority())),
      client_(network.http(url_.endpoint, 1)),
      limit_(limit) {}

void WebhookSink::tell(const AlertMessage& message, std::function<void(const AlertTry&)> done) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = url_.target.reveal();
  request.headers = {{"Content-Type", "application/json"}, {"User-Agent", "basis"}, {"Idempotency-Key", message.id}};
  request.body = message.json;
  client_->send(std::move(request), limit_,
                [done = std::move(done)](const net::HttpAnswer& answer) { done(judged(answer)); });
}

}  // namespace basis
