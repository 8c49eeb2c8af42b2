#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// The value of the first header of this name, letter case aside; absent when there is none.
std::optional<std::string_view> find_header(const std::vector<HttpHeader>& headers, std::string_view name);

/// A request of HTTP/1.1. Host, Connection and Content-Length are the transport's business.
struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  ///< path and query, as they are sent
  std::vector<HttpHeader> headers{};
  std::string body{};
  std::string peer{};  ///< at a service: the address that it came from
};

struct HttpResponse {
  unsigned status = 200;
  std::vector<HttpHeader> headers{};
  std::string body{};
};

/// A request without a readable answer.
struct HttpFailure {
  bool left = false;   ///< a byte of the request may have reached the peer: its outcome is not known
  std::string reason;  ///< a short text without secrets: "timeout after 5 s", "connection reset"
};

/// What became of a request.
struct HttpAnswer {
  std::variant<HttpResponse, HttpFailure> result;
  UtcTime received_utc;  ///< when the last byte of the answer was here, or the failure was found
};

}  // namespace basis::net
