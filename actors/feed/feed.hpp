#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/feed/feed_instrument.hpp"
#include "actors/lanes/feed_queue.hpp"
#include "core/book/sync_report.hpp"
#include "core/feed/decode_result.hpp"
#include "venues/binance/codec.hpp"
#include "venues/bybit/codec.hpp"
#include "venues/okx/codec.hpp"

namespace basis {

/// Hears what a feed makes of its frames.
class FeedObserver {
 public:
  virtual ~FeedObserver() = default;
  /// An event was decoded.
  virtual void event_seen(const EventSource&, UtcTime) {}
  /// The top of an order book changed, as the changes of the book make it.
  /// Sizes are in the venue's own unit.
  virtual void top_changed(const FeedInstrument& instrument, UtcTime received, std::int64_t update_id,
                           const TopOfBook& top) {
    static_cast<void>(instrument), static_cast<void>(received), static_cast<void>(update_id), static_cast<void>(top);
  }
};

/// A frame that could not be decoded.
struct DecodeFailure {
  std::string where;  ///< the caller's name of the frame: file and line
  std::string text;   ///< fault, byte, field and what stood there
};

/// What a feed has seen.
struct FeedCounters {
  static constexpr std::size_t kChannels = 9;
  static constexpr std::size_t kControls = 5;
  static constexpr std::size_t kFailuresKept = 10;

  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t published = 0;
  std::array<std::uint64_t, kChannels> messages{};  ///< by FeedChannel
  std::array<std::uint64_t, kControls> controls{};  ///< by ControlKind
  std::uint64_t failed = 0;                         ///< frames that could not be decoded
  std::vector<DecodeFailure> failures;              ///< the first of them
};

std::string_view channel_name(FeedChannel channel);
std::string_view control_name(ControlKind kind);

/// One venue's market data, on the thread that receives it: bytes are decoded,
/// books kept in step, and what prices change to is handed to the consumers'
/// queues. A frame costs no allocation unless it cannot be decoded.
///
/// An instrument has a price while its book is live, told when it changes and, as long as
/// its stream is heard, every `kRepeat`. A best quote newer than the
/// book, by the venue's own ids, moves the top ahead of it.
class Feed {
 public:
  /// A price that does not change is told again after this, so that it does not look old.
  static constexpr Nanos kRepeat = kSecond;

  struct Options {
    /// Coins that averages are worked out for, by asset; absent: the smallest size there is, the top itself.
    std::map<std::string, Quantity> clips;
    MonoTime (*clock)() = nullptr;     ///< stamps publication; absent: the frame's own stamp, for replays
    FeedObserver* observer = nullptr;  ///< may be null; outlives the feed
  };

  /// `instruments`: those of this venue, ids as events are to carry them. Usage
  /// error: none, or one this venue's decoder refuses. Coin-margined symbols are
  /// left out: their frames are refused by name.
  static Result<std::unique_ptr<Feed>> create(FeedVenue venue, const std::vector<FeedInstrument>& instruments,
                                              std::vector<FeedQueue*> consumers, const Options& options);

  /// Takes one frame in; false when it could not be decoded, for which `last_failure` has the reason.
  bool take(const Frame& frame);
  /// Remembers a failure under the caller's name of the frame.
  void note_failure(std::string where);
  /// Hands over what queues had no room for.
  void flush() {
    for (FeedQueue* consumer : consumers_) consumer->flush();
  }
  /// The run ends.
  void finish(UtcTime now);

  [[nodiscard]] FeedVenue venue() const { return venue_; }
  [[nodiscard]] const FeedCounters& counters() const { return counters_; }
  /// One followed instrument.
  struct Followed {
    Followed(const FeedInstrument& followed, const SyncPolicy& sync, Quantity clip_in_native);
    /// A size of the venue's in coins, down to 1e-8.
    [[nodiscard]] Quantity coins(Quantity native) const;

    FeedInstrument instrument;
    OrderBook book;
    SyncReport report;
    std::uint64_t events = 0;   ///< of its book
    Quantity clip;              ///< in the venue's own unit
    std::int64_t per_coin = 0;  ///< contracts a coin, where that is a whole number
    bool priced = false;
    TopOfBook book_top;              ///< as last told to the observer
    std::optional<BestQuote> ahead;  ///< a quote newer than the book
    TopUpdate sent;
    MonoTime sent_at;
  };
  [[nodiscard]] const std::vector<std::unique_ptr<Followed>>& followed() const { return followed_; }
  /// The book of an instrument; null when it is not followed here.
  [[nodiscard]] const OrderBook* book(InstrumentId id) const;

 private:
  using AnyDecoder = std::variant<binance::Decoder, bybit::Decoder, okx::Decoder>;
  /// The stamps of the frame being taken.
  struct Stamp {
    UtcTime received;
    MonoTime mono;
  };
  struct Handler;
  friend struct Handler;
  /// What a top is made of, in the venue's unit.
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

  [[nodiscard]] Followed& find(InstrumentId id) { return *by_id_[id.index()]; }
  [[nodiscard]] std::optional<InstrumentId> asked_for(const Frame& frame) const;
  bool decode(const Frame& frame);
  void on_book(const BookEvent& event);
  void on_quote(const BestQuote& quote);
  void on_trade(const PublicTrade& trade);
  void on_ticker(const TickerChange& ticker);
  void update_price(Followed& followed, std::int64_t exchange_time_ns);
  void publish_top(Followed& followed, const Touch& touch, std::int64_t exchange_time_ns);
  FeedEvent& next_event(InstrumentId instrument, std::int64_t exchange_time_ns);
  void hand_over();
  template <class What>
  void publish(InstrumentId instrument, std::int64_t exchange_time_ns, const What& what);

  FeedVenue venue_;
  AnyDecoder decoder_;
  std::vector<FeedQueue*> consumers_;
  MonoTime (*clock_)();
  FeedObserver* observer_;
  std::vector<std::unique_ptr<Followed>> followed_;
  std::vector<Followed*> by_id_;
  Stamp stamp_;
  FeedEvent next_;
  FeedChannel channel_ = FeedChannel::best_quote;
  std::optional<ControlKind> control_;
  std::string last_failure_;
  FeedCounters counters_;
};

}  // namespace basis
