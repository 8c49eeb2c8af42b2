#include <random>

#include "core/config/config_tree.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("YAML is flattened to dotted paths with the line of each key") {
  const auto tree = parse_config_tree("a: 1\nb:\n  c: x y\n  d: {e: 2, f: [p, q]}\n", "t.yaml");
  REQUIRE(tree);
  const ConfigTree& t = tree.value();
  CHECK(t.values.size() == 4);
  CHECK(t.find("a")->text == "1");
  CHECK(t.find("b.c")->text == "x y");
  CHECK(t.find("b.c")->origin.text() == "t.yaml:3");
  CHECK(t.find("b.d.e")->origin.line == 4);
  CHECK(t.find("b.d.f")->items == std::vector<std::string>{"p", "q"});
  CHECK(t.children("b") == std::vector<std::string>{"c", "d"});
  CHECK(t.children("b.d") == std::vector<std::string>{"e", "f"});
  CHECK(t.find("b") == nullptr);
}

TEST_CASE("malformed YAML is one line with file and line") {
  struct Row {
    std::string text;
    std::string place;
    std::string says;
  };
  const Row rows[] = {
      {"a: 1\na: 2\n", "t.yaml:2", "duplicate key 'a', first on line 1"},
      {"g:\n  a: 1\n  b: 2\n  a: 2\n", "t.yaml:4", "duplicate key 'g.a', first on line 2"},
      {"a: 1\nb: [1, 2\n", "t.yaml:", "malformed YAML"},
      {"a: 1\n  b: 2\n", "t.yaml:2", "malformed YAML"},
      {"a: {b: 1\nc: 2\n", "t.yaml:", "malformed YAML"},
      {"a: *nothing\n", "t.yaml:1", "malformed YAML"},
      {"", "t.yaml:1", "empty"},
      {"- a\n- b\n", "t.yaml:1", "`key: value`"},
      {"text alone\n", "t.yaml:1", "`key: value`"},
      {"a: 1\nb:\n", "t.yaml:2", "'b' has no value"},
      {"a: {}\n", "t.yaml:1", "'a' has no value"},
      {"a.b: 1\n", "t.yaml:1", "dot"},
      {"a:\n  - x\n  - y: 1\n", "t.yaml:3", "plain values only"},
      {"a: 1\n---\nb: 2\n", "t.yaml:", "second YAML document"},
      {"? [x]\n: 1\n", "t.yaml:1", "not a plain name"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto tree = parse_config_tree(row.text, "t.yaml");
    REQUIRE_FALSE(tree);
    CHECK(tree.error().kind == ErrorKind::usage);
    CHECK(tree.error().lines.size() == 1);
    CHECK(tree.error().text().find(row.place) == 0);
    CHECK_MESSAGE(tree.error().text().find(row.says) != std::string::npos, tree.error().text());
  }
}

TEST_CASE("all faults of one file are reported, not the first") {
  const auto tree = parse_config_tree("a: 1\na: 2\nb:\nc:\n  - {x: 1}\n", "t.yaml");
  REQUIRE_FALSE(tree);
  CHECK(tree.error().lines.size() == 3);
}

TEST_CASE("a file that cannot be read says why") {
  const ConfigCopy copy;
  CHECK(read_config_tree(copy.path() / "absent.yaml").error().text().find("No such file") != std::string::npos);
  CHECK(read_config_tree(copy.path() / "modes").error().text().find("cannot be read") != std::string::npos);
  copy.write("big.yaml", std::string(2 << 20, 'a'));
  CHECK(read_config_tree(copy.path() / "big.yaml").error().text().find("at most 1048576") != std::string::npos);
}

TEST_CASE("damaged text is refused or read, and never throws") {
  const std::string good = [] {
    std::ifstream in(kShippedConfigs / "venues/okx.yaml");
    return std::string{std::istreambuf_iterator<char>(in), {}};
  }();
  REQUIRE(good.size() > 500);
  const std::uint32_t seed = 20240512;
  INFO("seed ", seed);
  std::mt19937 random(seed);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string text = good.substr(0, random() % good.size());
    for (int hit = 0; hit < 4 && !text.empty(); ++hit) text[random() % text.size()] = static_cast<char>(random() % 256);
    const auto tree = parse_config_tree(text, "t.yaml");
    if (tree) continue;
    ++refused;
    CHECK_FALSE(tree.error().lines.empty());
    CHECK(tree.error().text().find("t.yaml:") == 0);
  }
  CHECK(refused > 30);
}
