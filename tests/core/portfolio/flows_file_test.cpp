#include "core/portfolio/flows_file.hpp"

#include <doctest/doctest.h>

#include "tests/support/temporary_folder.hpp"

using namespace basis;
using basis::test::TemporaryFolder;

namespace {

const UtcTime kFrom = UtcTime::parse("2024-06-01").value();
const UtcTime kTo = UtcTime::parse("2024-06-03").value();
const std::string kHeader = "timestamp,kind,amount,speed\n";

Result<CapitalFlows> parse(const std::string& text) { return parse_flows(text, "f.csv", kFrom, kTo); }

std::vector<std::string> faults_of(const std::string& text) {
  const auto flows = parse(text);
  if (flows) return {};
  CHECK(flows.error().kind == ErrorKind::data);
  return flows.error().lines;
}

}  // namespace

TEST_CASE("a flows file is read as it stands") {
  const auto parsed = parse(kHeader +
                            "2024-06-01T01:00:00Z,deposit,1000.5,\n"
                            "2024-06-02,withdrawal,0.000000000000000001,fast\n"
                            "2024-06-02T00:00:00Z,deposit,1000000000000,slow\n"
                            "2024-06-03,withdrawal,all,slow\n");
  REQUIRE(parsed.has_value());
  const std::vector<CapitalFlow>& flows = parsed.value().flows;
  CHECK(parsed.value().file == "f.csv");
  CHECK(parsed.value().fingerprint.size() == 32);
  REQUIRE(flows.size() == 4);
  CHECK(flows[0].time == kFrom + kHour);
  CHECK(flows[0].deposit);
  CHECK(flows[0].amount.value().to_string() == "1000.5");
  CHECK(flows[0].speed == ExitSpeed::fast);
  CHECK(flows[0].line == 2);
  CHECK(!flows[1].deposit);
  CHECK(flows[1].amount.value() == Amount::from_raw(1));
  CHECK(flows[1].speed == ExitSpeed::fast);
  CHECK(flows[2].time == flows[1].time);
  CHECK(flows[2].amount.value() == Amount::from_int(1'000'000'000'000));
  CHECK(!flows[3].amount.has_value());
  CHECK(flows[3].speed == ExitSpeed::slow);
  CHECK(flows[3].time == kTo);
  CHECK(flows[3].line == 5);
}

TEST_CASE("columns stand in any order, lines end either way, and no flow is no fault") {
  const auto parsed = parse("speed,amount,kind,timestamp\r\nfast,7,withdrawal,2024-06-02\r\n");
  REQUIRE(parsed.has_value());
  CHECK(parsed.value().flows.at(0).amount.value() == Amount::from_int(7));
  REQUIRE(parse(kHeader).has_value());
  CHECK(parse(kHeader).value().flows.empty());
}

TEST_CASE("the fingerprint is that of the bytes") {
  const std::string row = "2024-06-02,deposit,1,fast\n";
  CHECK(parse(kHeader + row).value().fingerprint == parse(kHeader + row).value().fingerprint);
  CHECK(parse(kHeader + row).value().fingerprint != parse(kHeader + "2024-06-02,deposit,1,slow\n").value().fingerprint);
}

TEST_CASE("every fault of a row is told with line, value and what is allowed") {
  struct Case {
    const char* row;
    const char* fault;
  };
  const std::vector<Case> cases = {
      {"yesterday,deposit,1,", "timestamp 'yesterday' is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)"},
      {",deposit,1,", "timestamp '' is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)"},
      {"2024-06-01T01:30:00Z,deposit,1,", "timestamp '2024-06-01T01:30:00Z' is not on the hour (allowed: whole hours)"},
      {"2024-06-01,deposit,1,",
       "timestamp '2024-06-01' is outside the run (allowed: after 2024-06-01T00:00:00Z, at most "
       "2024-06-03T00:00:00Z)"},
      {"2024-06-03T01:00:00Z,deposit,1,",
       "timestamp '2024-06-03T01:00:00Z' is outside the run (allowed: after 2024-06-01T00:00:00Z, at most "
       "2024-06-03T00:00:00Z)"},
      {"2024-06-02,Deposit,1,fast", "kind 'Deposit' is unknown (allowed: deposit, withdrawal)"},
      {"2024-06-02,,1,fast", "kind '' is unknown (allowed: deposit, withdrawal)"},
      {"2024-06-02,deposit,,",
       "amount '' is no decimal number of at most 18 decimals (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,deposit,1e,",
       "amount '1e' is no decimal number of at most 18 decimals (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,deposit,nan,",
       "amount 'nan' is no decimal number of at most 18 decimals (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,deposit,0.0000000000000000001,",
       "amount '0.0000000000000000001' is no decimal number of at most 18 decimals (allowed: over 0, at most "
       "1000000000000)"},
      {"2024-06-02,deposit,0,", "amount '0' is out of range (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,withdrawal,-5,fast", "amount '-5' is out of range (allowed: over 0, at most 1000000000000, or all)"},
      {"2024-06-02,deposit,1000000000000.1,",
       "amount '1000000000000.1' is out of range (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,deposit,all,", "amount 'all' is for withdrawals (allowed: over 0, at most 1000000000000)"},
      {"2024-06-02,withdrawal,1,", "speed '' is missing (allowed: fast, slow)"},
      {"2024-06-02,withdrawal,1,quick", "speed 'quick' is unknown (allowed: fast, slow)"},
      {"2024-06-02,deposit,1,quick", "speed 'quick' is unknown (allowed: fast, slow, or empty)"},
      {"2024-06-02,deposit,1", "3 fields, expected 4: '2024-06-02,deposit,1'"},
      {"2024-06-02,deposit,1,fast,", "5 fields, expected 4: '2024-06-02,deposit,1,fast,'"},
      {"", "1 fields, expected 4: ''"},
  };
  for (const Case& fault : cases) {
    INFO("row: ", fault.row);
    const auto lines = faults_of(kHeader + fault.row + "\n");
    REQUIRE(lines.size() == 1);
    CHECK(lines.front() == std::string("f.csv:2: ") + fault.fault);
  }
}

