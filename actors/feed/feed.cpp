#include "actors/feed/feed.hpp"

#include <algorithm>

#include "venues/recorded_frame.hpp"

namespace basis {
namespace {

/// Used when an asset has no clip: the average price of the smallest size is the top itself.
constexpr Quantity kLeastClip = Quantity::from_raw(1);

bool followable(const Market& market, FeedVenue venue) {
  const bool coin_margined = venue == FeedVenue::binance_usdm && market.native.find("USD_") != std::string::npos;
  return feed_venue_of(market) == venue && !coin_margined;
}

Quantity native_of(Quantity coins, const Market& market) {
  if (!market.contract_size) return coins;
  return Quantity::from_raw_checked(mul_div(coins.raw(), Quantity::kOne, market.contract_size->raw(), Rounding::ceil));
}

BookSpec spec_of(const Market& market, const SyncPolicy& sync) {
  return {.tick = market.tick, .sync = sync, .tick_follows = true};
}

/// Whether a quote is newer than the order book. At venues whose ids can fall, an id from before
/// the fall can be higher, so there its time must not be before the time of the book either.
bool newer(const BestQuote& quote, const OrderBook& book, const SyncPolicy& sync) {
  if (quote.update_id <= book.position().last_id) return false;
  return !sync.ids_may_fall || quote.source.exchange_time_ns >= book.exchange_time_ns();
}

}  // namespace

Feed::Followed::Followed(const Market& followed, const SyncPolicy& sync, Quantity clip_in_native)
    : market(followed), book(spec_of(followed, sync)), clip(clip_in_native) {
  if (market.contract_size && Quantity::kOne % market.contract_size->raw() == 0)
    per_coin = static_cast<std::int64_t>(Quantity::kOne / market.contract_size->raw());
}

Quantity Feed::Followed::coins(Quantity native) const {
  if (!market.contract_size) return native;
  if (per_coin != 0) return Quantity::from_raw(native.raw() / per_coin);
  return Quantity::from_raw_checked(
      mul_div(native.raw(), market.contract_size->raw(), Quantity::kOne, Rounding::floor));
}

/// Dispatches the events of a frame.
struct Feed::Handler {
  Feed& feed;

