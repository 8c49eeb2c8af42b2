#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "core/marketdata/frame_source.hpp"
#include "venues/feed_markets.hpp"

namespace basis {

/// Finds out from the frames of a recording which protocol it is of, which markets it contains, and how many
/// decimals their prices have. A live feed knows these from its subscriptions.
class FeedScan {
 public:
  /// Ids and sequences that one order book stream of Bybit went through.
  struct Range {
    std::int64_t first_id = 0, last_id = 0;
    std::int64_t first_sequence = 0, last_sequence = 0;
  };

  void look(const Frame& frame);
  /// Looks only for a market that was not seen before.
  void look_for_symbol(const Frame& frame);

  /// The protocol of most frames; absent when none was recognised.
  [[nodiscard]] std::optional<FeedVenue> venue() const;
  /// Whether a frame told the product of `venue()`, see `tells_product`.
  [[nodiscard]] bool product_told() const;
  /// Whether frames of both products of Binance were recognised: each has to be recognised by itself.
  [[nodiscard]] bool mixes_binance() const { return votes(FeedVenue::binance_spot) && votes(FeedVenue::binance_usdm); }
  /// Whether frames of Bybit's spot and of its derivatives were recognised, whose books cannot be told apart.
  [[nodiscard]] bool mixes_bybit() const;
  /// Sorted by venue and name. `only` is the venue of the frames that do not name theirs.
  [[nodiscard]] std::vector<SeenSymbol> symbols(std::optional<FeedVenue> only) const;
  /// By topic: "orderbook.50.BTCUSDT".
  [[nodiscard]] const std::map<std::string, Range, std::less<>>& bybit_books() const { return bybit_books_; }

 private:
  /// A market, with the venue that its frames name, or else the one they were recognised for.
  struct Market {
    std::optional<FeedVenue> named;
    std::optional<FeedVenue> recognised;
    std::string native;
    friend auto operator<=>(const Market&, const Market&) = default;
  };
  [[nodiscard]] std::uint64_t votes(FeedVenue venue) const { return votes_[static_cast<std::size_t>(venue)]; }
  void look_at_bybit(const Frame& frame);

  std::array<std::uint64_t, kFeedVenues> votes_{};
  std::array<std::uint64_t, kFeedVenues> told_{};  ///< frames that told their product
  std::map<Market, int> decimals_;
  std::map<std::string, Range, std::less<>> bybit_books_;
};

/// Whether two recordings may be of one stream: ids and sequences overlap.
bool may_be_one_stream(const FeedScan::Range& a, const FeedScan::Range& b);

/// Sorts the markets and merges equal ones; the largest number of decimals is kept.
std::vector<SeenSymbol> merged_symbols(std::vector<SeenSymbol> all);

}  // namespace basis
