#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "venues/client/request.hpp"
#include "venues/net/http.hpp"
#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::bybit {

using client::Parameters;

/// Requests of one account. What is signed is the time, the key, the window, and the query of a GET or the body of a
/// POST, which is a JSON object of texts; numbers stand bare where the venue wants them so. Times are by the venue's
/// clock. Source: "Integration Guidance" of bybit-exchange.github.io/docs/v5 ("Authentication").
class Requests {
 public:
  /// Usage error: a key that is missing or cannot stand in a header, or no secret.
  static Result<Requests> create(const wire::ApiCredentials& credentials, Nanos receive_window);

  /// Without key and signature.
  [[nodiscard]] static net::HttpRequest open(std::string_view path, const Parameters& parameters = {});
  [[nodiscard]] net::HttpRequest signed_request(std::string_view method, std::string_view path,
                                                const Parameters& parameters, UtcTime now) const;
  /// The message that logs a WebSocket in. Private connections call a request's id `req_id`, order entry `reqId`.
  /// Source: "Connect", "Websocket Trade Guideline".
  [[nodiscard]] std::string login(std::string_view id_name, std::string_view id, UtcTime now) const;
  /// `subscribe` and `unsubscribe`.
  [[nodiscard]] static std::string frame(std::string_view id, std::string_view operation,
                                         const std::vector<std::string>& topics);

 private:
  Requests(const wire::ApiCredentials& credentials, Nanos receive_window)
      : signer_(credentials.secret),
        key_(credentials.key.reveal()),
        window_(std::to_string(receive_window.count / 1'000'000)) {}
  [[nodiscard]] std::string sign(std::string_view text) const;

  wire::HmacSha256 signer_;
  Secret key_;
  std::string window_;
};

}  // namespace basis::bybit
