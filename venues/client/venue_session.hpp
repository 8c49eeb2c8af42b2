#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "venues/client/calls.hpp"
#include "venues/client/public_streams.hpp"
#include "venues/client/session_dialect.hpp"
#include "venues/net/backoff.hpp"
#include "venues/net/steady_socket.hpp"
#include "venues/session.hpp"

namespace basis::client {

/// The live side of an account, in its venue's dialect. A start goes: clock, instruments, credentials and modes, then
/// the sockets, then the download, then ready. After a lost user stream it goes from the sockets on.
class VenueSession final : public Session, private CallHost, private MarketFeedListener {
 public:
  static constexpr Nanos kDownloadEvery = kMinute;
  static constexpr Nanos kClockEvery = kMinute * 10;
  static constexpr Nanos kFundingEvery = kSecond * 15;  ///< a look into the funding account, where there is one
  static constexpr Nanos kRenewEvery = kMinute * 30;    ///< of a listen key, which lives for 60 minutes
  static constexpr Nanos kMostOffset = kMinute;         ///< of our clock; beyond it a person has to look
  static constexpr Nanos kStopTime = kSecond * 20;      ///< for cancels and ends at a stop
  static constexpr std::size_t kMostNames = 20'000;
  static constexpr std::size_t kMostHeld = 100'000;  ///< events during a download

  /// Network and listener outlive it.
  VenueSession(std::unique_ptr<SessionDialect> dialect, SessionSettings settings, net::Network& network,
               SessionListener& listener);
  ~VenueSession() override;

  void start() override;
  void stop() override;
  void send(const OrderCommand& command, std::string_view bytes, UtcTime deadline) override;
  void cancel_all(MarketId market) override;
  void query_order(const ClientOrderId& id, MarketId market) override;
  void fetch_fills(MarketId market, UtcTime since) override;
  /// The venue is compared with as a whole.
  void download(MarketId) override { download(false); }
  void request_book(MarketId market) override;
  void move(const MoneyOrder& order) override;
  void collect(std::function<void()> done) override;
  void deposit_address(AssetId asset, std::function<void(const Result<std::string>&)> done) override;
  void find_deposit(AssetId asset, const std::string& transaction,
                    std::function<void(const DepositState&)> done) override;
  void arm_dead_man(MarketId market, Nanos time) override;
  [[nodiscard]] Nanos clock_offset() const override { return calls_.offset(); }
  [[nodiscard]] const SessionStatus& status() const override { return status_; }

 private:
  /// Hears the user stream or the order socket.
  struct Ear final : net::SteadyListener {
    VenueSession& session;
    Line line;
    bool deaf = false;  ///< its socket is given up
    std::set<std::uint32_t> open{};
    Ear(VenueSession& of, Line of_line) : session(of), line(of_line) {}
    void on_open(std::uint32_t connection) override;
    void on_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at) override;
    void on_closed(std::uint32_t connection, const std::string& reason) override;
  };
  /// A command on its way over the order socket.
  struct Sent {
    OrderCommand command;
    std::uint32_t connection = 0;
    bool doubted = false;  ///< its time was over: told as in doubt; an answer is still heard
    std::unique_ptr<net::Timer> limit;
  };
  /// Everything that is asked for after a connect, and once a minute.
  struct Download {
    bool whole = false;  ///< of a start or a reconnect: events are held, and readiness follows
    UtcTime asked;
    UtcTime positions_asked;
    std::map<MarketId, MarketDownload> markets;
    std::map<VenueKey, FillOrigin> forced;
    std::vector<AccountReport> accounts;
    std::map<VenueKey, ClientOrderId> names;  ///< of orders, by the venue's ids; empty: not of ours
    std::vector<std::string> foreign;         ///< open orders of others, by id and symbol
    std::deque<std::function<void()>> steps;
  };
  struct Money {
    MoneyOrder order;
    UtcTime began;
    std::string venue_id;  ///< empty: not known
    TransferState told = TransferState::in_transit;
    bool taken = false;  ///< the venue has it
    bool announced = false;
    bool funded = false;  ///< withdrawal: its money is where it leaves from
    int polls = 0;
    int tries = 0;  ///< that the venue did not take for a reason that passes
    std::unique_ptr<net::Timer> poll;
  };
  /// Looks for an order where it may be listed.
  struct Search {
    /// Absent: no list has it.
    using Done = std::function<void(const std::optional<ListedOrder>&, UtcTime received)>;
    using Failed = std::function<void(const std::string& why, UtcTime received)>;
    std::deque<Request> places;
    net::Priority priority = net::Priority::query;
    Done done;
    Failed failed;
  };
  using Held = std::variant<OrderReport, AccountReport>;
  using Done = std::function<void(const CallAnswer&)>;
  /// What a list's pages were read to; not called after an error.
  using Ended = std::function<void(const std::string& error)>;

