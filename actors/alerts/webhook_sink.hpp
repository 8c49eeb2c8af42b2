#pragma once

#include <memory>
#include <optional>

#include "actors/alerts/alert_sink.hpp"
#include "core/config/secret.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// The URL of a webhook. All behind its host is as good as a password.
struct WebhookUrl {
  net::Endpoint endpoint;  ///< without a path
  Secret target;           ///< path and query

  /// `http://` or `https://`, a host, and where they stand a port, a path and a query. Usage error, which has nothing
  /// of the URL: another scheme, no host, a port that is none, a user, a fragment, a space or control character.
  static Result<WebhookUrl> parse(const Secret& url);
};

/// Posts alerts as JSON. An answer of 2xx is a success; no answer, 408, 425, 429 and 5xx are tried again, and any other
/// answer is one for good. `Retry-After` (RFC 9110, 10.2.3) is kept, up to an hour.
class WebhookSink final : public AlertSink {
 public:
  /// `network` outlives it. `limit`: for one try.
  WebhookSink(WebhookUrl url, net::Network& network, Nanos limit = kSecond * 10);

  [[nodiscard]] const std::string& name() const override { return name_; }
  void tell(const AlertMessage& message, std::function<void(const AlertTry&)> done) override;

 private:
  WebhookUrl url_;
  std::string name_;
  std::unique_ptr<net::HttpClient> client_;
  Nanos limit_;
};

/// How long a `Retry-After` asks to wait: a number of seconds, or a date of HTTP. Absent: it is neither.
std::optional<Nanos> retry_after(std::string_view value, UtcTime now);

}  // namespace basis
