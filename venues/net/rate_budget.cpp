#include "venues/net/rate_budget.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/int128.hpp"

namespace basis::net {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// A count that can be added up without a thought: what a venue tells beyond it is no count.
constexpr std::int64_t kMostCount = 1'000'000'000;

std::int64_t interval_of(UtcTime now, Nanos length) { return now.nanos() / length.count; }
UtcTime start_of(std::int64_t interval, Nanos length) { return UtcTime::from_nanos(interval * length.count); }

}  // namespace

std::optional<Nanos> retry_after(const std::vector<HttpHeader>& headers) {
  const auto text = find_header(headers, "Retry-After");
  if (!text) return std::nullopt;
  const auto seconds = whole_number(*text);
  if (!seconds) return std::nullopt;
  return kSecond * std::min(*seconds, kDay.count / kSecond.count * 366);
}

RateBudget::RateBudget(RateSettings settings) : settings_(std::move(settings)) {
  require(0 <= settings_.slow_from && settings_.slow_from <= settings_.queries &&
              settings_.queries <= settings_.trades && settings_.trades <= 100,
          "shares of a rate limit that do not rise from 0 to 100");
  open_windows();
}

void RateBudget::set_windows(const std::vector<RateWindow>& windows) {
  if (windows == settings_.windows) return;
  settings_.windows = windows;
  states_.clear();
  open_windows();
}

void RateBudget::open_windows() {
  for (const RateWindow& window : settings_.windows) {
    require(window.kind != nullptr && window.limit > 0 && window.limit <= kMostCount && window.length > Nanos{},
            "a rate limit without a kind, a number or a length");
    states_.push_back({window});
  }
}

std::optional<UtcTime> RateBudget::may(RateCost cost, Priority priority, UtcTime now) const {
  std::optional<UtcTime> latest = quiet_until(now);
  for (const State& state : states_) {
    const auto due = when(state, cost.*state.window.kind, priority, now);
    if (due && (!latest || *due > *latest)) latest = due;
  }
  return latest;
}

std::optional<UtcTime> RateBudget::when(const State& state, std::int64_t cost, Priority priority, UtcTime now) const {
  if (cost == 0) return std::nullopt;
  const auto share = [&](std::int64_t percent) { return state.window.limit * percent / 100; };
  const std::int64_t used = counted(state, now);
  if (used == 0) return std::nullopt;
  const std::int64_t after = used + cost;
  const Nanos length = state.window.length;
  const std::int64_t interval = interval_of(now, length);
  const UtcTime next = start_of(interval + 1, length);
  const std::int64_t caps[] = {state.window.limit, share(settings_.trades), share(settings_.queries)};
  const std::int64_t cap = caps[static_cast<std::size_t>(priority)];
  if (after > cap) return next;
  const std::int64_t free = share(settings_.slow_from);
  if (priority != Priority::query || after <= free) return std::nullopt;
  // The share between `free` and `cap` is let go in a straight line over the interval.
  const i128 wait = mul_div(length.count, after - free, cap - free, Rounding::ceil);
  const UtcTime due = start_of(interval, length) + Nanos{static_cast<std::int64_t>(wait)};
  if (due <= now) return std::nullopt;
  return std::min(due, next);
}

void RateBudget::sent(RateCost cost, UtcTime now) {
  for (State& state : states_) {
    roll(state, now);
    state.under_way += cost.*state.window.kind;
  }
}

void RateBudget::answered(RateCost cost, unsigned status, const std::vector<HttpHeader>& headers, UtcTime now) {
  for (State& state : states_) {
    roll(state, now);
    const std::int64_t part = cost.*state.window.kind;
    state.under_way = std::max<std::int64_t>(state.under_way - part, 0);
    const auto text = state.window.header.empty() ? std::nullopt : find_header(headers, state.window.header);
    const auto used = text ? whole_number(*text) : std::nullopt;
    state.known = used ? std::min(*used, kMostCount) : std::min(state.known + part, kMostCount);
  }
  if (const auto quiet = settings_.quiet_statuses.find(status); quiet != settings_.quiet_statuses.end())
    be_quiet(now + retry_after(headers).value_or(quiet->second));
}

void RateBudget::told(std::string_view window, std::int64_t used, UtcTime now) {
  for (State& state : states_) {
    if (state.window.name != window) continue;
    roll(state, now);
    state.known = std::clamp<std::int64_t>(used, 0, kMostCount);
  }
}

void RateBudget::be_quiet(UtcTime until) { quiet_ = std::max(quiet_, until); }

std::optional<UtcTime> RateBudget::quiet_until(UtcTime now) const {
  if (quiet_ <= now) return std::nullopt;
  return quiet_;
}

std::int64_t RateBudget::used(std::string_view window, UtcTime now) const {
  for (const State& state : states_)
    if (state.window.name == window) return counted(state, now);
  return 0;
}

std::int64_t RateBudget::counted(const State& state, UtcTime now) {
  const bool over = interval_of(now, state.window.length) > state.interval;
  return (over ? 0 : state.known) + state.under_way;
}

void RateBudget::roll(State& state, UtcTime now) {
  const std::int64_t interval = interval_of(now, state.window.length);
  if (interval <= state.interval) return;
  state.interval = interval;
  state.known = 0;
}

std::shared_ptr<RateBudget> RateBudgets::of(const std::string& host, const std::string& family, const std::string& key,
                                            const RateSettings& settings) {
  std::shared_ptr<RateBudget>& budget = budgets_[{host, family, key}];
  if (budget == nullptr) budget = std::make_shared<RateBudget>(settings);
  return budget;
}

std::optional<UtcTime> RateBudgets::quiet_until(const std::string& host, UtcTime now) const {
  std::optional<UtcTime> latest;
  for (const auto& [counted, budget] : budgets_) {
    if (counted.host != host) continue;
    if (const auto until = budget->quiet_until(now); until && (!latest || *until > *latest)) latest = until;
  }
  return latest;
}

}  // namespace basis::net
