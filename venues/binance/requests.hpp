#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "venues/client/request.hpp"
#include "venues/net/http.hpp"
#include "venues/wire/encoder_settings.hpp"

namespace basis::binance {

/// Signs with an account's secret: HMAC-SHA256 in hexadecimal, or, where the secret is an Ed25519 key (PKCS#8 as PEM or
/// as the base64 of its DER), Ed25519 in base64. Sources: "Request Security" of
/// developers.binance.com/docs/binance-spot-api-docs/rest-api.
class Signer {
 public:
  /// Usage error: a secret that begins as a PKCS#8 key does and is none of Ed25519. No message contains the secret.
  static Result<Signer> create(const Secret& secret);
  ~Signer();
  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  [[nodiscard]] std::string sign(std::string_view payload) const;
  /// Whether a connection can log in with it (`session.logon`); with HMAC every frame is signed.
  [[nodiscard]] bool ed25519() const;

 private:
  struct Key;
  explicit Signer(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

/// How orders of an account travel over a WebSocket: logged in once, or each frame signed.
wire::Transport order_transport(const wire::ApiCredentials& credentials);

using client::Parameters;
using client::percent_encode;

/// Requests of one account: percent-encoded, then signed, as the venue demands since 2026-01-15. Times are by the
/// venue's clock.
class Requests {
 public:
  /// Usage error: that of `Signer::create`, or a key that cannot stand in a header.
  static Result<Requests> create(const wire::ApiCredentials& credentials, Nanos receive_window);

  /// Without key and signature.
  [[nodiscard]] static net::HttpRequest open(std::string_view path, const Parameters& parameters = {});
  /// With the key only, as listen keys are handled.
  [[nodiscard]] net::HttpRequest keyed(std::string_view method, std::string_view path,
                                       const Parameters& parameters = {}) const;
  /// With key, recvWindow, timestamp and signature; in the query for all methods, which both products take.
  [[nodiscard]] net::HttpRequest signed_request(std::string_view method, std::string_view path,
                                                const Parameters& parameters, UtcTime now) const;

  /// A frame of the WebSocket API with key, recvWindow, timestamp and signature over its parameters, sorted by name.
  [[nodiscard]] std::string signed_frame(std::string_view id, std::string_view method, const Parameters& parameters,
                                         UtcTime now) const;
  /// A frame without a signature: of a connection that has logged in, or of what needs none. Parameters are texts.
  [[nodiscard]] static std::string frame(std::string_view id, std::string_view method, const Parameters& parameters);

  [[nodiscard]] const Signer& signer() const { return signer_; }

 private:
  Requests(Signer signer, const Secret& key, Nanos receive_window)
      : signer_(std::move(signer)), key_(key.reveal()), window_(std::to_string(receive_window.count / 1'000'000)) {}

  Signer signer_;
  Secret key_;
  std::string window_;
};

}  // namespace basis::binance
