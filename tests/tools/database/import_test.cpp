#include "tests/tools/database/support.hpp"
#include "tools/database/database_source.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::string kGas = "timestamp,base_fee_gwei,priority_fee_p50_gwei\r\n2024-06-01T00:00:12Z,1e1,0.10\r\n";

/// Three series of two kinds.
void write_dataset(const DataFolder& folder) {
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_X, spot/b_X]\n  gas_1h: [gas/ethereum]\n"));
  folder.write("spot/a_X_1h.csv", bars({"1", "2.50", "1e1"}));
  folder.write("spot/b_X_1h.csv", bars({"10", "20"}));
  folder.write("gas/ethereum_1h.csv", kGas);
}

const std::vector<std::string> kNames = {"dataset.yaml", "gas/ethereum_1h.csv", "spot/a_X_1h.csv", "spot/b_X_1h.csv"};

/// The error of opening the database, or "open".
std::string opening(const DatabaseUrl& url) {
  const auto source = DatabaseSource::open(url);
  if (source) return "open";
  CHECK(source.error().kind == ErrorKind::data);
  return all_lines(source.error());
}

/// The bytes of a file in the database, or why not.
std::string bytes_of(const DatabaseUrl& url, const std::string& name) {
  auto source = DatabaseSource::open(url);
  if (!source) FAIL(all_lines(source.error()));
  const auto bytes = source.value().read(name);
  return bytes ? bytes.value() : "error: " + bytes.error().text();
}

void check_same(const DataFolder& folder, const DatabaseUrl& url) {
  for (const std::string& name : kNames) {
    CAPTURE(name);
    CHECK(bytes_of(url, name) == folder.read(name));
  }
}

}  // namespace

TEST_CASE("an import gives back the folder's bytes, and the second one writes nothing") {
  DataFolder folder;
  write_dataset(folder);
  const DatabaseUrl url = sqlite_url(folder);
  std::vector<std::size_t> heard;
  const ImportReport first = import(folder, url, [&](std::size_t done, std::size_t total) {
    CHECK(done <= total);
    heard.push_back(done);
    return true;
  });
  CHECK(first.dataset == "test");
  CHECK(first.files == 3);
  CHECK(first.written == 3);
  CHECK(first.finished);
  CHECK(heard.size() == 4);
  CHECK(std::is_sorted(heard.begin(), heard.end()));
  check_same(folder, url);
  CHECK(bytes_of(url, "README.md") == "error: is not in the database; import it again");

  const std::string before = folder.read("test.db");
  const ImportReport second = import(folder, url);
  CHECK(second.written == 0);
  CHECK(second.finished);
  CHECK(folder.read("test.db") == before);
}

TEST_CASE("rows can be asked for by instant, fields as their exact text") {
  DataFolder folder;
  write_dataset(folder);
  import(folder, sqlite_url(folder));
  CHECK(sql(folder,
            "SELECT open FROM ohlcv_1h JOIN series_file ON id = file WHERE series = 'spot/a_X' AND time >= "
            "'2024-06-01T01:00' AND time < '2024-06-02' ORDER BY time") == std::vector<std::string>{"2.50", "1e1"});
  CHECK(sql(folder, "SELECT time || ' ' || line || ' ' || \"timestamp\" FROM gas_1h") ==
        std::vector<std::string>{"2024-06-01T00:00:12Z 2 2024-06-01T00:00:12Z"});
}

TEST_CASE("a changed file replaces its series, a new one comes, one no longer listed goes") {
  DataFolder folder;
  write_dataset(folder);
  const DatabaseUrl url = sqlite_url(folder);
  import(folder, url);
  folder.write("spot/a_X_1h.csv", bars({"1", "2.5", "10"}));
  ImportReport report = import(folder, url);
  CHECK(report.written == 1);
  CHECK(report.removed == 0);
  check_same(folder, url);
  CHECK(sql(folder, "SELECT count(*) FROM ohlcv_1h") == std::vector<std::string>{"5"});

  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_X, spot/c_X]\n  gas_1h: [gas/ethereum]\n"));
  folder.write("spot/c_X_1h.csv", bars({"7"}));
  report = import(folder, url);
  CHECK(report.written == 1);
  CHECK(report.removed == 1);
  CHECK(bytes_of(url, "spot/c_X_1h.csv") == folder.read("spot/c_X_1h.csv"));
  CHECK(bytes_of(url, "spot/b_X_1h.csv").starts_with("error: is not in the database"));
  CHECK(sql(folder, "SELECT count(*) FROM ohlcv_1h") == std::vector<std::string>{"4"});

  // A fill rule is no file; dataset.yaml alone changes.
  folder.write("dataset.yaml", folder.read("dataset.yaml") + "fill:\n  spot/a_X: spot/c_X\n");
  report = import(folder, url);
  CHECK(report.written == 0);
  CHECK(report.removed == 0);
  CHECK(bytes_of(url, "dataset.yaml") == folder.read("dataset.yaml"));
}

