#include "core/base/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
// Compiles Boost.JSON into this translation unit; all others use its declarations only.
#include <boost/json/src.hpp>

namespace basis {

Result<boost::json::value> parse_json(std::string_view text) {
  boost::json::stream_parser parser;
  boost::json::error_code wrong;
  const std::size_t read = parser.write_some(text.data(), text.size(), wrong);
  if (!wrong && read == text.size()) parser.finish(wrong);
  if (!wrong && read == text.size()) return parser.release();
  const std::string_view before = text.substr(0, std::min(read, text.size()));
  return Error(ErrorKind::data,
               fmt::format("line {}: no whole JSON document: {}", std::count(before.begin(), before.end(), '\n') + 1,
                           wrong ? wrong.message() : "text after its end"));
}

}  // namespace basis
