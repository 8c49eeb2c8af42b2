#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/config/secret.hpp"
#include "core/time/utc_time.hpp"
#include "venues/wire/order_instrument.hpp"

namespace basis::wire {

/// What a venue knows us by.
struct ApiCredentials {
  Secret key;
  Secret secret;
  Secret passphrase;  ///< OKX only
};

/// What an order encoder is made of.
struct EncoderSettings {
  std::string host;  ///< of the Host header: "api.binance.com", with a port where it is not the usual one
  ApiCredentials credentials;
  std::vector<OrderInstrument> instruments;
  Nanos receive_window = kSecond * 5;  ///< how long after its time stamp the venue may take a request
};

/// Whether a venue's requests carry a passphrase.
enum class Passphrase { none, needed };

/// A usage error with all faults: a host of other than 1 to 128 letters, digits
/// and `.-:[]`; a key (to 128), secret or passphrase (to 64) that is missing or
/// holds anything but visible ASCII, which could end a header early; a receive
/// window that is no whole number of milliseconds from 1 to 60,000. No message
/// holds a credential.
Result<void> check_settings(const EncoderSettings& settings, Passphrase passphrase);

/// The receive window in milliseconds, as text.
std::string window_text(const EncoderSettings& settings);

/// The pieces one after the other, with no copy left behind.
Secret join(std::initializer_list<std::string_view> pieces);

}  // namespace basis::wire