TEST_CASE("a series that becomes another kind moves to its table, though both kinds end their files' names alike") {
  DataFolder folder;
  folder.write("lst/x_1h.csv", "timestamp,eth_per_token\n");
  folder.write("dataset.yaml", dataset("  rate_1h: [lst/x]\n"));
  const DatabaseUrl url = sqlite_url(folder);
  import(folder, url);
  folder.write("dataset.yaml", dataset("  gas_1h: [lst/x]\n"));
  REQUIRE_FALSE(import_dataset(folder.path(), url, go_on));
  CHECK(bytes_of(url, "lst/x_1h.csv") == folder.read("lst/x_1h.csv"));
  folder.write("lst/x_1h.csv", kGas);
  CHECK(import(folder, url).written == 1);
  CHECK(bytes_of(url, "lst/x_1h.csv") == kGas);
  CHECK(sql(folder, "SELECT count(*) FROM rate_1h") == std::vector<std::string>{"0"});
  CHECK(sql(folder, "SELECT kind FROM series_file") == std::vector<std::string>{"gas_1h"});
}

TEST_CASE("an import that stops anywhere is refused as half imported until it is finished") {
  for (std::size_t stop = 0; stop < 3; ++stop) {
    CAPTURE(stop);
    DataFolder folder;
    write_dataset(folder);
    const DatabaseUrl url = sqlite_url(folder);
    std::size_t calls = 0;
    const ImportReport report = import(folder, url, [&](std::size_t, std::size_t) { return calls++ < stop; });
    CHECK_FALSE(report.finished);
    CHECK(report.written == stop);
    CHECK(opening(url) == url.shown() + ": dataset 'test' is half imported: its last import ended early, with " +
                              std::to_string(stop) + " of 3 files there; the same import again finishes it\n");
    CHECK(import(folder, url).written == 3 - stop);
    check_same(folder, url);
  }
}

TEST_CASE("an import overtaken by another one stops, and the other's dataset is whole") {
  DataFolder folder;
  write_dataset(folder);
  const DatabaseUrl url = sqlite_url(folder);
  bool overtaken = false;
  const auto first = import_dataset(folder.path(), url, [&](std::size_t done, std::size_t) {
    if (done > 0 && !overtaken) {
      overtaken = true;
      CHECK(import(folder, url).finished);
    }
    return true;
  });
  REQUIRE_FALSE(first);
  CHECK(first.error().text() == url.shown() + ": another import into this database has begun; this one stops");
  check_same(folder, url);
}

TEST_CASE("rows that are no longer those imported are told, and the next import mends them") {
  const std::pair<std::string, std::string> damages[] = {
      {"DELETE FROM ohlcv_1h WHERE line = 3 AND open = '2.50'",
       "error: line 3 is missing or incomplete in table ohlcv_1h, of 3 rows imported; import spot/a_X_1h.csv again"},
      {"DELETE FROM ohlcv_1h WHERE open = '1e1'",
       "error: line 4 is missing or incomplete in table ohlcv_1h, of 3 rows imported; import spot/a_X_1h.csv again"},
      {"UPDATE ohlcv_1h SET close = NULL WHERE line = 2",
       "error: line 2 is missing or incomplete in table ohlcv_1h, of 3 rows imported; import spot/a_X_1h.csv again"},
      {"UPDATE ohlcv_1h SET open = '3' WHERE line = 3",
       "error: its rows in table ohlcv_1h are not those that were imported; import spot/a_X_1h.csv again"},
      {"DROP TABLE ohlcv_1h", "error: table ohlcv_1h is missing; import spot/a_X_1h.csv again"},
      {"DELETE FROM series_file WHERE series = 'spot/a_X'", "error: is not in the database; import it again"}};
  for (const auto& [statement, says] : damages) {
    CAPTURE(statement);
    DataFolder folder;
    write_dataset(folder);
    const DatabaseUrl url = sqlite_url(folder);
    import(folder, url);
    sql(folder, statement);
    CHECK(bytes_of(url, "spot/a_X_1h.csv") == says);
    CHECK(bytes_of(url, "gas/ethereum_1h.csv") == kGas);
    CHECK(import(folder, url).finished);
    check_same(folder, url);
  }
}

