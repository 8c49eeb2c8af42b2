#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/lanes/feed_queue.hpp"
#include "core/marketdata/decode_result.hpp"
#include "core/marketdata/frame_source.hpp"
#include "core/marketdata/sync_report.hpp"
#include "venues/feed_markets.hpp"
#include "venues/registry.hpp"

namespace basis {

/// Receives the results of a feed's decoding.
class FeedObserver {
 public:
  virtual ~FeedObserver() = default;
  /// An event was decoded.
  virtual void event_seen(const EventSource&, UtcTime) {}
  /// The top of an order book changed by an update of the book itself, not by a best quote. Sizes
  /// are in the venue's own unit.
  virtual void top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) {
    static_cast<void>(market), static_cast<void>(received), static_cast<void>(update_id), static_cast<void>(top);
  }
  /// The market's own book was changed by `update`, or replaced. Sizes are in the venue's own unit.
  virtual void book_changed(const Market& market, const BookUpdate& update, bool replaced, UtcTime received) {
    static_cast<void>(market), static_cast<void>(update), static_cast<void>(replaced), static_cast<void>(received);
  }
  /// A trade; `size` in coins.
  virtual void traded(const Market& market, Price price, Quantity size, TakerSide taker, UtcTime received) {
    static_cast<void>(market), static_cast<void>(price), static_cast<void>(size), static_cast<void>(taker);
    static_cast<void>(received);
  }
  virtual void marked(const Market& market, Price mark, UtcTime received) {
    static_cast<void>(market), static_cast<void>(mark), static_cast<void>(received);
  }
  /// The rate that is paid at `at`, by the venue's clock; absent where the venue does not say when.
  virtual void funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) {
    static_cast<void>(market), static_cast<void>(rate), static_cast<void>(at), static_cast<void>(received);
  }
};

/// A frame that could not be decoded.
struct DecodeFailure {
  std::string where;  ///< place of the frame as named by the caller: file and line
  std::string text;   ///< fault, byte, field and the text found there
};

/// Counts of what a feed has processed.
struct FeedCounters {
  static constexpr std::size_t kChannels = 9;
  static constexpr std::size_t kControls = 5;
  static constexpr std::size_t kFailuresKept = 10;
  static constexpr std::size_t kStreamsKept = 64;

  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t published = 0;
  std::array<std::uint64_t, kChannels> messages{};  ///< by FeedChannel
  std::array<std::uint64_t, kControls> controls{};  ///< by ControlKind
  std::uint64_t not_followed = 0;                   ///< frames of streams that are not followed
  /// The same by stream, such as "kline_1m"; the first `kStreamsKept` streams.
  std::map<std::string, std::uint64_t, std::less<>> not_followed_streams;
  std::uint64_t unheld = 0;             ///< frames and entries with a number that cannot be held
  std::uint64_t late = 0;               ///< frames of a connection that was reported lost
  std::uint64_t failed = 0;             ///< frames that could not be decoded
  std::vector<DecodeFailure> failures;  ///< the first `kFailuresKept`
};

std::string_view channel_name(FeedChannel channel);
std::string_view control_name(ControlKind kind);

/// Market data of one venue, on the thread that receives it. The feed decodes the bytes, keeps the
/// order books synchronised, and pushes price changes to the queues of the consumers. A frame costs
/// no allocation unless it cannot be decoded.
///
/// A market has a price while its order book is live. The price is published when it changes,
/// and every `kRepeat` while its stream has messages. A best quote that is newer than the order
/// book, by the venue's own ids, replaces the top of the book.
class Feed {
 public:
  /// An unchanged price is published again after this time, so that consumers do not regard it as
  /// too old.
  static constexpr Nanos kRepeat = kSecond;
  /// Late frames are told by the numbers of so many lost connections.
  static constexpr std::size_t kLostKept = 8;

  struct Options {
    /// Sizes in coins for which average prices are computed, by asset. Absent: the smallest size,
    /// which gives the top itself.
    std::map<AssetId, Quantity> clips;
    MonoTime (*clock)() = nullptr;  ///< stamps the publication; absent (replays): the frame's own stamp is used
    std::vector<FeedObserver*> observers{};  ///< outlive the feed
  };

  /// Whether one of `markets` is of this venue and one that a feed can follow. Coin-margined
  /// markets cannot be followed.
  static bool can_follow(FeedVenue venue, const std::vector<const Market*>& markets);
  /// Follows those of `markets` that are of this venue; their ids are used in the events. They outlive the feed. Usage
  /// error: there is none, or the venue's decoder refuses one. Coin-margined symbols are left out;
  /// the decode failure of their frames names the symbol.
  static Result<std::unique_ptr<Feed>> create(FeedVenue venue, const std::vector<const Market*>& markets,
                                              std::vector<FeedQueue*> consumers, const Options& options);

