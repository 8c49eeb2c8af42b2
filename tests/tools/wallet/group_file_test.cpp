#include "tools/wallet/group_file.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

TEST_CASE("a group file: actions in their order") {
  const auto read = parse_group(
      "# lever\n"
      "- {action: flash_loan, token: WETH, amount: 9.5}\n"
      "- {action: unwrap, amount: all}\n"
      "- {action: stake, venue: etherfi, amount: 10.5}\n"
      "- {action: supply, token: weETH, amount: all}\n"
      "- {action: set_emode, category: 1}\n"
      "- {action: borrow, token: WETH, amount: 9.5}\n"
      "- {action: flash_repay, token: WETH}\n"
      "- action: swap\n"
      "  token: weETH\n"
      "  into: WETH\n"
      "  amount: 1\n"
      "  fee_bps: 5\n"
      "  slippage_bps: 50\n",
      "group.yaml");
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  const auto& steps = read.value().steps;
  REQUIRE(steps.size() == 8);
  CHECK(steps[0].action == ActionType::flash_loan);
  CHECK(steps[0].venue == "morpho");
  CHECK(steps[0].amount->to_string() == "9.5");
  CHECK(!steps[1].amount);
  CHECK(steps[2].venue == "etherfi");
  CHECK(steps[2].token == "weETH");
  CHECK(steps[4].category == 1);
  CHECK(steps[7].fee_hundredths_bps == 500);
  CHECK(read.value().slippage_bps[7] == 50U);
  CHECK(!read.value().slippage_bps[0]);
}

TEST_CASE("a group file: bad input is one line with file, line, key and what is allowed") {
  struct Row {
    const char* yaml;
    const char* text;
  };
  const Row rows[] = {
      {"", "g.yaml:1: is no list of actions (allowed: - {action: supply, token: USDT, amount: 5})"},
      {"a: b", "g.yaml:1: is no list of actions"},
      {"- 5", "g.yaml:1: is no action (allowed: {action: NAME, ...})"},
      {"- {action: wish}", "g.yaml:1: action: 'wish' is not a choice (allowed: flash_loan, flash_repay, "},
      {"- {token: WETH}", "g.yaml:1: action: '' is not a choice"},
      {"- {action: wrap, amount: 1}\n- {action: supply, amount: 1}", "g.yaml:2: token: missing, supply needs it"},
      {"- {action: supply, token: WETH, amount: 1, into: X}",
       "g.yaml:1: into: is no key of supply (allowed: token, amount, venue)"},
      {"- {action: supply, token: WETH, amount: -1}", "g.yaml:1: amount: '-1' is no amount over 0"},
      {"- {action: supply, token: WETH, amount: 0}", "g.yaml:1: amount: '0' is no amount over 0"},
      {"- {action: borrow, token: WETH, amount: all}",
       "g.yaml:1: amount: 'all' is no amount over 0 with at most 18 decimals"},
      {"- {action: supply, token: WETH, amount: [1]}", "g.yaml:1: amount: is no single value"},
      {"- {action: stake, venue: rocket, amount: 1}",
       "g.yaml:1: venue: 'rocket' is not a choice (allowed: etherfi, lido)"},
      {"- {action: supply, venue: lido, token: WETH, amount: 1}",
       "g.yaml:1: venue: 'lido' is not a choice (allowed: aave_v3)"},
      {"- {action: set_emode, category: 256}", "g.yaml:1: category: '256' is no whole number from 0 to 255"},
      {"- {action: swap, token: A, into: B, amount: 1, fee_bps: 5}",
       "g.yaml:1: a swap has one of minimum_out and slippage_bps"},
      {"- {action: swap, token: A, into: B, amount: 1, fee_bps: 5, minimum_out: 1, slippage_bps: 5}",
       "g.yaml:1: a swap has one of minimum_out and slippage_bps"},
      {"- {action: [", "g.yaml:1: "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const auto read = parse_group(row.yaml, "g.yaml");
    REQUIRE(!read);
    CHECK(read.error().kind == ErrorKind::usage);
    CHECK_MESSAGE(read.error().text().starts_with(row.text), read.error().text());
    CHECK(read.error().text().find('\n') == std::string::npos);
  }
  CHECK(read_group_file("/no/such/file").error().text() == "/no/such/file cannot be read");
}

}  // namespace
}  // namespace basis::test
