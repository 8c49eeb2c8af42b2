#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/compare/compared_result.hpp"

namespace basis {

/// One line of a comparison: its name, and its figure in each result.
struct CompareRow {
  std::string name;
  std::vector<std::string> figures;  ///< one per result, as displayed; amounts in the share class of the result
};

struct CompareSection {
  std::string title;
  std::vector<CompareRow> rows;
};

/// All lines of the comparison, in display order. A venue that only some results have gets a line
/// too, with a dash for the others.
std::vector<CompareSection> compare_rows(std::span<const ComparedResult> results);

/// The comparison for a terminal: results side by side, named by letters, at most 100 columns wide.
/// Results that do not fit go into further blocks.
std::string compare_table(std::span<const ComparedResult> results);

}  // namespace basis
