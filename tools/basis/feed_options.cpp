#include "tools/basis/feed_options.hpp"

#include <fmt/format.h>

namespace basis {
CLI::Option* add_feed_venue_option(CLI::App& command, FeedOptions& options) {
  return command.add_option(
      "--venue", options.venue,
      "What frames that do not name their venue are taken for (default: by their own words):\n" + feed_venue_names());
}

void add_feed_options(CLI::App& command, FeedOptions& options, const std::string& feeds_name) {
  command
      .add_option(feeds_name, options.feeds,
                  "Recordings: our own, or *.feed, *.us.feed and *.rest, each also .gz; several are merged by time of "
                  "receipt")
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_feed_venue_option(command, options);
  command.add_flag("--quiet", options.quiet, "No progress bar and no table");
}

Result<std::unique_ptr<ReplayInput>> open_feeds(const FeedOptions& options) {
  std::optional<FeedVenue> venue;
  if (!options.venue.empty()) {
    venue = find_feed_venue(options.venue);
    if (!venue)
      return Error(ErrorKind::usage,
                   fmt::format("--venue: '{}' is not a choice (allowed: {})", options.venue, feed_venue_names()));
  }
  std::vector<std::filesystem::path> paths(options.feeds.begin(), options.feeds.end());
  BASIS_TRY(auto input, ReplayInput::open(paths, venue));
  for (const std::string& warning : input->warnings()) fmt::print(stderr, "basis: warning: {}; left out\n", warning);
  return input;
}

}  // namespace basis
