#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.hpp"

namespace basis {

/// A text file that is written from a buffer of about one megabyte. The caller appends
/// a row to `buffer()` and then calls `row_done()`. Only a successful `close()` means
/// that all rows were written to the file.
class BufferedFile {
 public:
  /// Creates or empties the file. Errors (kind usage) name the path and the reason.
  static Result<BufferedFile> create(const std::filesystem::path& path);
  /// Goes on with a file, or creates it, by telling all of its rows again: those that it holds are passed over. Where
  /// it holds something else, that and what follows is replaced. `settle` ends this. Errors as for `create`.
  static Result<BufferedFile> go_on(const std::filesystem::path& path);

  /// The buffer to which the next row is appended.
  std::string& buffer() { return buffer_; }
  /// Writes the buffer to the file when it is full. Errors (usage) name the path and the reason, such as a full disk.
  Result<void> row_done() { return buffer_.size() < kFlushBytes ? Result<void>(ok()) : flush(); }
  /// Writes the buffer to the file. Errors as for `row_done`.
  Result<void> flush();
  /// Writes the buffer, and cuts off what the file held beyond. Errors as for `row_done`.
  Result<void> settle();
  /// Writes the rest of the buffer and closes the file; no row may be written after that. Errors as for `row_done`.
  Result<void> close();

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{1} << 20;
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  BufferedFile(std::filesystem::path path, std::FILE* file);
  static Result<BufferedFile> open(const std::filesystem::path& path, const char* how);
  Result<void> pass_over();
  Result<void> cut();

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::string buffer_;
  bool passing_ = false;       ///< what the file holds is compared with the rows that are told
  std::uintmax_t passed_ = 0;  ///< bytes that were equal
};

/// Writes `text` as the whole content of a file. Errors (usage) name the path and the reason.
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace basis
