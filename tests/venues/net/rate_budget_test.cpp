#include "venues/net/rate_budget.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

using net::Priority;
using net::RateBudget;
using net::RateCost;

// 2024-05-12T10:00:00Z, the start of a minute.
const UtcTime kMinuteStart = UtcTime::parse("2024-05-12T10:00:00Z").value();
UtcTime at(std::int64_t seconds) { return kMinuteStart + kSecond * seconds; }

/// Limits of Binance spot: 6000 of weight a minute, 100 orders in ten seconds.
net::RateSettings spot_limits() {
  return {.windows = {{"weight", &RateCost::weight, 6'000, kMinute, "X-MBX-USED-WEIGHT-1M"},
                      {"orders-10s", &RateCost::orders, 100, kSecond * 10, "X-MBX-ORDER-COUNT-10S"}}};
}
std::vector<net::HttpHeader> weight_header(int used) { return {{"x-mbx-used-weight-1m", std::to_string(used)}}; }

TEST_CASE("conformance 64: near the limit queries slow down and stop first, then orders, cancels last") {
  struct Case {
    int used;
    Priority priority;
    std::int64_t weight;
    std::int64_t now;                 ///< seconds of the minute
    std::optional<std::int64_t> due;  ///< in seconds of the minute; absent: at once
  };
  // Queries: free up to 3000, spread from there up to 4800 (1800 over 60 s, so 30 a second). Orders up to 5700.
  const Case cases[] = {
      {2'990, Priority::query, 10, 0, {}},   {2'990, Priority::query, 11, 0, 1},  // 1/30 s, see below
      {3'000, Priority::query, 300, 5, 10},                                       // the 300th of 30 a second
      {3'000, Priority::query, 300, 10, {}}, {4'700, Priority::query, 100, 59, 60},
      {4'790, Priority::query, 11, 59, 60},  {4'800, Priority::trade, 900, 0, {}},
      {4'800, Priority::trade, 901, 0, 60},  {5'900, Priority::trade, 1, 0, 60},
      {5'900, Priority::cancel, 100, 0, {}}, {5'900, Priority::cancel, 101, 0, 60},
      {6'000, Priority::query, 1, 60, {}},  // the next minute
      {0, Priority::query, 6'500, 0, {}},   // more than there ever is goes alone
  };
  for (const Case& each : cases) {
    CAPTURE(each.used);
    CAPTURE(each.weight);
    CAPTURE(each.now);
    RateBudget budget(spot_limits());
    budget.told("weight", each.used, at(0));
    const auto due = budget.may({.weight = each.weight}, each.priority, at(each.now));
    REQUIRE(due.has_value() == each.due.has_value());
    if (due) {
      CHECK(*due <= at(*each.due));
      CHECK(*due > at(*each.due - 1));
      CHECK(!budget.may({.weight = each.weight}, each.priority, *due));
      CHECK(budget.may({.weight = each.weight}, each.priority, *due - Nanos{1}));
    }
  }
}

TEST_CASE("rate budget: orders have a limit of their own, which cancels do not touch") {
  RateBudget budget(spot_limits());
  for (int i = 0; i < 95; ++i) {
    CHECK(!budget.may({.weight = 1, .orders = 1}, Priority::trade, at(3)));
    budget.sent({.weight = 1, .orders = 1}, at(3));
  }
  CHECK(budget.may({.weight = 1, .orders = 1}, Priority::trade, at(3)) == at(10));
  CHECK(!budget.may({.weight = 1}, Priority::cancel, at(3)));
  CHECK(budget.used("orders-10s", at(3)) == 95);
  CHECK(budget.used("nothing", at(3)) == 0);
}

TEST_CASE("rate budget: the venue's word wins, and what is under way comes on top") {
  RateBudget budget(spot_limits());
  budget.sent({.weight = 10}, at(0));
  budget.sent({.weight = 20}, at(0));
  CHECK(budget.used("weight", at(1)) == 30);
  // Another program uses the same address: the venue counts 400 with the first, and has not seen the second.
  budget.answered({.weight = 10}, 200, weight_header(400), at(1));
  CHECK(budget.used("weight", at(1)) == 420);
  budget.unanswered({.weight = 20}, at(2));
  CHECK(budget.used("weight", at(2)) == 420);
  budget.sent({.weight = 5}, at(3));
  budget.answered({.weight = 5}, 200, weight_header(300), at(3));
  CHECK(budget.used("weight", at(3)) == 300);
  // What is under way at the turn of the minute may be counted in the new one.
  budget.sent({.weight = 7}, at(59));
  CHECK(budget.used("weight", at(60)) == 7);
  budget.answered({.weight = 7}, 200, {{"X-MBX-USED-WEIGHT-1M", "no number"}}, at(60));
  CHECK(budget.used("weight", at(60)) == 7);
}

TEST_CASE("conformance 65: 429 and 418 make quiet until Retry-After, for everybody") {
  struct Case {
    unsigned status;
    std::vector<net::HttpHeader> headers;
    std::optional<std::int64_t> quiet;
  };
  const Case cases[] = {
      {200, {{"Retry-After", "30"}}, {}},
      {429, {{"retry-after", "30"}}, 31},
      {429, {}, 61},
      {418, {{"Retry-After", "259200"}}, 259'201},
      {418, {{"Retry-After", "soon"}}, 121},
      {403, {}, 601},
      {429, {{"Retry-After", "-1"}}, 61},
      {500, {}, {}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.status);
    net::RateSettings settings = spot_limits();
    settings.quiet_statuses[403] = kMinute * 10;
    RateBudget budget(settings);
    budget.sent({.weight = 1}, at(0));
    budget.answered({.weight = 1}, each.status, each.headers, at(1));
    const auto quiet = budget.quiet_until(at(1));
    REQUIRE(quiet.has_value() == each.quiet.has_value());
    for (const Priority priority : {Priority::cancel, Priority::trade, Priority::query})
      CHECK(budget.may({.weight = 1}, priority, at(1)) == quiet);
    if (!quiet) continue;
    CHECK(*quiet == at(*each.quiet));
    CHECK(!budget.may({.weight = 1}, Priority::cancel, *quiet));
    budget.be_quiet(at(2));
    CHECK(budget.quiet_until(at(1)) == quiet);
  }
}

TEST_CASE("what a venue counts together is one budget: a family of paths at a host, of one key") {
  net::RateBudgets budgets;
  const auto spot = budgets.of("api.x", "spot", "key", spot_limits());
  CHECK(budgets.of("api.x", "spot", "key", {}) == spot);
  for (const auto& other : {budgets.of("api.x", "wallet", "key", {}), budgets.of("api.x", "spot", "other", {}),
                            budgets.of("api.y", "spot", "key", {})})
    CHECK(other != spot);
  spot->sent({500, 0}, at(1));
  CHECK(budgets.of("api.x", "spot", "key", {})->used("weight", at(1)) == 500);
  CHECK_FALSE(budgets.quiet_until("api.x", at(1)).has_value());
  // A ban is of an address, and meets every family of the host.
  spot->be_quiet(at(100));
  budgets.of("api.x", "wallet", "key", {})->be_quiet(at(50));
  CHECK(budgets.quiet_until("api.x", at(1)) == at(100));
  CHECK_FALSE(budgets.quiet_until("api.y", at(1)).has_value());
  CHECK_FALSE(budgets.quiet_until("api.x", at(100)).has_value());
}

TEST_CASE("limits that the venue tells take the place of those that were assumed; a ban stays") {
  net::RateBudget budget(spot_limits());
  budget.sent({4'000, 0}, at(1));
  budget.set_windows(spot_limits().windows);
  CHECK(budget.used("weight", at(1)) == 4'000);
  budget.be_quiet(at(30));
  budget.set_windows({{"weight-1M", &RateCost::weight, 1'000, kMinute}});
  CHECK(budget.used("weight-1M", at(1)) == 0);
  CHECK(budget.quiet_until(at(1)) == at(30));
  budget.sent({900, 0}, at(31));
  CHECK(budget.may({200, 0}, Priority::cancel, at(31)) == at(60));
}

}  // namespace
}  // namespace basis::test
