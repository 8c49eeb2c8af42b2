#include "core/results/buffered_file.hpp"

#include <doctest/doctest.h>

#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

namespace fs = std::filesystem;

/// What a file holds after it is gone on with by telling `rows`.
std::string gone_on(const fs::path& path, std::string_view rows) {
  auto file = BufferedFile::go_on(path);
  REQUIRE(file.has_value());
  for (const char c : rows) {
    file.value().buffer().push_back(c);
    if (c == '\n') REQUIRE(file.value().flush().has_value());
  }
  REQUIRE(file.value().settle().has_value());
  const std::string settled = read_text(path);
  file.value().buffer().append("new\n");
  REQUIRE(file.value().flush().has_value());
  CHECK(read_text(path) == settled + "new\n");
  REQUIRE(file.value().close().has_value());
  return settled;
}

TEST_CASE("a file that is gone on with has the rows that are told, whatever it held") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "rows.csv";
  SUBCASE("it is not there") {}
  SUBCASE("it holds nothing") { REQUIRE(write_file(path, "")); }
  SUBCASE("it holds the rows") { REQUIRE(write_file(path, "a,1\nb,2\n")); }
  SUBCASE("it holds a part of a row") { REQUIRE(write_file(path, "a,1\nb")); }
  SUBCASE("it holds rows beyond") { REQUIRE(write_file(path, "a,1\nb,2\nc,3\nd")); }
  SUBCASE("it holds another row") { REQUIRE(write_file(path, "a,1\nb,7\nc,3\n")); }
  SUBCASE("it holds something else") { REQUIRE(write_file(path, "xyz")); }
  CHECK(gone_on(path, "a,1\nb,2\n") == "a,1\nb,2\n");
}

TEST_CASE("a file of which no row is told is emptied") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "rows.csv";
  REQUIRE(write_file(path, "a,1\n"));
  CHECK(gone_on(path, "").empty());
}

TEST_CASE("rows that the file holds are left as they are") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "rows.csv";
  REQUIRE(write_file(path, "a,1\nb,2\n"));
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(path, old);
  const auto written = fs::last_write_time(path);
  auto file = BufferedFile::go_on(path);
  REQUIRE(file.has_value());
  file.value().buffer().append("a,1\nb,2\n");
  REQUIRE(file.value().flush().has_value());
  CHECK(fs::last_write_time(path) == written);
}

TEST_CASE("rows are in the file once they are flushed, and a folder is no file") {
  const TemporaryFolder folder;
  auto file = BufferedFile::create(folder.path() / "rows.csv");
  REQUIRE(file.has_value());
  file.value().buffer().append("a,1\n");
  CHECK(read_text(folder.path() / "rows.csv").empty());
  REQUIRE(file.value().flush().has_value());
  CHECK(read_text(folder.path() / "rows.csv") == "a,1\n");
  const auto refused = BufferedFile::go_on(folder.path());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(refused.error().text() == "cannot write " + folder.path().string() + ": Is a directory");
}

}  // namespace
}  // namespace basis::test
