#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

constexpr std::size_t kSamples = 3;

}  // namespace

/// Several requests one after the other; the offset is the median of theirs.
void BinanceSession::measure_clock() {
  if (measuring_ || !running_) return;
  measuring_ = true;
  samples_.clear();
  calls_.call(
      product_.time, {}, [this](const CallAnswer& answer) { clock_sample(answer); }, net::Priority::trade);
}

void BinanceSession::clock_sample(const CallAnswer& answer) {
  if (!running_) return;
  if (!answer.ok) {
    measuring_ = false;
    return later("the venue's time cannot be read: " + answer.text, [this] { measure_clock(); });
  }
  std::optional<UtcTime> venue;
  const auto read = reader_.object("the venue's time", answer.body,
                                   [&](wire::JsonObject root) { venue = root.millis("serverTime"); });
  if (!read) {
    measuring_ = false;
    return later(read.error().text(), [this] { measure_clock(); });
  }
  // The venue read its clock about halfway between.
  const UtcTime middle = answer.sent + Nanos{(answer.received - answer.sent).count / 2};
  samples_.push_back(*venue - middle);
  if (samples_.size() < kSamples)
    return calls_.call(
        product_.time, {}, [this](const CallAnswer& next) { clock_sample(next); }, net::Priority::trade);
  clock_measured();
}

