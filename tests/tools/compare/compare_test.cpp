#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "core/base/json_reader.hpp"
#include "core/results/read_summary.hpp"
#include "core/results/summary.hpp"
#include "tests/core/results/samples.hpp"
#include "tools/compare/compare_page.hpp"
#include "tools/compare/compare_rows.hpp"
#include "tools/report/report_assets.hpp"

using namespace basis;
using namespace basis::test;

namespace {

void put(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

constexpr std::string_view kEquity =
    "timestamp,equity,x\n2024-05-12T00:00:00Z,100000,0\n2024-05-12T01:00:00Z,90000,0\n"
    "2024-05-12T02:00:00Z,100521.327052000000000001,0\n";

RunSummary short_summary() {
  RunSummary summary = sample_summary();
  summary.steps = 2;
  return summary;
}

void write_result(const std::filesystem::path& folder, const RunSummary& summary, std::string_view equity = kEquity) {
  std::filesystem::create_directories(folder);
  put(folder / "summary.json", summary_json(summary));
  put(folder / "equity.csv", equity);
}

std::vector<std::string> faults(const std::vector<std::string>& folders) {
  const auto results = read_results(folders);
  return results ? std::vector<std::string>() : results.error().lines;
}

ComparedResult result_of(std::string label, RunSummary summary) {
  ComparedResult result;
  result.label = std::move(label);
  result.summary = std::move(summary);
  REQUIRE(parse_equity(kEquity, "equity.csv", result).has_value());
  return result;
}

}  // namespace

TEST_CASE("A summary is read as it was written") {
  const std::string text = summary_json(sample_summary());
  const auto summary = read_summary(text);
  REQUIRE_MESSAGE(summary.has_value(), (summary ? std::string() : summary.error().text()));
  CHECK(summary_json(summary.value()) == text);
}

TEST_CASE("A member that is missing or malformed is named; one that is not known is left alone") {
  const std::string text = summary_json(sample_summary());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    REQUIRE(at != changed.npos);
    return changed.replace(at, from.size(), to);
  };
  const auto first_fault = [](const std::string& changed) {
    const auto summary = read_summary(changed);
    return summary ? std::string() : summary.error().text();
  };
  CHECK(first_fault(with("\"capital\": \"100000\"", "\"capital\": 5")) == "'capital' is not a text");
  CHECK(first_fault(with("\"capital\": \"100000\"", "\"capital\": \"x\"")).find("'capital' ") == 0);
  CHECK(first_fault(with("\"capital\": \"100000\"", "\"capital\": \"-1\"")) == "'capital' is not over 0");
  CHECK(first_fault(with("\"sharpe\": 1.5", "\"sharpe\": \"1.5\"")) == "'sharpe' is neither a number nor null");
  CHECK(first_fault(with("\"trades\": 4", "\"trades\": -4")) == "'trades' is not a whole number of at least 0");
  CHECK(first_fault(with("\"funding_pnl\"", "\"other\"")) == "'pnl.funding_pnl' is missing");
  CHECK(first_fault(with("\"risk\"", "\"other\"")) == "'risk' is missing");
  CHECK(first_fault(with("\"mode\"", "\"later\": {\"a\": [1]}, \"mode\"")).empty());
}

TEST_CASE("A summary cut at any byte is an error, never half a result") {
  const std::string text = summary_json(sample_summary());
  for (std::size_t cut = 0; cut + 2 < text.size(); ++cut) {
    INFO("cut after " << cut << " of " << text.size());
    const auto summary = read_summary(text.substr(0, cut));
    REQUIRE(!summary);
    CHECK(summary.error().kind == ErrorKind::data);
  }
}

TEST_CASE("Every fault of every folder is told at once, with its file") {
  const TemporaryFolder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  write_result(at("good"), short_summary());
  std::filesystem::create_directories(at("empty"));
  write_result(at("broken"), short_summary());
  put(folder.path() / "broken/summary.json", "{\n\"mode\": ");
  write_result(at("cut"), short_summary(), kEquity.substr(0, kEquity.size() - 30));
  write_result(at("short"), short_summary(), kEquity.substr(0, kEquity.find("2024-05-12T02")));
  RunSummary other = short_summary();
  other.final_equity = amount("1");
  write_result(at("other"), other);
  const auto lines = faults({at("good"), at("empty"), at("broken"), at("cut"), at("short"), at("other")});
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == at("empty") + ": no summary.json there, so it holds no whole result");
  CHECK(lines[1].find(at("broken") + "/summary.json: line 2: no whole JSON document") == 0);
  CHECK(lines[2] == at("cut") + "/equity.csv:4: it is cut: the last line has no end");
  CHECK(lines[3] == at("short") + "/equity.csv: it is cut: 2 rows for the 2 steps of summary.json (needed: 3)");
  CHECK(lines[4] == at("other") + "/equity.csv: its last equity is 100521.327052000000000001, in summary.json it is 1");
}

