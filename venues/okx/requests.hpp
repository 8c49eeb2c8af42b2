#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "venues/client/request.hpp"
#include "venues/net/http.hpp"
#include "venues/okx/order_codec.hpp"
#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::okx {

/// Requests and messages of one account, signed: base64 HMAC-SHA256 of time stamp, method, path with query, and body.
/// Times are by the venue's clock. Sources: okx.com/docs-v5/en, "REST Authentication", "WebSocket" ("Login"), "Demo
/// Trading Services".
class Requests {
 public:
  /// Usage error: a key or a passphrase that is missing or cannot stand in a header, or no secret.
  static Result<Requests> create(const wire::ApiCredentials& credentials, Trading trading);

  /// Without key and signature.
  [[nodiscard]] static net::HttpRequest open(const client::Request& request, Trading trading);
  /// GET carries parameters in the query, POST as an object in the body; a parameter without a name is the body itself.
  [[nodiscard]] net::HttpRequest signed_request(const client::Request& request, UtcTime now) const;
  /// The message that logs a connection in.
  [[nodiscard]] std::string login(UtcTime now) const;

 private:
  Requests(const wire::ApiCredentials& credentials, Trading trading)
      : signer_(credentials.secret),
        key_(credentials.key.reveal()),
        passphrase_(credentials.passphrase.reveal()),
        trading_(trading) {}
  [[nodiscard]] std::string sign(std::string_view text) const;

  wire::HmacSha256 signer_;
  Secret key_;
  Secret passphrase_;
  Trading trading_;
};

/// Which of its two services an account trades on, by the host of its streams: wspap.okx.com is that of the demo.
Trading trading_of(std::string_view streams_host);

}  // namespace basis::okx
