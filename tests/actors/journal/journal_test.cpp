#include "actors/journal/journal.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>

#include "core/results/journal_codec.hpp"
#include "tests/actors/journal/full_disk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

const journal::BootBegan kFirstBoot{"btc_basis", "USDT", "node1", 0, "conf", "univ", {{"wallet"}, {"a"}, {"m"}}};

JournalEntry entry(std::uint32_t number, journal::Body body) {
  return {{6, number}, {4, number + 1}, UtcTime::from_nanos(-static_cast<std::int64_t>(number)), std::move(body)};
}

/// A journal with a boot and a stop of a pair.
void write_journal(const std::filesystem::path& file) {
  const auto journal = Journal::create(file);
  REQUIRE_MESSAGE(journal.has_value(), journal.error().text());
  journal.value()->record(entry(1, kFirstBoot));
  journal.value()->record(entry(2, journal::PairStopped{7}));
  journal.value()->remember(RiskMemory{RiskStatus::warning, ReserveStatus::low});
  REQUIRE(journal.value()->commit().has_value());
}

void run_sql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

std::vector<JournalEntry> read_all(Journal& journal) {
  std::vector<JournalEntry> all;
  const auto read = journal.read([&](JournalEntry one) -> Result<void> {
    all.push_back(std::move(one));
    return ok();
  });
  CHECK(read.has_value());
  return all;
}

TEST_CASE("a journal has what was committed, in the order of the intake, and the last memory of each part") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  write_journal(file);
  // Closed, it is one file.
  CHECK_FALSE(std::filesystem::exists(file.string() + "-wal"));
  const auto journal = Journal::open(file);
  REQUIRE_MESSAGE(journal.has_value(), journal.error().text());
  journal.value()->record(entry(3, journal::PairStopped{8}));
  journal.value()->remember(RiskMemory{RiskStatus::critical, ReserveStatus::low});
  CHECK(journal.value()->pending());
  CHECK(read_all(*journal.value()).size() == 2);
  REQUIRE(journal.value()->commit().has_value());
  CHECK_FALSE(journal.value()->pending());
  // Another connection sees it.
  const auto beside = Journal::open(file);
  REQUIRE(beside.has_value());
  const auto all = read_all(*beside.value());
  REQUIRE(all.size() == 3);
  CHECK(all[0].as<journal::BootBegan>()->names == kFirstBoot.names);
  CHECK(all[2].id == EventId{6, 3});
  CHECK(all[2].cause == EventId{4, 4});
  CHECK(all[2].time == UtcTime::from_nanos(-3));
  CHECK(all[2].as<journal::PairStopped>()->pair == 8);
  int sections = 0;
  const auto read = beside.value()->read_memory([&](const MemorySection& section) {
    ++sections;
    CHECK(std::get<RiskMemory>(section).status == RiskStatus::critical);
  });
  CHECK(read.has_value());
  CHECK(sections == 1);
}

/// Entries by their number and results by their bytes, in the order in which a journal gives them.
std::string in_order(Journal& journal) {
  std::string all;
  const auto read = journal.read(
      [&](const JournalEntry& one) -> Result<void> {
        all += std::to_string(one.id.number);
        return ok();
      },
      [&](std::string_view bytes) -> Result<void> {
        all += bytes;
        return ok();
      });
  CHECK_MESSAGE(read.has_value(), read.error().text());
  return all;
}

