#include "actors/live/session_venues.hpp"

#include <fmt/format.h>

namespace basis {

/// Hears the session of one account. The node has one clock, its own, so every time is the one at which it hears.
class SessionVenues::Ear final : public SessionListener {
 public:
  Ear(SessionVenues& all, AccountId account) : all_(all), account_(account) {}

  void on_market_data(const MarketData& data) override { all_.host_.market_data(account_, data); }
  void on_feed_lost(std::uint32_t connection, UtcTime, MonoTime) override {
    all_.host_.feed_lost(account_, connection);
  }
  void on_order(const OrderReport& report, UtcTime, MonoTime) override { all_.hear(report); }
  void on_account(const AccountReport& report, UtcTime, MonoTime) override {
    all_.note(report);
    all_.hear(report);
  }
  void on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime) override {
    const UtcTime now = all_.host_.now();
    all_.hear(SendFailed{id, action, failure, now, mono(now)});
  }
  void on_order_found(const OrderRecord& record, UtcTime) override {
    answer(OrderAnswered::Kind::found, record.terms.id, record);
  }
  void on_order_missing(const ClientOrderId& id, UtcTime) override { answer(OrderAnswered::Kind::missing, id, {}); }
  void on_query_failed(const ClientOrderId& id, UtcTime) override { answer(OrderAnswered::Kind::failed, id, {}); }
  void on_download(const MarketDownload& download, UtcTime, MonoTime) override { all_.hear(download); }
  void on_readiness(MarketId market, LegReadiness readiness, Quantity position, MonoTime) override {
    all_.hear(ReadinessTold{market, readiness, position});
  }
  void on_status(const SessionStatus& status, UtcTime) override { all_.host_.status(account_, status); }
  void on_alert(const SessionAlert& alert, UtcTime) override { all_.host_.alert(account_, alert); }

 private:
  static MonoTime mono(UtcTime time) { return MonoTime::from_nanos(time.nanos()); }
  void answer(OrderAnswered::Kind kind, const ClientOrderId& id, const OrderRecord& record) {
    const UtcTime now = all_.host_.now();
    all_.hear(OrderAnswered{kind, id, record, now, mono(now)});
  }

  SessionVenues& all_;
  AccountId account_;
};

SessionVenues::SessionVenues(const Universe& universe, Nanos receive_window, SessionHost& host)
    : universe_(universe), receive_window_(receive_window), host_(host), holdings_(universe.instruments().size()) {}

SessionVenues::~SessionVenues() = default;

SessionListener& SessionVenues::listener(AccountId account) {
  std::unique_ptr<Ear>& ear = accounts_[account].ear;
  if (ear == nullptr) ear = std::make_unique<Ear>(*this, account);
  return *ear;
}

void SessionVenues::add(AccountId account, std::unique_ptr<Session> session) {
  accounts_.at(account).session = std::move(session);
}

void SessionVenues::start() {
  for (const auto& [id, account] : accounts_) account.session->start();
}

void SessionVenues::stop() {
  for (const auto& [id, account] : accounts_) account.session->stop();
}

bool SessionVenues::stopped() const {
  return std::ranges::all_of(accounts_, [](const auto& account) {
    const SessionState state = account.second.session->status().state;
    return state == SessionState::stopped || state == SessionState::refused;
  });
}

Session* SessionVenues::session(AccountId account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? nullptr : found->second.session.get();
}

Session& SessionVenues::session_of(MarketId market) const {
  Session* const found = session(*universe_[market].account);
  require(found != nullptr, "an order of a market without a session");
  return *found;
}

/// Keeps what an account holds.
void SessionVenues::note(const AccountReport& report) {
  if (report.kind == AccountReportKind::transfer) return end_move(report);
  if (report.kind == AccountReportKind::balance) {
    const std::string& token = universe_.name(report.asset);
    const auto held = universe_.find(fmt::format("{}:BaseToken:{}", universe_.name(report.account), token));
    if (held) holdings_[held->index()].amount = report.amount;
  } else if (report.kind == AccountReportKind::position) {
    const Market& market = universe_[report.market];
    if (market.position)
      holdings_[market.position->index()] = {report.amount, mul(report.amount, report.price, Rounding::half_even)};
  }
}

