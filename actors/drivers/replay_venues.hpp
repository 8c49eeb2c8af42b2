#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <readerwriterqueue/readerwriterqueue.h>

#include "actors/feed/feed.hpp"
#include "actors/trading/pair_sender.hpp"
#include "core/execution/market_download.hpp"
#include "core/history/funding_told.hpp"
#include "venues/sim/arrivals.hpp"
#include "venues/sim/matched_venue.hpp"
#include "venues/sim/venue_link.hpp"

namespace basis {

/// The exchanges of a replay: our orders meet the recorded books of the feeds there. It hears the feeds, takes the
/// orders, and says what the venues report. Its time is that of the recording. Orders may come from another thread than
/// the feeds.
class ReplayVenues final : public FeedObserver, public OrderSink {
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
  /// What is on its way into an account from elsewhere.
  [[nodiscard]] Arrivals& arrivals(AccountId account) { return arrivals_[account]; }
  /// What a market tells when it is asked: its open orders, the fills from `since` on, and the position; and what
  /// an account holds.
  [[nodiscard]] MarketDownload download(MarketId market, UtcTime since) const;
  /// The last order with this client id.
  [[nodiscard]] std::optional<OrderRecord> order(MarketId market, const ClientOrderId& id) const;
  /// All connections are lost: see `SimulatedVenueLink::lose_reports`.
  void lose_connections();
  void list_account(AccountId account, UtcTime now, std::vector<AccountReport>& out) const;
  /// Payments made since the last call.
  [[nodiscard]] std::vector<FundingSettlement> take_settled() { return std::exchange(settled_, {}); }
  [[nodiscard]] const std::vector<MarketId>& markets() const { return markets_; }

  /// Brings the venues to the moment before a frame that is received at `received`, with the books as they are.
  void before_frame(UtcTime received);
  /// When next an order is at its venue, in our time and before `received`, or a report is here, up to `received`.
  [[nodiscard]] std::optional<UtcTime> next(UtcTime received);
  /// Calls `take(message, received)` for everything that is received up to `up_to`, in order.
  template <class Take>
  void deliver(UtcTime up_to, Take&& take) {
    due_.clear();
    collect(up_to);
    for (const Received& due : due_) take(due.message, due.at);
  }
  /// From the last frame on, the time after which nothing is on its way any more.
  [[nodiscard]] UtcTime settled(UtcTime last) const { return last + options_.latency.maximum * 3 + Nanos{1}; }

  void book_changed(const Market& market, const BookUpdate& update, bool replaced, UtcTime received) override;
  void traded(const Market& market, Price price, Quantity size, TakerSide taker, UtcTime received) override;
  void top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) override;
  void marked(const Market& market, Price mark, UtcTime received) override;
  void funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) override;
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

 private:
  struct Exchange;
  /// A payment that is due, at the venue's time.
  struct Due {
    MarketId market;
    UtcTime at;
    Ray rate;
  };

  struct Received {
    VenueMessage message;
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
  std::vector<Due> payments_;    ///< by time
  std::vector<FundingSettlement> settled_;
  std::map<AccountId, Arrivals> arrivals_;
  std::vector<Received> due_;
  moodycamel::ReaderWriterQueue<SentCommand> sent_;  ///< by the order's thread, for the feeds' thread
};

}  // namespace basis
