#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/net/http.hpp"

namespace basis::net {

/// What a request is for: near a limit queries wait first, then new orders; cancels go as long as anything does.
enum class Priority : std::uint8_t { cancel, trade, query };

/// What a request costs by each kind of limit.
struct RateCost {
  std::int64_t weight = 1;
  std::int64_t orders = 0;  ///< 1 for a new order, the number of them for a batch
};

/// One of the venue's limits: so much within each interval of `length`. Intervals begin at multiples of their length
/// since the epoch, in the venue's time, as Binance counts (developers.binance.com, "Limits").
struct RateWindow {
  std::string name;                        ///< for `told`: "weight", "orders-10s"
  std::int64_t RateCost::*kind = nullptr;  ///< which part of a cost it counts
  std::int64_t limit = 0;
  Nanos length;
  std::string header{};  ///< of an answer, with the count the venue has: "X-MBX-USED-WEIGHT-1M"; empty: none
  friend bool operator==(const RateWindow&, const RateWindow&) = default;
};

struct RateSettings {
  std::vector<RateWindow> windows;
  /// Shares of a limit in percent. Queries go freely up to `slow_from` of it; from there up to `queries` they are
  /// spread over what is left of the interval. New orders go up to `trades`, cancels up to the limit.
  std::int64_t slow_from = 50;
  std::int64_t queries = 80;
  std::int64_t trades = 95;
  /// Statuses that tell us to be quiet, and for how long where the answer has no Retry-After.
  std::map<unsigned, Nanos> quiet_statuses{{429, kMinute}, {418, kMinute * 2}};
};

/// How much may be sent under a venue's limits. What counts is the venue's last word, plus what has been sent since and
/// has no answer. Sessions that the venue counts together share one. Times are the venue's.
class RateBudget {
 public:
  explicit RateBudget(RateSettings settings);

  /// When a request may go: absent, at once. A cost above its share of a limit goes alone into an empty interval.
  [[nodiscard]] std::optional<UtcTime> may(RateCost cost, Priority priority, UtcTime now) const;
  /// A request leaves. Each is ended by one call of `answered` or `unanswered`.
  void sent(RateCost cost, UtcTime now);
  /// An answer was received: its headers are the venue's word, and its status may tell us to be quiet. `status` and
  /// `headers` of a message without them: 200 and none.
  void answered(RateCost cost, unsigned status, const std::vector<HttpHeader>& headers, UtcTime now);
  /// Nothing will be heard of a request; it counts as having arrived.
  void unanswered(RateCost cost, UtcTime now) { answered(cost, 200, {}, now); }
  /// The venue's count of one limit, from the body of a message. A name that is unknown is passed over.
  void told(std::string_view window, std::int64_t used, UtcTime now);

  /// The venue has told its limits: what was counted by others is forgotten, a ban is not.
  void set_windows(const std::vector<RateWindow>& windows);

  /// Nothing may be sent before `until`. A shorter ban does not lift a longer one.
  void be_quiet(UtcTime until);
  /// Until when nothing may be sent; absent: no ban is known at `now`.
  [[nodiscard]] std::optional<UtcTime> quiet_until(UtcTime now) const;
  /// What counts against a limit at `now`; zero for an unknown name.
  [[nodiscard]] std::int64_t used(std::string_view window, UtcTime now) const;
  /// Calls `take(window)` for each of its limits.
  template <class Take>
  void for_each(Take&& take) const {
    for (const State& state : states_) take(state.window);
  }

 private:
  struct State {
    RateWindow window;
    std::int64_t interval = 0;  ///< number of the interval that `known` is of
    std::int64_t known = 0;
    std::int64_t under_way = 0;
  };
  [[nodiscard]] std::optional<UtcTime> when(const State& state, std::int64_t cost, Priority priority,
                                            UtcTime now) const;
  [[nodiscard]] static std::int64_t counted(const State& state, UtcTime now);
  static void roll(State& state, UtcTime now);
  void open_windows();

  RateSettings settings_;
  std::vector<State> states_;
  UtcTime quiet_;
};

/// The budgets of a process: one for what a venue counts together, which is a family of its paths at one host, of one
/// key. Whoever asks for the same has the same.
class RateBudgets {
 public:
  /// `settings`: of one that is new.
  std::shared_ptr<RateBudget> of(const std::string& host, const std::string& family, const std::string& key,
                                 const RateSettings& settings);
  /// Until when a host takes nothing from us, of whatever family: it bans addresses. Absent: no ban is known at `now`.
  [[nodiscard]] std::optional<UtcTime> quiet_until(const std::string& host, UtcTime now) const;
  /// Calls `take(family, budget)` for each.
  template <class Take>
  void for_each(Take&& take) const {
    for (const auto& [counted, budget] : budgets_) take(counted.family, *budget);
  }

 private:
  struct Counted {
    std::string host, family, key;
    friend auto operator<=>(const Counted&, const Counted&) = default;
  };
  std::map<Counted, std::shared_ptr<RateBudget>> budgets_;
};

/// The wait of a Retry-After header in seconds (RFC 9110, 10.2.3); absent without one, or where it is a date.
std::optional<Nanos> retry_after(const std::vector<HttpHeader>& headers);

}  // namespace basis::net