  void see(const EventSource& source) const {
    feed.channel_ = source.channel;
    for (FeedObserver* observer : feed.observers_) observer->event_seen(source, feed.stamp_.received);
  }
  void operator()(const BookEvent& event) const {
    see(event.source);
    feed.on_book(event);
  }
  void operator()(const BestQuote& quote) const {
    see(quote.source);
    feed.on_quote(quote);
  }
  void operator()(const PublicTrade& trade) const {
    see(trade.source);
    feed.on_trade(trade);
  }
  void operator()(const MarkPrice& mark) const {
    see(mark.source);
    feed.on_mark(mark.source, mark.mark, mark.index);
  }
  void operator()(const FundingRate& funding) const {
    see(funding.source);
    feed.on_funding(funding.source, funding.rate, funding.funding_time_ns);
  }
  void operator()(const TickerChange& ticker) const {
    see(ticker.source);
    feed.on_ticker(ticker);
  }
  void operator()(const ControlMessage& control) const { feed.control_ = control.kind; }
};

Feed::Feed(FeedVenue venue, AnyDecoder decoder, std::vector<FeedQueue*> consumers, const Options& options)
    : venue_(venue),
      decoder_(std::move(decoder)),
      consumers_(std::move(consumers)),
      clock_(options.clock),
      observers_(options.observers) {}

bool Feed::can_follow(FeedVenue venue, const std::vector<const Market*>& markets) {
  return std::any_of(markets.begin(), markets.end(), [&](const Market* market) { return followable(*market, venue); });
}

Result<std::unique_ptr<Feed>> Feed::create(FeedVenue venue, const std::vector<const Market*>& markets,
                                           std::vector<FeedQueue*> consumers, const Options& options) {
  std::vector<FeedSymbol> symbols;
  std::vector<const Market*> kept;
  for (const Market* market : markets) {
    if (!followable(*market, venue)) continue;
    symbols.push_back({market->native, market->id});
    kept.push_back(market);
  }
  BASIS_TRY(AnyDecoder decoder, make_decoder(venue, symbols));
  std::unique_ptr<Feed> feed(new Feed(venue, std::move(decoder), std::move(consumers), options));
  for (const Market* market : kept) {
    const auto asked = market->base ? options.clips.find(*market->base) : options.clips.end();
    const Quantity clip = native_of(asked == options.clips.end() ? kLeastClip : asked->second, *market);
    feed->followed_.push_back(std::make_unique<Followed>(*market, feed_venue_info(venue).sync, clip));
    if (feed->by_id_.size() <= market->id.index()) feed->by_id_.resize(market->id.index() + 1);
    feed->by_id_[market->id.index()] = feed->followed_.back().get();
  }
  return feed;
}

const OrderBook* Feed::book(MarketId id) const {
  return id.index() < by_id_.size() && by_id_[id.index()] != nullptr ? &by_id_[id.index()]->book : nullptr;
}

/// The market of a REST answer: by the symbol in its URL, else the only one of the feed.
std::optional<MarketId> Feed::asked_for(const Frame& frame) const {
  const std::string symbol = symbol_of_url(frame.channel);
  if (symbol.empty()) return followed_.size() == 1 ? std::optional(followed_.front()->market.id) : std::nullopt;
  const auto found = std::find_if(followed_.begin(), followed_.end(),
                                  [&](const auto& followed) { return followed->market.native == symbol; });
  return found == followed_.end() ? std::nullopt : std::optional((*found)->market.id);
}

/// False for a frame that counts for nothing.
bool Feed::begin(const Frame& frame) {
  ++counters_.frames;
  counters_.bytes += frame.bytes.size();
  if (std::find(lost_connections_.begin(), lost_connections_.end(), frame.connection) != lost_connections_.end()) {
    ++counters_.late;
    return false;
  }
  // Text recordings have only the receive time. It is used for the monotonic time too, because only
  // differences of that are used.
  stamp_ = {frame.received,
            frame.monotonic == MonoTime() ? MonoTime::from_nanos(frame.received.nanos()) : frame.monotonic,
            frame.connection};
  control_.reset();
  // Only an array of marks can be without an event that says its channel.
  channel_ = FeedChannel::mark_price;
  counted_ = false;
  return true;
}

bool Feed::take(const Frame& frame) {
  if (!begin(frame)) return true;
  const Handler handler{*this};
  return count(std::visit([&](auto& decoder) { return judge(decoder.decode(frame.padded(), handler)); }, decoder_));
}

bool Feed::take_answer(const Frame& frame) {
  if (!begin(frame)) return true;
  if (const std::string_view other = other_request(frame.channel); !other.empty()) {
    count_not_followed(other);
    return true;
  }
  const auto market = asked_for(frame);
  if (!market) {
    last_failure_ = "needs_instrument: an answer that is about none of the markets";
    return count(false);
  }
  const Handler handler{*this};
  return count(std::visit(
      [&](auto& decoder) { return judge(decoder.decode_snapshot(frame.padded(), *market, handler)); }, decoder_));
}

void Feed::finish(UtcTime now) {
  for (const auto& followed : followed_) {
    if (followed->events != 0) followed->report.finish(now);
    for (const auto& other : followed->others) other->report.finish(now);
  }
}

/// Sets the common fields of the event that is published next; the caller fills in the rest.
FeedEvent& Feed::next_event(MarketId market, std::int64_t exchange_time_ns) {
  next_.market = market;
  next_.exchange_time_ns = exchange_time_ns;
  next_.received = stamp_.received;
  next_.received_mono = stamp_.mono;
  return next_;
}

void Feed::hand_over() {
  next_.published_mono = clock_ != nullptr ? clock_() : stamp_.mono;
  ++counters_.published;
  for (FeedQueue* consumer : consumers_) consumer->push(next_);
}

template <class What>
void Feed::publish(MarketId market, std::int64_t exchange_time_ns, const What& what) {
  next_event(market, exchange_time_ns).what = what;
  hand_over();
}

void Feed::on_book(const BookEvent& event) {
  // These messages have only the top levels, sent in addition to the changes; applying them would
  // set the book back.
  if (event.source.channel == FeedChannel::top_book) return;
  Followed& followed = find(event.source.market);
  if (event.source.channel != FeedChannel::rest_book) {
    if (!followed.stream) followed.stream = event.stream;
    if (*followed.stream != event.stream) return on_other_book(followed, event);
  }
  ++followed.events;
  followed.heard = stamp_.received;
  followed.connection = std::max(followed.connection, stamp_.connection);
  const bool was_live = followed.book.state() == BookState::live;
  const BookOutcome outcome = followed.book.apply(event.update, stamp_.received);
  followed.report.observe(followed.book, stamp_.received);
  if (outcome == BookOutcome::snapshot || outcome == BookOutcome::applied)
    // Updates that were held become part of the book with the snapshot they were held for.
    for (FeedObserver* observer : observers_)
      observer->book_changed(followed.market, event.update, outcome == BookOutcome::snapshot || !was_live,
                             stamp_.received);
  // After a snapshot the ids may start anew.
  if (outcome == BookOutcome::snapshot) followed.ahead.reset();
  update_price(followed, event.update.exchange_time_ns);
}

/// Each stream of a market has a chain and a depth of its own.
void Feed::on_other_book(Followed& followed, const BookEvent& event) {
  auto& others = followed.others;
  auto other = std::find_if(others.begin(), others.end(), [&](const auto& one) { return one->stream == event.stream; });
  if (other == others.end())
    other = others.insert(others.end(), std::make_unique<OtherBook>(
                                            spec_of(followed.market, feed_venue_info(venue_).sync), event.stream));
  (*other)->connection = std::max((*other)->connection, stamp_.connection);
  (*other)->book.apply(event.update, stamp_.received);
  (*other)->report.observe((*other)->book, stamp_.received);
}

void Feed::update_price(Followed& followed, std::int64_t exchange_time_ns) {
  const std::optional<TopOfBook> top = followed.book.top();
  if (!top) {
    if (followed.priced) publish(followed.market.id, exchange_time_ns, PriceLost{});
    followed.priced = false;
    followed.ahead.reset();
    return;
  }
  if (!followed.priced || followed.book_top != *top)
    for (FeedObserver* observer : observers_)
      observer->top_changed(followed.market, stamp_.received, followed.book.position().last_id, *top);
  followed.book_top = *top;
  if (followed.ahead && !newer(*followed.ahead, followed.book, feed_venue_info(venue_).sync)) followed.ahead.reset();
  if (followed.ahead)
    publish_top(followed, touch_of(*followed.ahead), exchange_time_ns);
  else
    publish_top(followed,
                {followed.book.position().last_id, top->bid.price, top->bid.size, top->ask.price, top->ask.size},
                exchange_time_ns);
}

/// Publishes the top, unless only its id has changed and the last one is more recent than
/// `kRepeat`.
void Feed::publish_top(Followed& followed, const Touch& touch, std::int64_t exchange_time_ns) {
  const auto average = [&](BookSide taken, Price best, Quantity size) -> std::optional<Price> {
    if (size >= followed.clip) return best;
    const auto price = followed.book.price_for(taken, followed.clip);
    if (!price) return std::nullopt;
    // With a quote ahead of the book, the average from the book is limited to the quote's price.
    return taken == BookSide::bid ? std::min(price->average, best) : std::max(price->average, best);
  };
  TopUpdate& top = next_event(followed.market.id, exchange_time_ns).what.emplace<TopUpdate>();
  top.update_id = touch.update_id;
  top.bid = touch.bid;
  top.bid_size = followed.coins(touch.bid_size);
  top.ask = touch.ask;
  top.ask_size = followed.coins(touch.ask_size);
  top.sell_average = average(BookSide::bid, touch.bid, touch.bid_size);
  top.buy_average = average(BookSide::ask, touch.ask, touch.ask_size);
  const TopUpdate& sent = followed.sent;
  const bool same = followed.priced && sent.bid == top.bid && sent.ask == top.ask && sent.bid_size == top.bid_size &&
                    sent.ask_size == top.ask_size && sent.sell_average == top.sell_average &&
                    sent.buy_average == top.buy_average;
  const bool repeats = same && stamp_.mono - followed.sent_at < kRepeat;
  if (!repeats) {
    followed.sent_at = stamp_.mono;
    hand_over();
  }
  followed.priced = true;
  followed.sent = top;
}

void Feed::on_quote(const BestQuote& quote) {
  Followed& followed = find(quote.source.market);
  const bool overtaken = followed.ahead && quote.update_id <= followed.ahead->update_id;
  const bool valid = quote.bid_size.sign() > 0 && quote.ask_size.sign() > 0 && quote.bid_price < quote.ask_price;
  if (!followed.priced || overtaken || !valid) return;
  if (!newer(quote, followed.book, feed_venue_info(venue_).sync)) return;
  publish_top(followed, touch_of(quote), quote.source.exchange_time_ns);
  followed.ahead = quote;
}

void Feed::on_trade(const PublicTrade& trade) {
  // Binance sends insurance fund trades without a price in the same stream.
  if (trade.price.sign() <= 0) return;
  const Followed& followed = find(trade.source.market);
  const Quantity coins = followed.coins(trade.size);
  for (FeedObserver* observer : observers_)
    observer->traded(followed.market, trade.price, coins, trade.taker, stamp_.received);
  publish(trade.source.market, trade.source.exchange_time_ns,
          TradeUpdate{trade.price, coins, trade.taker == TakerSide::buy});
}

void Feed::on_mark(const EventSource& source, Price mark, std::optional<Price> index) {
  for (FeedObserver* observer : observers_) observer->marked(find(source.market).market, mark, stamp_.received);
  publish(source.market, source.exchange_time_ns, MarkUpdate{mark, index});
}

void Feed::on_funding(const EventSource& source, Ray rate, std::int64_t funding_time_ns) {
  const auto at = funding_time_ns != 0 ? std::optional(UtcTime::from_nanos(funding_time_ns)) : std::nullopt;
  for (FeedObserver* observer : observers_)
    observer->funding_told(find(source.market).market, rate, at, stamp_.received);
  publish(source.market, source.exchange_time_ns, FundingUpdate{rate.to_double(), funding_time_ns});
}

void Feed::on_ticker(const TickerChange& ticker) {
  const auto& source = ticker.source;
  if (ticker.mark) on_mark(source, *ticker.mark, ticker.index);
  if (ticker.funding_rate) on_funding(source, *ticker.funding_rate, ticker.funding_time_ns.value_or(0));
}

}  // namespace basis
