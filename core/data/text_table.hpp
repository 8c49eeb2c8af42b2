#pragma once

#include <string>
#include <vector>

namespace basis {

/// Lines of aligned columns, two spaces apart; the first row is the heading.
/// Columns whose heading starts with `>` are aligned to the right, the mark left out.
std::string text_table(std::vector<std::vector<std::string>> rows);

}  // namespace basis
