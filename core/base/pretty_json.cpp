#include "core/base/pretty_json.hpp"

namespace basis {
namespace {

/// The index after the closing quote of the string literal that starts at `at`.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1;
}

void new_line(std::string& out, std::size_t depth) {
  out.push_back('\n');
  out.append(depth * 2, ' ');
}

}  // namespace

std::string pretty_json(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    if (c == '"') {
      const std::size_t end = string_end(json, at);
      out.append(json.substr(at, end - at));
      at = end - 1;
    } else if (opens && at + 1 < json.size() && (json[at + 1] == '}' || json[at + 1] == ']')) {
      out.append(json.substr(at++, 2));
    } else {
      if (closes) new_line(out, --depth);
      out.push_back(c);
      if (opens) ++depth;
      if (opens || c == ',') new_line(out, depth);
      if (c == ':') out.push_back(' ');
    }
  }
  out.push_back('\n');
  return out;
}

}  // namespace basis