  /// Processes one message of a stream; false when it could not be decoded. A message of a stream that is not followed
  /// is only counted.
  bool take(const Frame& frame);
  /// Processes the answer to a request for an order book; false when it could not be decoded.
  /// `frame.channel` is the URL. When it names no symbol, the answer belongs to the only market
  /// of the feed.
  bool take_answer(const Frame& frame);
  /// The connection with this number (`Frame::connection`) is gone: the books it fed have no price until their streams
  /// begin anew, and frames of it that still come are only counted. Zero is the connection of a feed that has no
  /// numbers; its frames go on counting.
  void connection_lost(std::uint32_t connection, UtcTime received, MonoTime mono);
  /// A market whose book has heard nothing for `limit` has no price until its stream begins anew.
  void check_silence(Nanos limit, UtcTime received, MonoTime mono);
  /// Appends the markets whose books only a snapshot helps: the owner requests one where the venue answers requests,
  /// else subscribes again.
  void wanted_snapshots(std::vector<MarketId>& out) const;
  /// Records the last failure with the caller's name of the frame; only the first `kFailuresKept`
  /// are kept.
  void note_failure(std::string where);
  /// Pushes events that were kept back because queues were full.
  void flush() {
    for (FeedQueue* consumer : consumers_) consumer->flush();
  }
  /// Closes the synchronisation reports at the end of the run.
  void finish(UtcTime now);

  [[nodiscard]] FeedVenue venue() const { return venue_; }
  [[nodiscard]] const FeedCounters& counters() const { return counters_; }
  /// The order book of a stream that the price does not follow.
  struct OtherBook {
    OtherBook(const BookSpec& spec, std::uint16_t of) : stream(of), book(spec) {}
    std::uint16_t stream;
    OrderBook book;
    SyncReport report;
    std::uint32_t connection = 0;  ///< the newest that fed `book`
  };
  /// One followed market.
  struct Followed {
    Followed(const Market& followed, const SyncPolicy& sync, Quantity clip_in_native);
    /// Converts a size from the venue's unit to coins, rounded down to 1e-8.
    [[nodiscard]] Quantity coins(Quantity native) const;

    const Market& market;
    OrderBook book;
    SyncReport report;
    std::uint64_t events = 0;      ///< events of `book`
    std::uint32_t connection = 0;  ///< the newest that fed `book`: an older one may go, its stream has been taken over
    UtcTime heard;                 ///< when `book` was last told something
    /// The stream that `book` and thereby the price follows: the first one seen. Its number is the decoder's.
    std::optional<std::uint16_t> stream;
    /// The books of the market's other order book streams, which are kept and counted, and have no price.
    std::vector<std::unique_ptr<OtherBook>> others;
    std::uint64_t unheld = 0;   ///< frames and entries left out because a price or size cannot be held
    std::string unheld_text;    ///< the first of them: fault, byte, field and number
    Quantity clip;              ///< in the venue's own unit
    std::int64_t per_coin = 0;  ///< contracts per coin, when that is a whole number; else zero
    bool priced = false;
    TopOfBook book_top;              ///< as last passed to the observer
    std::optional<BestQuote> ahead;  ///< a quote newer than the order book
    TopUpdate sent;
    MonoTime sent_at;
  };
  [[nodiscard]] const std::vector<std::unique_ptr<Followed>>& followed() const { return followed_; }
  /// The order book of a market; null when it is not followed here.
  [[nodiscard]] const OrderBook* book(MarketId id) const;

 private:
  /// The stamps of the current frame.
  struct Stamp {
    UtcTime received;
    MonoTime mono;
    std::uint32_t connection = 0;
  };
  struct Handler;
  friend struct Handler;
  /// The values of a top, in the venue's unit.
  struct Touch {
    std::int64_t update_id;
    Price bid;
    Quantity bid_size;
    Price ask;
    Quantity ask_size;
  };
  static Touch touch_of(const BestQuote& quote) {
    return {quote.update_id, quote.bid_price, quote.bid_size, quote.ask_price, quote.ask_size};
  }

  Feed(FeedVenue venue, AnyDecoder decoder, std::vector<FeedQueue*> consumers, const Options& options);

  [[nodiscard]] Followed& find(MarketId id) { return *by_id_[id.index()]; }
  [[nodiscard]] std::optional<MarketId> asked_for(const Frame& frame) const;
  bool begin(const Frame& frame);
  void lose(Followed& followed, StaleReason reason);
  bool judge(const DecodeResult& result);
  void count_not_followed(std::string_view stream);
  bool count(bool decoded);
  void on_book(const BookEvent& event);
  void on_other_book(Followed& followed, const BookEvent& event);
  void count_unheld(const DecodeError& error);
  void on_quote(const BestQuote& quote);
  void on_trade(const PublicTrade& trade);
  void on_ticker(const TickerChange& ticker);
  void on_mark(const EventSource& source, Price mark, std::optional<Price> index);
  void on_funding(const EventSource& source, Ray rate, std::int64_t funding_time_ns);
  void update_price(Followed& followed, std::int64_t exchange_time_ns);
  void publish_top(Followed& followed, const Touch& touch, std::int64_t exchange_time_ns);
  FeedEvent& next_event(MarketId market, std::int64_t exchange_time_ns);
  void hand_over();
  template <class What>
  void publish(MarketId market, std::int64_t exchange_time_ns, const What& what);

  FeedVenue venue_;
  AnyDecoder decoder_;
  std::vector<FeedQueue*> consumers_;
  MonoTime (*clock_)();
  std::vector<FeedObserver*> observers_;
  std::vector<std::unique_ptr<Followed>> followed_;
  std::vector<Followed*> by_id_;
  std::vector<std::uint32_t> lost_connections_;  ///< the last `kLostKept`
  Stamp stamp_;
  FeedEvent next_;
  FeedChannel channel_ = FeedChannel::best_quote;
  std::optional<ControlKind> control_;
  bool counted_ = false;  ///< the current frame was counted apart: not followed, or a number that cannot be held
  std::string last_failure_;
  FeedCounters counters_;
};

}  // namespace basis
