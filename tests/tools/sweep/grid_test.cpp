#include "tools/sweep/grid.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/support/source_dir.hpp"
#include "tools/sweep/sweep_plan.hpp"

using namespace basis;

namespace {

Grid good(std::string_view text) {
  auto grid = parse_grid(text, "grid.yaml");
  REQUIRE_MESSAGE(grid.has_value(), (grid ? std::string() : grid.error().text()));
  return std::move(grid).value();
}

std::vector<std::string> faults(std::string_view text) {
  const auto grid = parse_grid(text, "grid.yaml");
  return grid ? std::vector<std::string>() : grid.error().lines;
}

std::vector<std::string> plan_faults(std::string_view text, std::vector<std::string> overrides = {}) {
  const auto plan =
      plan_sweep({test::shipped_configs().string(), "btc_basis", std::move(overrides)}, good(text), Environment{});
  return plan ? std::vector<std::string>() : plan.error().lines;
}

}  // namespace

TEST_CASE("A grid is the product of its lists, in the order of the file") {
  const Grid grid = good("b.key: [x, y]\na.key: [1, 2, 3]\n");
  REQUIRE(grid.runs() == 6);
  std::vector<std::vector<std::string>> all;
  for (std::size_t run = 0; run < grid.runs(); ++run) all.push_back(grid.values(run));
  CHECK(all ==
        std::vector<std::vector<std::string>>{{"x", "1"}, {"x", "2"}, {"x", "3"}, {"y", "1"}, {"y", "2"}, {"y", "3"}});
  CHECK(grid.choice(4) == std::vector<std::size_t>{1, 1});
  CHECK_THROWS_AS((void)grid.choice(6), InvariantError);
}

TEST_CASE("Every run of a grid is another one, whatever its shape") {
  for (std::size_t axes = 1; axes <= 4; ++axes)
    for (std::size_t length = 1; length <= 4; ++length) {
      INFO("axes " << axes << ", length " << length);
      std::string text;
      std::size_t product = 1;
      for (std::size_t axis = 0; axis < axes; ++axis) {
        text += fmt::format("key{}: [", axis);
        for (std::size_t value = 0; value <= length + axis; ++value) text += fmt::format("v{}, ", value);
        text += "]\n";
        product *= length + axis + 1;
      }
      const Grid grid = good(text);
      std::set<std::vector<std::string>> seen;
      for (std::size_t run = 0; run < grid.runs(); ++run) seen.insert(grid.values(run));
      CHECK(grid.runs() == product);
      CHECK(seen.size() == product);
    }
}

TEST_CASE("An override knows the line it stands on") {
  const Grid grid = good("# first\na: [1,\n    2]\nb:\n  - x\n  - \"y, z\"\n");
  const std::vector<Override> last = grid.overrides(3);
  REQUIRE(last.size() == 2);
  CHECK(last[0].text == "a=2");
  CHECK(last[0].origin.text() == "grid.yaml:3");
  CHECK(last[1].text == "b=y, z");
  CHECK(last[1].origin.text() == "grid.yaml:6");
}

TEST_CASE("Every fault of a grid file is told at once, with its line") {
  CHECK(faults("a: []\nb: 3\nc: [1, 1]\nd: [[1]]\na: [2]\ne: {f: 1}\ng:\n") ==
        std::vector<std::string>{"grid.yaml:1: a: the list is empty (allowed: 1 value or more)",
                                 "grid.yaml:2: b: a list of values is expected: b: [value, value]",
                                 "grid.yaml:3: c: '1' stands twice in its list",
                                 "grid.yaml:4: d: a value is no plain value; a list is written \"a, b\"",
                                 "grid.yaml:5: duplicate key 'a', first on line 1",
                                 "grid.yaml:6: e: a list of values is expected: e: [value, value]",
                                 "grid.yaml:7: g: a list of values is expected: g: [value, value]"});
  for (const std::string_view text : {"", "# nothing\n"}) CHECK(faults(text).size() == 1);
  CHECK(faults("[1, 2]\n").front() == "grid.yaml:1: the file must hold `key: [value, value]` lines");
  CHECK(faults("{}\n").front() == "grid.yaml:1: the file must hold `key: [value, value]` lines");
  CHECK(faults("a: [1]\n---\nb: [1]\n").front().find("a second YAML document") != std::string::npos);
  CHECK(faults("a: [1\n").front().find("malformed YAML") != std::string::npos);
}

TEST_CASE("A grid of more runs than allowed is refused at the key that makes it so") {
  std::string text;
  for (const char key : {'a', 'b', 'c'}) {
    text += fmt::format("{}: [", key);
    for (int value = 0; value < 22; ++value) text += fmt::format("{}, ", value);
    text += "]\n";
  }
  CHECK(faults(text) ==
        std::vector<std::string>{"grid.yaml:3: c: with it the grid has 10648 runs or more (allowed: at most 10000)"});
}

TEST_CASE("A grid file that cannot be read is named") {
  const auto grid = read_grid("/nowhere/grid.yaml");
  REQUIRE(!grid);
  CHECK(grid.error().kind == ErrorKind::usage);
  CHECK(grid.error().text().find("/nowhere/grid.yaml: cannot be read") == 0);
}

TEST_CASE("The plan of a sweep tells every fault of every run once, before any run") {
  CHECK(plan_faults("reserve_ratio: [0, 0.1]\nrebalance.enabled: [true, false]\n").empty());
  const auto all = plan_faults("reserve_ratio: [0.1,\n  1.5,\n  x]\nno.such_key: [1, 2]\n");
  REQUIRE(all.size() == 3);
  const std::set<std::string> places = [&] {
    std::set<std::string> found;
    for (const std::string& line : all) found.insert(line.substr(0, line.find(": ")));
    return found;
  }();
  CHECK(places == std::set<std::string>{"grid.yaml:2", "grid.yaml:3", "grid.yaml:4"});
  const auto has = [&all](std::string_view text) {
    return std::any_of(all.begin(), all.end(), [&](const std::string& line) { return line.find(text) != line.npos; });
  };
  CHECK(has("reserve_ratio"));
  CHECK(has("1.5 is out of range"));
  CHECK(has("'x'"));
  CHECK(has("no.such_key"));
}

TEST_CASE("A key that the grid and --set both give is a fault") {
  CHECK(plan_faults("reserve_ratio: [0, 0.1]\n", {"reserve_ratio=0.2"}) ==
        std::vector<std::string>{"grid.yaml:1: 'reserve_ratio' is given by --set, too; leave one out"});
}

TEST_CASE("The runs of a plan have the configuration that --set would give them") {
  const Grid grid = good("reserve_ratio: [0, 0.1]\n");
  const auto plan =
      plan_sweep({test::shipped_configs().string(), "btc_basis", {"rebalance.enabled=false"}}, grid, Environment{});
  REQUIRE(plan.has_value());
  const auto by_hand =
      load_config(test::shipped_configs().string(), "btc_basis",
                  std::vector<std::string>{"rebalance.enabled=false", "reserve_ratio=0.1"}, Environment{});
  REQUIRE(by_hand.has_value());
  REQUIRE(plan.value().size() == 2);
  CHECK(plan.value()[1].fingerprint == by_hand.value().fingerprint);
  CHECK(plan.value()[0].fingerprint != by_hand.value().fingerprint);
}