TEST_CASE("time never falls, and what is before the latest row is told against it") {
  const auto lines = faults_of(kHeader +
                               "2024-06-02T05:00:00Z,deposit,1,\n2024-06-02T04:00:00Z,deposit,1,\n"
                               "2024-06-02T05:00:00Z,deposit,1,\n2024-06-02,deposit,1,\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "f.csv:3: timestamp '2024-06-02T04:00:00Z' is before that of a row above (allowed: 2024-06-02T05:00:00Z or "
        "later)");
  CHECK(lines[1] ==
        "f.csv:5: timestamp '2024-06-02' is before that of a row above (allowed: 2024-06-02T05:00:00Z or later)");
}

TEST_CASE("all faults come at once, in the order of the file") {
  const auto lines = faults_of(kHeader + "x,y,z,w\n2024-06-02,deposit,1,\n2024-06-02,withdrawal,0,\n");
  REQUIRE(lines.size() == 6);
  for (std::size_t i = 0; i < 4; ++i) CHECK(lines[i].starts_with("f.csv:2: "));
  for (std::size_t i = 4; i < 6; ++i) CHECK(lines[i].starts_with("f.csv:4: "));
}

TEST_CASE("files that are no flows files are refused whole") {
  for (const std::string text : {"", "timestamp,kind,amount\n", "timestamp;kind;amount;speed\n", "a,b,c,d\n"}) {
    INFO("text: ", text);
    REQUIRE(faults_of(text).size() == 1);
    CHECK(faults_of(text).front().find("expected the header 'timestamp,kind,amount,speed'") != std::string::npos);
  }
  const auto cut = faults_of(kHeader + "2024-06-02,deposit,10");
  REQUIRE(cut.size() == 1);
  CHECK(cut.front().starts_with("f.csv:2: the file is cut in the middle of a line"));
}

TEST_CASE("a value from the file cannot break a message") {
  const auto lines = faults_of(kHeader + "2024-06-02,\x1b[31m" + std::string(200, 'k') + ",1,\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().size() < 150);
  CHECK(lines.front().find('\x1b') == std::string::npos);
}

TEST_CASE("a missing file is named with the reason; a file is read from its path") {
  const TemporaryFolder folder;
  const auto missing = read_flows(folder.path() / "none.csv", kFrom, kTo);
  REQUIRE(!missing.has_value());
  CHECK(missing.error().kind == ErrorKind::data);
  CHECK(missing.error().text() ==
        (folder.path() / "none.csv").string() + ": cannot be read: No such file or directory");
}

TEST_CASE("a range that is none is told elsewhere; the rows are not held to it") {
  CHECK(parse_flows(kHeader + "2020-01-01,deposit,1,\n", "f.csv", kTo, kFrom).has_value());
}

TEST_CASE("flows stand at the steps of the run, or anywhere where its steps are at any time") {
  const std::string text = kHeader + "2024-06-01T00:05:00Z,deposit,1,\n2024-06-01T00:07:30.25Z,deposit,1,\n";
  const auto at = [&](Nanos step) { return parse_flows(text, "f.csv", kFrom, kTo, step); };
  REQUIRE(at(Nanos{}).has_value());
  CHECK(at(Nanos{}).value().flows.at(1).time == kFrom + kSecond * 450 + Nanos{250'000'000});
  CHECK(at(Nanos{250'000'000}).has_value());
  const auto fives = at(kMinute * 5);
  REQUIRE_FALSE(fives.has_value());
  CHECK(fives.error().lines == std::vector<std::string>{"f.csv:3: timestamp '2024-06-01T00:07:30.25Z' is not at a step "
                                                        "of the run (allowed: multiples of 300 s)"});
  const auto hours = at(kHour);
  REQUIRE_FALSE(hours.has_value());
  CHECK(hours.error().lines.at(0) ==
        "f.csv:2: timestamp '2024-06-01T00:05:00Z' is not on the hour (allowed: whole hours)");
}
