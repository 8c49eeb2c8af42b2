#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// What `data fetch --chain` was told.
struct ChainFetchOptions {
  std::string folder;
  std::vector<std::string> series;  ///< empty: all that the chain has
  UtcTime from, to;
  std::string rate = "15";
  std::string batch = "20";
  std::string config_dir;
  bool quiet = false;
};

/// Fetches, and returns the exit code.
int fetch_chain(const ChainFetchOptions& options);

}  // namespace basis
