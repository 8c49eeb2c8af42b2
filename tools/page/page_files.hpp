#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actors/control/page_file.hpp"

namespace basis {

/// The web page of a live node with its chart library, embedded when the program was built.
std::span<const PageFile> page_files();

/// Where a node's page is. The token stands behind `#`, which a browser keeps to itself; empty: none.
std::string page_address(std::string_view url, std::string_view token);

}  // namespace basis