  // session.cpp: state.
  void set_status(SessionState state, std::string text, std::optional<UtcTime> until = std::nullopt);
  void judge_state(const std::string& why = {});
  void tell_readiness();
  void refuse(const std::string& why);
  void alert(std::string kind, std::string text);
  bool hold(const Held& report);
  void tell(const OrderReport& report, UtcTime received, MonoTime at);
  void tell(const AccountReport& report, UtcTime received, MonoTime at);
  void note_live(const OrderReport& report);
  void flush_held();
  void close_all();
  void finish_stop();
  void defer(std::function<void()> act);
  void clock_refused() override;
  void banned(UtcTime until) override;
  [[nodiscard]] bool able(MarketId market) const;
  [[nodiscard]] bool way_out() const;
  [[nodiscard]] bool path_open() const;

  // session_start.cpp: clock, instruments, credentials and modes.
  void measure_clock();
  void clock_sample(const CallAnswer& answer);
  void clock_measured();
  void prepare();
  void next_step();
  void step(Request request, Done done);
  void later(const std::string& why, std::function<void()> act);
  void check_instruments(bool first);
  void take_instruments(const CallAnswer& answer, const std::vector<const Market*>& asked);
  void check_instruments_later();
  void ask_instruments(const std::shared_ptr<std::deque<InstrumentQuery>>& queries, bool first);
  void check_account();
  [[nodiscard]] std::vector<const Market*> listed() const;
  void connect();
  [[nodiscard]] std::string advice(const CallAnswer& answer) const;

  // session_market.cpp
  void open_market_data();
  void on_market_data(const MarketData& data) override;
  void on_feed_lost(std::uint32_t connection, UtcTime received, MonoTime at) override;
  void on_feed_alert(const SessionAlert& alert, UtcTime received) override;

