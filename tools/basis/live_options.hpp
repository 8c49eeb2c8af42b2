#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace basis {

/// Options of `basis live`.
struct LiveOptions {
  std::string mode;
  std::string against;
  std::string paper_host;    ///< HOST:PORT with all venues' public data; empty: the environment's endpoints
  std::string chain;         ///< empty: what the mode needs
  std::string chain_folder;  ///< of the local chain's parts; empty: build/chain of the project
  std::optional<std::string> capital;
  std::string out;
  std::string config_dir;
  std::vector<std::string> overrides;
  std::string seconds;  ///< --for; empty: until a signal
  std::string speed = "1x";
  std::uint64_t seed = 0;
  std::string api;  ///< HOST:PORT or "off"; empty: what the environment says
  bool paused = false;
  bool adopt = false;
  bool real_money = false;
  bool quiet = false;
};

}  // namespace basis
