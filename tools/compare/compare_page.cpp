#include "tools/compare/compare_page.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>

#include "core/base/json_writer.hpp"
#include "core/base/readable.hpp"
#include "core/results/statistics.hpp"
#include "core/results/summary.hpp"
#include "tools/compare/compare_rows.hpp"
#include "tools/report/page.hpp"
#include "tools/report/report.hpp"
#include "tools/report/report_columns.hpp"
#include "tools/report/thin_series.hpp"

namespace basis {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// Iterates over one result's steps along the common time axis.
class Track {
 public:
  explicit Track(const ComparedResult& result) : result_(result), drawdown_(result.summary.capital) {}

  [[nodiscard]] std::optional<UtcTime> next_time() const {
    return at_ < result_.times.size() ? std::optional(result_.times[at_]) : std::nullopt;
  }
  /// Adds growth and drawdown at `time`; absent when the result has no step at that time.
  void add_values(UtcTime time, std::vector<double>& row) {
    if (next_time() != time) {
      row.insert(row.end(), 2, kAbsent);
      return;
    }
    const Amount index = result_.index[at_++];
    row.push_back(ratio(index, result_.summary.capital) - 1);
    row.push_back(drawdown_.add(index));
  }

 private:
  const ComparedResult& result_;
  Drawdown drawdown_;
  std::size_t at_ = 0;
};

std::optional<UtcTime> earliest(const std::vector<Track>& tracks) {
  std::optional<UtcTime> first;
  for (const Track& track : tracks) {
    const auto time = track.next_time();
    if (time && (!first || *time < *first)) first = time;
  }
  return first;
}

struct Overlay {
  ThinSeries series;
  std::size_t steps = 0;
};

/// All results over the union of their steps, with two columns each: growth and drawdown.
Overlay overlay(std::span<const ComparedResult> results) {
  std::vector<Track> tracks;
  std::vector<Keep> columns;
  for (const ComparedResult& result : results) {
    tracks.emplace_back(result);
    columns.insert(columns.end(), {Keep::last, Keep::maximum});
  }
  Overlay out{ThinSeries(columns, kReportPoints)};
  std::vector<double> row;
  while (const auto time = earliest(tracks)) {
    row.clear();
    for (Track& track : tracks) track.add_values(*time, row);
    out.series.add(*time, row);
    ++out.steps;
  }
  return out;
}

void write_overlay(JsonWriter& json, const Overlay& overlay, std::size_t results) {
  json.key("steps").integer(static_cast<std::int64_t>(overlay.steps));
  json.key("steps_per_point").integer(static_cast<std::int64_t>(overlay.series.steps_per_point()));
  json.key("time").begin_array();
  for (const UtcTime time : overlay.series.times()) json.integer(time.nanos() / kSecond.count);
  json.end_array();
  for (const auto& [name, offset] : {std::pair{"growth", 0}, std::pair{"drawdown", 1}}) {
    json.key(name).begin_array();
    for (std::size_t i = 0; i < results; ++i)
      write_drawn_column(json, overlay.series, 2 * i + static_cast<std::size_t>(offset));
    json.end_array();
  }
}

void write_sections(JsonWriter& json, const std::vector<CompareSection>& sections) {
  json.key("sections").begin_array();
  for (const CompareSection& section : sections) {
    json.begin_object().key("title").string(section.title).key("rows").begin_array();
    for (const CompareRow& row : section.rows) {
      json.begin_array().string(row.name);
      for (const std::string& figure : row.figures) json.string(figure);
      json.end_array();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

std::string data_json(std::span<const ComparedResult> results) {
  JsonWriter json;
  json.begin_object();
  json.key("results").begin_array();
  for (const ComparedResult& result : results) {
    json.begin_object().key("label").string(result.label).key("summary");
    write_summary(json, result.summary, WallTime::left_out);
    json.end_object();
  }
  json.end_array();
  write_overlay(json, overlay(results), results.size());
  write_sections(json, compare_rows(results));
  json.end_object();
  return std::move(json).take();
}

std::string headline(std::span<const ComparedResult> results) {
  std::string out;
  for (const ComparedResult& result : results)
    out += fmt::format("{}: return {}, APY {}, largest drawdown {}. ", result.label,
                       readable_percent(result.summary.total_return), readable_percent(result.summary.apy),
                       readable_percent(result.summary.max_drawdown));
  return out;
}

}  // namespace

std::string compare_page(const ReportAssets& assets, std::span<const ComparedResult> results) {
  return render_page(assets, fmt::format("{} results compared", results.size()), headline(results), data_json(results));
}

}  // namespace basis
