#include <fmt/format.h>

#include "tools/page/page_files.hpp"

namespace basis {

std::string page_address(std::string_view url, std::string_view token) {
  return token.empty() ? fmt::format("{}/", url) : fmt::format("{}/#token={}", url, token);
}

}  // namespace basis
