#include "tools/basis/sim_live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tools/basis/record_setup.hpp"
#include "venues/book_requests.hpp"
#include "venues/feed_markets.hpp"
#include "venues/market_frames.hpp"
#include "venues/recorded_frame.hpp"
#include "venues/registry.hpp"

namespace basis::sim {
namespace {

/// A stream that has told nothing for so long is subscribed again.
constexpr Nanos kQuietStream = kSecond * 30;

}  // namespace

/// One protocol: its feed, and what it does to the markets.
class LiveMarket::Line final : public MarketFeedListener {
 public:
  Line(LiveMarket& all, RecordedVenue at)
      : all_(all), at_(std::move(at)), frames_(all.parts_.exchanges->universe(), MarketFrames::Unknown::is_empty) {}

  Result<void> open(std::vector<const Market*> markets) {
    std::map<FeedVenue, std::vector<FeedSymbol>> symbols;
    for (const Market* market : markets) symbols[at_.venue].push_back({market->native, market->id});
    BASIS_TRY(frames_.follow(symbols));
    MarketFeedSettings settings{std::move(markets), at_.rest, at_.streams, kQuietStream};
    BASIS_TRY(feed_, make_market_feed(at_.venue, std::move(settings), *all_.parts_.network, *this));
    return ok();
  }
  [[nodiscard]] MarketFeed& feed() { return *feed_; }

  void on_market_data(const MarketData& data) override {
    const UtcTime now = step();
    frames_.take(markets(), at_.venue, data.frame, now);
    if (!data.answer) return;
    const FeedVenueInfo& info = feed_venue_info(at_.venue);
    const std::string symbol = symbol_of_url(data.frame.channel);
    const auto market = markets().universe().find(info.configuration, product_of(info, symbol), symbol);
    if (market) requests_.answered(*market, now);
  }
  void on_feed_lost(std::uint32_t connection, UtcTime, MonoTime) override {
    frames_.lose_connection(markets(), at_.venue, connection, step());
  }
  void on_feed_alert(const SessionAlert& alert, UtcTime) override {
    if (std::exchange(told_, alert.text) != alert.text) tell(alert.text);
  }
  void on_listing(const std::vector<MarketId>& unlisted, UtcTime) override {
    for (const MarketId id : unlisted) tell(fmt::format("'{}' is not listed", markets().universe()[id].native));
  }
  void turn() {
    std::vector<MarketId> wanted;
    frames_.wanted_snapshots(at_.venue, wanted);
    for (const MarketId market : wanted)
      if (requests_.due(market, all_.parts_.now())) feed_->request_book(market);
  }

 private:
  [[nodiscard]] Marketplace& markets() { return all_.parts_.exchanges->markets(); }
  void tell(const std::string& text) { all_.parts_.tell(fmt::format("{}: {}", feed_venue_info(at_.venue).name, text)); }
  /// What was due before is done before.
  UtcTime step() {
    const UtcTime now = all_.parts_.now();
    all_.parts_.exchanges->service().advance(now);
    return now;
  }

  LiveMarket& all_;
  RecordedVenue at_;
  MarketFrames frames_;
  BookRequests requests_;
  std::string told_;
  std::unique_ptr<MarketFeed> feed_;
};

LiveMarket::LiveMarket(Parts parts) : parts_(std::move(parts)) {}
LiveMarket::~LiveMarket() = default;

Result<std::unique_ptr<LiveMarket>> LiveMarket::open(Parts parts, const std::vector<std::string>& venues) {
  std::unique_ptr<LiveMarket> made(new LiveMarket(std::move(parts)));
  const Parts& with = made->parts_;
  std::map<FeedVenue, std::vector<const Market*>> markets;
  for (const Market& market : with.exchanges->universe().markets())
    if (market.configured() && std::ranges::find(venues, market.venue) != venues.end() &&
        has_live_side(feed_venue_of(market)))
      markets[feed_venue_of(market)].push_back(&market);
  for (auto& [venue, list] : markets) {
    BASIS_TRY(RecordedVenue at,
              public_side_of(feed_venue_info(venue), with.host, *with.settings, with.environment, with.node));
    made->lines_.push_back(std::make_unique<Line>(*made, std::move(at)));
    BASIS_TRY(made->lines_.back()->open(std::move(list)));
  }
  return made;
}

void LiveMarket::start() {
  for (const auto& line : lines_) line->feed().start();
}

void LiveMarket::turn() {
  for (const auto& line : lines_) line->turn();
}

void LiveMarket::stop() {
  for (const auto& line : lines_) line->feed().stop();
}

}  // namespace basis::sim
