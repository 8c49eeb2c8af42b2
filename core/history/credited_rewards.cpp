#include "core/history/credited_rewards.hpp"

#include <map>

#include <fmt/format.h>

#include "core/history/reward_kinds.hpp"

namespace basis {

std::vector<RewardEvent> credited_rewards(SeriesStore& store, const SeriesNeed& need,
                                          const std::optional<HourRange>& range) {
  std::vector<RewardEvent> credited;
  const auto rows = store.rewards().find(need.name);
  if (rows == store.rewards().end()) return credited;
  const std::string file = store.file_of(need.name);
  std::map<std::pair<UtcTime, std::string>, std::size_t> lines;
  for (const RewardRow& row : rows->second) {
    const RewardEvent& event = row.event;
    const bool in_range = !range || !row.payout || range->contains(*row.payout);
    if (!in_range || (row.estimated && need.exact_only)) continue;
    if (row.payout && !row.cannot_pay.empty()) {
      store.remarks().add(file, event.line, row.cannot_pay + "; the row is not credited");
      continue;
    }
    for (const std::string& fault : row.faults) store.faults().add(file, event.line, fault);
    if (!row.faults.empty()) continue;
    const auto [first, is_new] = lines.try_emplace({event.payout, event.kind}, event.line);
    if (is_new)
      credited.push_back(event);
    else
      store.faults().add(file, event.line,
                         fmt::format("payout {} of {} stands in line {} too, with other values",
                                     event.payout.to_string(), event.kind, first->second));
  }
  return credited;
}

void tell_unpriced(SeriesStore& store, const SeriesNeed& need, const std::vector<RewardEvent>& credited) {
  for (const RewardEvent& event : credited) {
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
