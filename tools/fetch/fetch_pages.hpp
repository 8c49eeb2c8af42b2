#pragma once

#include <string>
#include <vector>

#include "tools/fetch/manifest.hpp"

namespace basis {

/// Some hours, and the files that lack them.
struct FetchPage {
  UtcTime from, to;                ///< both included
  std::vector<std::size_t> files;  ///< by their place in the list
  friend bool operator==(const FetchPage&, const FetchPage&) = default;
};

/// The hours from `from` to `to` that files lack, in an order in which what was asked for of a file stays one span
/// without a hole: forwards behind what it has, then backwards before it. Files that lack the same hours share pages.
std::vector<FetchPage> fetch_pages(const Manifest& manifest, const std::vector<std::string>& paths, UtcTime from,
                                   UtcTime to);

}  // namespace basis
