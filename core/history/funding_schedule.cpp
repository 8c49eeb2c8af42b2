#include "core/history/funding_schedule.hpp"

#include <algorithm>
#include <iterator>

namespace basis {
namespace {

/// The interval in force on either side of a time between two rows.
struct Sides {
  Nanos before;
  Nanos after;
  [[nodiscard]] Nanos longer() const { return std::max(before, after); }
};

/// The times between the rows of one series, and which of them are intervals and which are holes.
class RowGaps {
 public:
  RowGaps(const std::vector<Row>& rows, Nanos usual) : usual_(usual) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      gaps_.push_back(rows[i].time - rows[i - 1].time);
      interval_.push_back(is_interval(gaps_.back()));
    }
    find_holes();
    // A hole can be as long as an interval, such as a single row that lacks at 4 h, and must not count as one.
    for (std::size_t i = 0; i < gaps_.size(); ++i) interval_[i] = interval_[i] && !hole_[i];
    find_holes();
  }

  [[nodiscard]] bool is_hole(std::size_t gap) const { return hole_[gap]; }
  [[nodiscard]] Sides around(std::size_t gap) const { return sides_[gap]; }
  [[nodiscard]] Nanos first() const { return nearest(gaps_.begin(), gaps_.end(), interval_.begin()); }
  [[nodiscard]] Nanos last() const { return nearest(gaps_.rbegin(), gaps_.rend(), interval_.rbegin()); }

 private:
  [[nodiscard]] bool is_interval(Nanos gap) const {
    return gap == usual_ || gap == kHour || gap == kHour * 2 || gap == kHour * 4 || gap == kHour * 8;
  }

  void find_holes() {
    sides_.assign(gaps_.size(), {usual_, usual_});
    hole_.assign(gaps_.size(), false);
    Nanos known = usual_;
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
      sides_[i].before = known;
      if (interval_[i]) known = gaps_[i];
    }
    known = usual_;
    for (std::size_t i = gaps_.size(); i-- > 0;) {
      sides_[i].after = known;
      if (interval_[i]) known = gaps_[i];
      hole_[i] = gaps_[i] > sides_[i].longer();
    }
  }

  template <class Gap, class Flag>
  [[nodiscard]] Nanos nearest(Gap gap, Gap end, Flag interval) const {
    for (; gap != end; ++gap, ++interval)
      if (*interval) return *gap;
    return usual_;
  }

  Nanos usual_;
  std::vector<Nanos> gaps_;
  std::vector<bool> interval_;
  std::vector<bool> hole_;
  std::vector<Sides> sides_;
};

/// The holes of a series with rows, in order of time.
class HoleList {
 public:
  HoleList(const std::vector<Row>& rows, Nanos usual, const HourRange& range)
      : rows_(rows), gaps_(rows, usual), range_(range) {}

  std::vector<UtcTime> all() {
    for (UtcTime at = rows_.front().time - gaps_.first(); at >= range_.from; at = at - gaps_.first()) take(at);
    for (std::size_t i = 0; i + 1 < rows_.size(); ++i)
      if (gaps_.is_hole(i) && rows_[i + 1].time > range_.from && rows_[i].time < range_.to) add_between(i);
    for (UtcTime at = rows_.back().time + gaps_.last(); at <= range_.to; at = at + gaps_.last()) take(at);
    std::ranges::sort(holes_);
    return std::move(holes_);
  }

 private:
  /// Counts from the row whose side has the longer interval, so that the instants are those of its schedule.
  void add_between(std::size_t gap) {
    const UtcTime from = rows_[gap].time;
    const UtcTime to = rows_[gap + 1].time;
    const Sides sides = gaps_.around(gap);
    if (sides.before >= sides.after)
      for (UtcTime at = from + sides.before; at < to; at = at + sides.before) take(at);
    else
      for (UtcTime at = to - sides.after; at > from; at = at - sides.after) take(at);
  }

  void take(UtcTime time) {
    if (range_.contains(time)) holes_.push_back(time);
  }

  const std::vector<Row>& rows_;
  const RowGaps gaps_;
  const HourRange range_;
  std::vector<UtcTime> holes_;
};

Nanos configured_interval(const SeriesStore& store, const std::string& series) {
  const auto& intervals = store.rules().funding_intervals;
  const auto found = intervals.find(series.substr(series.find('/') + 1));
  return found == intervals.end() ? store.spec(series).step : found->second;
}

std::vector<UtcTime> every(Nanos interval, const HourRange& range) {
  std::vector<UtcTime> all;
  for (std::size_t hour = 0; hour < range.hours(); ++hour)
    if (range.at(hour).is_multiple_of(interval)) all.push_back(range.at(hour));
  return all;
}

/// All instants of the range at which the series has a row or lacks one.
std::vector<UtcTime> instants_of(const SeriesStore& store, const std::string& series, const HourRange& range) {
  std::vector<UtcTime> all = funding_holes(store, series, range);
  for (const Row& row : store.table(series).rows)
    if (range.contains(row.time)) all.push_back(row.time);
  std::ranges::sort(all);
  return all;
}

}  // namespace

std::vector<UtcTime> funding_holes(const SeriesStore& store, const std::string& series, const HourRange& range) {
  const std::vector<Row>& rows = store.table(series).rows;
  if (!rows.empty()) return HoleList(rows, configured_interval(store, series), range).all();
  const auto rule = store.dataset().fills.find(series);
  if (rule == store.dataset().fills.end()) return every(configured_interval(store, series), range);
  std::optional<std::vector<UtcTime>> common;
  for (const std::string& source : rule->second.sources) {
    const std::vector<UtcTime> of_source = instants_of(store, source, range);
    std::vector<UtcTime> both;
    if (common) std::ranges::set_intersection(*common, of_source, std::back_inserter(both));
    common = common ? std::move(both) : of_source;
  }
  return std::move(*common);
}

}  // namespace basis
