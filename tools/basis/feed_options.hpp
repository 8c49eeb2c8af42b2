#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "actors/replay/replay_input.hpp"

namespace basis {

/// What every command over recordings is told.
struct FeedOptions {
  std::vector<std::string> feeds;
  std::string venue;
  bool quiet = false;
};

/// Adds FEED..., --venue and --quiet; `feeds_name` is the option's or argument's name.
void add_feed_options(CLI::App& command, FeedOptions& options, const std::string& feeds_name);

/// Opens the recordings and says aloud which are left out.
Result<std::unique_ptr<ReplayInput>> open_feeds(const FeedOptions& options);

}  // namespace basis
