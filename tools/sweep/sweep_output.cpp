#include "tools/sweep/sweep_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/json_writer.hpp"
#include "core/results/series_files.hpp"
#include "tools/report/page.hpp"

namespace basis {
namespace {

void write_texts(JsonWriter& json, std::span<const std::string> texts) {
  json.begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_axes(JsonWriter& json, const Grid& grid) {
  json.key("axes").begin_array();
  for (const GridAxis& axis : grid.axes) {
    json.begin_object().key("key").string(axis.key).key("values").begin_array();
    for (const GridValue& value : axis.values) json.string(value.text);
    json.end_array().end_object();
  }
  json.end_array();
}

std::string margin_text(const SweepRow& row, const std::string& venue) {
  const auto at = row.min_margin.find(venue);
  return at == row.min_margin.end() ? std::string() : at->second;
}

/// Writes the names of the figures and of the margins' venues, then each run as an array in that
/// order, with its status first.
void write_runs(JsonWriter& json, std::span<const SweepRow> rows) {
  const std::vector<std::string> venues = margin_venues(rows);
  json.key("figures").begin_array();
  for (const std::string_view name : kSweepFigures) json.string(name);
  json.end_array().key("margins");
  write_texts(json, venues);
  json.key("runs").begin_array();
  for (const SweepRow& row : rows) {
    json.begin_array().string(row.status);
    for (const std::string& figure : row.figures) json.string(figure);
    for (const std::string& venue : venues) json.string(margin_text(row, venue));
    json.end_array();
  }
  json.end_array();
}

std::string data_json(const SweepHeading& heading, const Grid& grid, std::span<const SweepRow> rows) {
  JsonWriter json;
  json.begin_object();
  json.key("mode").string(heading.mode).key("share_class").string(heading.share_class);
  json.key("from").string(heading.from.to_string()).key("to").string(heading.to.to_string());
  json.key("data_fingerprint").string(heading.data_fingerprint).key("code_version").string(heading.code_version);
  json.key("remarks");
  write_texts(json, heading.remarks);
  write_axes(json, grid);
  write_runs(json, rows);
  json.end_object();
  return std::move(json).take();
}

}  // namespace

std::vector<std::string> margin_venues(std::span<const SweepRow> rows) {
  std::set<std::string> venues;
  for (const SweepRow& row : rows)
    for (const auto& [venue, ratio] : row.min_margin) venues.insert(venue);
  return {venues.begin(), venues.end()};
}

std::string sweep_csv(const Grid& grid, std::span<const SweepRow> rows) {
  require(rows.size() == grid.runs(), "a sweep's table has a row for every run");
  const std::vector<std::string> venues = margin_venues(rows);
  std::string out;
  const auto add = [&out](std::string_view field) {
    append_csv_field(out, field);
    out.push_back(',');
  };
  const auto end_line = [&out] { out.back() = '\n'; };
  for (const GridAxis& axis : grid.axes) add(axis.key);
  add("status");
  for (const std::string_view name : kSweepFigures) add(name);
  for (const std::string& venue : venues) add("min_margin_" + venue);
  end_line();
  for (std::size_t run = 0; run < rows.size(); ++run) {
    for (const std::string& value : grid.values(run)) add(value);
    add(rows[run].status);
    for (const std::string& figure : rows[run].figures) add(figure);
    for (const std::string& venue : venues) add(margin_text(rows[run], venue));
    end_line();
  }
  return out;
}

std::string sweep_page(const ReportAssets& assets, const SweepHeading& heading, const Grid& grid,
                       std::span<const SweepRow> rows) {
  require(rows.size() == grid.runs(), "a sweep's page has every run");
  return render_page(assets, heading.mode + " sweep",
                     fmt::format("{}: {} runs over {} keys.", heading.mode, rows.size(), grid.axes.size()),
                     data_json(heading, grid, rows));
}

}  // namespace basis
