#include "actors/journal/journal_copy.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "actors/journal/journal.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

/// A journal with entries of every shape of its columns, results between them, and memory.
struct Original {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "node.db";
  std::filesystem::path copy = folder.path() / "copy.db";

  Original() {
    const auto journal = Journal::create(file);
    REQUIRE(journal.has_value());
    journal.value()->keep_result("before");
    journal.value()->record(
        {{6, 1}, {}, UtcTime::from_nanos(-1), journal::BootBegan{"btc_basis", "USDT", "n1", 0, "c", "u", {}}});
    for (std::uint32_t i = 2; i < 40; ++i) {
      journal.value()->record({{6, i}, {6, i - 1}, UtcTime::from_nanos(i), journal::PairStopped{i}});
      journal.value()->keep_result(fmt::format("after {}", i));
      if (i % 7 == 0)
        journal.value()->record({{1, i / 7}, {6, i}, UtcTime::from_nanos(i), journal::DifferenceFound{"coins"}});
      journal.value()->remember(RiskMemory{RiskStatus::warning, ReserveStatus::low});
      REQUIRE(journal.value()->commit().has_value());
    }
  }
  void change(const std::string& sql) const {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    CHECK(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
  }
  [[nodiscard]] Result<JournalPosition> make() const { return copy_journal(*JournalReader::open(file).value(), copy); }
  [[nodiscard]] bool nothing_left() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      if (entry.path().filename().string().starts_with("copy.db")) return false;
    return true;
  }
};

/// Everything of a journal as text.
std::string dump_of(const std::filesystem::path& file) {
  const auto reader = JournalReader::open(file).value();
  std::string all;
  CHECK(reader
            ->rows([&](const JournalRow& row) {
              all += fmt::format("{} {} {}/{} {}/{} {} {} {} {}\n", row.seq, row.event, row.id.source, row.id.number,
                                 row.cause.source, row.cause.number, row.time.nanos(), row.kind, row.bytes, row.sum);
            })
            .has_value());
  CHECK(reader
            ->results([&](const JournalResultRow& row) {
              all += fmt::format("{} {} {} {}\n", row.seq, row.after, row.bytes, row.sum);
            })
            .has_value());
  CHECK(reader
            ->sections(
                [&](const JournalSectionRow& row) { all += fmt::format("{} {} {}\n", row.name, row.bytes, row.sum); })
            .has_value());
  return all;
}

TEST_CASE("a copy of a journal has everything that the journal has, and is gone on with") {
  const Original original;
  const auto made = original.make();
  REQUIRE_MESSAGE(made.has_value(), made.error().text());
  CHECK(made.value() == JournalPosition{44, 39});
  CHECK(dump_of(original.copy) == dump_of(original.file));
  const auto journal = Journal::open(original.copy);
  REQUIRE(journal.has_value());
  CHECK(journal.value()->committed() == 44);
  journal.value()->record({{6, 40}, {}, UtcTime::from_nanos(1), journal::DifferenceFound{"more"}});
  REQUIRE(journal.value()->commit().has_value());
  CHECK(JournalReader::open(original.copy).value()->event_of({6, 40}).value() == 6);
}

TEST_CASE("a copy is whole or not there") {
  const Original original;
  const auto refused = [&](ErrorKind kind, const char* says) {
    const auto made = original.make();
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().kind == kind);
    CHECK(made.error().lines.size() == 1);
    CHECK_MESSAGE(made.error().text().find(says) != std::string::npos, made.error().text());
  };
  SUBCASE("over another file") {
    REQUIRE(original.make().has_value());
    refused(ErrorKind::usage, "copy.db: it exists");
  }
  SUBCASE("of a damaged entry") {
    original.change("UPDATE entry SET body = x'00' WHERE seq = 20");
    refused(ErrorKind::data, "copy.db: it cannot be made: entry 20 is not what was written");
    CHECK(original.nothing_left());
  }
  SUBCASE("of a damaged result") {
    original.change("UPDATE result SET body = x'00' WHERE seq = 20");
    refused(ErrorKind::data, "result 20 is not what was written");
    CHECK(original.nothing_left());
  }
  SUBCASE("of damaged memory") {
    original.change("UPDATE memory SET body = x'00'");
    refused(ErrorKind::data, "memory of risk is not what was written");
    CHECK(original.nothing_left());
  }
  SUBCASE("with a gap") {
    original.change("DELETE FROM entry WHERE seq = 20");
    refused(ErrorKind::data, "lacks rows: its memory follows entry 44 and result 39, and it has 19 and 39 without");
    CHECK(original.nothing_left());
  }
  SUBCASE("of nothing") {
    original.change("DELETE FROM entry; DELETE FROM result");
    refused(ErrorKind::data, "holds no run");
    CHECK(original.nothing_left());
  }
}

}  // namespace
}  // namespace basis::test
