#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <readerwriterqueue/readerwriterqueue.h>

#include "actors/drivers/node_venues.hpp"
#include "actors/feed/feed.hpp"
#include "actors/trading/pair_sender.hpp"
#include "core/execution/market_download.hpp"
#include "core/history/funding_calendar.hpp"
#include "venues/sim/arrivals.hpp"
#include "venues/sim/matched_venue.hpp"
#include "venues/sim/venue_link.hpp"

namespace basis {

/// The exchanges of a replay: our orders meet the recorded books of the feeds there. It hears the feeds, takes the
/// orders, and says what the venues report. Its time is that of the recording. Orders may come from another thread than
/// the feeds.
class ReplayVenues final : public NodeVenues, public FeedObserver, public OrderSink {
 public:
  struct Options {
    MatchingEngine::Options matching;
    LatencySpec latency;
  };
  /// The references outlive it; the universe takes no further markets.
  ReplayVenues(const Universe& universe, const Settings& settings, const Options& options);
  ~ReplayVenues() override;

  /// Orders of this market are matched against `book`. A market without a configuration is left out.
  void match(const Market& market, const OrderBook& book);
  /// Why `amount` of a token may not leave its account with `gas` in USDT that the exchange keeps; empty when it may.
  [[nodiscard]] std::string withdrawal_fault(InstrumentId token, Amount amount, Amount gas) const;
  /// Posts a movement of money to an account.
  void post(AccountId account, const LedgerEntry& entry);
  [[nodiscard]] Holding holding(InstrumentId instrument) const;
  /// The markets whose orders are matched.
  [[nodiscard]] const std::vector<MarketId>& markets() const { return markets_; }
  /// A market's open orders, its fills from `since` on, and the position.
  [[nodiscard]] MarketDownload downloaded(MarketId market, UtcTime since) const;
  /// What is on its way into an account from elsewhere.
  [[nodiscard]] Arrivals& arrivals(AccountId account) { return arrivals_[account]; }
  /// Brings the venues to the moment before a frame that is received at `received`, with the books as they are.
  void before(UtcTime received) override;
  /// When next an order is at its venue, in our time and before `received`, or a report is here, up to `received`.
  [[nodiscard]] std::optional<UtcTime> next(UtcTime received) override;
  void deliver(UtcTime up_to, const Take& take) override;
  [[nodiscard]] std::vector<FundingSettlement> take_settled() override { return std::exchange(settled_, {}); }
  /// All connections are lost (see `SimulatedVenueLink::lose_reports`) and made anew: every market tells its open
  /// orders, the fills since the last that is known, and the position; every account what it holds.
  void begin_boot(const TrackerRecords& orders, UtcTime now) override;
  void ask(const OrderInQuestion& order, UtcTime now) override;
  void fetch(const FillsLack& fills, UtcTime now) override;
  void download(const DownloadDue& market, UtcTime now) override;
  /// The longest time from an order, or what it answers, to the word of it, and a nanosecond more.
  [[nodiscard]] Nanos round_trip() const { return options_.latency.maximum * 3 + Nanos{1}; }

  void book_changed(const Market& market, const BookUpdate& update, bool replaced, UtcTime received) override;
  void traded(const Market& market, Price price, Quantity size, TakerSide taker, UtcTime received) override;
  void top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) override;
  void marked(const Market& market, Price mark, UtcTime received) override;
  void funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) override;
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

 private:
  struct Exchange;
  struct Received {
    Heard heard;
    UtcTime at;
  };
  struct SentCommand {
    OrderCommand command;
    UtcTime at;
  };

  [[nodiscard]] Exchange* matched(const Market& market);
  /// Null where nothing is matched.
  [[nodiscard]] ExchangeAccount* account(AccountId account) const;
  [[nodiscard]] UtcTime at_venue(UtcTime received) const { return received - options_.latency.minimum; }
  void list_account(AccountId account, UtcTime now, std::vector<AccountReport>& out) const;
  [[nodiscard]] UtcTime answered_at(UtcTime asked) const { return asked + options_.latency.maximum * 2; }
  void send_orders();
  void settle_due(UtcTime to);
  void collect(UtcTime up_to);

  const Universe& universe_;
  const Settings& settings_;
  Options options_;
  std::map<std::string, std::unique_ptr<Exchange>, std::less<>> exchanges_;  ///< by venue
  std::vector<Exchange*> by_market_;                                         ///< null: nothing is matched there
  std::vector<MarketId> markets_;
  std::vector<bool> mark_seen_;  ///< by market; the others are marked by their own mid
  FundingCalendar payments_;     ///< at the venues' time
  std::vector<FundingSettlement> settled_;
  std::map<AccountId, Arrivals> arrivals_;
  std::vector<Received> due_;
  std::vector<Received> answers_;                    ///< to questions, by time of receipt
  moodycamel::ReaderWriterQueue<SentCommand> sent_;  ///< by the order's thread, for the feeds' thread
};

}  // namespace basis
