#include <algorithm>

#include "core/results/buffered_file.hpp"

#include "tests/tools/journal/journal_support.hpp"
#include "tools/journal/journal_export.hpp"
#include "tools/journal/journal_kinds.hpp"
#include "tools/journal/journal_list.hpp"

namespace basis::test {
namespace {

/// The lines of `events.jsonl` as a run writes them.
std::string event_lines(const KeptRun& run) {
  std::string all;
  EventLines lines(run.names);
  // The numbers of the sources follow each other, as those of a node.
  const auto read = run.reader()->find({}, [&](const StoredEntry& stored) -> Result<void> {
    lines.append(stored.entry, all);
    return ok();
  });
  CHECK(read.has_value());
  return all;
}

TEST_CASE("journals: an export is the run's events, byte for byte, or a table of them") {
  const KeptRun run;
  const auto out = run.folder.path() / "out.jsonl";
  const auto lines = export_journal(*run.reader(), out, ExportFormat::jsonl);
  REQUIRE_MESSAGE(lines.has_value(), lines.error().text());
  CHECK(lines.value() == 5);
  CHECK(read_text(out) == event_lines(run));
  REQUIRE(export_journal(*run.reader(), out, ExportFormat::csv).has_value());
  const std::string table = read_text(out);
  CHECK(std::ranges::count(table, '\n') == 6);
  CHECK(table.find("seq,time,type,cause,client_id,action,") == 0);
  CHECK(table.find("\n2,2026-05-12T08:00:00Z,decision,1,,,,,,,,,,start,") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(out.string() + ".partial"));
}

TEST_CASE("journals: an export that fails leaves what was there") {
  const KeptRun run;
  const auto out = run.folder.path() / "out.jsonl";
  REQUIRE(write_file(out, "before").has_value());
  run.damage("UPDATE entry SET body = x'00' WHERE seq = 8");
  const auto failed = export_journal(*run.reader(), out, ExportFormat::jsonl);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().kind == ErrorKind::data);
  CHECK(read_text(out) == "before");
  CHECK_FALSE(std::filesystem::exists(out.string() + ".partial"));
  CHECK(export_journal(*run.reader(), run.folder.path() / "no" / "out", ExportFormat::csv).error().kind ==
        ErrorKind::usage);
}

TEST_CASE("journals: what a name chooses") {
  JournalQuery query;
  REQUIRE(choose_kinds({"pair_began", "fill"}, query).has_value());
  CHECK(query.kinds == std::set<std::string, std::less<>>{"pair_began", "posting"});
  const KeptRun run;
  std::vector<std::int64_t> found;
  const auto read = run.reader()->find(query, [&found](const StoredEntry& entry) -> Result<void> {
    found.push_back(entry.seq);
    return ok();
  });
  CHECK(read.has_value());
  CHECK(found == std::vector<std::int64_t>{5, 8});
  const auto unknown = choose_kinds({"fills"}, query);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().text().find("--kind: 'fills' is no kind of entries (allowed: boot_began, ") == 0);
  CHECK(shown_kinds().contains("posting"));
  CHECK_FALSE(shown_kinds().contains("command_sent"));
}

TEST_CASE("journals: all below a folder are listed, and nothing else") {
  const KeptRun run;
  REQUIRE(write_file(run.folder.path() / "other.db", "no journal").has_value());
  REQUIRE(write_file(run.folder.path() / "empty.db", "").has_value());
  std::filesystem::create_directory(run.folder.path() / "below");
  std::filesystem::copy_file(run.file, run.folder.path() / "below" / "old.db");
  {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open((run.folder.path() / "below" / "old.db").c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, "PRAGMA user_version = 1", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
  }
  const auto listed = list_journals(run.folder.path());
  REQUIRE(listed.has_value());
  REQUIRE(listed.value().size() == 2);
  CHECK(listed.value()[0].file.filename() == "old.db");
  CHECK(listed.value()[0].fault.find("it is of version 1") != std::string::npos);
  CHECK(listed.value()[1].figures.entries == 10);
  CHECK(listed.value()[1].fault.empty());
  CHECK(list_journals(run.folder.path() / "none").error().kind == ErrorKind::usage);
}

}  // namespace
}  // namespace basis::test
