#pragma once

#include "actors/feed/feed.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {

/// Processes a recorded frame, either as a message of a stream or as the answer to a request.
inline bool take_recorded(Feed& feed, const Frame& frame) {
  return is_rest_answer(frame) ? feed.take_answer(frame) : feed.take(frame);
}

}  // namespace basis
