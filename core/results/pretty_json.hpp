#pragma once

#include <string>
#include <string_view>

namespace basis {

/// Compact JSON text laid out for reading: two spaces an indent, one member a
/// line, a newline at the end. Empty objects and arrays stay on one line.
/// `json` must be well formed and without white space outside its strings.
std::string pretty_json(std::string_view json);

}  // namespace basis