void BinanceSession::clock_measured() {
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
void BinanceSession::later(const std::string& why, std::function<void()> act) {
  judge_state(why);
  const std::uint64_t id = ++last_deferred_;
  retries_.emplace(id, network_.after(backoff_.next(), [this, id, act = std::move(act)] {
    const auto timer = retries_.extract(id);
    if (running_ && !refused_) act();
  }));
}

void BinanceSession::prepare() {
  steps_.clear();
  steps_.emplace_back([this] { check_instruments(true); });
  steps_.emplace_back([this] { check_account(); });
  if (!product_.position_mode.path.empty()) {
    steps_.emplace_back([this] { set_modes(); });
    for (const Market* market : settings_.markets) steps_.emplace_back([this, market] { set_leverage(*market); });
  }
  steps_.emplace_back([this] {
    prepared_ = true;
    connect();
  });
  next_step();
}

void BinanceSession::next_step() {
  if (steps_.empty() || !running_ || refused_ || stopping_) return;
  const auto act = std::move(steps_.front());
  steps_.pop_front();
  act();
}

/// A request of a start: what needs a person is refused with advice, anything else is tried again from the beginning.
void BinanceSession::step(const Endpoint& endpoint, Parameters parameters, Done done) {
  calls_.call(endpoint, std::move(parameters), [this, done = std::move(done)](const CallAnswer& answer) {
    if (!running_ || refused_) return;
    if (answer.ok || answer.error.kind == ErrorClass::already_so) return done(answer);
    if (answer.error.kind == ErrorClass::config || answer.error.kind == ErrorClass::clock)
      return refuse(advice(answer));
    if (answer.error.kind == ErrorClass::refused) return done(answer);
    steps_.clear();
    later(answer.text, [this] { prepare(); });
  });
}

std::string BinanceSession::advice(const CallAnswer& answer) const {
  const std::string& account = settings_.universe->name(settings_.account);
  if (answer.code == -2014 || answer.code == -2015)
    return fmt::format(
        "{}: the venue does not take the API key: check the key, its IP addresses and its permissions ({})", account,
        answer.code);
  if (answer.code == -1022)
    return fmt::format("{}: the venue does not take the signature: the secret is not that of the key ({})", account,
                       answer.code);
  if (answer.error.kind == ErrorClass::clock)
    return fmt::format("{}: the venue refuses our time stamps ({}): synchronise this machine's clock", account,
                       answer.code);
  return fmt::format("{}: the account cannot be used as it is: {}", account, answer.text);
}

/// Of all markets in one request, or one request each, so that one that is not known leaves the others alone.
void BinanceSession::check_instruments(bool first) {
  check_instruments_later();
  if (!first && !prepared_) return;
  ask_instruments(0, first);
}

/// A market that is not usable is looked at often: it may be back.
void BinanceSession::check_instruments_later() {
  const bool all = std::ranges::all_of(verdicts_, [](const auto& verdict) { return verdict.second.usable(); });
  instruments_timer_ = network_.after(all ? kMinute * 5 : kSecond * 30, [this] { check_instruments(false); });
}

void BinanceSession::ask_instruments(std::size_t at, bool first) {
  const std::vector<const Market*> asked =
      product_.instruments_by_symbol ? std::vector<const Market*>{settings_.markets[at]} : settings_.markets;
  Parameters parameters;
  if (product_.instruments_by_symbol) parameters = {{"symbol", asked.front()->native}};
  const auto done = [this, asked, at, first](const CallAnswer& answer) {
    if (!running_ || refused_) return;
    take_instruments(answer, asked);
    if (product_.instruments_by_symbol && at + 1 < settings_.markets.size()) return ask_instruments(at + 1, first);
    check_instruments_later();
    if (first) return next_step();
    judge_state();
  };
  if (first) return step(product_.instruments, std::move(parameters), done);
  calls_.call(product_.instruments, std::move(parameters), [done](const CallAnswer& answer) {
    // What cannot be read leaves the last word as it is.
    if (answer.ok || answer.error.kind == ErrorClass::refused) done(answer);
  });
}

void BinanceSession::take_instruments(const CallAnswer& answer, const std::vector<const Market*>& asked) {
  ExchangeRules rules;
  if (answer.ok) {
    auto read = read_instruments(reader_, answer.body, asked);
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

void BinanceSession::check_account() {
  step(product_.balances, {}, [this](const CallAnswer& answer) {
    if (!answer.ok) return refuse(advice(answer));
    if (product_.product != Product::spot) return next_step();
    bool trades = false;
    std::string type;
    const auto read = reader_.object("the account", answer.body, [&](wire::JsonObject root) {
      trades = root.flag("canTrade");
      type = root.find_text("accountType").value_or("SPOT");
    });
    if (!read) return refuse(read.error().text());
    if (!trades) return refuse("the account may not trade: the API key needs the permission for spot trading");
    if (type != "SPOT") return refuse(fmt::format("the account is of type {}, and only SPOT is supported", type));
    next_step();
  });
}

/// One-way positions, and margin in one asset: what the rest of the program counts on.
void BinanceSession::set_modes() {
  step(product_.position_mode, {}, [this](const CallAnswer& answer) {
    bool hedge = true;
    const auto read = reader_.object("the position mode", answer.body,
                                     [&](wire::JsonObject root) { hedge = root.flag("dualSidePosition"); });
    if (!answer.ok || !read) return refuse(answer.ok ? read.error().text() : advice(answer));
    if (hedge)
      return refuse("the account is in hedge position mode: switch it to one-way mode at the venue, then start again");
    step(product_.assets_mode, {}, [this](const CallAnswer& next) {
      bool several = true;
      const auto mode = reader_.object("the assets mode", next.body,
                                       [&](wire::JsonObject root) { several = root.flag("multiAssetsMargin"); });
      if (!next.ok || !mode) return refuse(next.ok ? mode.error().text() : advice(next));
      if (several) return refuse("the account is in multi-assets mode: switch it to single-asset mode at the venue");
      next_step();
    });
  });
}

void BinanceSession::set_leverage(const Market& market) {
  const auto verdict = verdicts_.find(market.id);
  if (verdict == verdicts_.end() || !verdict->second.listed) return next_step();
  step(product_.margin_type, {{"symbol", market.native}, {"marginType", "CROSSED"}},
       [this, &market](const CallAnswer& answer) {
         // An open position in another margin mode stays as it is, and needs a person.
         if (!answer.ok && answer.error.kind != ErrorClass::already_so)
           return refuse(fmt::format("{}: cross margin cannot be set: {}", market.key, answer.text));
         step(product_.leverage, {{"symbol", market.native}, {"leverage", std::to_string(settings_.leverage)}},
              [this, &market](const CallAnswer& next) {
                if (!next.ok && next.error.kind != ErrorClass::already_so)
                  return refuse(
                      fmt::format("{}: leverage {} cannot be set: {}", market.key, settings_.leverage, next.text));
                misleveraged_.erase(market.id);
                next_step();
              });
       });
}

void BinanceSession::connect() {
  open_market_data();
  open_user_stream();
  if (settings_.transport != wire::Transport::rest && !orders_) {
    net::SteadySettings orders;
    orders.request = {settings_.endpoints.orders, std::string(product_.orders_target), {}};
    orders.request.hot = settings_.hot_sockets;
    orders.silence = kMinute * 5;
    orders.seed = settings_.seed + 1;
    orders_ = std::make_unique<net::SteadySocket>(network_, orders, orders_ear_);
  }
  if (orders_) orders_->start();
  judge_state();
}

}  // namespace basis::binance
