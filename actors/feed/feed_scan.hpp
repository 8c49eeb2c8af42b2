#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "actors/feed/feed_instrument.hpp"
#include "core/record/frame_source.hpp"

namespace basis {

/// Finds out from the frames themselves which protocol a recording is of, which
/// markets are in it, and how finely their prices are written: what a live feed
/// knows from its subscriptions.
class FeedScan {
 public:
  void look(const Frame& frame);

  /// The protocol most frames are of; absent when none was recognised.
  [[nodiscard]] std::optional<FeedVenue> venue() const;
  /// Sorted by venue and name. `only`: for a recording whose frames do not name their
  /// venue, everything in it is of the one it was recognised as.
  [[nodiscard]] std::vector<SeenSymbol> symbols(std::optional<FeedVenue> only) const;

 private:
  std::array<std::uint64_t, kFeedVenues> votes_{};
  std::map<std::pair<std::optional<FeedVenue>, std::string>, int> decimals_;
};

/// Everything two scans saw.
std::vector<SeenSymbol> merged_symbols(std::vector<SeenSymbol> all);

}  // namespace basis
