#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Parses one JSON document. The error (kind data) says what is wrong and on
/// which line; the caller adds the file name. Numbers with a fraction or an exponent
/// are doubles that may be wrong in the last digit.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace basis
