#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Writes `text` to the file `<path>.partial` and renames it to `path`. So `path` is
/// always either the previous file or the complete new one. Errors (usage) name the path
/// and the reason.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace basis
