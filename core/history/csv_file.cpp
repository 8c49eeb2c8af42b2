#include "core/history/csv_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace basis {
namespace {

Error unreadable(int code) { return Error(ErrorKind::data, std::string("cannot be read: ") + std::strerror(code)); }

void split(CsvLine& line) {
  std::string_view rest = line.text;
  line.count = 0;
  for (;;) {
    const std::size_t comma = rest.find(',');
    if (line.count < CsvLine::kMaxFields) line.field[line.count] = rest.substr(0, comma);
    ++line.count;
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<std::string> read_whole_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return unreadable(errno);
  std::error_code no_size;
  const std::uintmax_t size = std::filesystem::file_size(path, no_size);
  if (no_size) return unreadable(no_size.value());
  std::string bytes(static_cast<std::size_t>(size), '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get()) != 0 || bytes.size() != size) return unreadable(errno == 0 ? EIO : errno);
  return bytes;
}

CsvLines::CsvLines(std::string_view text) : rest_(text) {
  // Spreadsheet programs write a byte order mark; it is not part of the header.
  if (constexpr std::string_view kMark = "\xEF\xBB\xBF"; rest_.starts_with(kMark)) rest_.remove_prefix(kMark.size());
}

bool CsvLines::next(CsvLine& line) {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\n');
  line.ended = end != std::string_view::npos;
  line.text = rest_.substr(0, end);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  line.number = ++number_;
  rest_.remove_prefix(line.ended ? end + 1 : rest_.size());
  split(line);
  return true;
}

}  // namespace basis
