#include "tools/sweep/sweep_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>
#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/history/csv_file.hpp"
#include "tools/sweep/sweep_names.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

Error refusal(const fs::path& path, const std::string& reason) {
  return Error(ErrorKind::usage, "sweep folder " + path.string() + ": " + reason);
}

std::string last_error() { return std::error_code(errno, std::generic_category()).message(); }

/// A folder belongs to a sweep when it is empty, or holds a journal and only files of a sweep.
Result<void> check_content(const fs::path& folder) {
  std::error_code code;
  bool any = false;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    any = true;
    if (std::find(kSweepFiles.begin(), kSweepFiles.end(), name) == kSweepFiles.end())
      return refusal(folder, "it holds '" + name + "', which no sweep wrote; choose an empty or new folder");
  }
  if (code) return refusal(folder, code.message());
  if (any && !fs::exists(folder / kSweepJournal, code))
    return refusal(folder, fmt::format("it holds files but no {}; choose an empty or new folder", kSweepJournal));
  return ok();
}

Result<void> write_all(int file, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refusal(path, last_error());
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok();
}

}  // namespace

Result<SweepJournal> SweepJournal::open(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return refusal(folder, code.message());
  BASIS_TRY(check_content(folder));
  const fs::path path = folder / kSweepJournal;
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return refusal(path, last_error());
  SweepJournal journal(path, file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return refusal(folder, errno == EWOULDBLOCK ? "another sweep is writing to it" : last_error());
  BASIS_TRY(journal.load());
  return journal;
}

SweepJournal::SweepJournal(SweepJournal&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), rows_(std::move(other.rows_)) {}

SweepJournal::~SweepJournal() {
  if (file_ >= 0) ::close(file_);
}

Result<void> SweepJournal::load() {
  BASIS_TRY(const std::string text, read_whole_file(path_));
  BASIS_TRY(JournalContent content, read_journal(text, path_.string()));
  rows_ = std::move(content.rows);
  if (content.whole_bytes < text.size() && ::ftruncate(file_, static_cast<off_t>(content.whole_bytes)) != 0)
    return refusal(path_, last_error());
  return content.whole_bytes == 0 ? write_all(file_, kJournalHeading, path_) : ok();
}

const SweepRow* SweepJournal::find(const std::string& key) const {
  const auto at = rows_.find(key);
  return at == rows_.end() ? nullptr : &at->second;
}

Result<void> SweepJournal::append(const std::string& key, const SweepRow& row) {
  BASIS_TRY(write_all(file_, journal_record(key, row), path_));
  rows_.insert_or_assign(key, row);
  return ok();
}

}  // namespace basis
