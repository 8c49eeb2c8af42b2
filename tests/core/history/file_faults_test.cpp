#include <doctest/doctest.h>

#include <fmt/format.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<SeriesNeed> kSpot = {{SeriesKind::ohlcv_1h, "spot/a_BTCUSDT"}};

/// Loads three hours of one spot series whose file is `bytes`.
std::string spot_faults(const std::string& bytes, const std::string& to = "2024-06-01T02:00:00Z") {
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_BTCUSDT]\n"));
  folder.write("spot/a_BTCUSDT_1h.csv", bytes);
  std::string found = faults_of(folder, kSpot, "2024-06-01", to);
  const std::string prefix = folder.path().string() + "/";
  for (std::size_t i = found.find(prefix); i != found.npos; i = found.find(prefix)) found.erase(i, prefix.size());
  return found;
}

const std::string kGood = bars({"100", "101", "102"});
const std::string kFile = "spot/a_BTCUSDT_1h.csv";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

struct FaultCase {
  const char* name;
  std::string bytes;
  std::string expected;  ///< part of the one line
};

}  // namespace

TEST_CASE("a good file loads, with LF or CRLF, a byte order mark, columns in any order") {
  CHECK(spot_faults(kGood) == "loaded");
  std::string crlf;
  for (const char c : kGood) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(spot_faults(crlf) == "loaded");
  CHECK(spot_faults("\xEF\xBB\xBF" + kGood) == "loaded");
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_BTCUSDT]\n"));
  folder.write(kFile,
               "volume,close,open,low,high,timestamp\n"
               "9,4,1,1,5,2024-06-01T00:00:00Z\n9,4,2,2,5,2024-06-01T01:00:00Z\n");
  const auto history = load_history(folder.path(), kSpot, utc("2024-06-01"), utc("2024-06-01T01:00:00Z"));
  REQUIRE(history);
  CHECK(history.value().prices.at("spot/a_BTCUSDT") == std::vector{price("1"), price("2")});
}

TEST_CASE("high and low may be left out, as columns or as values, and the bar counts as its open") {
  const auto bars_of = [](const std::string& bytes) {
    DataFolder folder;
    folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_BTCUSDT]\n"));
    folder.write(kFile, bytes);
    const auto history = load_history(folder.path(), kSpot, utc("2024-06-01"), utc("2024-06-01T02:00:00Z"));
    REQUIRE_MESSAGE(history.has_value(), history.error().text());
    return history.value().bars.at("spot/a_BTCUSDT");
  };
  const std::string values =
      "timestamp,open,high,low,close,volume\n2024-06-01T00:00:00Z,4,6,3,5,7.5\n"
      "2024-06-01T01:00:00Z,5,,4,5,0\n2024-06-01T02:00:00Z,6,7,,6,1\n";
  const BarColumn bars = bars_of(values);
  CHECK(bars.high == std::vector{price("6"), price("5"), price("6")});
  CHECK(bars.low == std::vector{price("3"), price("5"), price("6")});
  CHECK(bars.volume == std::vector{amount("7.5"), amount("0"), amount("1")});
  CHECK(bars.without_extremes == 1);  // the last bar is not used
  const BarColumn opens = bars_of(
      "timestamp,open,close,volume\n2024-06-01T00:00:00Z,4,5,1\n2024-06-01T01:00:00Z,5,5,1\n"
      "2024-06-01T02:00:00Z,6,6,1\n");
  CHECK(opens.high == std::vector{price("4"), price("5"), price("6")});
  CHECK(opens.without_extremes == 2);
  CHECK(spot_faults(with(values, "5,,4,5", "5,,4,3")) == kFile + ":3: close '3' is below low '4'\n");
  CHECK(spot_faults(with(values, "5,,4,5", "5,0,4,5")) == kFile + ":3: high is '0', expected a number above zero\n");
}

