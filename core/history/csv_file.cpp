#include "core/history/csv_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace basis {
namespace {

// A pipe has no size. It is read in blocks, and given up when it seems to have no end.
constexpr std::size_t kStreamBlock = std::size_t{64} << 10;
constexpr std::size_t kMostStreamed = std::size_t{1} << 30;

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
  errno = 0;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return unreadable(errno);
  std::error_code not_regular;
  const std::uintmax_t size = std::filesystem::file_size(path, not_regular);
  const bool regular = !not_regular;
  std::string bytes;
  // One byte more than expected, so that the end is seen at once.
  std::size_t room = regular ? static_cast<std::size_t>(size) + 1 : kStreamBlock;
  for (;;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + room);
    const std::size_t got = std::fread(bytes.data() + before, 1, room, file.get());
    bytes.resize(before + got);
    if (std::ferror(file.get()) != 0) return unreadable(errno == 0 ? EIO : errno);
    if (got < room) break;
    if (bytes.size() > kMostStreamed && !regular) return unreadable(EFBIG);
    room = kStreamBlock;
  }
  if (regular && bytes.size() != size) return unreadable(EIO);
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
