#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/feed_options.hpp"

namespace basis {

/// Options of `basis replay`.
struct ReplayOptions : FeedOptions {
  std::string speed = "max";
  std::string mode;
  std::string dump_bbo;
  std::string out;
  std::string config_dir;
  std::vector<std::string> overrides;
  bool lanes = false;
  // Of a mode.
  std::string data;
  std::string flows;
  std::optional<std::string> capital;
  std::string fill = "book";
  std::string latency_us = "0";
  std::string queue = "conservative";
  std::string from;
  std::string to;
  std::uint64_t seed = 0;
  std::string journal;
  std::vector<std::string> restart_at;
  // Of a live run.
  std::string against;
};

/// The configuration of a replay.
struct ReplayConfig {
  NodeSettings node;
  LoadedConfig loaded;
  Environment environment;
};
Result<ReplayConfig> read_replay_config(const ReplayOptions& options);

/// Called before a frame that was received at this time; false ends the replay.
using FrameHook = std::function<bool(UtcTime)>;

/// Runs the mode over the recordings and writes the results of a run. False when it was interrupted; then no files are
/// left.
Result<bool> replay_mode(const ReplayOptions& options, const ReplayConfig& config, ReplayInput& input,
                         const FrameHook& before_frame);

}  // namespace basis
