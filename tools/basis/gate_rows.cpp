#include "tools/basis/gate_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"

namespace basis {
namespace {

/// A wider text does not widen its column.
constexpr std::size_t kWidest = 28;

}  // namespace

std::string_view gate_word(GateResult result) {
  static constexpr std::string_view kWords[] = {"pass", "warn", "FAIL", "skipped"};
  return kWords[static_cast<std::size_t>(result)];
}

void GateRows::add(std::string checked, GateResult result, std::string found, std::string advice) {
  rows_.push_back({gate_, std::move(checked), result, std::move(found), std::move(advice)});
}

std::size_t GateRows::count(GateResult result) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(rows_, [result](const GateRow& row) { return row.result == result; }));
}

bool GateRows::failed() const { return count(GateResult::fail) > 0; }

std::vector<std::string> GateRows::failures() const {
  std::vector<std::string> lines;
  for (const GateRow& row : rows_)
    if (row.result == GateResult::fail)
      lines.push_back(fmt::format("gate {}: {}: {}{}", row.gate, row.checked, row.found,
                                  row.advice.empty() ? std::string() : fmt::format(" ({})", row.advice)));
  return lines;
}

std::string GateRows::text() const {
  std::size_t gate = 4, checked = 7;
  for (const GateRow& row : rows_) {
    gate = std::max(gate, row.gate.size());
    checked = std::max(checked, std::min(row.checked.size(), kWidest));
  }
  std::string text = fmt::format("{:<{}}  {:<{}}  {:<7}  {}\n", "gate", gate, "checked", checked, "result", "found");
  for (const GateRow& row : rows_)
    text += fmt::format("{:<{}}  {:<{}}  {:<7}  {}{}{}\n", row.gate, gate, row.checked, checked, gate_word(row.result),
                        row.found, row.advice.empty() ? "" : " -> ", row.advice);
  text += fmt::format("\n{} passed, {} warnings, {} failed, {} skipped\n", count(GateResult::pass),
                      count(GateResult::warn), count(GateResult::fail), count(GateResult::skipped));
  return text;
}

std::string GateRows::json(std::string_view mode, std::string_view against) const {
  JsonWriter json;
  json.begin_object().key("mode").string(mode).key("against").string(against);
  json.key("passed").boolean(!failed()).key("gates").begin_array();
  for (const GateRow& row : rows_) {
    json.begin_object().key("gate").string(row.gate).key("checked").string(row.checked);
    json.key("result").string(gate_word(row.result)).key("found").string(row.found);
    json.key("advice").string(row.advice).end_object();
  }
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace basis
