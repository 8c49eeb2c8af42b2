#include <algorithm>

#include <fmt/format.h>

#include "core/history/resolve.hpp"

namespace basis {
namespace {

/// Consecutive instants without a value.
struct Gap {
  UtcTime first;
  UtcTime last;
  std::size_t count = 1;
};

std::vector<Gap> gaps_of(const HourRange& range, const HourlySeries& hourly) {
  std::vector<Gap> gaps;
  std::size_t before = 0;  // the missing hour before
  for (const std::size_t hour : hourly.missing) {
    const UtcTime time = range.at(hour);
    const auto value = hourly.values.begin();
    const bool goes_on = !gaps.empty() && std::none_of(value + static_cast<std::ptrdiff_t>(before),
                                                       value + static_cast<std::ptrdiff_t>(hour),
                                                       [](const auto& values) { return values.has_value(); });
    before = hour;
    if (goes_on) {
      gaps.back().last = time;
      ++gaps.back().count;
    } else {
      gaps.push_back({time, time});
    }
  }
  return gaps;
}

std::string span_of(const Gap& gap) {
  if (gap.count == 1) return gap.first.to_string();
  return fmt::format("{} to {} ({} instants)", gap.first.to_string(), gap.last.to_string(), gap.count);
}

/// The line that a gap is reported at, and whether rows surround it.
struct Place {
  std::size_t line;
  bool inside;  ///< the file has rows on both sides
};

Place place_of(const std::vector<Row>& own, const Gap& gap) {
  const auto after = std::ranges::lower_bound(own, gap.first, {}, &Row::time);
  const Row& near = after == own.begin() ? own.front() : *std::prev(after);
  return {near.line, after != own.begin() && after != own.end()};
}

std::string without_cover(const SeriesStore& store, const std::string& series) {
  const auto rule = store.dataset().fills.find(series);
  if (rule == store.dataset().fills.end()) return "and no fill rule covers it";
  return fmt::format("and {}, which fills it, has no row there either", rule->second.text());
}

}  // namespace

void tell_missing(SeriesStore& store, const std::string& series, const HourRange& range, const HourlySeries& hourly) {
  const DatasetSeries& known = store.dataset().series.at(series);
  const std::vector<Row>& own = store.table(series).rows;
  const std::string file = store.file_of(series);
  const std::string cover = without_cover(store, series);
  for (const Gap& gap : gaps_of(range, hourly)) {
    if (own.empty()) {
      store.faults().add(file, known.line,
                         fmt::format("{}: nothing for {}: it has no file, {}", series, span_of(gap), cover));
      continue;
    }
    const Place place = place_of(own, gap);
    const std::string what = place.inside
                                 ? fmt::format("{}: hole, nothing for {}, {}", series, span_of(gap), cover)
                                 : fmt::format("{}: covers {} to {}, but {} to {} is asked for: nothing for {}, {}",
                                               series, own.front().time.to_string(), own.back().time.to_string(),
                                               range.from.to_string(), range.to.to_string(), span_of(gap), cover);
    store.faults().add(file, place.line, what);
  }
}

}  // namespace basis
