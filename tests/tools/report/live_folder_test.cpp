#include "tools/report/live_folder.hpp"

#include <doctest/doctest.h>

#include "core/results/buffered_file.hpp"
#include "core/results/summary.hpp"
#include "tests/core/results/samples.hpp"
#include "tools/report/result_folder.hpp"

namespace basis::test {
namespace {

namespace fs = std::filesystem;

void check_live_refusal(const fs::path& path, const std::string& reason) {
  const auto folder = LiveFolder::open(path);
  REQUIRE_FALSE(folder.has_value());
  CHECK(folder.error().kind == ErrorKind::usage);
  REQUIRE(folder.error().lines.size() == 1);
  CHECK(folder.error().text() == "output folder " + path.string() + ": " + reason);
}

TEST_CASE("a live run goes on in a folder that holds what an earlier boot left") {
  const TemporaryFolder scratch;
  const fs::path out = scratch.path() / "a" / "out";
  {
    const auto folder = LiveFolder::open(out);
    REQUIRE(folder.has_value());
    CHECK(folder.value().path() == out);
    CHECK_FALSE(folder.value().has_journal());
    REQUIRE(write_file(folder.value().journal(), "entries"));
  }
  for (const std::string_view name : kResultFiles) REQUIRE(write_file(out / name, "rows"));
  for (const char* name : {"journal.db-wal", "journal.db-shm", "session.rec", "sim.json", "sim.state", "chain.state",
                           "transactions.db-wal", "summary.json.partial", "report.html.partial", "journal.db.partial",
                           "journal.db.partial-wal"})
    REQUIRE(write_file(out / name, ""));
  const auto again = LiveFolder::open(out);
  REQUIRE_MESSAGE(again.has_value(), again.error().text());
  CHECK(again.value().has_journal());
  CHECK(read_text(out / "equity.csv") == "rows");
}

TEST_CASE("a first boot finds a folder with the files of its simulator alone") {
  const TemporaryFolder scratch;
  REQUIRE(write_file(scratch.path() / "sim.json", "{}"));
  const auto folder = LiveFolder::open(scratch.path());
  REQUIRE_MESSAGE(folder.has_value(), folder.error().text());
  CHECK_FALSE(folder.value().has_journal());
}

TEST_CASE("a folder that a boot made and left empty is removed") {
  const TemporaryFolder scratch;
  REQUIRE(LiveFolder::open(scratch.path() / "a" / "b").has_value());
  CHECK_FALSE(fs::exists(scratch.path() / "a"));
}

TEST_CASE("folders that are no live run's are refused and left alone") {
  const TemporaryFolder scratch;
  const fs::path& path = scratch.path();
  SUBCASE("a finished backtest") {
    REQUIRE(write_file(path / "summary.json", summary_json(sample_summary())));
    REQUIRE(write_file(path / "equity.csv", "rows"));
    check_live_refusal(path,
                       "it holds the result of a finished run, and no journal to go on from; choose an empty or new "
                       "folder");
    CHECK(read_text(path / "equity.csv") == "rows");
  }
  SUBCASE("results without a journal") {
    REQUIRE(write_file(path / "fills.csv", "rows"));
    check_live_refusal(path, "it holds results without a journal; choose an empty or new folder");
  }
  SUBCASE("a stranger's file") {
    REQUIRE(write_file(path / "thesis.doc", "mine"));
    REQUIRE(write_file(path / "journal.db", ""));
    check_live_refusal(path, "it holds 'thesis.doc', which no live run wrote; choose an empty or new folder");
  }
  SUBCASE("a backtest that was killed") {
    fs::create_directory(path / ".partial");
    check_live_refusal(path, "it holds '.partial', which no live run wrote; choose an empty or new folder");
  }
  SUBCASE("a folder in place of a file") {
    fs::create_directory(path / "orders.csv");
    check_live_refusal(path, "it holds 'orders.csv', which no live run wrote; choose an empty or new folder");
  }
}

TEST_CASE("a live run and a backtest keep each other out of a folder") {
  const TemporaryFolder scratch;
  {
    const auto live = LiveFolder::open(scratch.path());
    REQUIRE(live.has_value());
    check_live_refusal(scratch.path(), "another run is writing to it");
    const auto backtest = ResultFolder::open(scratch.path());
    REQUIRE_FALSE(backtest.has_value());
    CHECK(backtest.error().text().ends_with("another run is writing to it"));
  }
  {
    const auto backtest = ResultFolder::open(scratch.path());
    REQUIRE(backtest.has_value());
    check_live_refusal(scratch.path(), "another run is writing to it");
  }
  // Nor does a backtest replace what a live run goes on from.
  REQUIRE(write_file(scratch.path() / "journal.db", "entries"));
  const auto backtest = ResultFolder::open(scratch.path());
  REQUIRE_FALSE(backtest.has_value());
  CHECK(backtest.error().text().find("it holds 'journal.db'") != std::string::npos);
}

}  // namespace
}  // namespace basis::test
