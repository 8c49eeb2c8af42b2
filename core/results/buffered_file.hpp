#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.hpp"

namespace basis {

/// A text file that is written from a buffer of about a megabyte. Rows are
/// appended to `buffer()` and handed on with `row_done()`; only `close()`
/// says that all of it reached the file.
class BufferedFile {
 public:
  /// Creates or empties the file. Errors (kind usage) name the path and the reason.
  static Result<BufferedFile> create(const std::filesystem::path& path);

  /// Where the next row is appended.
  std::string& buffer() { return buffer_; }
  /// Writes the buffer out when it is full. Errors name the path and the reason (a full disk, say).
  Result<void> row_done() { return buffer_.size() < kFlushBytes ? Result<void>(ok()) : flush(); }
  /// Writes what is left and closes the file; it must not be written again.
  Result<void> close();

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{1} << 20;
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  BufferedFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  Result<void> flush();

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string buffer_;
};

/// Writes `text` as the whole content of a file; errors name the path and the reason.
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace basis