TEST_CASE("a market counted in contracts has its volume turned into coins, a row that stands in is in coins already") {
  DataFolder folder;
  folder.write("dataset.yaml",
               dataset("  ohlcv_1h: [perp/a_BTCUSDT, perp/b_BTCUSDT]\n", "  perp/a_BTCUSDT: perp/b_BTCUSDT\n"));
  const std::string header = "timestamp,open,high,low,close,volume\n";
  folder.write("perp/a_BTCUSDT_1h.csv", header + "2024-06-01T00:00:00Z,4,6,3,5,250.5\n");
  folder.write("perp/b_BTCUSDT_1h.csv", header + "2024-06-01T00:00:00Z,4,6,3,5,9\n2024-06-01T01:00:00Z,4,8,2,5,30\n");
  DataRules rules;
  rules.contract_sizes["a_BTCUSDT"] = amount("0.1");
  const auto history = load_history(folder.path(), {{SeriesKind::ohlcv_1h, "perp/a_BTCUSDT"}}, utc("2024-06-01"),
                                    utc("2024-06-01T01:00:00Z"), rules);
  REQUIRE_MESSAGE(history.has_value(), history.error().text());
  const BarColumn& bars = history.value().bars.at("perp/a_BTCUSDT");
  CHECK(bars.volume == std::vector{amount("25.05"), amount("30")});
  CHECK(bars.high == std::vector{price("6"), price("8")});  // the row that stands in brings its own
  CHECK(bars.low == std::vector{price("3"), price("2")});
}

TEST_CASE("every fault of a file is one line with its place") {
  const FaultCase cases[] = {
      {"empty file", "", ":1: the file is empty, expected the header 'timestamp,open,high,low,close,volume'"},
      {"header only", "timestamp,open,high,low,close,volume\n", ":1: no usable row behind the header"},
      {"wrong columns", with(kGood, "open", "opening"), ":1: wrong columns 'timestamp,opening,high,low,close,volume'"},
      {"column missing", with(kGood, ",volume", ""), ":1: wrong columns"},
      {"column too many", with(kGood, "volume", "volume,extra"), ":1: wrong columns"},
      {"no header", kGood.substr(kGood.find('\n') + 1), ":1: wrong columns"},
      {"NaN", with(kGood, "Z,101", "Z,NaN"), ":3: open is 'NaN', expected a number above zero"},
      {"infinite", with(kGood, "Z,101", "Z,inf"), ":3: open is 'inf'"},
      {"empty value", with(kGood, "Z,101", "Z,"), ":3: open is ''"},
      {"NaN beside the used column", with(kGood, "102,0", "102,nan"), ":4: volume is 'nan'"},
      {"zero price", with(kGood, "Z,101", "Z,0"), ":3: open is '0', expected a number above zero"},
      {"negative price", with(kGood, "Z,101", "Z,-101"), ":3: open is '-101'"},
      {"negative volume", with(kGood, "102,0", "102,-1"), ":4: volume is '-1'"},
      {"price too small to hold", with(kGood, "Z,101", "Z,0.000000001"),
       ":3: open is '0.000000001', expected at least 1e-8"},
      {"price too large to hold", with(kGood, "Z,101", "Z,1e12"), ":3: open is '1e12', expected a number in range"},
      {"malformed number", with(kGood, "Z,101", "Z,10l"), ":3: open is '10l'"},
      {"malformed stamp", with(kGood, "T01:00:00Z", " 01:00:00"),
       ":3: timestamp '2024-06-01 01:00:00' is not a UTC time"},
      {"no such day", with(kGood, "2024-06-01T01", "2024-06-31T01"), ":3: timestamp '2024-06-31T01:00:00Z'"},
      {"late stamp", with(kGood, "T01:00:00Z", "T01:00:00.005Z"),
       ":3: timestamp '2024-06-01T01:00:00.005Z' is not on the hour"},
      {"field missing", with(kGood, "102,102,0", "102,0"), ":4: 5 fields, expected 6"},
      {"field too many", with(kGood, "102,0", "102,0,0"), ":4: 7 fields, expected 6"},
      {"blank line", with(kGood, "\n", "\n\n"), ":2: 1 fields, expected 6"},
      {"differing rows", kGood + "2024-06-01T02:00:00Z,102,102,102,103,0\n",
       ":5: 2024-06-01T02:00:00Z stands in line 4 too, with other values"},
      {"not increasing", kGood + "2024-05-31T02:00:00Z,1,1,1,1,0\n", ":5: timestamp 2024-05-31T02:00:00Z is not later"},
      {"binary", std::string(100, '\0'), ":1: wrong columns"},
  };
  for (const FaultCase& fault : cases) {
    CAPTURE(fault.name);
    const std::string found = spot_faults(fault.bytes);
    CAPTURE(found);
    CHECK(found.find(kFile + fault.expected) != found.npos);
  }
}

