#include "core/history/credited_rewards.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/history/reward_kinds.hpp"

namespace basis {

std::vector<RewardEvent> credited_rewards(const SeriesStore& store, const SeriesNeed& need, const HourRange& range) {
  std::vector<RewardEvent> credited;
  if (const auto all = store.rewards().find(need.name); all != store.rewards().end())
    std::ranges::copy_if(all->second, std::back_inserter(credited), [&](const RewardEvent& event) {
      return range.contains(event.payout) && (event.exact || !need.exact_only);
    });
  return credited;
}

void tell_unpriced(SeriesStore& store, const SeriesNeed& need, const HourRange& range) {
  for (const RewardEvent& event : credited_rewards(store, need, range)) {
    const std::string_view token = reward_kind(event.kind)->token;
    const std::string price = reward_price_series(token);
    if (!store.is_loaded(price) || store.is_broken(price)) continue;
    const auto begins = store.begins(price);
    if (begins && *begins <= event.payout) continue;
    store.faults().add(store.file_of(need.name), event.line,
                       fmt::format("payout {} of {} is {}, but {} {}", event.payout.to_string(), event.kind, token,
                                   price, begins ? "begins at " + begins->to_string() : "has no row"));
  }
}

}  // namespace basis
