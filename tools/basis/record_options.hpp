#pragma once

#include <string>
#include <vector>

#include "tools/basis/feed_options.hpp"

namespace basis {

/// Options of `basis record`: of live sockets, or with `--merge` of recordings (`feeds`).
struct RecordOptions : FeedOptions {
  std::string file;
  int level = 3;
  bool merge = false;
  std::vector<std::string> venues;
  std::vector<std::string> markets;
  std::vector<std::string> products;  ///< empty: all
  std::string seconds;                ///< --for; empty: until a signal
  std::string rotate_mb;              ///< empty: not by size
  std::string rotate_hours;           ///< empty: not by time
  std::string host;                   ///< empty: where the configuration says
  std::string config_dir;
  std::vector<std::string> overrides;
};

/// Records public market data from live sockets. Usage errors: options and symbols that cannot be used, a file that
/// cannot be made. Data errors: a file that cannot be written, no data.
Result<bool> record_live(const RecordOptions& options);

}  // namespace basis
