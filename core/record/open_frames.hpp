#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/record/frame_source.hpp"

namespace basis {

/// Opens a recording for reading: our own format, told by its first bytes, or
/// lines of text, told by the file's name: `*.feed`, `*.us.feed`, `*.rest`, each
/// also with `.gz` (told by its first bytes). Errors are of kind `data` and name
/// the file. `consumed`, where given, counts the bytes of the file that were read and
/// outlives the source.
Result<std::unique_ptr<FrameSource>> open_frames(const std::filesystem::path& path, std::uint64_t* consumed = nullptr);

}  // namespace basis
