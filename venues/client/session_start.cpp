#include <fmt/format.h>

#include <algorithm>

#include "venues/client/venue_session.hpp"

namespace basis::client {
namespace {

constexpr std::size_t kSamples = 3;

}  // namespace

/// Several requests one after the other; the offset is the median of theirs.
void VenueSession::measure_clock() {
  if (measuring_ || !running_) return;
  measuring_ = true;
  samples_.clear();
  calls_.call(
      dialect_->time(), [this](const CallAnswer& answer) { clock_sample(answer); }, net::Priority::trade);
}

void VenueSession::clock_sample(const CallAnswer& answer) {
  if (!running_) return;
  if (!answer.ok) {
    measuring_ = false;
    return later("the venue's time cannot be read: " + answer.text, [this] { measure_clock(); });
  }
  const Result<UtcTime> venue = dialect_->read_time(answer.body);
  if (!venue) {
    measuring_ = false;
    return later(venue.error().text(), [this] { measure_clock(); });
  }
  // The venue read its clock about halfway between.
  const UtcTime middle = answer.sent + Nanos{(answer.received - answer.sent).count / 2};
  samples_.push_back(venue.value() - middle);
  if (samples_.size() < kSamples)
    return calls_.call(
        dialect_->time(), [this](const CallAnswer& next) { clock_sample(next); }, net::Priority::trade);
  clock_measured();
}

void VenueSession::clock_measured() {
  measuring_ = false;
  std::sort(samples_.begin(), samples_.end());
  const Nanos offset = samples_[samples_.size() / 2];
  const auto size_of = [](Nanos time) { return time.count < 0 ? Nanos{-time.count} : time; };
  if (size_of(offset) > kMostOffset)
    return refuse(fmt::format("this machine's clock is {} s off the venue's: synchronise it, then start again",
                              offset.count / kSecond.count));
  if (offset_ && size_of(offset - *offset_) > settings_.most_clock_drift)
    alert("clock_drift", fmt::format("the clock moved by {} ms against the venue's since it was measured last",
                                     (offset - *offset_).count / 1'000'000));
  offset_ = offset;
  calls_.set_offset(offset);
  clock_timer_ = network_.after(kClockEvery, [this] { measure_clock(); });
  if (std::exchange(preparing_, true)) return;
  prepare();
}

/// Tries again after a while, with a growing wait.
void VenueSession::later(const std::string& why, std::function<void()> act) {
  judge_state(why);
  const std::uint64_t id = ++last_deferred_;
  retries_.emplace(id, network_.after(backoff_.next(), [this, id, act = std::move(act)] {
    const auto timer = retries_.extract(id);
    if (running_ && !refused_) act();
  }));
}

void VenueSession::prepare() {
  steps_.clear();
  steps_.emplace_back([this] { check_instruments(true); });
  steps_.emplace_back([this] { check_account(); });
  next_step();
}

void VenueSession::next_step() {
  if (steps_.empty() || !running_ || refused_ || stopping_) return;
  const auto act = std::move(steps_.front());
  steps_.pop_front();
  act();
}

/// A request of a start: what needs a person is refused with advice, anything else is tried again from the beginning.
void VenueSession::step(Request request, Done done) {
  calls_.call(std::move(request), [this, done = std::move(done)](const CallAnswer& answer) {
    if (!running_ || refused_) return;
    if (answer.ok || answer.error.kind == ErrorClass::already_so) return done(answer);
    if (answer.error.kind == ErrorClass::config || answer.error.kind == ErrorClass::clock)
      return refuse(advice(answer));
    if (answer.error.kind == ErrorClass::refused) return done(answer);
    steps_.clear();
    later(answer.text, [this] { prepare(); });
  });
}

std::string VenueSession::advice(const CallAnswer& answer) const {
  const std::string& account = settings_.universe->name(settings_.account);
  if (const std::string told = dialect_->advice(answer.code); !told.empty())
    return fmt::format("{}: {} ({})", account, told, answer.code);
  if (answer.error.kind == ErrorClass::clock)
    return fmt::format("{}: the venue refuses our time stamps ({}): synchronise this machine's clock", account,
                       answer.code);
  return fmt::format("{}: the account cannot be used as it is: {}", account, answer.text);
}

void VenueSession::check_instruments(bool first) {
  check_instruments_later();
  if (!first && !prepared_) return;
  const auto queries = dialect_->market().instruments(settings_.markets);
  ask_instruments(std::make_shared<std::deque<InstrumentQuery>>(queries.begin(), queries.end()), first);
}

/// A market that is not usable is looked at often: it may be back.
void VenueSession::check_instruments_later() {
  const bool all = std::ranges::all_of(verdicts_, [](const auto& verdict) { return verdict.second.usable(); });
  instruments_timer_ = network_.after(all ? kMinute * 5 : kSecond * 30, [this] { check_instruments(false); });
}

void VenueSession::ask_instruments(const std::shared_ptr<std::deque<InstrumentQuery>>& queries, bool first) {
  InstrumentQuery query = std::move(queries->front());
  queries->pop_front();
  const auto done = [this, queries, asked = query.markets, first](const CallAnswer& answer) {
    if (!running_ || refused_) return;
    take_instruments(answer, asked);
    if (!queries->empty()) return ask_instruments(queries, first);
    check_instruments_later();
    if (first) return next_step();
    judge_state();
  };
  if (first) return step(std::move(query.request), done);
  calls_.call(std::move(query.request), [done](const CallAnswer& answer) {
    // What cannot be read leaves the last word as it is.
    if (answer.ok || answer.error.kind == ErrorClass::refused) done(answer);
  });
}

void VenueSession::take_instruments(const CallAnswer& answer, const std::vector<const Market*>& asked) {
  ExchangeRules rules;
  if (answer.ok) {
    auto read = dialect_->market().read_instruments(answer.body, asked);
    if (read)
      rules = std::move(read).value();
    else
      alert("instruments", read.error().text());
  }
  if (rules.verdicts.empty())
    for (const Market* market : asked) rules.verdicts.emplace_back().market = market;
  if (!rules.limits.empty() && verdicts_.empty()) calls_.budget().set_windows(rules.limits);
  for (InstrumentVerdict& verdict : rules.verdicts) {
    const auto known = verdicts_.find(verdict.market->id);
    const std::string before = known == verdicts_.end() ? std::string{} : known->second.why_not();
    const std::string now = verdict.why_not();
    if (now != before) alert(now.empty() ? "market_back" : "market_refused", now.empty() ? verdict.market->key : now);
    verdicts_.insert_or_assign(verdict.market->id, std::move(verdict));
  }
}

/// What the rest of the program counts on: one-way positions, margin of one kind, the leverage of the configuration.
void VenueSession::check_account() {
  for (StartStep& each : dialect_->start_steps(listed())) {
    if (settings_.by_hand && each.request.endpoint.method != "GET") continue;
    steps_.emplace_back([this, each = std::move(each)] {
      step(each.request, [this, check = each.check](const CallAnswer& answer) {
        const bool taken = answer.ok || answer.error.kind == ErrorClass::already_so;
        const std::string wrong = answer.ok || !taken ? check(answer) : std::string{};
        if (!wrong.empty() || !taken) return refuse(wrong.empty() ? advice(answer) : wrong);
        next_step();
      });
    });
  }
  steps_.emplace_back([this] {
    misleveraged_.clear();
    prepared_ = true;
    connect();
  });
  next_step();
}

void VenueSession::connect() {
  open_market_data();
  open_user_stream();
  if (settings_.transport != wire::Transport::rest && !orders_) {
    net::SteadySettings orders;
    orders.request = {settings_.endpoints.orders, std::string(traits_.orders_target), {}};
    orders.request.hot = settings_.hot_sockets;
    orders.silence = traits_.orders_silence;
    orders.seed = settings_.seed + 1;
    orders_ = std::make_unique<net::SteadySocket>(network_, orders, orders_ear_);
  }
  if (orders_) orders_->start();
  if (!dialect_->market().keep_alive().empty()) say_alive();
  if (!settings_.by_hand && dialect_->funds()) watch_funding();
  judge_state();
}

}  // namespace basis::client
