#include "core/risk/shock.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Shock good(std::string_view text) {
  const auto shock = parse_shock(text);
  REQUIRE_MESSAGE(shock.has_value(), shock.error().text());
  return shock.value();
}

}  // namespace

TEST_CASE("shock: every name, and what it sets") {
  const Shock shock = good(
      "eth=-0.3, btc = 0.25,eigen=-1,steth_rate=-0.03,market_rate=-0.05,basis=0.05,"
      "funding=-0.0005x72h,borrow_rate=0.2x720h,gas=5");
  CHECK(shock.prices.size() == 3);
  CHECK(shock.prices.at("ETH") == fraction("-0.3"));
  CHECK(shock.prices.at("BTC") == fraction("0.25"));
  CHECK(shock.prices.at("EIGEN") == fraction("-1"));
  CHECK(*shock.staking_rate == fraction("-0.03"));
  CHECK(*shock.market_rate == fraction("-0.05"));
  CHECK(*shock.basis == fraction("0.05"));
  CHECK(shock.funding->rate == fraction("-0.0005"));
  CHECK(shock.funding->hours == 72);
  CHECK(shock.borrow_rate->rate == fraction("0.2"));
  CHECK(shock.borrow_rate->hours == 720);
  CHECK(*shock.gas == fraction("5"));
  CHECK(*good("staking_rate=0.01").staking_rate == fraction("0.01"));
  CHECK_FALSE(good("eth=0").funding.has_value());
  CHECK(good("ethfi=100").prices.at("ETHFI") == fraction("100"));
  CHECK(good("funding=1e-4x1h").funding->rate == fraction("0.0001"));
  CHECK(good("funding=0.1x8760h").funding->hours == 8760);
  CHECK(good("gas=5").text == "gas=5");
}

TEST_CASE("shock: a bad part is named, with what is wrong with it") {
  struct Row {
    const char *text, *fault;
  };
  for (const Row& row : {
           Row{"", "--shock: '': is empty"},
           Row{"eth=-0.3,", "--shock: '': is empty"},
           Row{"eth", "--shock: 'eth': is not NAME=VALUE"},
           Row{"eht=-0.3", "--shock: 'eht=-0.3': unknown name 'eht'; did you mean 'eth'? (allowed: btc | eigen | eth"},
           Row{"ETH=-0.3", "--shock: 'ETH=-0.3': unknown name 'ETH'"},
           Row{"usdt=-0.1", "--shock: 'usdt=-0.1': unknown name 'usdt'"},
           Row{"=1", "--shock: '=1': unknown name ''"},
           Row{"eth=lots", "--shock: 'eth=lots': 'lots' is not a decimal number"},
           Row{"eth=", "--shock: 'eth=': '' is not a decimal number"},
           Row{"eth=-30%", "--shock: 'eth=-30%': '-30%' is not a decimal number"},
           Row{"eth=nan", "--shock: 'eth=nan': 'nan' is not a decimal number"},
           Row{"eth=-1.000000000001",
               "--shock: 'eth=-1.000000000001': -1.000000000001 is out of range (allowed: -1 to 100)"},
           Row{"gas=-2", "--shock: 'gas=-2': -2 is out of range (allowed: -1 to 100)"},
           Row{"basis=100.000000000001", "is out of range (allowed: -1 to 100)"},
           Row{"eth=-0.3,eth=0.1", "--shock: 'eth=0.1': is given twice"},
           Row{"steth_rate=-0.1,staking_rate=-0.1", "--shock: 'staking_rate=-0.1': is given twice"},
           Row{"funding=0.1x8h,funding=0.1x8h", "--shock: 'funding=0.1x8h': is given twice"},
           Row{"funding=-0.0005", "--shock: 'funding=-0.0005': '-0.0005' is not RATExHOURSh, as in -0.0005x72h"},
           Row{"funding=-0.0005x72", "is not RATExHOURSh"},
           Row{"funding=-0.0005x0h", "--shock: 'funding=-0.0005x0h': '0' is no number of hours (allowed: 1 to 8760)"},
           Row{"funding=-0.0005x8761h", "'8761' is no number of hours"},
           Row{"funding=-0.0005x-8h", "'-8' is no number of hours"},
           Row{"funding=-0.0005x1.5h", "'1.5' is no number of hours"},
           Row{"funding=-0.0005xh", "'' is no number of hours"},
           Row{"funding=-0.0005x99999999999999999999h", "is no number of hours"},
           Row{"funding=x8h", "'' is not a decimal number"},
           Row{"borrow_rate=-0.1x8h", "-0.1 is out of range (allowed: 0 to 100)"},
       }) {
    CAPTURE(std::string(row.text));
    const auto shock = parse_shock(row.text);
    REQUIRE_FALSE(shock.has_value());
    CHECK(shock.error().kind == ErrorKind::usage);
    CHECK_MESSAGE(shock.error().lines.back().find(row.fault) != std::string::npos, shock.error().lines.back());
  }
}

TEST_CASE("shock: all bad parts are told at once") {
  const auto shock = parse_shock("foo=1,eth=-0.1,basis=-7,gas");
  REQUIRE_FALSE(shock.has_value());
  REQUIRE(shock.error().lines.size() == 3);
  CHECK(shock.error().lines[0].find("'foo=1'") != std::string::npos);
  CHECK(shock.error().lines[1].find("'basis=-7'") != std::string::npos);
  CHECK(shock.error().lines[2].find("'gas'") != std::string::npos);
}