TEST_CASE("what results were told has its place between the entries") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  {
    const auto journal = Journal::create(file);
    REQUIRE(journal.has_value());
    journal.value()->keep_result("a");
    CHECK(journal.value()->pending());
    journal.value()->record(entry(1, kFirstBoot));
    journal.value()->record(entry(2, journal::PairStopped{7}));
    journal.value()->keep_result("b");
    journal.value()->keep_result("c");
    REQUIRE(journal.value()->commit().has_value());
    CHECK_FALSE(journal.value()->pending());
    // Only results in a transaction.
    journal.value()->keep_result("d");
    REQUIRE(journal.value()->commit().has_value());
    journal.value()->record(entry(3, journal::PairStopped{8}));
    journal.value()->keep_result("e");
    journal.value()->record(entry(4, journal::PairStopped{9}));
    REQUIRE(journal.value()->commit().has_value());
    journal.value()->keep_result("not committed");
  }
  const auto journal = Journal::open(file);
  REQUIRE(journal.has_value());
  CHECK(in_order(*journal.value()) == "a12bcd3e4");
  CHECK(read_all(*journal.value()).size() == 4);
  run_sql(file, "UPDATE result SET body = x'00' WHERE seq = 2");
  const auto damaged = journal.value()->read([](const JournalEntry&) -> Result<void> { return ok(); });
  REQUIRE_FALSE(damaged.has_value());
  CHECK(damaged.error().kind == ErrorKind::data);
  CHECK(damaged.error().text() ==
        "journal " + file.string() + ": it is damaged: a result after entry 2 cannot be read");
}

TEST_CASE("what was not committed is not in a journal") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  write_journal(file);
  {
    const auto journal = Journal::open(file);
    REQUIRE(journal.has_value());
    journal.value()->record(entry(3, journal::PairStopped{8}));
  }
  const auto journal = Journal::open(file);
  REQUIRE(journal.has_value());
  CHECK(read_all(*journal.value()).size() == 2);
}

struct Refused {
  ErrorKind kind;
  std::string text;  ///< that its one line ends with
};

void check_refused(const std::filesystem::path& file, const Refused& refused) {
  CAPTURE(refused.text);
  const auto journal = Journal::open(file);
  REQUIRE_FALSE(journal.has_value());
  CHECK(journal.error().kind == refused.kind);
  REQUIRE(journal.error().lines.size() == 1);
  CHECK(journal.error().text().find("journal " + file.string() + ": ") == 0);
  CHECK_MESSAGE(journal.error().text().find(refused.text) != std::string::npos, journal.error().text());
}

TEST_CASE("a file that is no journal is refused with one line that says what it is") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  check_refused(file, {ErrorKind::usage, "there is no such file"});
  check_refused(folder.path(), {ErrorKind::usage, "there is no such file"});
  std::ofstream(file) << "timestamp,price\n2024-06-01,60000\n";
  check_refused(file, {ErrorKind::data, "it is no journal: file is not a database"});
  std::ofstream(file, std::ios::trunc).close();
  check_refused(file, {ErrorKind::data, "it is a database and no journal"});
  std::filesystem::remove(file);
  run_sql(file, "CREATE TABLE prices (time INTEGER)");
  check_refused(file, {ErrorKind::data, "it is a database and no journal"});
}

TEST_CASE("a journal of another version, and one that is damaged, are refused") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  write_journal(file);
  run_sql(file, "PRAGMA user_version = 1");
  check_refused(file,
                {ErrorKind::data, fmt::format("it is of version 1; this program reads version {}", kJournalVersion)});
  run_sql(file, fmt::format("PRAGMA user_version = {}; UPDATE entry SET body = x'0800000000000001' WHERE seq = 2",
                            kJournalVersion));
  {
    const auto journal = Journal::open(file);
    REQUIRE(journal.has_value());
    const auto read = journal.value()->read([](const JournalEntry&) -> Result<void> { return ok(); });
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::data);
    CHECK(read.error().text() == "journal " + file.string() + ": it is damaged: entry 2 cannot be read");
  }
  run_sql(file, "UPDATE memory SET body = x'00'");
  {
    const auto journal = Journal::open(file);
    REQUIRE(journal.has_value());
    const auto read = journal.value()->read_memory([](const MemorySection&) {});
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().text().find("what is remembered of risk cannot be read") != std::string::npos);
  }
  // Cut in the middle of its pages.
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2 + 1);
  const auto cut = Journal::open(file);
  REQUIRE_FALSE(cut.has_value());
  CHECK(cut.error().kind == ErrorKind::data);
}

