#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/history/csv_file.hpp"
#include "tests/core/results/samples.hpp"
#include "tools/sweep/sweep_journal.hpp"
#include "tools/sweep/sweep_names.hpp"

using namespace basis;
using namespace basis::test;

namespace {

SweepRow row_of(int number) {
  SweepRow row = sweep_row(sample_summary());
  row.figures[0] = std::to_string(number);
  return row;
}

void put(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string text_of(const std::filesystem::path& path) { return read_whole_file(path).value(); }

SweepJournal opened(const std::filesystem::path& folder) {
  auto journal = SweepJournal::open(folder);
  REQUIRE_MESSAGE(journal.has_value(), (journal ? std::string() : journal.error().text()));
  return std::move(journal).value();
}

std::string refusal(const std::filesystem::path& folder) {
  const auto journal = SweepJournal::open(folder);
  return journal ? std::string() : journal.error().text();
}

}  // namespace

TEST_CASE("A stored row is read again to the byte") {
  const TemporaryFolder folder;
  SweepRow odd = failed_sweep_row("line\nwith \"quotes\", tab\t and \xC3\xBC", "fingerprint");
  {
    SweepJournal journal = opened(folder.path() / "new" / "sweep");
    REQUIRE(journal.append("k1", row_of(1)).has_value());
    REQUIRE(journal.append("k2", odd).has_value());
  }
  const SweepJournal again = opened(folder.path() / "new" / "sweep");
  REQUIRE(again.find("k1") != nullptr);
  CHECK(again.find("k1")->figures == row_of(1).figures);
  CHECK(again.find("k1")->min_margin == row_of(1).min_margin);
  CHECK(again.find("k1")->status == kSweepDone);
  REQUIRE(again.find("k2") != nullptr);
  CHECK(again.find("k2")->status == odd.status);
  CHECK(again.find("k3") == nullptr);
}

TEST_CASE("A journal cut at any byte keeps every record before the cut, and can go on") {
  std::string whole(kJournalHeading);
  std::vector<std::size_t> ends = {whole.size()};
  for (int i = 0; i < 3; ++i) {
    whole += journal_record(fmt::format("k{}", i), row_of(i));
    ends.push_back(whole.size());
  }
  const TemporaryFolder folder;
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    INFO("cut after " << cut << " of " << whole.size() << " bytes");
    const std::filesystem::path path = folder.path() / kSweepJournal;
    put(path, whole.substr(0, cut));
    std::size_t kept = 0;
    while (kept < 3 && ends[kept + 1] <= cut) ++kept;
    {
      SweepJournal journal = opened(folder.path());
      for (std::size_t i = 0; i < 3; ++i) {
        const std::string key = fmt::format("k{}", i);
        CHECK((journal.find(key) != nullptr) == (i < kept));
        if (i >= kept) REQUIRE(journal.append(key, row_of(static_cast<int>(i))).has_value());
      }
    }
    CHECK(text_of(path) == whole);
  }
}

TEST_CASE("A record that was altered is refused with its line, at every byte") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / kSweepJournal;
  const std::string first = journal_record("k0", row_of(0));
  const std::string tail = journal_record("k1", row_of(1));
  for (std::size_t at = 0; at + 1 < first.size(); ++at) {
    INFO("byte " << at << " of " << first.size());
    // The space between checksum and record carries nothing.
    if (at == 32) continue;
    std::string altered = first;
    altered[at] = altered[at] == 'a' ? 'b' : 'a';
    put(path, std::string(kJournalHeading) + altered + tail);
    CHECK(refusal(folder.path()).find("sweep.journal:2: the record was altered") != std::string::npos);
  }
}

TEST_CASE("A journal of another version or program is refused and left alone") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / kSweepJournal;
  for (const std::string text : {"basis sweep journal 1\n", "something else\n"}) {
    put(path, text);
    CHECK(refusal(folder.path()).find("it is no sweep journal of this version") != std::string::npos);
    CHECK(text_of(path) == text);
  }
}

TEST_CASE("A folder that no sweep wrote is refused") {
  const TemporaryFolder folder;
  put(folder.path() / "notes.txt", "mine");
  CHECK(refusal(folder.path()).find("holds 'notes.txt', which no sweep wrote") != std::string::npos);
  CHECK(text_of(folder.path() / "notes.txt") == "mine");
  std::filesystem::remove(folder.path() / "notes.txt");
  put(folder.path() / kSweepTable, "mine");
  CHECK(refusal(folder.path()).find("holds files but no sweep.journal") != std::string::npos);
  CHECK(refusal(folder.path() / kSweepTable).find(kSweepTable) != std::string::npos);
}

TEST_CASE("One sweep at a time writes to a folder") {
  const TemporaryFolder folder;
  const SweepJournal first = opened(folder.path());
  CHECK(refusal(folder.path()).find("another sweep is writing to it") != std::string::npos);
}

TEST_CASE("The key of a run changes with everything that decides its figures") {
  const RunSummary base = sample_summary();
  std::vector<RunSummary> others(7, base);
  others[0].config_fingerprint += "x";
  others[1].data_fingerprint += "x";
  others[2].code_version += "x";
  others[3].from = others[3].from + kHour;
  others[4].to = others[4].to + kHour;
  others[5].capital += amount("1");
  others[6].flows_fingerprint = "f";
  std::vector<std::string> keys = {sweep_key(base)};
  for (const RunSummary& other : others) keys.push_back(sweep_key(other));
  std::sort(keys.begin(), keys.end());
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  CHECK(sweep_key(base) == sweep_key(sample_summary()));
}
