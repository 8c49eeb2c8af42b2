#include "tools/report/result_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "core/results/buffered_file.hpp"
#include "core/results/summary.hpp"
#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;
namespace fs = std::filesystem;

namespace {

void write_result(const ResultFolder& folder, std::string_view equity) {
  REQUIRE(folder.write("equity.csv", equity));
  REQUIRE(folder.write("summary.json", summary_json(sample_summary())));
}

void commit_result(const fs::path& path, std::string_view equity) {
  auto folder = ResultFolder::open(path);
  REQUIRE(folder);
  write_result(folder.value(), equity);
  REQUIRE(folder.value().commit());
}

std::string refusal_of(const fs::path& path) {
  const auto folder = ResultFolder::open(path);
  REQUIRE(!folder);
  CHECK(folder.error().kind == ErrorKind::usage);
  return folder.error().text();
}

}  // namespace

TEST_CASE("a committed result is whole and nothing else is left") {
  const TemporaryFolder scratch;
  const fs::path path = scratch.path() / "a" / "b";
  commit_result(path, "one");
  CHECK(read_text(path / "equity.csv") == "one");
  CHECK(read_text(path / "summary.json") == summary_json(sample_summary()));
  CHECK(!fs::exists(path / ".partial"));
}

TEST_CASE("nothing stands in the folder before the commit, and nothing is left without one") {
  const TemporaryFolder scratch;
  {
    auto folder = ResultFolder::open(scratch.path() / "a" / "b/");
    REQUIRE(folder);
    CHECK(folder.value().path() == scratch.path() / "a" / "b");
    write_result(folder.value(), "one");
    CHECK(!fs::exists(scratch.path() / "a" / "b" / "summary.json"));
  }
  CHECK(fs::is_empty(scratch.path()));
}

TEST_CASE("a folder that was there stays, empty as it was") {
  const TemporaryFolder scratch;
  { REQUIRE(ResultFolder::open(scratch.path())); }
  CHECK(fs::exists(scratch.path()));
  CHECK(fs::is_empty(scratch.path()));
}

TEST_CASE("an earlier result is replaced whole, its other files gone") {
  const TemporaryFolder scratch;
  commit_result(scratch.path(), "one");
  REQUIRE(write_file(scratch.path() / "report.html", "old"));
  commit_result(scratch.path(), "two");
  CHECK(read_text(scratch.path() / "equity.csv") == "two");
  CHECK(!fs::exists(scratch.path() / "report.html"));
}

TEST_CASE("an earlier result survives a run that is given up") {
  const TemporaryFolder scratch;
  commit_result(scratch.path(), "one");
  {
    auto folder = ResultFolder::open(scratch.path());
    REQUIRE(folder);
    write_result(folder.value(), "two");
  }
  CHECK(read_text(scratch.path() / "equity.csv") == "one");
  CHECK(fs::exists(scratch.path() / "summary.json"));
}

TEST_CASE("what a killed run leaves is taken over") {
  const TemporaryFolder scratch;
  SUBCASE("killed while writing") {}
  SUBCASE("killed while moving files into place") { REQUIRE(write_file(scratch.path() / "equity.csv", "half")); }
  fs::create_directory(scratch.path() / ".partial");
  REQUIRE(write_file(scratch.path() / ".partial" / "summary.json", "half"));
  commit_result(scratch.path(), "two");
  CHECK(read_text(scratch.path() / "equity.csv") == "two");
  CHECK(read_text(scratch.path() / "summary.json") == summary_json(sample_summary()));
}

