#pragma once

#include <cstdint>
#include <vector>

#include "bench/served_exchange.hpp"

namespace basis::bench {

/// Orders of one session that are placed and cancelled over TLS at simulated Binance, which has a core of its own.
struct OrderRounds {
  std::vector<double> per_second;  ///< rounds (placed, known to be open, cancelled, known to be cancelled)
  std::uint64_t placed = 0;
  std::uint64_t cancelled = 0;  ///< by the order tracker, which counts each once
  std::uint64_t alarms = 0;     ///< of the order tracker
};
/// `under_way` orders at a time, for `turns` times half a second.
OrderRounds order_rounds(const Settings& settings, const CertificateFolder& folder, std::size_t under_way,
                         std::size_t turns);

/// Requests a second that simulated Binance answers on one core: signed limit orders that take nothing, over plain
/// kept connections with one request under way each, for `turns` times half a second.
std::vector<double> order_requests(const Settings& settings, const CertificateFolder& folder, std::size_t connections,
                                   std::size_t turns);

/// Milliseconds from the loss of every WebSocket of a spot and a perp session until both are ready again, with all of
/// their downloads; `times` readings, each of new sessions.
std::vector<double> reconnect_times(const Settings& settings, const CertificateFolder& folder, std::size_t times);

}  // namespace basis::bench
