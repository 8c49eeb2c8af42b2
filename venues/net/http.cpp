#include "venues/net/http.hpp"

#include <algorithm>

namespace basis::net {

std::optional<std::string_view> find_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  for (const HttpHeader& header : headers) {
    if (std::ranges::equal(header.name, name, {}, lower, lower)) return header.value;
  }
  return std::nullopt;
}

}  // namespace basis::net