TEST_CASE("a commit that fails leaves no summary and no half result") {
  const TemporaryFolder scratch;
  commit_result(scratch.path(), "one");
  {
    auto folder = ResultFolder::open(scratch.path());
    REQUIRE(folder);
    write_result(folder.value(), "two");
    // A file cannot take the place of a folder that holds something.
    fs::create_directories(scratch.path() / "events.jsonl" / "in the way");
    const auto committed = folder.value().commit();
    REQUIRE(!committed);
    CHECK(committed.error().text().find((scratch.path() / "events.jsonl").string()) != std::string::npos);
  }
  CHECK(!fs::exists(scratch.path() / "summary.json"));
  CHECK(!fs::exists(scratch.path() / "equity.csv"));
  CHECK(!fs::exists(scratch.path() / ".partial"));
}

TEST_CASE("a process that dies in the middle of a commit leaves no summary, and the next run takes over") {
  const TemporaryFolder scratch;
  commit_result(scratch.path(), "one");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The commit stops at a folder in the way, and the process ends as if killed there: no destructor runs.
    auto folder = ResultFolder::open(scratch.path());
    const bool wrote = folder && folder.value().write("equity.csv", "two") &&
                       folder.value().write("summary.json", summary_json(sample_summary()));
    fs::create_directories(scratch.path() / "events.jsonl" / "in the way");
    ::_exit(wrote && !folder.value().commit() ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  CHECK(read_text(scratch.path() / "equity.csv") == "two");
  CHECK(!fs::exists(scratch.path() / "summary.json"));
  fs::remove_all(scratch.path() / "events.jsonl");
  commit_result(scratch.path(), "three");
  CHECK(read_text(scratch.path() / "equity.csv") == "three");
}

TEST_CASE("folders that are not ours are refused and left alone") {
  const TemporaryFolder scratch;
  const fs::path& path = scratch.path();
  const std::string at = "output folder " + path.string() + ": ";
  SUBCASE("a stranger's file") {
    REQUIRE(write_file(path / "thesis.doc", "mine"));
    CHECK(refusal_of(path) == at + "it holds 'thesis.doc', which no backtest wrote; choose an empty or new folder");
    CHECK(read_text(path / "thesis.doc") == "mine");
  }
  SUBCASE("a file of our name without a result of ours") {
    REQUIRE(write_file(path / "equity.csv", "mine"));
    CHECK(refusal_of(path) == at + "its files are no result of an earlier backtest; choose an empty or new folder");
  }
  SUBCASE("another program's summary") {
    REQUIRE(write_file(path / "summary.json", "{\"total\": 1}"));
    refusal_of(path);
    CHECK(read_text(path / "summary.json") == "{\"total\": 1}");
  }
  SUBCASE("a folder in place of a file") {
    fs::create_directory(path / "equity.csv");
    refusal_of(path);
  }
}

TEST_CASE("a path that cannot be a folder is refused by name") {
  const TemporaryFolder scratch;
  REQUIRE(write_file(scratch.path() / "file", "x"));
  const fs::path file = scratch.path() / "file";
  CHECK(refusal_of(file) == "output folder " + file.string() + ": it is not a folder");
  CHECK(refusal_of(file / "below") == "output folder " + (file / "below").string() + ": Not a directory");
  CHECK(refusal_of("/proc/basis/result").starts_with("output folder /proc/basis/result: "));
}

TEST_CASE("two runs do not write to one folder at once") {
  const TemporaryFolder scratch;
  auto first = ResultFolder::open(scratch.path() / "out");
  REQUIRE(first);
  write_result(first.value(), "one");
  CHECK(refusal_of(scratch.path() / "out").ends_with("another run is writing to it"));
  REQUIRE(first.value().commit());
  CHECK(read_text(scratch.path() / "out" / "equity.csv") == "one");
}

TEST_CASE("a result without a summary, or with a file unknown to it, is a broken invariant") {
  const TemporaryFolder scratch;
  auto folder = ResultFolder::open(scratch.path());
  REQUIRE(folder);
  CHECK_THROWS_AS(static_cast<void>(folder.value().commit()), InvariantError);
  CHECK_THROWS_AS(static_cast<void>(folder.value().write("notes.txt", "")), InvariantError);
}
