#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "core/marketdata/frame_source.hpp"
#include "venues/feed_instrument.hpp"

namespace basis {

/// Finds out from the frames of a recording which protocol it is of, which markets it contains, and how many
/// decimals their prices have. A live feed knows these from its subscriptions.
class FeedScan {
 public:
  void look(const Frame& frame);

  /// The protocol of most frames; absent when none was recognised.
  [[nodiscard]] std::optional<FeedVenue> venue() const;
  /// Sorted by venue and name. `only` is the venue of the frames that do not name theirs.
  [[nodiscard]] std::vector<SeenSymbol> symbols(std::optional<FeedVenue> only) const;

 private:
  std::array<std::uint64_t, kFeedVenues> votes_{};
  std::map<std::pair<std::optional<FeedVenue>, std::string>, int> decimals_;
};

/// Sorts the markets and merges equal ones; the largest number of decimals is kept.
std::vector<SeenSymbol> merged_symbols(std::vector<SeenSymbol> all);

}  // namespace basis
