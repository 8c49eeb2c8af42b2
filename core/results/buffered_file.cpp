#include "core/results/buffered_file.hpp"

#include <cerrno>
#include <system_error>

namespace basis {
namespace {

Error write_error(const std::filesystem::path& path, int code) {
  return Error(ErrorKind::usage, "cannot write " + path.string() + ": " + std::generic_category().message(code));
}

}  // namespace

Result<BufferedFile> BufferedFile::create(const std::filesystem::path& path) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return write_error(path, errno);
  // This class has its own buffer; a buffer of the C library would only add a copy.
  std::setvbuf(file, nullptr, _IONBF, 0);
  BufferedFile opened(path, file);
  opened.buffer_.reserve(kFlushBytes + kFlushBytes / 16);
  return opened;
}

Result<void> BufferedFile::flush() {
  require(file_ != nullptr, "a closed file is not written");
  errno = 0;
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) return write_error(path_, errno);
  buffer_.clear();
  return ok();
}

Result<void> BufferedFile::close() {
  BASIS_TRY(flush());
  errno = 0;
  if (std::fclose(file_.release()) != 0) return write_error(path_, errno);
  return ok();
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  BASIS_TRY(BufferedFile file, BufferedFile::create(path));
  file.buffer().append(text);
  return file.close();
}

}  // namespace basis
