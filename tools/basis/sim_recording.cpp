#include "tools/basis/sim_recording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/feed_markets.hpp"
#include "venues/recorded_frame.hpp"

namespace basis::sim {

Result<std::unique_ptr<RecordedMarket>> RecordedMarket::open(const std::vector<std::string>& files, bool loops,
                                                             SimulatedExchanges& exchanges, UtcTime start) {
  std::unique_ptr<RecordedMarket> made(new RecordedMarket());
  made->files_.assign(files.begin(), files.end());
  made->loops_ = loops;
  made->universe_ = &exchanges.universe();
  BASIS_TRY(made->begin(start));
  if (made->followed_.empty())
    return Error(ErrorKind::data, "--market: the recordings have none of the simulated markets");
  return made;
}

/// Opens the recordings; their first frame is received at `start`.
Result<void> RecordedMarket::begin(UtcTime start) {
  BASIS_TRY(input_, ReplayInput::open(files_, std::nullopt));
  decoders_.clear();
  symbols_.clear();
  for (const SeenSymbol& seen : input_->symbols()) {
    const FeedVenueInfo& info = feed_venue_info(seen.venue);
    const auto market = universe_->find(info.configuration, product_of(info, seen.native), seen.native);
    if (!market) continue;
    symbols_[seen.venue].push_back({seen.native, *market});
    Followed& followed = followed_[*market];
    followed.book = std::make_unique<OrderBook>(
        BookSpec{.tick = (*universe_)[*market].tick, .sync = info.sync, .tick_follows = true});
    followed.shown = false;
  }
  for (const auto& [venue, list] : symbols_) {
    BASIS_TRY(AnyDecoder decoder, make_decoder(venue, list));
    decoders_.emplace(venue, std::move(decoder));
  }
  shift_ = start - input_->first();
  read_next();
  return ok();
}

void RecordedMarket::read_next() {
  const auto read = input_->next(frame_);
  next_ = read && read.value() ? std::optional(frame_.frame.received + shift_) : std::nullopt;
}

void RecordedMarket::step(Marketplace& markets) {
  at_ = *next_;
  const auto decoder = frame_.venue ? decoders_.find(*frame_.venue) : decoders_.end();
  if (frame_.frame.ends_connection()) {
    lose_connection();
  } else if (decoder != decoders_.end() && frame_.frame.direction == FrameDirection::in) {
    const auto handler = [&](const auto& event) { take(markets, event); };
    std::visit(
        [&](auto& one) {
          if (!is_rest_answer(frame_.frame)) {
            (void)one.decode(frame_.frame.padded(), handler);
            return;
          }
          const FeedVenueInfo& info = feed_venue_info(*frame_.venue);
          const std::string symbol = symbol_of_url(frame_.frame.channel);
          auto market = universe_->find(info.configuration, product_of(info, symbol), symbol);
          // An answer without a URL is about the only market that the recordings have of its product.
          if (symbol.empty() && symbols_[*frame_.venue].size() == 1) market = symbols_[*frame_.venue].front().market;
          if (market && other_request(frame_.frame.channel).empty())
            (void)one.decode_snapshot(frame_.frame.padded(), *market, handler);
        },
        decoder->second);
  }
  read_next();
  // A loop pauses for a second, so that its books join anew in order.
  if (!next_ && loops_ && !begin(at_ + kSecond)) next_.reset();
}

/// Its books stand still until they join anew: ids may begin anew with the next connection.
void RecordedMarket::lose_connection() {
  for (auto& [market, followed] : followed_)
    if (followed.connection == frame_.frame.connection)
      followed.book->invalidate(StaleReason::disconnected, frame_.frame.received);
}

void RecordedMarket::take(Marketplace& markets, const BookEvent& event) {
  if (event.source.channel == FeedChannel::top_book) return;
  const auto found = followed_.find(event.source.market);
  if (found == followed_.end()) return;
  Followed& followed = found->second;
  OrderBook& book = *followed.book;
  followed.connection = std::max(followed.connection, frame_.frame.connection);
  const auto outcome = book.apply(event.update, frame_.frame.received);
  if (!book.prices()) {
    followed.shown = false;
    return;
  }
  if (followed.shown && !event.update.snapshot) {
    if (outcome == BookOutcome::applied)
      markets.set_levels(event.source.market, {event.update.bids.begin(), event.update.bids.end()},
                         {event.update.asks.begin(), event.update.asks.end()}, false, at_);
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
  markets.set_levels(event.source.market, all(BookSide::bid), all(BookSide::ask), true, at_);
  followed.shown = true;
}

void RecordedMarket::take(Marketplace& markets, const PublicTrade& trade) {
  if (trade.source.channel != FeedChannel::trade || !followed_.contains(trade.source.market)) return;
  const Quantity coins = (*universe_)[trade.source.market].coins(Contracts::from_raw(trade.size.raw()));
  if (coins.sign() > 0) markets.trade(trade.source.market, trade.price, coins, trade.taker, at_);
}

void RecordedMarket::take(Marketplace& markets, const MarkPrice& mark) {
  if (followed_.contains(mark.source.market))
    markets.set_mark(mark.source.market, mark.mark, mark.index.value_or(mark.mark), at_);
}

/// The rate that was told last is paid when its time has come.
void RecordedMarket::take(Marketplace& markets, const FundingRate& funding) {
  const MarketId market = funding.source.market;
  if (!followed_.contains(market) || funding.funding_time_ns == 0) return;
  const UtcTime due = UtcTime::from_nanos(funding.funding_time_ns) + shift_;
  UtcTime& told = paid_[market];
  if (told != UtcTime{} && told <= at_ && due > told) markets.pay_funding(market, told);
  told = due;
  markets.set_funding(market, funding.rate, due);
}

}  // namespace basis::sim
