#pragma once

#include "bench/hot_cases.hpp"

namespace basis::bench {

/// Latencies over sockets.
struct SocketTimes {
  LatencyHistogram total;  ///< from before the sender writes the frame until it has read the whole first order
  LatencyHistogram path;   ///< from reading the frame until both orders are signed
  std::uint64_t frames = 0;
};

/// Frames are sent as WebSocket messages over loopback TCP, with or without TLS, one at a time. A
/// thread on core 1 polls its socket, runs feed and actors, and writes the orders to a second
/// connection; the sender on core 0 reads them. Throws when a connection fails.
SocketTimes over_sockets(const RigSettings& settings, const HotCase& measured, bool tls);

}  // namespace basis::bench
