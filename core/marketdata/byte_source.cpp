#include "core/marketdata/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace basis {

Result<std::unique_ptr<ByteSource>> FileBytes::open(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  return std::unique_ptr<ByteSource>(new FileBytes(path, file));
}

Result<std::size_t> FileBytes::read(char* out, std::size_t size) {
  errno = 0;
  const std::size_t got = std::fread(out, 1, size, file_.get());
  if (got < size && std::ferror(file_.get()) != 0) {
    return Error(ErrorKind::data, fmt::format("{}: {}", path_.string(), std::strerror(errno)));
  }
  return got;
}

Result<std::size_t> MemoryBytes::read(char* out, std::size_t size) {
  const std::size_t count = std::min(size, rest_.size());
  if (count != 0) std::memcpy(out, rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

}  // namespace basis
