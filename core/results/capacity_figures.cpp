#include "core/results/capacity_figures.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/base/readable.hpp"

namespace basis {
namespace {

double nearness(const CapacityRecord& use) { return use.ratio().value_or(std::numeric_limits<double>::infinity()); }

struct KindWords {
  std::string_view kind;
  std::string_view words;
};
constexpr KindWords kKindWords[] = {{"supply_cap", "Supply over the supply cap"},
                                    {"borrow_cap", "Debt over the borrow cap"},
                                    {"free_liquidity", "More was taken than the pool had free"},
                                    {"participation", "A trade was over its share of the {}'s volume"}};

}  // namespace

void CapacityFigures::note(const CapacityRecord& use) {
  const std::size_t over = use.amount > use.limit ? 1 : 0;
  const auto found = std::ranges::lower_bound(worst_, use.kind, {}, &CapacityRecord::kind);
  if (found == worst_.end() || found->kind != use.kind) {
    worst_.insert(found, use)->count = over;
    return;
  }
  const std::size_t count = found->count + over;
  if (nearness(use) > nearness(*found)) *found = use;
  found->count = count;
}

std::vector<std::string> CapacityFigures::remarks() const {
  std::vector<std::string> told;
  for (const CapacityRecord& worst : worst_) {
    if (worst.count == 0) continue;
    const auto words = std::ranges::find(kKindWords, worst.kind, &KindWords::kind);
    require(words != std::end(kKindWords), "a kind of capacity without words");
    told.push_back(fmt::format("{}, by {} {}; at worst {} against {} at {}, {}. The market may not take it.",
                               fmt::format(fmt::runtime(words->words), worst.bar == kHour ? "hour" : "bar"),
                               worst.count, worst.count == 1 ? "instruction" : "instructions", worst.amount.to_string(),
                               worst.limit.to_string(), worst.time.to_string(), worst.instrument));
  }
  return told;
}

}  // namespace basis
