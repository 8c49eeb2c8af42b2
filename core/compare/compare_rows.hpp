#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/compare/compared_result.hpp"

namespace basis {

/// One line of a comparison: what is compared, and its figure in each result.
struct CompareRow {
  std::string name;
  std::vector<std::string> figures;  ///< one a result, as a person reads it; amounts in each one's own share class
};

struct CompareSection {
  std::string title;
  std::vector<CompareRow> rows;
};

/// Everything that is compared, in the order of reading. A venue that only some
/// results have gets a line, with a dash for the others.
std::vector<CompareSection> compare_rows(std::span<const ComparedResult> results);

/// The comparison as a terminal shows it: results side by side under letters,
/// at most 100 columns wide; more results than fit go into further blocks.
std::string compare_table(std::span<const ComparedResult> results);

}  // namespace basis
