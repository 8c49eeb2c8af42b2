#pragma once

#include "core/marketdata/frame_source.hpp"

namespace basis::test {

/// A frame as a recording holds it. `bytes` outlives it.
inline Frame frame(std::string_view bytes, std::string_view url = {}, std::string_view venue = {}) {
  Frame frame;
  frame.bytes = bytes;
  frame.channel = url;
  frame.venue = venue;
  return frame;
}

}  // namespace basis::test