TEST_CASE("An equity file cut at any byte is an error") {
  const TemporaryFolder folder;
  for (std::size_t cut = 0; cut < kEquity.size(); ++cut) {
    INFO("cut after " << cut);
    write_result(folder.path() / "r", short_summary(), kEquity.substr(0, cut));
    CHECK(faults({(folder.path() / "r").string()}).size() == 1);
  }
}

TEST_CASE("A malformed row of equity is named with its line") {
  const auto fault = [](std::string_view text) {
    ComparedResult result;
    const auto parsed = parse_equity(text, "e.csv", result);
    return parsed ? std::string() : parsed.error().text();
  };
  CHECK(fault("time,equity\n").find("e.csv:1: the heading") == 0);
  CHECK(fault("timestamp,equity\n") == "e.csv:1: it is cut: it holds no row");
  CHECK(fault("timestamp,equity\nyesterday,1\n").find("e.csv:2: 'yesterday'") == 0);
  CHECK(fault("timestamp,equity\n2024-05-12,x\n").find("e.csv:2: equity: ") == 0);
  CHECK(fault("timestamp,equity\n2024-05-12,1,2\n") == "e.csv:2: 3 columns, the heading has 2");
  CHECK(fault("timestamp,equity\n2024-05-12,1\n2024-05-12,1\n") ==
        "e.csv:3: the time does not come after the one before it");
}

TEST_CASE("Results are labelled by folder, by path where two share a name, and none counts twice") {
  const TemporaryFolder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  for (const char* name : {"x/run", "y/run", "alone"}) write_result(at(name), short_summary());
  const auto results = read_results({at("x/run"), at("y/run/"), at("alone")});
  REQUIRE(results.has_value());
  CHECK(results.value()[0].label == at("x/run"));
  CHECK(results.value()[1].label == at("y/run"));
  CHECK(results.value()[2].label == "alone");
  const auto twice = read_results({at("alone"), at("alone/")});
  REQUIRE(!twice);
  CHECK(twice.error().kind == ErrorKind::usage);
}

TEST_CASE("The table stands side by side within 100 columns, however many and however large") {
  for (std::size_t count = 2; count <= 12; ++count) {
    std::vector<ComparedResult> results;
    for (std::size_t i = 0; i < count; ++i) {
      RunSummary summary = sample_summary();
      summary.mode = "a_mode_with_quite_a_long_name_number_" + std::to_string(i);
      summary.final_equity = amount("123456789012.5");
      summary.min_margin_ratio = {{"venue_of_a_long_name_" + std::to_string(i), 0.25}};
      results.push_back(result_of(std::string(90, 'p') + std::to_string(i), summary));
    }
    const std::string table = compare_table(results);
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 100, line);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t found = 0;
      for (std::size_t at = table.find("123,456,789,012.50"); at != table.npos;
           at = table.find("123,456,789,012.50", at + 1))
        ++found;
      CHECK(found == count);
    }
  }
}

