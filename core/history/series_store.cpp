#include "core/history/series_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/fingerprint.hpp"

namespace basis {
namespace {

/// The arithmetic mean of each value, rounded half to even. A value that one of the rows lacks is absent.
Row mean_of(UtcTime time, const std::vector<Row>& rows) {
  Row mean{time, {}, 0};
  for (std::size_t i = 0; i < mean.values.size(); ++i) {
    // The first value is never optional, and may be a rate below zero.
    const auto lacks = [i](const Row& row) { return row.values[i] == kNoValue; };
    if (i > 0 && std::ranges::any_of(rows, lacks)) {
      mean.values[i] = kNoValue;
      continue;
    }
    i128 sum = 0;
    for (const Row& row : rows) sum = add_checked(sum, row.values[i]);
    mean.values[i] = div_round(sum, static_cast<i128>(rows.size()), Rounding::half_even);
  }
  return mean;
}

}  // namespace

Result<SeriesStore> SeriesStore::open(SeriesSource& source, const DataRules& rules) {
  SeriesStore store(source, rules);
  const std::string name(kDatasetFile);
  const Result<std::string> text = source.read(name);
  if (!text) return Error(ErrorKind::data, source.path_of(name) + ": " + text.error().text());
  BASIS_TRY(store.dataset_, parse_dataset(text.value(), source.path_of(name)));
  store.file_fingerprints_[name] = fingerprint_of(text.value());
  return store;
}

std::string SeriesStore::file_of(const std::string& series) const {
  const auto found = dataset_.series.find(series);
  if (found == dataset_.series.end() || !found->second.has_file) return source_->path_of(std::string(kDatasetFile));
  return source_->path_of(series_file(found->second.kind, series));
}

bool SeriesStore::knows(const SeriesNeed& need) {
  const auto found = dataset_.series.find(need.name);
  const std::string file = source_->path_of(std::string(kDatasetFile));
  const std::string_view needed = kind_spec(need.kind).name;
  if (found == dataset_.series.end()) {
    faults_.add(file, 0, fmt::format("{} ({}) is needed, but neither listed nor filled", need.name, needed));
    return false;
  }
  if (found->second.kind == need.kind) return true;
  faults_.add(file, found->second.line,
              fmt::format("{} is a {}, but needed as {}", need.name, kind_spec(found->second.kind).name, needed));
  return false;
}

void SeriesStore::load(const std::string& series) {
  const DatasetSeries& known = dataset_.series.at(series);
  if (tables_.contains(series)) return;
  tables_[series].readable = !known.has_file;
  if (known.has_file) read_file(series, known.kind);
  if (const auto rule = dataset_.fills.find(series); rule != dataset_.fills.end())
    for (const std::string& source : rule->second.sources) load(source);
}

void SeriesStore::read_file(const std::string& series, SeriesKind kind) {
  const std::string file = file_of(series);
  const Result<std::string> bytes = source_->read(series_file(kind, series));
  if (!bytes) {
    faults_.add(file, 0, fmt::format("{} (listed in {})", bytes.error().text(), kDatasetFile));
    return;
  }
  file_fingerprints_[series_file(kind, series)] = fingerprint_of(bytes.value());
  if (is_time_series(kind)) {
    tables_[series] = read_series_table(kind, series, bytes.value(), file, faults_);
    if (kind == SeriesKind::ohlcv_1h) count_in_coins(series);
  } else if (kind == SeriesKind::reward_events) {
    rewards_[series] = read_reward_rows(bytes.value(), file, faults_, counts_[series]);
  } else {
    costs_ = read_cost_table(bytes.value(), file, faults_, counts_[series]);
  }
}

/// Turns the volume of a market that counts in contracts into coins, so that every bar can stand in for another.
void SeriesStore::count_in_coins(const std::string& series) {
  constexpr std::string_view kPerps = "perp/";
  if (!series.starts_with(kPerps)) return;
  const auto size = rules_.contract_sizes.find(series.substr(kPerps.size()));
  if (size == rules_.contract_sizes.end()) return;
  for (Row& row : tables_[series].rows)
    row.values[3] = mul_div(row.values[3], size->second.raw(), Amount::kOne, Rounding::floor);
}

KindSpec SeriesStore::spec(const std::string& series) const {
  return series_spec(dataset_.series.at(series).kind, series);
}

std::optional<UtcTime> SeriesStore::begins(const std::string& series) const {
  std::optional<UtcTime> first;
  if (const std::vector<Row>& own = table(series).rows; !own.empty()) first = own.front().time;
  const auto rule = dataset_.fills.find(series);
  if (rule == dataset_.fills.end()) return first;
  // A mean needs all of its sources, so it begins when the last of them begins.
  std::optional<UtcTime> supplied_from;
  for (const std::string& source : rule->second.sources) {
    const auto begin = begins(source);
    if (!begin) return first;
    supplied_from = supplied_from ? std::max(*supplied_from, *begin) : begin;
  }
  return first ? std::min(*first, *supplied_from) : supplied_from;
}

bool SeriesStore::is_broken(const std::string& series) const {
  const auto rule = dataset_.fills.find(series);
  return !table(series).readable ||
         (rule != dataset_.fills.end() &&
          std::ranges::any_of(rule->second.sources, [this](const std::string& source) { return is_broken(source); }));
}

std::optional<Row> SeriesStore::row_at(const std::string& series, UtcTime time) {
  const std::vector<Row>& own = table(series).rows;
  if (const auto at = std::ranges::lower_bound(own, time, {}, &Row::time); at != own.end() && at->time == time)
    return *at;
  const auto rule = dataset_.fills.find(series);
  if (rule == dataset_.fills.end()) return std::nullopt;
  auto& known = filled_[series];
  if (const auto at = known.find(time); at != known.end()) return at->second;
  auto row = supplied(rule->second, time);
  if (row) known.emplace(time, *row);
  return row;
}

std::optional<Row> SeriesStore::supplied(const FillRule& rule, UtcTime time) {
  std::vector<Row> rows;
  for (const std::string& source : rule.sources) {
    const auto row = row_at(source, time);
    if (!row) return std::nullopt;
    rows.push_back(*row);
  }
  return mean_of(time, rows);
}

std::vector<std::string> SeriesStore::loaded() const {
  std::vector<std::string> names;
  for (const auto& [name, table] : tables_) names.push_back(name);
  return names;
}

TableCounts SeriesStore::counts(const std::string& series) const {
  const auto found = counts_.find(series);
  return found == counts_.end() ? TableCounts{} : found->second;
}

const std::map<UtcTime, Row>& SeriesStore::filled(const std::string& series) const {
  static const std::map<UtcTime, Row> kNone;
  const auto found = filled_.find(series);
  return found == filled_.end() ? kNone : found->second;
}

std::string SeriesStore::fingerprint() const {
  Fingerprint all;
  for (const auto& [name, bytes] : file_fingerprints_) {
    all.add(name);
    all.add(bytes);
  }
  return all.hex();
}

}  // namespace basis
