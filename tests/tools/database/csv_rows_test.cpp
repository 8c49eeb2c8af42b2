#include "tools/database/csv_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace basis;

namespace {

using Row = std::vector<std::optional<std::string>>;

std::string faults_in(SeriesKind kind, const std::string& bytes) {
  FaultList faults;
  const auto frame = frame_of(kind, bytes, "f", faults);
  CHECK(frame.has_value() == faults.empty());
  std::string text;
  for (const std::string& line : faults.lines()) text += line + "\n";
  return text;
}

/// Header and rows put together again.
std::string rebuilt(const CsvFrame& frame, const std::string& bytes) {
  std::string out = frame.header + std::string(frame.line_end());
  CsvRows rows(frame, bytes, "7");
  for (Row row; rows.next(row);) {
    for (std::size_t i = 3; i < row.size(); ++i) out += (i == 3 ? "" : ",") + row[i].value();
    out += frame.line_end();
  }
  return out;
}

}  // namespace

TEST_CASE("a row has its file, its line, its instant and its fields as they stand") {
  const std::string bytes = "settled_rate,timestamp,predicted_rate\n1e-5,2024-06-01T08:00:00.004Z,0.10\n,soon, x \n";
  FaultList faults;
  const auto frame = frame_of(SeriesKind::funding_8h, bytes, "f", faults);
  REQUIRE(frame);
  CHECK(frame->rows == 2);
  CsvRows rows(*frame, bytes, "7");
  CHECK(rows.columns() ==
        std::vector<std::string>{"file", "line", "time", "settled_rate", "timestamp", "predicted_rate"});
  Row row;
  REQUIRE(rows.next(row));
  CHECK(row == Row{"7", "2", "2024-06-01T08:00:00.004Z", "1e-5", "2024-06-01T08:00:00.004Z", "0.10"});
  REQUIRE(rows.next(row));
  CHECK(row == Row{"7", "3", std::nullopt, "", "soon", " x "});
  CHECK_FALSE(rows.next(row));
}

TEST_CASE("random files come back to the byte: line ends, byte order mark, order of columns, any text") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::string alphabet = "0123456789.-+eET:Z \"'\\%$";
  for (int round = 0; round < 300; ++round) {
    const std::string end = below(2) == 0 ? "\n" : "\r\n";
    std::vector<std::string> names = {"timestamp", "base_fee_gwei", "priority_fee_p50_gwei"};
    std::shuffle(names.begin(), names.end(), random);
    std::string bytes = below(3) == 0 ? "\xEF\xBB\xBF" : "";
    bytes += names[0] + "," + names[1] + "," + names[2] + end;
    for (std::size_t row = below(6); row > 0; --row) {
      for (int field = 0; field < 3; ++field) {
        for (std::size_t size = below(12); size > 0; --size)
          bytes += below(9) == 0 ? "\xC3\xA4" : std::string(1, alphabet[below(alphabet.size())]);
        bytes += field < 2 ? "," : end;
      }
    }
    FaultList faults;
    const auto frame = frame_of(SeriesKind::gas_1h, bytes, "f", faults);
    REQUIRE(frame);
    CHECK(rebuilt(*frame, bytes) == bytes);
  }
}

TEST_CASE("what cannot be taken apart and put together again is told with its line, all at once") {
  const SeriesKind kind = SeriesKind::cost_table;
  const std::string head = "pair,order_size_usd,cost_bps\n";
  CHECK(faults_in(kind, head) == "");
  CHECK(faults_in(kind, "") == "f:1: the file is empty, expected the header 'pair,order_size_usd,cost_bps'\n");
  CHECK(faults_in(kind, "a,b\n") == "f:1: wrong columns 'a,b', expected the header 'pair,order_size_usd,cost_bps'\n");
  CHECK(faults_in(kind, "pair,order_size_usd,cost_bps") ==
        "f:1: the file is cut in the middle of a line: 'pair,order_size_usd,cost_bps' has no line end\n");
  CHECK(faults_in(kind, head + "a,1\n\na,1,2\r\na,\x01,2\na,1,2") ==
        "f:2: 2 fields, expected 3: 'a,1'\n"
        "f:3: 1 fields, expected 3: ''\n"
        "f:4: the line does not end in LF as the first one does\n"
        "f:5: a control character within the line\n"
        "f:6: the file is cut in the middle of a line: 'a,1,2' has no line end\n");
  CHECK(faults_in(kind, head + "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80,1,2\n") == "");
  for (const char* bad : {"\xff", "\xC3", "\xA4", "\xC3\xC3", "\xE2\x82", "\xC0\x80", "\xF5\x80\x80\x80"})
    CHECK(faults_in(kind, head + bad + ",1,2\n") == "f:2: the line is not UTF-8\n");
  CHECK(faults_in(kind, "pair,order_size_usd,cost_bps\r\na,1,2\n") ==
        "f:2: the line does not end in CRLF as the first one does\n");
}
