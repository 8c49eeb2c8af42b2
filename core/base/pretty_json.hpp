#pragma once

#include <string>
#include <string_view>

namespace basis {

/// Formats compact JSON text for reading: two spaces per indentation level, one member
/// per line, a newline at the end. Empty objects and arrays stay on one line.
/// `json` must be well formed and must have no white space outside its strings.
std::string pretty_json(std::string_view json);

}  // namespace basis
