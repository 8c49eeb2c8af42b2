#pragma once

#include "bench/hot_cases.hpp"

namespace basis::bench {

/// Where time went over sockets.
struct SocketTimes {
  LatencyHistogram total;  ///< from before the sender writes the frame to its reader holding the first order whole
  LatencyHistogram path;   ///< from the frame being read to both orders being signed
  std::uint64_t frames = 0;
};

/// Frames come as WebSocket messages over loopback TCP, with or without TLS, to a thread on core 1 that polls its
/// socket, runs feed and actors and writes orders to a second connection; the sender on core 0 reads them. A frame
/// at a time. Throws when a connection fails.
SocketTimes over_sockets(const RigSettings& settings, const HotCase& measured, bool tls);

}  // namespace basis::bench