TEST_CASE("Every figure of a summary has its line, each result its column") {
  RunSummary eth = sample_summary();
  eth.mode = "other";
  eth.share_class = "ETH";
  eth.capital = amount("100");
  eth.min_margin_ratio = {{"bybit", 0.125}};
  eth.min_health_factor = 1.375;
  eth.money_weighted_return.reset();
  const std::string table = compare_table(std::vector{result_of("one", sample_summary()), result_of("two", eth)});
  const auto line = [&](const std::string& name) {
    const std::size_t at = table.find("  " + name + " ");
    REQUIRE_MESSAGE(at != table.npos, name);
    std::istringstream words(table.substr(at + 2 + name.size(), table.find('\n', at) - at - 2 - name.size()));
    std::vector<std::string> found;
    for (std::string word; words >> word;) found.push_back(word);
    return found;
  };
  using Words = std::vector<std::string>;
  CHECK(line("share class") == Words{"USDT", "ETH"});
  CHECK(line("capital") == Words{"100,000.00", "100.000000"});
  CHECK(line("final equity") == Words{"100,521.33", "100,521.327052"});
  CHECK(line("deposits") == Words{"250.50", "250.500000"});
  CHECK(line("withdrawals") == Words{"0.00", "0.000000"});
  CHECK(line("time-weighted return") == Words{"0.52", "%", "0.52", "%"});
  CHECK(line("money-weighted, a year") == Words{"6.25", "%", "-"});
  CHECK(line("APY") == Words{"525.00", "%", "525.00", "%"});
  CHECK(line("Sharpe") == Words{"1.50", "1.50"});
  CHECK(line("exit value") == Words{"100,300.00", "100,300.000000"});
  CHECK(line("at market") == Words{"100,410.50", "100,410.500000"});
  CHECK(line("liquidations") == Words{"1", "1"});
  CHECK(line("trading") == Words{"-60.00", "-60.000000"});
  CHECK(line("swap discount") == Words{"-10.50", "-10.500000"});
  CHECK(line("sum") == Words{"-73.50", "-73.500000"});
  CHECK(line("funding received") == Words{"-12.25", "-12.250000"});
  CHECK(line("basis_pnl") == Words{"604.08", "604.077052"});
  CHECK(line("min margin ratio binance") == Words{"0.375", "-"});
  CHECK(line("min margin ratio bybit") == Words{"-", "0.125"});
  CHECK(line("min margin ratio okx") == Words{"-", "-"});
  CHECK(line("min health factor") == Words{"-", "1.3750"});
}

TEST_CASE("Growth and drawdown of a run with flows are those of its index") {
  ComparedResult result;
  result.summary = short_summary();
  REQUIRE(parse_equity("timestamp,equity,a,b,c,d,e,f,g,h,i,time_weighted_index\n"
                       "2024-05-12T00:00:00Z,100000,1,2,3,4,5,6,7,8,9,100000\n"
                       "2024-05-12T01:00:00Z,50000,1,2,3,4,5,6,7,8,9,110000\n",
                       "equity.csv", result)
              .has_value());
  CHECK(result.equity == std::vector{amount("100000"), amount("50000")});
  CHECK(result.index == std::vector{amount("100000"), amount("110000")});
  const std::string page = compare_page(compare_assets(), std::vector{result});
  CHECK(page.find("\"growth\":[[0,0.1]]") != page.npos);
  CHECK(page.find("\"drawdown\":[[0,0]]") != page.npos);
  ComparedResult broken;
  const auto parsed =
      parse_equity("timestamp,equity,time_weighted_index\n2024-05-12T00:00:00Z,100000,x\n", "e.csv", broken);
  REQUIRE(!parsed.has_value());
  CHECK(parsed.error().text().find("e.csv:2: time_weighted_index: ") == 0);
}

TEST_CASE("The page overlays growth of capital and drawdown over the union of all steps") {
  ComparedResult early = result_of("early", short_summary());
  ComparedResult late = result_of("late </script>", short_summary());
  for (UtcTime& time : late.times) time = time + kHour;
  const std::string page = compare_page(compare_assets(), std::vector{early, late});
  const std::string opening = "id=\"data\">";
  const std::size_t begin = page.find(opening) + opening.size();
  const auto data = parse_json(page.substr(begin, page.find("</script>", begin) - begin));
  REQUIRE_MESSAGE(data.has_value(), (data ? std::string() : data.error().text()));
  const auto& object = data.value().as_object();
  REQUIRE(object.at("time").as_array().size() == 4);
  const auto& growth = object.at("growth").as_array();
  CHECK(growth[0].as_array()[1].as_double() == doctest::Approx(-0.1));
  CHECK(growth[0].as_array()[3].is_null());
  CHECK(growth[1].as_array()[0].is_null());
  CHECK(growth[1].as_array()[3].as_double() == doctest::Approx(0.00521327052));
  CHECK(object.at("drawdown").as_array()[0].as_array()[1].as_double() == doctest::Approx(0.1));
  CHECK(object.at("results").as_array()[1].as_object().at("label") == "late </script>");
  CHECK(page.find("{{") == page.npos);
  CHECK(page == compare_page(compare_assets(), std::vector{early, late}));
}
