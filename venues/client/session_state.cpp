#include "venues/client/venue_session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/portfolio/fill_entry.hpp"

namespace basis::client {
namespace {

CallPlaces places_of(const SessionSettings& settings) {
  CallPlaces places;
  places.rest = settings.endpoints.rest;
  places.money = settings.endpoints.money.value_or(settings.endpoints.rest);
  places.key = settings.credentials.key.reveal();
  if (settings.budgets != nullptr) places.budgets = settings.budgets;
  return places;
}

}  // namespace

VenueSession::VenueSession(std::unique_ptr<SessionDialect> dialect, SessionSettings settings, net::Network& network,
                           SessionListener& listener)
    : dialect_(std::move(dialect)),
      traits_(dialect_->traits()),
      settings_(std::move(settings)),
      network_(network),
      listener_(listener),
      calls_(network, dialect_->market(), places_of(settings_), *this),
      backoff_(Nanos{500'000'000}, kSecond * 30, settings_.seed),
      streams_(network, dialect_->market(),
               {settings_.markets, settings_.endpoints.rest, settings_.endpoints.streams, settings_.silence,
                settings_.seed, settings_.hot_sockets},
               calls_, *this),
      known_until_(settings_.known_until),
      payments_until_(settings_.known_until) {
  require(settings_.universe != nullptr && !settings_.markets.empty(), "a session without a universe or markets");
}

VenueSession::~VenueSession() = default;

void VenueSession::start() {
  if (running_) return;
  running_ = true;
  stopping_ = refused_ = was_ready_ = prepared_ = preparing_ = false;
  set_status(SessionState::connecting, "connecting");
  // What a run before has left may be in a call just now.
  defer([this] {
    streams_.start();
    for (auto* socket : {&user_, &retired_, &orders_}) socket->reset();
    logged_.clear();
    unfit_.clear();
    synced_ever_ = false;
    measuring_ = opening_user_ = collecting_ = false;
    measure_clock();
    instruments_timer_ = network_.after(kMinute * 5, [this] { check_instruments(false); });
  });
}

/// Calls `act` soon, never from inside the caller.
void VenueSession::defer(std::function<void()> act) {
  const std::uint64_t id = ++last_deferred_;
  deferred_.emplace(id, network_.after({}, [this, id, act = std::move(act)] {
    const auto timer = deferred_.extract(id);
    act();
  }));
}

void VenueSession::set_status(SessionState state, std::string text, std::optional<UtcTime> until) {
  if (status_.state == state && status_.text == text && status_.until == until) return;
  status_ = {state, std::move(text), until};
  listener_.on_status(status_, network_.now_utc());
}

/// Whether a command can leave; what becomes of it is heard only with the user stream.
bool VenueSession::way_out() const {
  const bool orders = settings_.transport == wire::Transport::rest || orders_up_ != 0;
  return running_ && !refused_ && orders && !calls_.budget_of().quiet_until(calls_.venue_now());
}

bool VenueSession::path_open() const { return way_out() && user_up_ != 0; }

bool VenueSession::able(MarketId market) const {
  const auto verdict = verdicts_.find(market);
  return unfit_.empty() && verdict != verdicts_.end() && verdict->second.usable() && !misleveraged_.contains(market);
}

/// The state that follows from what is open. `why`: of a change for the worse.
void VenueSession::judge_state(const std::string& why) {
  if (!running_ || refused_) return;
  tell_readiness();
  if (stopping_) return;
  if (const auto until = calls_.budget_of().quiet_until(calls_.venue_now()))
    return set_status(SessionState::waiting, "the venue takes no requests from us for a while: its rate limit", until);
  if (path_open() && synced_) {
    was_ready_ = true;
    backoff_.reset();
    return set_status(SessionState::ready, unfit_.empty() ? "ready" : unfit_);
  }
  if (user_up_ != 0 && download_ && download_->whole) return set_status(SessionState::recovering, "recovering");
  if (!why.empty()) return set_status(SessionState::waiting, why);
  if (!was_ready_ && status_.state != SessionState::waiting) set_status(SessionState::connecting, "connecting");
}

void VenueSession::tell_readiness() {
  for (const Market* market : settings_.markets) {
    const LegReadiness now{path_open(), path_open() && synced_ && able(market->id)};
    const auto [told, fresh] = told_.try_emplace(market->id, LegReadiness{});
    if (!fresh && told->second == now) continue;
    if (fresh && now == LegReadiness{}) continue;
    told->second = now;
    listener_.on_readiness(market->id, now, positions_[market->id], network_.now_mono());
  }
}

/// Needs a person: everything is closed, and nothing is tried again.
void VenueSession::refuse(const std::string& why) {
  if (refused_ || !running_) return;
  refused_ = true;
  defer([this] { close_all(); });
  tell_readiness();
  set_status(SessionState::refused, why);
}

void VenueSession::alert(std::string kind, std::string text) {
  listener_.on_alert({std::move(kind), std::move(text)}, network_.now_utc());
}

void VenueSession::note_live(const OrderReport& report) {
  if (!report.id.is_set()) return;
  if (report.order.known()) names_.emplace(report.order, report.id);
  while (names_.size() > kMostNames) names_.erase(names_.begin());
  const bool create_refused = report.kind == ReportKind::rejected && report.of == OrderAction::create;
  if (report.kind == ReportKind::cancelled || report.kind == ReportKind::expired || create_refused) {
    live_.erase(report.id);
  } else if (report.kind == ReportKind::accepted) {
    if (!report.filled_known || report.filled < report.size)
      live_[report.id] = report.market;
    else
      live_.erase(report.id);
  } else if (report.kind == ReportKind::fill && report.filled_known) {
    // The report of a fill has the size of the trade: whether it was the last is told by the stream's own end, or by
    // the count reaching what the order was accepted with.
    if (const auto size = sizes_.find(report.id); size != sizes_.end() && report.filled >= size->second)
      live_.erase(report.id);
  }
  if (report.kind == ReportKind::accepted || report.kind == ReportKind::amended) sizes_[report.id] = report.size;
  if (!live_.contains(report.id)) sizes_.erase(report.id);
}

/// What comes during a download waits for its end.
bool VenueSession::hold(const Held& report) {
  const bool holds = download_ && download_->whole && held_.size() < kMostHeld;
  if (holds) held_.push_back(report);
  return holds;
}

void VenueSession::tell(const OrderReport& report, UtcTime received, MonoTime at) {
  note_live(report);
  if (hold(report)) return;
  listener_.on_order(report, received, at);
}

void VenueSession::tell(const AccountReport& report, UtcTime received, MonoTime at) {
  if (hold(report)) return;
  if (report.kind == AccountReportKind::balance || report.kind == AccountReportKind::position) {
    // An answer may be older than an event that came before it.
    UtcTime& latest = latest_[{report.kind, report.asset, report.market}];
    if (report.at_venue < latest) return;
    latest = report.at_venue;
  }
  if (report.kind == AccountReportKind::position)
    positions_[report.market] = quantity_of(report.amount, Rounding::toward_zero);
  listener_.on_account(report, received, at);
}

/// What came during a download is told after it, in its order.
void VenueSession::flush_held() {
  std::vector<Held> held;
  held.swap(held_);
  for (const Held& item : held)
    std::visit([&](const auto& report) { tell(report, network_.now_utc(), network_.now_mono()); }, item);
}

void VenueSession::clock_refused() {
  alert("clock_refused", "the venue refused the time stamp of a request; the clock is measured again");
  measure_clock();
}

void VenueSession::banned(UtcTime until) {
  ban_timer_ = network_.after(std::max(until - calls_.venue_now(), Nanos{}) + Nanos{1'000'000},
                              [this] { judge_state("the venue's rate limit is over"); });
  judge_state();
}

void VenueSession::stop() {
  if (!running_ || stopping_) return;
  if (refused_) return finish_stop();
  stopping_ = true;
  stop_until_ = network_.now_utc() + kStopTime;
  steps_.clear();
  retries_.clear();
  download_timer_.reset();
  defer([this] { finish_stop(); });
}

/// Cancels what is open again and again, until every end was seen or the time is over.
void VenueSession::finish_stop() {
  const bool over = refused_ || network_.now_utc() >= stop_until_;
  if (!live_.empty() && !over) {
    std::set<MarketId> markets;
    for (const auto& [id, market] : live_) markets.insert(market);
    for (const MarketId market : markets) cancel_all(market);
    // An end that the stream did not tell is asked for.
    if (stop_until_ - network_.now_utc() < kStopTime - kSecond * 4)
      for (const auto& [id, market] : live_) query_order(id, market);
    stop_timer_ = network_.after(kSecond * 2, [this] { finish_stop(); });
    return;
  }
  std::string text = "stopped";
  if (!live_.empty()) {
    text = "stopped with orders that may still be open:";
    for (const auto& [id, market] : live_) text += fmt::format(" {}", id.view());
  } else {
    for (auto& [market, armed] : dead_men_) {
      armed.time = {};
      refresh_dead_man(market);
    }
  }
  running_ = false;
  for (auto& [market, told] : told_) {
    if (told == LegReadiness{}) continue;
    told = {};
    listener_.on_readiness(market, told, positions_[market], network_.now_mono());
  }
  close_all();
  set_status(SessionState::stopped, std::move(text));
}

void VenueSession::close_all() {
  streams_.stop();
  if (user_) user_->stop();
  if (orders_) orders_->stop();
  for (auto* timer : {&clock_timer_, &instruments_timer_, &key_timer_, &account_timer_, &payments_timer_,
                      &download_timer_, &stop_timer_, &ban_timer_, &alive_timer_, &funding_timer_})
    timer->reset();
  for (auto& [market, armed] : dead_men_) armed.refresh.reset();
  for (auto& [id, money] : money_) money.poll.reset();
  steps_.clear();
  retries_.clear();
  for (auto& [id, sent] : sent_) in_doubt(sent, network_.now_utc());
  sent_.clear();
  download_.reset();
  flush_held();
  user_up_ = orders_up_ = 0;
  synced_ = false;
}

}  // namespace basis::client
