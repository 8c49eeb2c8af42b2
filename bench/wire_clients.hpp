#pragma once

#include <optional>

#include "bench/result_rows.hpp"
#include "bench/served_exchange.hpp"

namespace basis::bench {

/// Both do the same at simulated Binance over TLS: on every change of the best prices they send a limit order that
/// takes nothing. From the frame leaving the exchange to the order arriving there, nanoseconds, the exchange on core 0
/// and the client on core 1; the next change comes two milliseconds after an order.
struct ClientTimes {
  LatencyHistogram basis;                ///< a session with hot sockets, decoder and encoder
  std::optional<LatencyHistogram> ccxt;  ///< ccxt in node; absent where it cannot be run
  std::string lacking;                   ///< why
};
/// `clients`: a folder with npm's package ccxt in it.
ClientTimes client_times(const Settings& settings, const CertificateFolder& folder,
                         const std::filesystem::path& clients, const std::filesystem::path& script, double seconds);

}  // namespace basis::bench
