#pragma once

#include <string>
#include <vector>

namespace basis {

/// Formats rows as aligned columns, two spaces apart; the first row is the heading. A
/// column whose heading starts with `>` is aligned to the right; the `>` is not printed.
std::string text_table(std::vector<std::vector<std::string>> rows);

}  // namespace basis
