#pragma once

#include "actors/feed/feed.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {

/// Processes a recorded frame: a message of a stream, the answer to a request, or the end of a connection.
inline bool take_recorded(Feed& feed, const Frame& frame) {
  if (frame.ends_connection()) {
    feed.connection_lost(frame.connection, frame.received, frame.monotonic);
    return true;
  }
  return is_rest_answer(frame) ? feed.take_answer(frame) : feed.take(frame);
}

}  // namespace basis