void SessionVenues::end_move(const AccountReport& report) {
  const bool over = report.state != TransferState::in_transit && report.state != TransferState::needs_data;
  const auto found = moves_.find(report.id);
  if (!over || found == moves_.end()) return;
  const MoneyDone done = std::move(found->second);
  moves_.erase(found);
  if (report.state == TransferState::done) return done({OrderStatus::accepted, {}, report.fee});
  done({OrderStatus::refused, report.state == TransferState::failed ? "the venue says that it failed"
                                                                    : "the venue says that it was cancelled"});
}

void SessionVenues::move(const Order& order, const std::string& address, std::optional<UtcTime> asked_before,
                         MoneyDone done) {
  require(trades(order.account), "money is moved out of an account without a session");
  const Instrument& token = universe_[order.instrument];
  MoneyOrder money;
  money.id = order.client_id;
  money.asked_before = asked_before;
  money.asset = token.asset;
  money.amount = order.size;
  if (universe_.same_exchange(order.account, order.destination)) {
    money.to = order.destination;
  } else {
    money.kind = MoneyOrder::Kind::withdrawal;
    money.address = address;
    money.network = "ETH";
  }
  moves_[VenueKey::parse(money.id)] = std::move(done);
  waiting_.emplace_back(order.account, std::move(money));
  move_waiting();
}

void SessionVenues::collect(AccountId account, std::function<void()> done) {
  Session* const at = session(account);
  require(at != nullptr, "money arrives at an account without a session");
  ++collected_;
  at->collect([this, done = std::move(done)] {
    --collected_;
    done();
  });
}

void SessionVenues::move_waiting() {
  for (auto& [account, money] : std::exchange(waiting_, {})) {
    Session* const from = session(account);
    if (from != nullptr && from->status().state == SessionState::ready)
      from->move(money);
    else
      waiting_.emplace_back(account, std::move(money));
  }
}

std::string SessionVenues::lacking() const {
  for (const auto& [id, account] : accounts_) {
    const SessionStatus& status = account.session->status();
    if (status.state != SessionState::ready)
      return fmt::format("{} is {}{}{}", universe_.name(id), session_state_name(status.state),
                         status.text.empty() ? "" : ": ", status.text);
  }
  return {};
}

std::optional<UtcTime> SessionVenues::next(UtcTime time) { return told_.empty() ? std::nullopt : std::optional(time); }

void SessionVenues::deliver(UtcTime, const Take& take) {
  taking_.swap(told_);
  for (const Told& told : taking_) take(told.heard, told.at);
  taking_.clear();
}

std::vector<FundingSettlement> SessionVenues::take_settled() { return std::exchange(settled_, {}); }

void SessionVenues::tell_time(UtcTime now) {
  FundingSettlement due;
  while (funding_.next(now, due)) settled_.push_back(due);
  for (const auto& ask : std::exchange(to_ask_, {})) ask();
  if (!waiting_.empty()) move_waiting();
}

/// Sessions download when they start; orders that were live before are asked for one by one.
void SessionVenues::begin_boot(const TrackerRecords&, UtcTime) {}

void SessionVenues::ask(const OrderInQuestion& order, UtcTime) {
  session_of(order.market).query_order(order.id, order.market);
}
void SessionVenues::fetch(const FillsLack& fills, UtcTime) {
  session_of(fills.market).fetch_fills(fills.market, fills.since);
}
void SessionVenues::download(const DownloadDue& market, UtcTime) { session_of(market.market).download(market.market); }

void SessionVenues::order_ready(const OrderCommand& order, FeedVenue, std::string_view bytes, const Stamps& stamps) {
  Session& session = session_of(order.market);
  session.send(order, bytes, stamps.received_utc + session.clock_offset() + receive_window_);
  order_times_.record(host_.clock() - stamps.received_utc);
}

void SessionVenues::funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) {
  if (at && *at >= received) funding_.tell(market.id, *at, rate);
}

}  // namespace basis
