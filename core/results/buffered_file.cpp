#include "core/results/buffered_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace basis {
namespace {

Error write_error(const std::filesystem::path& path, int code) {
  return Error(ErrorKind::usage, "cannot write " + path.string() + ": " + std::generic_category().message(code));
}

}  // namespace

BufferedFile::BufferedFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {
  // This class has its own buffer; a buffer of the C library would only add a copy.
  std::setvbuf(file, nullptr, _IONBF, 0);
  buffer_.reserve(kFlushBytes + kFlushBytes / 16);
}

Result<BufferedFile> BufferedFile::open(const std::filesystem::path& path, const char* how) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), how);
  if (file == nullptr) return write_error(path, errno);
  return BufferedFile(path, file);
}

Result<BufferedFile> BufferedFile::create(const std::filesystem::path& path) { return open(path, "wb"); }

Result<BufferedFile> BufferedFile::go_on(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return create(path);
  BASIS_TRY(BufferedFile file, open(path, "r+b"));
  file.passing_ = true;
  return file;
}

/// Takes from the buffer what the file holds of it. When something is left, the file ends there.
Result<void> BufferedFile::pass_over() {
  errno = 0;
  std::string held(buffer_.size(), '\0');
  held.resize(std::fread(held.data(), 1, held.size(), file_.get()));
  if (std::ferror(file_.get()) != 0) return write_error(path_, errno);
  const auto [same, other] = std::mismatch(held.begin(), held.end(), buffer_.begin());
  const auto equal = static_cast<std::size_t>(same - held.begin());
  passed_ += equal;
  buffer_.erase(0, equal);
  return buffer_.empty() ? Result<void>(ok()) : cut();
}

Result<void> BufferedFile::cut() {
  passing_ = false;
  std::error_code code;
  std::filesystem::resize_file(path_, passed_, code);
  if (code) return write_error(path_, code.value());
  errno = 0;
  if (std::fseek(file_.get(), 0, SEEK_END) != 0) return write_error(path_, errno);
  return ok();
}

Result<void> BufferedFile::flush() {
  require(file_ != nullptr, "a closed file is not written");
  if (buffer_.empty()) return ok();
  if (passing_) {
    BASIS_TRY(pass_over());
    if (buffer_.empty()) return ok();
  }
  errno = 0;
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) return write_error(path_, errno);
  buffer_.clear();
  return ok();
}

Result<void> BufferedFile::settle() {
  BASIS_TRY(flush());
  return passing_ ? cut() : Result<void>(ok());
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
