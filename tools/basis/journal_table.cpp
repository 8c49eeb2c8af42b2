#include "tools/basis/journal_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/environment.hpp"
#include "tools/basis/commands.hpp"
#include "tools/journal/journal_list.hpp"
#include "tools/journal_database/list_database.hpp"

namespace basis {
namespace {

/// "12.3 MiB".
std::string mebibytes(std::uintmax_t bytes) {
  return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / 1'048'576);
}

/// Those below a folder, or without one those in the database that is named.
Result<std::vector<ListedJournal>> listed_journals(std::string folder, const JournalPlace& place, std::string& where) {
  if (!folder.empty() && !place.url.empty())
    return Error(ErrorKind::usage,
                 fmt::format("--journal: the folder {} is given, too: leave out one of both", folder));
  if (folder.empty()) {
    BASIS_TRY(const auto url, journal_database(place));
    if (url) {
      where = "in " + url->shown();
      return list_database_journals(*url);
    }
  }
  if (folder.empty()) {
    BASIS_TRY(const Environment environment, parse_environment(process_environment()));
    folder = environment.results_dir.value_or("results");
  }
  where = "below " + folder;
  return list_journals(folder);
}

}  // namespace

Result<bool> print_journals(const std::string& folder, const JournalPlace& place) {
  std::string where;
  BASIS_TRY(const std::vector<ListedJournal> all, listed_journals(folder, place, where));
  if (all.empty()) {
    fmt::print("no journal {}\n", where);
    return true;
  }
  std::size_t width = 7;
  for (const ListedJournal& one : all) width = std::max(width, one.file.string().size());
  fmt::print("{:<{}}  {:<28} {:>5} {:>10} {:>12}  {:<20} {}\n", "journal", width, "mode", "boots", "entries", "size",
             "first", "last");
  for (const ListedJournal& one : all)
    if (one.fault.empty())
      fmt::print("{:<{}}  {:<28} {:>5} {:>10} {:>12}  {:<20} {}\n", one.file.string(), width, one.figures.boot.mode,
                 one.figures.boots, one.figures.entries, mebibytes(one.bytes),
                 one.figures.first.snap(kSecond).to_string(), one.figures.last.snap(kSecond).to_string());
    else
      fmt::print("{:<{}}  {}\n", one.file.string(), width, one.fault);
  return true;
}

}  // namespace basis
