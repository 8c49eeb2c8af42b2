#include "tools/compare/compared_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/history/csv_file.hpp"
#include "core/results/read_summary.hpp"
#include "core/results/series_files.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kHeading = "timestamp,equity";

/// The last field of a line, which is the index. `CsvLine::field` has only the fields that were
/// split.
std::string_view last_field(const CsvLine& line) { return line.text.substr(line.text.rfind(',') + 1); }

Error equity_fault(const std::string& file, std::size_t line, const std::string& problem) {
  return Error(ErrorKind::data, fmt::format("{}:{}: {}", file, line, problem));
}

Result<void> add_row(const CsvLine& line, bool with_index, const std::string& file, ComparedResult& result) {
  const auto time = UtcTime::parse(line.field[0]);
  if (!time) return equity_fault(file, line.number, time.error().text());
  const auto equity = Amount::parse(line.field[1]);
  if (!equity) return equity_fault(file, line.number, "equity: " + equity.error().text());
  if (!result.times.empty() && time.value() <= result.times.back())
    return equity_fault(file, line.number, "the time does not come after the one before it");
  result.times.push_back(time.value());
  result.equity.push_back(equity.value());
  if (!with_index) {
    result.index.push_back(equity.value());
    return ok();
  }
  const auto index = Amount::parse(last_field(line));
  if (!index) return equity_fault(file, line.number, fmt::format("{}: {}", kIndexColumn, index.error().text()));
  result.index.push_back(index.value());
  return ok();
}

/// Checks that the equity file belongs to the summary.
Result<void> check_agreement(const ComparedResult& result, const std::string& file) {
  const RunSummary& summary = result.summary;
  if (result.times.size() != summary.steps + 1)
    return Error(ErrorKind::data, fmt::format("{}: it is cut: {} rows for the {} steps of summary.json (needed: {})",
                                              file, result.times.size(), summary.steps, summary.steps + 1));
  if (result.equity.back() != summary.final_equity)
    return Error(ErrorKind::data, fmt::format("{}: its last equity is {}, in summary.json it is {}", file,
                                              result.equity.back().to_string(), summary.final_equity.to_string()));
  return ok();
}

/// Reads one file of a result; the error has its path.
Result<std::string> read_part(const fs::path& path) {
  auto text = read_whole_file(path);
  if (!text) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), text.error().text()));
  return text;
}

Result<ComparedResult> read_one(const fs::path& folder) {
  const fs::path summary_path = folder / "summary.json";
  if (!fs::exists(summary_path))
    return Error(ErrorKind::data,
                 fmt::format("{}: no summary.json there, so it holds no whole result", folder.string()));
  BASIS_TRY(const std::string summary_text, read_part(summary_path));
  const auto summary = read_summary(summary_text);
  if (!summary) {
    std::vector<std::string> lines;
    for (const std::string& line : summary.error().lines) lines.push_back(summary_path.string() + ": " + line);
    return Error(ErrorKind::data, std::move(lines));
  }
  ComparedResult result;
  result.summary = summary.value();
  const fs::path equity_path = folder / "equity.csv";
  BASIS_TRY(const std::string equity_text, read_part(equity_path));
  BASIS_TRY(parse_equity(equity_text, equity_path.string(), result));
  BASIS_TRY(check_agreement(result, equity_path.string()));
  return result;
}

/// The path without a slash at its end: `a/b/` and `a/b` are the same folder, named b.
fs::path plain_path(const std::string& given) {
  const fs::path path = fs::path(given).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

Result<void> check_distinct(const std::vector<std::string>& folders) {
  std::set<fs::path> seen;
  for (const std::string& folder : folders)
    if (!seen.insert(fs::absolute(plain_path(folder)).lexically_normal()).second)
      return Error(ErrorKind::usage, fmt::format("'{}' is named twice; each result is compared once", folder));
  return ok();
}

}  // namespace

Result<void> parse_equity(std::string_view text, const std::string& file, ComparedResult& result) {
  CsvLines lines(text);
  CsvLine line;
  std::size_t columns = 0;
  bool with_index = false;
  while (lines.next(line)) {
    if (!line.ended) return equity_fault(file, line.number, "it is cut: the last line has no end");
    if (columns == 0) {
      if (!line.text.starts_with(kHeading))
        return equity_fault(file, 1, fmt::format("the heading does not begin with '{}'", kHeading));
      columns = line.count;
      with_index = last_field(line) == kIndexColumn;
      continue;
    }
    if (line.count != columns)
      return equity_fault(file, line.number, fmt::format("{} columns, the heading has {}", line.count, columns));
    BASIS_TRY(add_row(line, with_index, file, result));
  }
  if (result.times.empty()) return equity_fault(file, 1, "it is cut: it holds no row");
  return ok();
}

Result<std::vector<ComparedResult>> read_results(const std::vector<std::string>& folders) {
  BASIS_TRY(check_distinct(folders));
  std::map<std::string, std::size_t> names;
  for (const std::string& folder : folders) ++names[plain_path(folder).filename().string()];
  std::vector<ComparedResult> results;
  std::vector<std::string> faults;
  for (const std::string& folder : folders) {
    const fs::path path = plain_path(folder);
    auto result = read_one(path);
    if (!result) {
      faults.insert(faults.end(), result.error().lines.begin(), result.error().lines.end());
      continue;
    }
    const std::string name = path.filename().string();
    result.value().label = names[name] == 1 && name != "." && name != ".." ? name : path.string();
    results.push_back(std::move(result).value());
  }
  if (!faults.empty()) return Error(ErrorKind::data, std::move(faults));
  return results;
}

}  // namespace basis
