#include "tools/journal/journal_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "actors/journal/journal_file.hpp"

namespace basis {
namespace fs = std::filesystem;
namespace {

/// Where a database of SQLite has the number of its application, highest byte first (sqlite.org/fileformat2.html).
constexpr std::streamoff kApplicationAt = 68;

/// Looked at without SQLite, which would open whatever it is.
bool is_journal(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, 4> bytes{};
  in.seekg(kApplicationAt);
  if (!in.read(bytes.data(), bytes.size())) return false;
  std::int64_t number = 0;
  for (const char byte : bytes) number = number * 256 + static_cast<unsigned char>(byte);
  return number == kJournalApplication;
}

}  // namespace

Result<std::vector<ListedJournal>> list_journals(const fs::path& folder) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) return Error(ErrorKind::usage, folder.string() + ": there is no such folder");
  std::vector<ListedJournal> found;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, code);
  for (const fs::recursive_directory_iterator end; !code && entry != end; entry.increment(code)) {
    std::error_code other;
    if (!entry->is_regular_file(other) || !is_journal(entry->path())) continue;
    ListedJournal& listed = found.emplace_back(ListedJournal{entry->path(), entry->file_size(other)});
    auto journal = JournalReader::open(entry->path());
    auto figures = journal ? journal.value()->figures() : Result<JournalFigures>(journal.error());
    if (figures)
      listed.figures = std::move(figures).value();
    else
      listed.fault = figures.error().text();
  }
  if (code) return Error(ErrorKind::usage, fmt::format("{}: {}", folder.string(), code.message()));
  std::ranges::sort(found, {}, &ListedJournal::file);
  return found;
}

}  // namespace basis
