#pragma once

#include "bench/hot_rig.hpp"
#include "bench/result_rows.hpp"
#include "bench/served_exchange.hpp"

namespace basis::bench {

/// From before a frame is written by the venue until it holds the first order of the pair, and both.
struct FirstLegTimes {
  LatencyHistogram echo;     ///< of an echo by OpenSSL alone, between two sockets of the same kind
  LatencyHistogram first;    ///< the first order
  LatencyHistogram both;     ///< the second as well
  LatencyHistogram encoded;  ///< of the first: from the frame being read to the order being encoded
  LatencyHistogram written;  ///< and written
};

/// A node on one thread that polls its sockets and does everything: sessions of spot and perp at a venue that this
/// program plays, feeds, hot path, a pair that lets a clip go with every frame. Batches of frames and of echoes take
/// turns. `hot`: the sessions' sockets of orders and books.
FirstLegTimes first_leg(const RigSettings& settings, const CertificateFolder& folder, bool hot, std::size_t batches,
                        std::size_t batch);

}  // namespace basis::bench