TEST_CASE("a journal is made where nothing is, and what cannot be made leaves nothing behind") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  write_journal(file);
  const auto twice = Journal::create(file);
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().kind == ErrorKind::usage);
  CHECK(twice.error().text() ==
        "journal " + file.string() + ": it exists, and holds a run of btc_basis in USDT by node node1, 1 boots");
  std::ofstream(folder.path() / "prices.csv") << "timestamp,price\n";
  const auto over = Journal::create(folder.path() / "prices.csv");
  REQUIRE_FALSE(over.has_value());
  CHECK(over.error().text().ends_with("it exists, and is no journal that can be read"));
  // What a process left that was killed while it made one.
  const auto begun = folder.path() / "begun.db";
  for (const char* more : {".partial", ".partial-wal", ".partial-journal"})
    std::ofstream(begun.string() + more) << "half of a page";
  write_journal(begun);
  REQUIRE(Journal::open(begun).has_value());
  CHECK_FALSE(std::filesystem::exists(begun.string() + ".partial"));
  CHECK_FALSE(std::filesystem::exists(begun.string() + ".partial-wal"));
  // A folder that cannot be written to, whoever runs this.
  const auto nowhere = folder.path() / "no_such_folder" / "node.db";
  const auto made = Journal::create(nowhere);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  CHECK(made.error().lines.size() == 1);
  CHECK_FALSE(std::filesystem::exists(nowhere.parent_path()));
}

TEST_CASE("a disk that is full ends a commit with one line, and nothing of it is there; with room it goes on") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  FullDisk disk;
  write_journal(file);
  const auto opened = Journal::open(file);
  REQUIRE(opened.has_value());
  Journal& journal = *opened.value();
  const auto keep = [&journal](std::uint32_t number) {
    journal.record(entry(number, journal::PairStopped{number}));
    journal.keep_result(std::string(100'000, 'x'));
    return journal.commit();
  };
  disk.full = true;
  const auto full = keep(3);
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().kind == ErrorKind::data);
  CHECK(full.error().lines.size() == 1);
  CHECK(full.error().text() == "journal " + file.string() + ": database or disk is full");
  CHECK(journal.committed() == 2);
  disk.full = false;
  REQUIRE(keep(3).has_value());
  CHECK(journal.committed() == 3);
  CHECK(read_all(journal).size() == 3);
  // A new journal is not left half made.
  disk.full = true;
  const auto made = Journal::create(folder.path() / "new.db");
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().text().find("full") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "new.db"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "new.db.partial"));
}

TEST_CASE("a journal that another process writes to is told in one line") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "node.db";
  write_journal(file);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto journal = Journal::open(file);
  REQUIRE(journal.has_value());
  const auto writable = journal.value()->check_writable();
  REQUIRE_FALSE(writable.has_value());
  CHECK(writable.error().text() == "journal " + file.string() + ": it cannot be written: database is locked");
  REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  CHECK(journal.value()->check_writable().has_value());
}

TEST_CASE("a journal belongs to one mode, share class, node, universe and configuration") {
  CHECK(check_same_run(kFirstBoot, kFirstBoot, "f").has_value());
  journal::BootBegan later = kFirstBoot;
  later.boot = 4;
  CHECK(check_same_run(later, kFirstBoot, "f").has_value());
  const auto refuses = [&](auto change, const std::string& text) {
    journal::BootBegan wanted = kFirstBoot;
    change(wanted);
    const auto same = check_same_run(kFirstBoot, wanted, "f");
    REQUIRE_FALSE(same.has_value());
    CHECK(same.error().kind == ErrorKind::usage);
    CHECK(same.error().text() == "journal f: it holds a run of " + text);
  };
  refuses([](auto& boot) { boot.mode = "eth_basis"; }, "mode btc_basis, and eth_basis is wanted");
  refuses([](auto& boot) { boot.share_class = "ETH"; }, "share class USDT, and ETH is wanted");
  refuses([](auto& boot) { boot.node_id = "node2"; }, "node node1, and node2 is wanted");
  refuses([](auto& boot) { boot.universe = "x"; }, "universe univ, and x is wanted");
  refuses([](auto& boot) { boot.configuration = "x"; }, "configuration conf, and x is wanted");
}

}  // namespace
}  // namespace basis::test
