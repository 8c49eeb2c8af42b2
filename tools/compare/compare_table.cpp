#include <fmt/format.h>

#include <algorithm>

#include "tools/compare/compare_rows.hpp"

namespace basis {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kMostNameWidth = 30;

/// "A" to "Z", then "A1", "B1", ...
std::string letter(std::size_t result) {
  const std::string name(1, static_cast<char>('A' + result % 26));
  return result < 26 ? name : name + std::to_string(result / 26);
}

/// Shortens a text to its end, because paths differ at their end.
std::string fitted(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : "..." + text.substr(text.size() - (width - 3));
}

struct Widths {
  std::size_t name = 0;
  std::size_t figure = 0;
  /// Number of results side by side.
  [[nodiscard]] std::size_t in_a_row() const { return std::max<std::size_t>(1, (kWidth - 2 - name) / figure); }
};

Widths measure(const std::vector<CompareSection>& sections) {
  Widths widths{0, 12};
  for (const CompareSection& section : sections)
    for (const CompareRow& row : section.rows) {
      widths.name = std::max(widths.name, std::min(row.name.size(), kMostNameWidth));
      for (const std::string& figure : row.figures) widths.figure = std::max(widths.figure, figure.size() + 2);
    }
  return widths;
}

void append_block(std::string& out, const std::vector<CompareSection>& sections, const Widths& widths,
                  std::size_t first, std::size_t end) {
  out += fmt::format("\n  {:<{}}", "", widths.name);
  for (std::size_t i = first; i < end; ++i) out += fmt::format("{:>{}}", letter(i), widths.figure);
  out += "\n";
  for (const CompareSection& section : sections) {
    out += section.title + "\n";
    for (const CompareRow& row : section.rows) {
      out += fmt::format("  {:<{}}", fitted(row.name, widths.name), widths.name);
      for (std::size_t i = first; i < end; ++i) out += fmt::format("{:>{}}", row.figures[i], widths.figure);
      out += "\n";
    }
  }
}

}  // namespace

std::string compare_table(std::span<const ComparedResult> results) {
  const std::vector<CompareSection> sections = compare_rows(results);
  const Widths widths = measure(sections);
  std::string out;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string head = fmt::format("{}  {}  ", letter(i), results[i].summary.mode);
    const std::size_t room = kWidth - std::min(head.size(), kWidth - 8);
    out += head + fitted(results[i].label, room) + "\n";
  }
  out += "Amounts stand in each result's own share class.\n";
  for (std::size_t first = 0; first < results.size(); first += widths.in_a_row())
    append_block(out, sections, widths, first, std::min(first + widths.in_a_row(), results.size()));
  return out;
}

}  // namespace basis
