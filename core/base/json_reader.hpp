#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Parses one JSON document. The error (kind data) says what is wrong and on
/// which line; the caller names the file. Numbers that are no whole numbers come
/// out to within the last digit of a double.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace basis
