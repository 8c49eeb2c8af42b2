#include "tools/trade/trade_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/fixed.hpp"
#include "core/base/json_writer.hpp"

namespace basis {
namespace {

bool is_number(const std::string& text) { return parse_decimal(text, 18).has_value(); }

/// A column whose values are numbers, where there are any, stands to the right.
struct ColumnShape {
  std::size_t width = 0;
  bool numbers = false;
};

std::vector<ColumnShape> shapes_of(const TradeTable& table) {
  std::vector<ColumnShape> shapes;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    ColumnShape shape{table.columns[i].size(), !table.rows.empty()};
    for (const auto& row : table.rows) {
      shape.width = std::max(shape.width, row[i].size());
      shape.numbers = shape.numbers && (row[i].empty() || is_number(row[i]));
    }
    shapes.push_back(shape);
  }
  return shapes;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<ColumnShape>& shapes) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += shapes[i].numbers ? fmt::format("{}{:>{}}", i == 0 ? "" : "  ", cells[i], shapes[i].width)
                              : fmt::format("{}{:<{}}", i == 0 ? "" : "  ", cells[i], shapes[i].width);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string table_text(const TradeTable& table) {
  if (table.rows.empty()) return fmt::format("{}: none\n", table.name);
  const std::vector<ColumnShape> shapes = shapes_of(table);
  std::string text = line_of(table.columns, shapes);
  for (const auto& row : table.rows) text += line_of(row, shapes);
  return text;
}

std::string report_json(const TradeReport& report) {
  JsonWriter json;
  json.begin_object();
  json.key("account").string(report.account);
  json.key("action").string(report.action);
  json.key("outcome").string(order_status_name(report.status));
  json.key("text").string(report.text);
  json.key("again").string(report.again);
  for (const TradeTable& table : report.tables) {
    json.key(table.name).begin_array();
    for (const auto& row : table.rows) {
      json.begin_object();
      for (std::size_t i = 0; i < row.size(); ++i) json.key(table.columns[i]).string(row[i]);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return std::move(json).take();
}

}  // namespace basis
