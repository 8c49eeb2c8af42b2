#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/marketdata/open_frames.hpp"
#include "tests/real/recorded_feeds/recordings.hpp"
#include "venues/binance/codec.hpp"
#include "venues/bybit/codec.hpp"
#include "venues/okx/codec.hpp"

namespace basis::test {

/// A book built from decoded events, and the quotes it has to agree with.
class CheckedBook {
 public:
  CheckedBook(Price tick, const SyncPolicy& sync) : book_(BookSpec{.tick = tick, .sync = sync}) {}

  void apply(const BookUpdate& update, UtcTime received) {
    book_.apply(update, received);
    compare(book_.position().last_id);
  }
  /// A quote can come before the change of the book that it goes with, or after it.
  void quote(const BestQuote& quote) {
    quotes_.insert_or_assign(quote.update_id, quote);
    compare(book_.position().last_id);
  }
  [[nodiscard]] const OrderBook& book() const { return book_; }
  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  [[nodiscard]] std::uint64_t different() const { return different_; }

 private:
  void compare(std::int64_t id) {
    if (book_.state() != BookState::live) return;
    if (const auto at = quotes_.find(id); at != quotes_.end()) {
      const BestQuote& quote = at->second;
      const TopOfBook said{{quote.bid_price, quote.bid_size}, {quote.ask_price, quote.ask_size}};
      ++compared_;
      if (book_.top() != said) ++different_;
    }
    quotes_.erase(quotes_.begin(), quotes_.upper_bound(id));
  }

  OrderBook book_;
  std::map<std::int64_t, BestQuote> quotes_;
  std::uint64_t compared_ = 0;
  std::uint64_t different_ = 0;
};

/// What a recording came to.
struct Replayed {
  std::vector<std::unique_ptr<CheckedBook>> books;  ///< one an instrument
  std::uint64_t frames = 0;
  std::uint64_t book_events = 0;
  std::uint64_t quotes = 0;
  std::uint64_t trades = 0;
  std::uint64_t others = 0;           ///< mark prices, funding, tickers
  std::uint64_t controls = 0;         ///< acknowledgements
  std::uint64_t unknown_streams = 0;  ///< refused by name
  std::uint64_t bad_trades = 0;       ///< without price, size or time
  std::vector<std::string> faults;    ///< refused for any other reason
};

/// Sorts events to where they belong.
class EventSink {
 public:
  EventSink(Replayed& out, UtcTime received) : out_(out), received_(received) {}
  void operator()(const BookEvent& event) const {
    ++out_.book_events;
    out_.books[event.source.market.index()]->apply(event.update, received_);
  }
  void operator()(const BestQuote& quote) const {
    ++out_.quotes;
    out_.books[quote.source.market.index()]->quote(quote);
  }
  void operator()(const PublicTrade& trade) const {
    if (trade.source.channel == FeedChannel::trade) ++out_.trades;
    const bool whole = trade.price.sign() > 0 && trade.size.sign() > 0 && trade.trade_time_ns > 0 && trade.fills > 0;
    // Binance futures send insurance fund trades, which have no price, in the same stream.
    if (!whole) ++out_.bad_trades;
  }
  void operator()(const MarkPrice&) const { ++out_.others; }
  void operator()(const FundingRate&) const { ++out_.others; }
  void operator()(const TickerChange&) const { ++out_.others; }
  void operator()(const ControlMessage& control) const {
    ++out_.controls;
    if (control.kind != ControlKind::acknowledged)
      out_.faults.push_back("not acknowledged: " + std::string(control.text));
  }

 private:
  Replayed& out_;
  UtcTime received_;
};

template <class Decoder>
class Replay {
 public:
  Replay(const Recording& recording, Decoder decoder, const SyncPolicy& sync)
      : recording_(recording), decoder_(std::move(decoder)) {
    for (const Listed& listed : recording.instruments)
      out_.books.push_back(std::make_unique<CheckedBook>(Price::parse(listed.tick).value(), sync));
  }

  /// Feeds both files in the order of their receipt.
  Replayed run(const std::filesystem::path& folder) {
    auto feed = open_frames(folder / recording_.feed).value();
    std::unique_ptr<FrameSource> rest;
    if (!recording_.snapshots.empty()) rest = open_frames(folder / recording_.snapshots).value();
    Frame frame, answer;
    bool more_rest = rest != nullptr && rest->next(answer).value();
    while (feed->next(frame).value()) {
      for (; more_rest && answer.received <= frame.received; more_rest = rest->next(answer).value())
        snapshot(answer, instrument_of_url(answer.channel));
      ++out_.frames;
      // A line of the feed that is the answer to a request, not a message.
      if (frame.bytes.starts_with("{\"lastUpdateId\""))
        snapshot(frame, MarketId{0});
      else
        message(frame);
    }
    CHECK(feed->report().clean());
    return std::move(out_);
  }

 private:
  void message(const Frame& frame) {
    const DecodeResult result = decoder_.decode(frame.padded(), EventSink(out_, frame.received));
    if (result) return;
    if (result.error().fault == DecodeFault::unknown_channel)
      ++out_.unknown_streams;
    else
      out_.faults.push_back(result.error().text());
  }
  void snapshot(const Frame& body, MarketId market) {
    const DecodeResult result = decoder_.decode_snapshot(body.padded(), market, EventSink(out_, body.received));
    if (!result) out_.faults.push_back(result.error().text());
  }
  [[nodiscard]] MarketId instrument_of_url(std::string_view url) const {
    for (std::uint16_t i = 0; i < recording_.instruments.size(); ++i) {
      if (url.find("symbol=" + recording_.instruments[i].symbol) != std::string_view::npos) return {i};
    }
    throw InvariantError("a URL of no instrument of the recording");
  }

  const Recording& recording_;
  Decoder decoder_;
  Replayed out_;
};

inline std::vector<FeedSymbol> symbols_of(const Recording& recording) {
  std::vector<FeedSymbol> symbols;
  for (const Listed& listed : recording.instruments)
    symbols.push_back({listed.symbol, MarketId{static_cast<std::uint16_t>(symbols.size())}});
  return symbols;
}

inline Replayed replay(const Recording& recording, const std::filesystem::path& folder) {
  const auto symbols = symbols_of(recording);
  const auto binance = [&](basis::Product product, const SyncPolicy& sync) {
    return Replay(recording, basis::binance::Decoder::create({product}, symbols).value(), sync).run(folder);
  };
  switch (recording.venue) {
    case FeedVenue::binance_spot: return binance(basis::Product::spot, kBinanceSpotSync);
    case FeedVenue::binance_usdm: return binance(basis::Product::linear, kBinanceUsdmSync);
    case FeedVenue::bybit:
      return Replay(recording, basis::bybit::Decoder::create({}, symbols).value(), kBybitV5Sync).run(folder);
    case FeedVenue::okx: break;
  }
  return Replay(recording, basis::okx::Decoder::create({}, symbols).value(), kOkxV5Sync).run(folder);
}

}  // namespace basis::test
