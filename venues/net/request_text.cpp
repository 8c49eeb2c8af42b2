#include "venues/net/request_text.hpp"

#include <boost/beast/http/string_body.hpp>

#include "venues/net/parse_bytes.hpp"

namespace basis::net {

namespace http = boost::beast::http;

Result<HttpRequest> parse_request(std::string_view bytes) {
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  boost::system::error_code fault;
  const std::size_t read = parse_bytes(parser, bytes, fault);
  if (!fault && !parser.is_done()) parser.put_eof(fault);
  if (fault || !parser.is_done()) return Error(ErrorKind::data, "not a whole request of HTTP/1.1: " + fault.message());
  if (read != bytes.size()) return Error(ErrorKind::data, "bytes behind a request of HTTP/1.1");
  auto& message = parser.get();
  HttpRequest request{.method = std::string(message.method_string()), .target = std::string(message.target())};
  for (const auto& field : message)
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  request.body = std::move(message.body());
  return request;
}

}  // namespace basis::net
