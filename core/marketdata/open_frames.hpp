#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/marketdata/frame_source.hpp"

namespace basis {

/// Opens a recording for reading. A text recording is recognised by the file's name: `*.feed`, `*.us.feed`,
/// `*.rest`, each also with `.gz`; it is decompressed if its name or its first bytes are those of gzip. Any
/// other file must begin as a recording of our own format. Errors are of kind `data` and give the path.
/// `consumed`, if given, counts the bytes read from the file and must outlive the source.
Result<std::unique_ptr<FrameSource>> open_frames(const std::filesystem::path& path, std::uint64_t* consumed = nullptr);

}  // namespace basis
