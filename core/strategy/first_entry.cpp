// The first entry of a strategy: what it waits for, and what it costs.

#include <fmt/format.h>

#include "core/base/readable.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {
namespace {

/// A reserve over this share is the reason when an entry is possible with this share and not with the reserve.
const Ratio kOrdinaryReserve = Ratio::from_raw(Ratio::kOne / 2);

/// A round trip that costs more than this share of the capital is remarked.
const Ratio kCheapRoundTrip = Ratio::from_raw(Ratio::kOne / 100);

}  // namespace

/// Empty when the reserve is not the reason.
std::string Strategy::infeasible_reserve(const PortfolioView& portfolio, Amount equity,
                                         const std::string& shortfall) const {
  const Ratio reserve = mode().reserve_ratio;
  if (reserve <= kOrdinaryReserve) return {};
  const auto works = [&](Ratio share) { return plan_entry(portfolio, equity, share).shortfall.empty(); };
  if (!works(kOrdinaryReserve)) return {};
  const std::int64_t step = Ratio::kOne / 10'000;
  std::int64_t highest = kOrdinaryReserve.raw() / step;
  for (std::int64_t above = reserve.raw() / step + 1; above - highest > 1;) {
    const std::int64_t middle = (highest + above) / 2;
    (works(Ratio::from_raw(middle * step)) ? highest : above) = middle;
  }
  const std::string unit = context_.universe.name(context_.universe.share_asset());
  return fmt::format("reserve_ratio: {} leaves too little of {} {}: {} (highest that works at this capital: {})",
                     reserve.to_string(), readable_amount(equity, readable_decimals(unit)), unit, shortfall,
                     Ratio::from_raw(highest * step).to_string());
}

/// An entry is not begun before every step of it can be made.
Decision Strategy::wait(const PortfolioView& portfolio, Amount equity, const std::string& shortfall, bool first) {
  Decision decision{DecisionKind::hold, "too little capital: " + shortfall, false, {}};
  if (!first) return decision;
  decision.infeasible = infeasible_reserve(portfolio, equity, shortfall);
  const std::string unit = context_.universe.name(context_.universe.share_asset());
  const int decimals = readable_decimals(unit);
  const auto enough = least_capital(
      equity, [&](Amount capital) { return plan_entry(portfolio, capital, mode().reserve_ratio).shortfall.empty(); });
  decision.waits_for =
      fmt::format("{} {} is too little: {}{}", readable_amount(equity, decimals), unit, shortfall,
                  enough ? fmt::format("; about {} {} are enough at the prices and the gas of {}",
                                       readable_amount(*enough, decimals), unit, portfolio.now().to_string())
                         : "");
  return decision;
}

/// Empty for a cheap round trip.
std::string Strategy::cost_remark(const PortfolioView& portfolio, Amount equity, Amount cost) const {
  const auto cheap = [](Amount capital, Amount of_it) {
    return of_it <= mul(capital, kCheapRoundTrip, Rounding::floor);
  };
  if (cheap(equity, cost)) return {};
  const auto from = least_capital(equity, [&](Amount capital) {
    const EntryPlan plan = plan_entry(portfolio, capital, mode().reserve_ratio);
    return plan.shortfall.empty() && cheap(capital, plan.cost);
  });
  const std::string unit = context_.universe.name(context_.universe.share_asset());
  const std::string limit = readable_percent(kCheapRoundTrip.to_double(), 0);
  return fmt::format(
      "A round trip at this capital costs {}; {}, at the prices and the gas of {}.",
      readable_percent(ratio(cost, equity)),
      from ? fmt::format("under {} from about {} {}", limit, readable_amount(*from, readable_decimals(unit)), unit)
           : fmt::format("under {} at no capital", limit),
      portfolio.now().to_string());
}

std::optional<Decision> Strategy::enter(const PortfolioView& portfolio) {
  if (memory_.closed != StaysOut::no) return Decision{DecisionKind::hold, "closed by a full exit", false, {}};
  if (portfolio.equity().sign() <= 0) return Decision{DecisionKind::hold, "no capital", false, {}};
  const Goal target = goal(portfolio);
  const EntryPlan plan = plan_entry(portfolio, target.equity, mode().reserve_ratio);
  if (const auto obstacle = entry_obstacle(portfolio, plan)) {
    Decision decision{DecisionKind::hold, *obstacle, false, {}};
    decision.waits_for = *obstacle;
    return decision;
  }
  const bool first = !std::exchange(memory_.asked_to_enter, true);
  if (!plan.shortfall.empty()) return wait(portfolio, target.equity, plan.shortfall, first);
  Decision decision{DecisionKind::entry_full, "start", false, entry_full(portfolio, target)};
  if (std::exchange(memory_.entered_once, true)) return decision;
  decision.remark = cost_remark(portfolio, target.equity, plan.cost);
  if (const std::string more = entry_remark(portfolio); !more.empty())
    decision.remark += (decision.remark.empty() ? "" : " ") + more;
  return decision;
}

}  // namespace basis
