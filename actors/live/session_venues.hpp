#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/drivers/node_venues.hpp"
#include "actors/feed/feed.hpp"
#include "actors/live/wallet.hpp"
#include "actors/trading/pair_sender.hpp"
#include "core/base/latency_buckets.hpp"
#include "core/history/funding_calendar.hpp"
#include "venues/session.hpp"

namespace basis {

/// What sessions tell that is no business of orders.
class SessionHost {
 public:
  virtual ~SessionHost() = default;
  /// The node's clock.
  [[nodiscard]] virtual UtcTime now() const = 0;
  /// That of its sockets, which goes on within a turn.
  [[nodiscard]] virtual UtcTime clock() const = 0;
  virtual void market_data(AccountId account, const MarketData& data) = 0;
  virtual void feed_lost(AccountId account, std::uint32_t connection) = 0;
  virtual void status(AccountId account, const SessionStatus& status) = 0;
  virtual void alert(AccountId account, const SessionAlert& alert) = 0;

 protected:
  SessionHost() = default;
  SessionHost(const SessionHost&) = default;
  SessionHost& operator=(const SessionHost&) = default;
};

/// The exchanges of a live node: a session for every account in which something is traded. Everything happens on the
/// thread that polls the sessions' network, but for `order_ready`, which may come from a lane of its own when sessions
/// are polled there.
class SessionVenues final : public NodeVenues, public OrderSink, public FeedObserver {
 public:
  /// The references outlive it.
  SessionVenues(const Universe& universe, Nanos receive_window, SessionHost& host);
  ~SessionVenues() override;

  /// The listener to make an account's session with; from here on the account is one that has a session.
  SessionListener& listener(AccountId account);
  void add(AccountId account, std::unique_ptr<Session> session);
  void start();
  /// Cancels what is open and ends the sessions.
  void stop();
  /// Whether every session has stopped, or has been refused.
  [[nodiscard]] bool stopped() const;
  /// Calls `take(account, offset)` with every venue's clock less ours.
  template <class Take>
  void clock_offsets(Take&& take) const {
    for (const auto& [id, account] : accounts_) take(id, account.session->clock_offset());
  }
  /// Whether the account has a session, or will have one.
  [[nodiscard]] bool trades(AccountId account) const { return accounts_.contains(account); }
  /// Null where the account has none.
  [[nodiscard]] Session* session(AccountId account) const;

  /// How long it took from the receipt of what led to an order until its bytes were handed to the socket.
  [[nodiscard]] const LatencyBuckets& order_times() const { return order_times_; }

  /// Payments of funding that venues have announced, in the order of time.
  [[nodiscard]] const std::vector<FundingSettlement>& announced_funding() const { return funding_.payments(); }

  /// What an account was last told to hold.
  [[nodiscard]] const Holding& holding(InstrumentId instrument) const { return holdings_[instrument.index()]; }
  /// Moves money out of an account: to another one of its exchange, or to `address`. A session that is not ready is
  /// waited for. `done` is called once.
  void move(const Order& order, const std::string& address, std::optional<UtcTime> asked_before, MoneyDone done);

  /// Brings what has arrived at an exchange into trading; `done` follows.
  void collect(AccountId account, std::function<void()> done);

  /// Calls `ask` when the journal has what led to it: money that is asked for and is not in the journal would be lost
  /// to the next boot.
  void after_commit(std::function<void()> ask) { to_ask_.push_back(std::move(ask)); }
  /// Whether something waits for the journal, or was told and is not delivered.
  [[nodiscard]] bool waits() const { return !to_ask_.empty() || !told_.empty() || !settled_.empty(); }
  /// Whether a movement is under way.
  [[nodiscard]] bool moves() const { return !moves_.empty() || !to_ask_.empty() || collected_ > 0; }

  [[nodiscard]] std::string lacking() const override;
  [[nodiscard]] std::optional<UtcTime> next(UtcTime time) override;
  void deliver(UtcTime up_to, const Take& take) override;
  [[nodiscard]] std::vector<FundingSettlement> take_settled() override;
  void begin_boot(const TrackerRecords& orders, UtcTime now) override;
  void ask(const OrderInQuestion& order, UtcTime now) override;
  void fetch(const FillsLack& fills, UtcTime now) override;
  void download(const DownloadDue& market, UtcTime now) override;

  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;
  void funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) override;

  /// Brings the calendar of payments to `now`, and asks for movements that have waited for the journal or for their
  /// session. What was decided before is in the journal.
  void tell_time(UtcTime now);

 private:
  class Ear;
  struct Account {
    std::unique_ptr<Ear> ear;
    std::unique_ptr<Session> session;
  };
  struct Told {
    Heard heard;
    UtcTime at;
  };

  void hear(Heard heard) { told_.push_back({std::move(heard), host_.now()}); }
  void note(const AccountReport& report);
  void move_waiting();
  void end_move(const AccountReport& report);
  [[nodiscard]] Session& session_of(MarketId market) const;

  const Universe& universe_;
  Nanos receive_window_;
  SessionHost& host_;
  std::map<AccountId, Account> accounts_;
  std::vector<Holding> holdings_;  ///< by InstrumentId
  std::vector<Told> told_;
  std::vector<Told> taking_;
  FundingCalendar funding_;
  std::vector<FundingSettlement> settled_;
  std::vector<std::function<void()>> to_ask_;  ///< once the journal is written
  std::map<VenueKey, MoneyDone> moves_;
  LatencyBuckets order_times_;
  std::size_t collected_ = 0;                              ///< arrivals that are brought into trading
  std::vector<std::pair<AccountId, MoneyOrder>> waiting_;  ///< movements whose session is not ready
};

}  // namespace basis
