#include "venues/market_frames.hpp"

#include <algorithm>

#include "venues/feed_markets.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {

Result<void> MarketFrames::follow(const std::map<FeedVenue, std::vector<FeedSymbol>>& symbols) {
  symbols_ = symbols;
  for (const auto& [venue, list] : symbols_) {
    BASIS_TRY(AnyDecoder decoder, make_decoder(venue, list));
    decoders_.emplace(venue, std::move(decoder));
    for (const FeedSymbol& symbol : list) {
      Followed& followed = followed_[symbol.market];
      followed.venue = venue;
      followed.book = std::make_unique<OrderBook>(
          BookSpec{.tick = universe_[symbol.market].tick, .sync = feed_venue_info(venue).sync, .tick_follows = true});
    }
  }
  return ok();
}

/// The market that an answer is about.
std::optional<MarketId> MarketFrames::asked_for(FeedVenue venue, const Frame& frame) const {
  const FeedVenueInfo& info = feed_venue_info(venue);
  const std::string symbol = symbol_of_url(frame.channel);
  const auto& of_venue = symbols_.at(venue);
  // An answer without a URL is about the only market that there is of its product.
  if (symbol.empty()) return of_venue.size() == 1 ? std::optional(of_venue.front().market) : std::nullopt;
  return universe_.find(info.configuration, product_of(info, symbol), symbol);
}

void MarketFrames::take(sim::Marketplace& markets, FeedVenue venue, const Frame& frame, UtcTime at, Nanos later) {
  const auto decoder = decoders_.find(venue);
  if (decoder == decoders_.end() || frame.direction != FrameDirection::in) return;
  const Taking of{markets, frame, at, later};
  const auto handler = [&](const auto& event) { take(of, event); };
  std::visit(
      [&](auto& one) {
        if (!is_rest_answer(frame)) {
          (void)one.decode(frame.padded(), handler);
          return;
        }
        if (!other_request(frame.channel).empty()) return;
        if (const auto market = asked_for(venue, frame)) (void)one.decode_snapshot(frame.padded(), *market, handler);
      },
      decoder->second);
}

void MarketFrames::lose_connection(sim::Marketplace& markets, FeedVenue venue, std::uint32_t connection, UtcTime at) {
  for (auto& [market, followed] : followed_) {
    if (followed.venue != venue || followed.connection != connection) continue;
    followed.book->invalidate(StaleReason::disconnected, at);
    if (unknown_ == Unknown::is_empty) hide(markets, market, followed, at);
  }
}

void MarketFrames::wanted_snapshots(FeedVenue venue, std::vector<MarketId>& wanted) const {
  for (const auto& [market, followed] : followed_) {
    const OrderBook& book = *followed.book;
    // Before its stream is heard nothing joins a snapshot.
    if (followed.venue == venue && book.wants_snapshot() && book.state() != BookState::empty &&
        followed.heard >= book.since())
      wanted.push_back(market);
  }
}

void MarketFrames::hide(sim::Marketplace& markets, MarketId market, Followed& followed, UtcTime at) {
  if (!std::exchange(followed.shown, false) || unknown_ == Unknown::stays) return;
  markets.set_levels(market, {}, {}, true, at);
}

void MarketFrames::take(const Taking& of, const BookEvent& event) {
  if (event.source.channel == FeedChannel::top_book) return;
  const MarketId market = event.source.market;
  const auto found = followed_.find(market);
  if (found == followed_.end()) return;
  Followed& followed = found->second;
  OrderBook& book = *followed.book;
  followed.connection = std::max(followed.connection, of.frame.connection);
  followed.heard = of.frame.received;
  const auto outcome = book.apply(event.update, of.frame.received);
  if (!book.prices()) return hide(of.markets, market, followed, of.at);
  if (followed.shown && !event.update.snapshot) {
    if (outcome == BookOutcome::applied)
      of.markets.set_levels(market, {event.update.bids.begin(), event.update.bids.end()},
                            {event.update.asks.begin(), event.update.asks.end()}, false, of.at);
    return;
  }
  const auto all = [&](BookSide side) {
    std::vector<BookLevel> levels;
    book.ladder(side).for_each([&](std::int64_t tick, Quantity size) {
      levels.push_back({book.scale().price(tick), size});
      return true;
    });
    return levels;
  };
  of.markets.set_levels(market, all(BookSide::bid), all(BookSide::ask), true, of.at);
  followed.shown = true;
}

void MarketFrames::take(const Taking& of, const PublicTrade& trade) {
  if (trade.source.channel != FeedChannel::trade || !followed_.contains(trade.source.market)) return;
  const Quantity coins = universe_[trade.source.market].coins(Contracts::from_raw(trade.size.raw()));
  if (coins.sign() > 0) of.markets.trade(trade.source.market, trade.price, coins, trade.taker, of.at);
}

void MarketFrames::take(const Taking& of, const MarkPrice& mark) {
  tell_mark(of, mark.source.market, mark.mark, mark.index);
}

void MarketFrames::take(const Taking& of, const FundingRate& funding) {
  if (funding.funding_time_ns != 0)
    tell_funding(of, funding.source.market, funding.rate, UtcTime::from_nanos(funding.funding_time_ns));
}

/// A ticker tells what has changed alone.
void MarketFrames::take(const Taking& of, const TickerChange& ticker) {
  const MarketId market = ticker.source.market;
  const auto found = followed_.find(market);
  if (found == followed_.end()) return;
  if (ticker.mark) tell_mark(of, market, *ticker.mark, ticker.index);
  Followed& followed = found->second;
  followed.rate = ticker.funding_rate.value_or(followed.rate);
  const UtcTime due = ticker.funding_time_ns ? UtcTime::from_nanos(*ticker.funding_time_ns) : followed.due;
  if ((ticker.funding_rate || ticker.funding_time_ns) && due != UtcTime{}) tell_funding(of, market, followed.rate, due);
}

void MarketFrames::tell_mark(const Taking& of, MarketId market, Price mark, std::optional<Price> index) {
  if (followed_.contains(market)) of.markets.set_mark(market, mark, index.value_or(mark), of.at);
}

/// The rate that was told last is paid when its time has come.
void MarketFrames::tell_funding(const Taking& of, MarketId market, Ray rate, UtcTime due) {
  const auto found = followed_.find(market);
  if (found == followed_.end()) return;
  UtcTime& told = found->second.due;
  if (told != UtcTime{} && told + of.later <= of.at && due > told) of.markets.pay_funding(market, told + of.later);
  told = due;
  found->second.rate = rate;
  of.markets.set_funding(market, rate, due + of.later);
}

}  // namespace basis