TEST_CASE("a bad value is told once, not as a hole too") {
  CHECK(spot_faults(with(kGood, "Z,101", "Z,NaN")) == kFile + ":3: open is 'NaN', expected a number above zero\n");
}

TEST_CASE("a file cut anywhere never loads as if it were whole") {
  for (std::size_t length = 0; length < kGood.size(); ++length) {
    CAPTURE(length);
    const std::string found = spot_faults(kGood.substr(0, length));
    CHECK(found != "loaded");
    const bool at_line_end = length == 0 || kGood[length - 1] == '\n';
    const bool in_rows = length > kGood.find('\n');
    if (in_rows && !at_line_end) CHECK(found.find("the file is cut in the middle of a line") != found.npos);
  }
}

TEST_CASE("identical rows collapse, next to each other or in a repeated block") {
  const std::string body = kGood.substr(kGood.find('\n') + 1);
  CHECK(spot_faults(kGood + body.substr(body.rfind("2024"))) == "loaded");
  CHECK(spot_faults(kGood + body) == "loaded");
}

TEST_CASE("of a file that is wrong throughout, twenty faults and a count are shown") {
  std::string bytes = "timestamp,open,high,low,close,volume\n";
  for (int i = 0; i < 100; ++i) bytes += "bad,row\n";
  const std::string found = spot_faults(bytes);
  CHECK(found.find(kFile + ":20: 2 fields") != found.npos);
  CHECK(found.find(kFile + ":21: 2 fields") == found.npos);
  CHECK(found.find(kFile + ": and 81 more faults") != found.npos);
}

TEST_CASE("missing files and folders") {
  DataFolder folder;
  CHECK(faults_of(folder, kSpot, "2024-06-01", "2024-06-02").find("dataset.yaml: cannot be read: No such file") !=
        std::string::npos);
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_BTCUSDT]\n"));
  CHECK(faults_of(folder, kSpot, "2024-06-01", "2024-06-02") ==
        folder.path().string() +
            "/spot/a_BTCUSDT_1h.csv: cannot be read: No such file or directory (listed in dataset.yaml)\n");
  const auto nowhere = load_history(folder.path() / "none", kSpot, utc("2024-06-01"), utc("2024-06-02"));
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().kind == ErrorKind::data);
  CHECK(nowhere.error().text().find("no such data folder") != std::string::npos);
}

TEST_CASE("a series needed as something else, or not there, is told with the others") {
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/a_BTCUSDT]\n"));
  const std::string found =
      faults_of(folder, {{SeriesKind::rate_1h, "spot/a_BTCUSDT"}, {SeriesKind::gas_1h, "gas/ethereum"}}, "2024-06-01",
                "2024-06-02");
  CHECK(found.find("gas/ethereum (gas_1h) is needed, but neither listed nor filled") != found.npos);
  CHECK(found.find("spot/a_BTCUSDT is a ohlcv_1h, but needed as rate_1h") != found.npos);
}

TEST_CASE("the range must be whole hours and go forward") {
  DataFolder folder;
  for (const auto& [from, to] : {std::pair{"2024-06-01T00:30:00Z", "2024-06-02"}, std::pair{"2024-06-02", "2024-06-01"},
                                 std::pair{"2024-06-01", "2024-06-01"}}) {
    const auto history = load_history(folder.path(), kSpot, utc(from), utc(to));
    REQUIRE_FALSE(history);
    CHECK(history.error().kind == ErrorKind::usage);
  }
}