  // session_user.cpp
  void say_alive();
  void open_user_stream();
  void renew_key();
  void user_open(std::uint32_t connection);
  void user_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at);
  void user_closed(std::uint32_t connection, const std::string& reason);
  void user_ready(std::uint32_t connection);
  void user_lost(const std::string& reason);
  void take_event(std::string_view json, UtcTime received, MonoTime at);
  void act_on(const PrivateNews& news);
  void refresh_account();
  void refresh_payments();
  void ask_payments_again();
  /// A greeting was refused: what needs a person ends everything, anything else is tried again by `act`.
  void greeting_refused(std::string_view what, const LineText& read, std::function<void()> act);

  // session_orders.cpp
  void orders_open(std::uint32_t connection);
  void orders_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime at);
  void orders_closed(std::uint32_t connection, const std::string& reason);
  void orders_ready(std::uint32_t connection);
  void judge_successor();
  void command_answered(const LineText& read, UtcTime received);
  void command_failed(const OrderCommand& command, const VenueError& error, const std::string& text, UtcTime received);
  void command_done(const OrderCommand& command, std::string_view json, UtcTime received);
  void in_doubt(Sent& sent, UtcTime received);
  void send_frame(const OrderCommand& command, std::string_view bytes);
  void send_request(const OrderCommand& command, std::string_view bytes);
  void request_answered(const OrderCommand& command, const CallAnswer& answer);
  void look_for_order(const std::shared_ptr<Search>& search);
  void look_for_order(const Market& market, const OrderName& name, net::Priority priority, Search::Done done,
                      Search::Failed failed);

  // session_download.cpp
  void download(bool whole);
  void download_step(const std::shared_ptr<Download>& of);
  /// Steps that ask for each of `requests` and all of its pages.
  template <class Row>
  void ask_pages(const std::shared_ptr<Download>& of, std::vector<Request> requests,
                 Result<Page<Row>> (SessionDialect::*read)(std::string_view, const Request&),
                 std::function<void(Row&, const CallAnswer&)> take);
  void download_failed(const std::shared_ptr<Download>& of, const std::string& why);
  void ask_open_orders(const std::shared_ptr<Download>& of);
  void ask_forced(const std::shared_ptr<Download>& of);
  void ask_fills(const std::shared_ptr<Download>& of, const Market& market);
  void name_fills(const std::shared_ptr<Download>& of);
  void ask_payments(const std::shared_ptr<Download>& of);
  void take_open(const std::shared_ptr<Download>& of, ListedOrder& order);
  void add_flat(Download& of);
  void take_positions(Download& of);
  void download_done(const std::shared_ptr<Download>& of);
  [[nodiscard]] bool ours(std::string_view client) const;

  // session_pages.cpp
  /// Asks for a list page by page; `take(row, answer)` for each row, then `done`.
  template <class Row>
  void page(Request request, Result<Page<Row>> (SessionDialect::*read)(std::string_view, const Request&),
            std::function<void(Row&, const CallAnswer&)> take, Ended done);
  /// Fetches a market's fills from `since` on, window by window and page by page.
  void page_fills(const Market& market, UtcTime since, std::function<void(std::vector<OrderReport>&&)> take,
                  Ended done);
  void page_fills(const Market& market, UtcTime until, Request request, bool to_end,
                  std::function<void(std::vector<OrderReport>&&)> take, Ended done);
  void page_payments(UtcTime since, std::function<void(const AccountReport&)> take, Ended done);
  void page_payments(const std::shared_ptr<std::deque<Request>>& requests,
                     std::function<void(const AccountReport&)> take, Ended done);

  // session_money.cpp
  void ask_to_move(Money& money);
  void money_answered(const std::string& id, const CallAnswer& answer);
  void poll_money(const std::string& id);
  void look_first(const std::string& id);
  void ask_about_money(const std::string& id, std::function<void(bool answered)> then);
  void take_movements(const std::string& id, const std::vector<Movement>& rows);
  void tell_money(Money& money, TransferState state, Amount fee = {});
  void refresh_dead_man(MarketId market);

  // session_funding.cpp
  void fund_withdrawal(const std::string& id);
  void bring_to_funding(const std::string& id);
  void watch_funding();
  void sweep(const std::vector<Funds>& funds);
  void tell_kept(const Funds& funds, const CallAnswer& answer);
  [[nodiscard]] std::string new_sweep();
  void collect_later(std::function<void()> done);
  void collect(const std::shared_ptr<std::deque<Funds>>& funds, std::function<void()> done);
  void await_sweep(const std::string& id, std::function<void()> done);
  [[nodiscard]] bool withdrawing() const;

  std::unique_ptr<SessionDialect> dialect_;
  const SessionTraits& traits_;
  SessionSettings settings_;
  net::Network& network_;
  SessionListener& listener_;
  Calls calls_;
  SessionStatus status_;
  bool running_ = false;
  bool stopping_ = false;
  bool refused_ = false;
  bool was_ready_ = false;
  std::map<std::uint64_t, std::unique_ptr<net::Timer>> deferred_;
  std::map<std::uint64_t, std::unique_ptr<net::Timer>> retries_;
  std::uint64_t last_deferred_ = 0;

  std::vector<Nanos> samples_;
  bool measuring_ = false;
  std::optional<Nanos> offset_;
  std::unique_ptr<net::Timer> clock_timer_;
  std::deque<std::function<void()>> steps_;
  bool preparing_ = false;
  bool prepared_ = false;
  net::Backoff backoff_;
  std::map<MarketId, InstrumentVerdict> verdicts_;
  std::unique_ptr<net::Timer> instruments_timer_;

  PublicStreams streams_;

  Ear orders_ear_{*this, Line::orders};
  std::unique_ptr<Ear> user_ear_;
  std::unique_ptr<Ear> retired_ear_;
  std::unique_ptr<net::SteadySocket> user_;
  std::unique_ptr<net::SteadySocket> retired_;  ///< the user stream's socket before, while it closes
  std::unique_ptr<net::SteadySocket> orders_;
  bool opening_user_ = false;
  std::uint32_t user_up_ = 0;       ///< connection that events come over; zero: none
  std::uint32_t orders_up_ = 0;     ///< newest connection that orders can be sent over; zero: none
  std::set<std::uint32_t> logged_;  ///< connections that orders can be sent over
  std::unique_ptr<net::Timer> key_timer_;
  std::unique_ptr<net::Timer> alive_timer_;
  std::map<std::string, Sent, std::less<>> sent_;  ///< by the request's id
  std::string frame_;                              ///< of the command that is being sent
  PrivateNews news_;
  std::unique_ptr<net::Timer> account_timer_;
  std::unique_ptr<net::Timer> payments_timer_;
  int payments_tries_ = 0;

  std::shared_ptr<Download> download_;
  bool synced_ = false;  ///< a whole download was told since the user stream is open
  bool synced_ever_ = false;
  std::string foreign_told_;
  std::vector<Held> held_;
  std::optional<UtcTime> known_until_;
  std::optional<UtcTime> payments_until_;
  std::set<std::pair<MarketId, VenueKey>> paid_;  ///< funding that was told
  std::unique_ptr<net::Timer> download_timer_;
  std::map<MarketId, Quantity> positions_;
  /// Venue times of the last balances and positions that were told, by kind, asset and market.
  std::map<std::tuple<AccountReportKind, AssetId, MarketId>, UtcTime> latest_;
  std::map<MarketId, LegReadiness> told_;
  std::map<ClientOrderId, MarketId> live_;   ///< orders that may still be open at the venue
  std::map<VenueKey, ClientOrderId> names_;  ///< of orders that were heard of, by the venue's ids
  std::map<ClientOrderId, Quantity> sizes_;  ///< of those, as the venue told them
  std::set<MarketId> misleveraged_;          ///< whose leverage was changed at the venue
  std::string unfit_;  ///< why no market is ready: a mode of the account was changed; empty: all is well

  std::map<std::string, Money> money_;
  std::unique_ptr<net::Timer> funding_timer_;
  std::uint64_t sweeps_ = 0;
  bool collecting_ = false;
  std::map<AssetId, std::string> kept_in_funding_;  ///< why the venue does not move it, as it was told
  struct Switch {
    Nanos time;
    std::unique_ptr<net::Timer> refresh;
    bool failed = false;  ///< the last try; it was told
  };
  std::map<MarketId, Switch> dead_men_;
  UtcTime stop_until_;
  std::unique_ptr<net::Timer> stop_timer_;
  std::unique_ptr<net::Timer> ban_timer_;
};

}  // namespace basis::client
