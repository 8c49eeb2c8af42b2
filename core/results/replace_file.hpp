#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Writes a whole file beside `path`, as `path` with `.partial`, and moves it
/// there, so that `path` holds the earlier file or the new one, never a part.
/// Errors (kind usage) name the path and the reason.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace basis
