#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "venues/net/http.hpp"

namespace basis::net {

/// Reads one whole request of HTTP/1.1, head and body. Data error: it is none, or it is not whole.
Result<HttpRequest> parse_request(std::string_view bytes);

}  // namespace basis::net
