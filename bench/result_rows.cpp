#include "bench/result_rows.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "core/base/json_writer.hpp"

namespace basis::bench {
namespace {

/// Buckets per octave of the histograms made here from single readings.
constexpr double kAnOctave = 8;

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
}

std::vector<ResultRow::Bucket> buckets_of(const std::vector<double>& sorted) {
  std::vector<ResultRow::Bucket> buckets;
  for (const double value : sorted) {
    if (value <= 0) continue;
    const double step = std::floor(std::log2(value) * kAnOctave);
    const double lower = std::exp2(step / kAnOctave);
    if (buckets.empty() || lower > buckets.back().lower * 1.0001)
      buckets.push_back({lower, std::exp2((step + 1) / kAnOctave), 0});
    ++buckets.back().count;
  }
  return buckets;
}

void write_row(JsonWriter& json, const ResultRow& row) {
  json.begin_object();
  json.key("bench").string(row.bench).key("name").string(row.name).key("unit").string(row.unit);
  json.key("p50").number(row.p50).key("p90").number(row.p90).key("p99").number(row.p99);
  json.key("p999").number(row.p999).key("max").number(row.max);
  json.key("count").integer(static_cast<std::int64_t>(row.count));
  if (row.baseline.empty())
    json.key("baseline").null().key("ratio").null();
  else
    json.key("baseline").string(row.baseline).key("ratio").number(row.ratio);
  json.key("buckets").begin_array();
  for (const ResultRow::Bucket& bucket : row.buckets) {
    json.begin_array().number(bucket.lower).number(bucket.upper);
    json.integer(static_cast<std::int64_t>(bucket.count)).end_array();
  }
  json.end_array().end_object();
}

}  // namespace

const ResultRow& ResultRows::add(const std::string& name, const LatencyHistogram& nanos, const std::string& baseline) {
  const auto at = [&](double share) { return static_cast<double>(nanos.percentile(share)); };
  ResultRow row{bench_,        name, "ns", at(0.5), at(0.9), at(0.99), at(0.999), static_cast<double>(nanos.most()),
                nanos.count(), {},   0,    {}};
  nanos.for_each([&](std::int64_t lower, std::int64_t upper, std::uint64_t count) {
    row.buckets.push_back({static_cast<double>(lower), static_cast<double>(upper + 1), count});
  });
  return put(std::move(row), baseline);
}

const ResultRow& ResultRows::add(const std::string& name, const std::string& unit, std::vector<double> readings,
                                 const std::string& baseline) {
  require(!readings.empty(), "a row without readings");
  std::sort(readings.begin(), readings.end());
  return put({bench_,
              name,
              unit,
              at_share(readings, 0.5),
              at_share(readings, 0.9),
              at_share(readings, 0.99),
              at_share(readings, 0.999),
              readings.back(),
              readings.size(),
              {},
              0,
              buckets_of(readings)},
             baseline);
}

const ResultRow& ResultRows::put(ResultRow row, const std::string& baseline) {
  require(std::none_of(rows_.begin(), rows_.end(), [&](const ResultRow& other) { return other.name == row.name; }),
          "two rows of one name");
  if (!baseline.empty()) {
    row.baseline = baseline;
    row.ratio = row.p50 / find(baseline).p50;
  }
  return rows_.emplace_back(std::move(row));
}

const ResultRow& ResultRows::find(const std::string& name) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const ResultRow& row) { return row.name == name; });
  require(found != rows_.end(), "a row that is not there was asked for");
  return *found;
}

void ResultRows::write(const std::filesystem::path& file) const {
  if (file.empty()) return;
  JsonWriter json;
  json.begin_object().key("version").integer(1).key("rows").begin_array();
  for (const ResultRow& row : rows_) write_row(json, row);
  json.end_array().end_object();
  std::ofstream out(file, std::ios::binary);
  out << json.text() << '\n';
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace basis::bench
