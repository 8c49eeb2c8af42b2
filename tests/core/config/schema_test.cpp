#include "core/config/schema.hpp"

#include "core/config/render_config.hpp"
#include "core/config/text_distance.hpp"
#include "core/config/value_check.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const Schema kSample = {
    {"limits.low", ValueKind::ratio, "[0, 1)", Need::required, "", ""},
    {"limits.high", ValueKind::ratio, "(0, 1]", Need::defaulted, "0.50", ""},
    {"market.*.tick", ValueKind::price, "(0, )", Need::required, "", ""},
    {"market.*.name", ValueKind::text, "", Need::defaulted, "none", ""},
    {"colour", ValueKind::choice, "red | green", Need::optional, "", ""},
    {"names", ValueKind::text_list, "", Need::optional, "", ""},
    {"count", ValueKind::integer, "[1, 9]", Need::optional, "", ""},
    {"on", ValueKind::flag, "", Need::optional, "", ""},
};

struct Checked {
  ConfigTree tree;
  Faults faults;
};

Checked check(const std::string& yaml) {
  auto parsed = parse_config_tree(yaml, "t.yaml");
  REQUIRE(parsed);
  Checked checked{std::move(parsed).value(), {}};
  apply_schema(kSample, checked.tree, checked.faults);
  return checked;
}

}  // namespace

TEST_CASE("good values become canonical, defaults are filled in under each wildcard") {
  const Checked checked = check("limits: {low: 0.10}\nmarket:\n  A: {tick: 0.50}\n  B: {tick: 1e-2, name: bee}\n");
  CHECK(joined(checked.faults) == "");
  CHECK(checked.tree.find("limits.low")->text == "0.1");
  CHECK(checked.tree.find("limits.high")->text == "0.5");
  CHECK(checked.tree.find("limits.high")->origin.text() == "default");
  CHECK(checked.tree.find("market.A.tick")->text == "0.5");
  CHECK(checked.tree.find("market.A.name")->text == "none");
  CHECK(checked.tree.find("market.B.tick")->text == "0.01");
  CHECK(checked.tree.find("market.B.name")->text == "bee");
  CHECK(checked.tree.find("colour") == nullptr);
}

TEST_CASE("each wrong value is one line with place, key, value and what is allowed") {
  struct Row {
    std::string yaml;
    std::vector<std::string> says;
  };
  const Row rows[] = {
      {"limits: {low: 1}", {"t.yaml:1: limits.low: 1 is out of range", "(allowed: [0, 1))"}},
      {"limits: {low: -0.1}", {"t.yaml:1: limits.low: -0.1 is out of range"}},
      {"limits: {low: 0, high: 0}", {"limits.high: 0 is out of range", "(allowed: (0, 1])"}},
      {"limits: {low: abc}", {"limits.low: 'abc' is not a decimal number"}},
      {"limits: {low: 0.1234567890123}", {"more than 12 decimals"}},
      {"limits: {low: [1, 2]}", {"limits.low: [1, 2] is a list"}},
      {"limits: {low: 0, lov: 0}", {"unknown key 'limits.lov'; did you mean 'limits.low'?"}},
      {"limits: 3", {"'limits' is a group of keys; did you mean 'limits.low'?"}},
      {"market: {A: {tick: 0}}\nlimits: {low: 0}", {"market.A.tick: 0 is out of range", "(allowed: (0, ))"}},
      {"market: {A: {name: x}}\nlimits: {low: 0}", {"t.yaml: market.A.tick: missing, a value is required"}},
      {"market: {A: {tick: 1, tik: 1}}\nlimits: {low: 0}", {"did you mean 'market.A.tick'?"}},
      {"limits: {low: 0}\ncolour: gren",
       {"t.yaml:2: colour: 'gren' is not a choice; did you mean 'green'?", "(allowed: red | green)"}},
      {"limits: {low: 0}\nnames: one", {"names: 'one' is a single value; a list is expected"}},
      {"limits: {low: 0}\nnames: [a, b, a]", {"names: 'a' stands there twice"}},
      {"limits: {low: 0}\ncount: 1.5", {"count: '1.5' is not a whole number"}},
      {"limits: {low: 0}\ncount: 10", {"count: 10 is out of range", "[1, 9]"}},
      {"limits: {low: 0}\non: yes", {"on: 'yes' is neither true nor false"}},
      {"limits: {low: 0}\nzebra_crossing: 1", {"unknown key 'zebra_crossing'"}},
      {"on: true", {"limits.low: missing, a value is required (allowed: [0, 1))"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const Checked checked = check(row.yaml);
    // `limits: 3` and a missing limits.low are two faults; every other row has exactly one.
    CHECK_MESSAGE(lines_with(checked.faults, row.says) == 1, joined(checked.faults));
  }
  CHECK(check("limits: {low: 0}\nzebra_crossing: 1").faults.front().find("did you mean") == std::string::npos);
}

TEST_CASE("several faults are reported at once, and a faulty value is not also called missing") {
  const Checked checked = check("limits: {low: 2, high: 2}\ncount: x\nunknown: 1\n");
  CHECK(checked.faults.size() == 4);
  CHECK(lines_with(checked.faults, {"missing"}) == 0);
  CHECK(checked.tree.find("limits.low") == nullptr);
}

TEST_CASE("ranges: open and closed ends") {
  const auto in = [](const char* number, const char* range) {
    return in_range(parse_decimal(number, 18).value(), range);
  };
  CHECK(in("0", "[0, 1)"));
  CHECK_FALSE(in("1", "[0, 1)"));
  CHECK_FALSE(in("0", "(0, 1]"));
  CHECK(in("1", "(0, 1]"));
  CHECK(in("1e12", "[0, )"));
  CHECK(in("-5", "(, 0]"));
  CHECK_FALSE(in("-5", "[-4.5, 0]"));
  CHECK(in("123", ""));
}

TEST_CASE("nearest text") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("same", "same") == 0);
  CHECK(nearest("btc_bassis", kModes) == "btc_basis");
  CHECK_FALSE(nearest("xyz", kModes).has_value());
  CHECK_FALSE(nearest("x", {}).has_value());
}

TEST_CASE("every default of every schema is allowed by its own row, and no pattern stands twice") {
  std::vector<Schema> schemas = {mode_schema(), share_class_schema()};
  for (const std::string& kind : venue_kinds()) schemas.push_back(venue_schema(kind));
  for (const Schema& schema : schemas) {
    std::map<std::string_view, int> seen;
    for (const SchemaRow& row : schema) {
      CAPTURE(row.pattern);
      CHECK(++seen[row.pattern] == 1);
      CHECK_FALSE(row.doc.empty());
      CHECK((row.need == Need::defaulted) == !row.fallback.empty());
      ConfigValue value;
      value.text = row.fallback;
      if (row.need == Need::defaulted) CHECK_FALSE(check_value(row, value).has_value());
    }
  }
  CHECK(venue_schema("nonsense").empty());
}

TEST_CASE("the key table names every key of a mode") {
  const std::string table = describe_mode_keys();
  for (const SchemaRow& row : mode_schema()) CHECK(table.find(row.pattern) != std::string::npos);
}
