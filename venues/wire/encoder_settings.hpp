#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/base/utc_time.hpp"
#include "core/config/secret.hpp"
#include "core/instruments/market.hpp"

namespace basis::wire {

/// Our credentials at a venue.
struct ApiCredentials {
  Secret key;
  Secret secret;
  Secret passphrase;  ///< OKX only
};

/// How orders travel: each request signed, as messages of a connection that has logged in, or as messages that are each
/// signed, where a venue's connections log in only with keys of another kind (Binance: Ed25519).
enum class Transport { rest, websocket, signed_websocket };

/// Settings of an order encoder.
struct EncoderSettings {
  std::string host;  ///< of the Host header: "api.binance.com", with a port unless it is the default one
  ApiCredentials credentials;
  std::vector<const Market*> markets;  ///< that outlive the encoder
  Nanos receive_window = kSecond * 5;  ///< how long after its time stamp the venue may accept a request
  Transport transport = Transport::rest;
};

/// Whether a venue's requests carry a passphrase.
enum class Passphrase { none, needed };

/// Returns a usage error with all faults: a host that is not 1 to 128 letters, digits and `.-:[]`; a key (up to
/// 128) or passphrase (up to 64 characters) that is missing or holds anything but visible ASCII, which could
/// end a header early; a missing secret; a receive window that is not a whole number of milliseconds from 1 to
/// 60,000. No message contains a credential.
Result<void> check_settings(const EncoderSettings& settings, Passphrase passphrase);

/// The receive window in milliseconds, as text.
std::string window_text(const EncoderSettings& settings);

/// Concatenates the pieces and leaves no copy behind.
Secret join(std::initializer_list<std::string_view> pieces);

}  // namespace basis::wire