TEST_CASE("an import mends what somebody's own SQL took away, and leaves no stray rows") {
  for (const std::string statement :
       {"DROP TABLE series_file", "DROP TABLE basis_dataset", "DROP TABLE basis_dataset; DROP TABLE series_file",
        "DELETE FROM series_file WHERE id = (SELECT max(id) FROM series_file)", "DELETE FROM basis_dataset",
        "DROP TABLE gas_1h; DROP TABLE ohlcv_1h"}) {
    CAPTURE(statement);
    DataFolder folder;
    write_dataset(folder);
    const DatabaseUrl url = sqlite_url(folder);
    import(folder, url);
    sql(folder, statement);
    CHECK(import(folder, url).finished);
    check_same(folder, url);
    CHECK(sql(folder, "SELECT count(*) FROM ohlcv_1h") == std::vector<std::string>{"5"});
    CHECK(sql(folder, "SELECT count(*) FROM gas_1h") == std::vector<std::string>{"1"});
  }
}

TEST_CASE("a database that holds no dataset says so in one line") {
  DataFolder folder;
  write_dataset(folder);
  const DatabaseUrl url = sqlite_url(folder);
  CHECK(opening(url) == url.shown() + ": no such file\n");
  sql(folder, "CREATE TABLE other (a)");
  CHECK(opening(url) == url.shown() +
                            ": it holds no dataset (table basis_dataset is missing); `basis data import DIR "
                            "DATABASE` fills it\n");
  import(folder, url);
  CHECK(opening(url) == "open");
  sql(folder, "UPDATE basis_dataset SET schema_version = 2");
  CHECK(opening(url).find("its tables are of version 2, this program's of version 1") != std::string::npos);
  sql(folder, "UPDATE basis_dataset SET schema_version = 1; UPDATE series_file SET kind = 'ticks' WHERE id = 1");
  CHECK(opening(url).find("is of kind 'ticks', which is unknown") != std::string::npos);
  sql(folder, "DROP TABLE series_file");
  CHECK(opening(url).find("table series_file is missing") != std::string::npos);
  folder.write("test.db",
               "this is no database, but it is long enough to be looked at as one, byte by byte, header first");
  CHECK(opening(url) == url.shown() + ": file is not a database\n");
  const DatabaseUrl nowhere = sqlite_url(folder, "no/such/folder.db");
  const auto refused = import_dataset(folder.path(), nowhere, go_on);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text() == nowhere.shown() + ": unable to open database file");
}

TEST_CASE("faults of the folder are told before the database is touched") {
  DataFolder folder;
  write_dataset(folder);
  const DatabaseUrl url = sqlite_url(folder);
  import(folder, url);
  const std::string before = folder.read("test.db");
  folder.write("spot/a_X_1h.csv", bars({"1", "2"}) + "2024-06-01T02:00:00Z,3");
  folder.write("gas/ethereum_1h.csv", kGas + "x\r\n");
  folder.write("spot/b_X_1h.csv", bars({"11"}));
  const auto refused = import_dataset(folder.path(), url, go_on);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::data);
  const std::string path = folder.path().string();
  CHECK(all_lines(refused.error()) ==
        path + "/gas/ethereum_1h.csv:3: 1 fields, expected 3: 'x'\n" + path +
            "/spot/a_X_1h.csv:4: the file is cut in the middle of a line: '2024-06-01T02:00:00Z,3' has no line end\n");
  CHECK(folder.read("test.db") == before);
}
