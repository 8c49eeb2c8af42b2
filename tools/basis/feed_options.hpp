#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "actors/drivers/replay_input.hpp"

namespace basis {

/// Options of every command that reads recordings.
struct FeedOptions {
  std::vector<std::string> feeds;
  std::string venue;
  bool quiet = false;
};

/// Adds --venue, for recordings that do not say theirs.
CLI::Option* add_feed_venue_option(CLI::App& command, FeedOptions& options);

/// Adds FEED..., --venue and --quiet; `feeds_name` is the option's or argument's name.
void add_feed_options(CLI::App& command, FeedOptions& options, const std::string& feeds_name);

/// Opens the recordings and prints a warning for each that is left out.
Result<std::unique_ptr<ReplayInput>> open_feeds(const FeedOptions& options);

}  // namespace basis
