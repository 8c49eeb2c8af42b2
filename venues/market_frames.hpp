#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/marketdata/frame_source.hpp"
#include "venues/feed_venue.hpp"
#include "venues/registry.hpp"
#include "venues/sim/marketplace.hpp"

namespace basis {

/// What the messages of real venues do to the simulated markets of the same names: order books, trades, marks and
/// funding as they were received. What is about other markets is left out.
class MarketFrames {
 public:
  /// What a market shows while its order book is not known.
  enum class Unknown {
    stays,    ///< the last levels that were known
    is_empty  ///< no levels, so that nothing is filled
  };
  /// `universe` outlives it.
  explicit MarketFrames(const Universe& universe, Unknown unknown = Unknown::stays)
      : universe_(universe), unknown_(unknown) {}

  /// Before the first frame: these markets are followed. Errors: those of `make_decoder`.
  Result<void> follow(const std::map<FeedVenue, std::vector<FeedSymbol>>& symbols);
  [[nodiscard]] bool follows_any() const { return !followed_.empty(); }

  /// A frame of a venue, which changes the markets at `at`. `later`: from the times that it tells to the markets' time.
  void take(sim::Marketplace& markets, FeedVenue venue, const Frame& frame, UtcTime at, Nanos later = {});
  /// The books of a connection are not known until they join anew: ids may begin anew with the next one.
  void lose_connection(sim::Marketplace& markets, FeedVenue venue, std::uint32_t connection, UtcTime at);
  /// The markets of a venue whose order books only a snapshot helps.
  void wanted_snapshots(FeedVenue venue, std::vector<MarketId>& wanted) const;

 private:
  struct Followed {
    FeedVenue venue = FeedVenue::binance_spot;
    std::unique_ptr<OrderBook> book;  ///< as its messages join it
    bool shown = false;               ///< the marketplace has it
    std::uint32_t connection = 0;     ///< the newest that fed it
    UtcTime heard;                    ///< its book, whether it joined or not
    Ray rate;                         ///< of funding, as it was told last
    UtcTime due;                      ///< of the next payment, as the venue tells it; zero: not told
  };
  /// A frame that is being taken.
  struct Taking {
    sim::Marketplace& markets;
    const Frame& frame;
    UtcTime at;
    Nanos later;
  };
  void take(const Taking& of, const BookEvent& event);
  void take(const Taking& of, const PublicTrade& trade);
  void take(const Taking& of, const MarkPrice& mark);
  void take(const Taking& of, const FundingRate& funding);
  void take(const Taking& of, const TickerChange& ticker);
  void take(const Taking&, const BestQuote&) {}
  void take(const Taking&, const ControlMessage&) {}
  void tell_mark(const Taking& of, MarketId market, Price mark, std::optional<Price> index);
  void tell_funding(const Taking& of, MarketId market, Ray rate, UtcTime due);
  void hide(sim::Marketplace& markets, MarketId market, Followed& followed, UtcTime at);
  [[nodiscard]] std::optional<MarketId> asked_for(FeedVenue venue, const Frame& frame) const;

  const Universe& universe_;
  Unknown unknown_;
  std::map<FeedVenue, AnyDecoder> decoders_;
  std::map<MarketId, Followed> followed_;
  std::map<FeedVenue, std::vector<FeedSymbol>> symbols_;
};

}  // namespace basis
