#include "core/results/series_files.hpp"

#include <algorithm>
#include <chrono>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("equity.csv and positions.csv are written to the letter") {
  const TemporaryFolder folder;
  auto files = SeriesFiles::create(folder.path());
  REQUIRE(files);
  StepRecord step = step_at(0, "100000");
  step.positions = {{"binance_usdm:Perp:BTCUSDT", amount("-0.5"), amount("12.000000000000000001")},
                    {"odd,\"key\"", amount("1"), amount("-2")}};
  REQUIRE(files.value().append(step));
  step = step_at(1, "99999.999999999999999999");
  step.attribution[0] = amount("1.5");
  step.attribution[static_cast<std::size_t>(Attribution::transaction_costs)] = amount("-1.500000000000000001");
  REQUIRE(files.value().append(step));
  REQUIRE(files.value().close());
  CHECK(read_text(folder.path() / "equity.csv") ==
        "timestamp,equity,equity_at_market,supply_yield,borrow_costs,staking_yield_oracle,staking_yield_rewards,"
        "funding_pnl,"
        "delta_pnl,basis_pnl,dust_pnl,liquidation_pnl,transaction_costs,unexplained_pnl\n"
        "2024-05-12T00:00:00Z,100000,100000,0,0,0,0,0,0,0,0,0,0,0\n"
        "2024-05-12T01:00:00Z,99999.999999999999999999,99999.999999999999999999,1.5,0,0,0,0,0,0,0,0,-1."
        "500000000000000001,0\n");
  CHECK(read_text(folder.path() / "positions.csv") ==
        "timestamp,instrument,amount,value\n"
        "2024-05-12T00:00:00Z,binance_usdm:Perp:BTCUSDT,-0.5,12.000000000000000001\n"
        "2024-05-12T00:00:00Z,\"odd,\"\"key\"\"\",1,-2\n");
}

TEST_CASE("a run with capital flows has the time-weighted index in a last column") {
  const TemporaryFolder folder;
  auto files = SeriesFiles::create(folder.path(), true);
  REQUIRE(files);
  StepRecord step = step_at(0, "150");
  step.index = amount("99.000000000000000001");
  REQUIRE(files.value().append(step));
  REQUIRE(files.value().close());
  const std::string text = read_text(folder.path() / "equity.csv");
  CHECK(text.find("dust_pnl,liquidation_pnl,transaction_costs,unexplained_pnl,time_weighted_index\n") != text.npos);
  CHECK(text.ends_with("2024-05-12T00:00:00Z,150,150,0,0,0,0,0,0,0,0,0,0,0,99.000000000000000001\n"));
}

TEST_CASE("a full disk is an error that names the file and the reason") {
  auto file = BufferedFile::create("/dev/full");
  REQUIRE(file);
  file.value().buffer().append(std::size_t{1} << 20, 'x');
  const auto written = file.value().row_done();
  REQUIRE(!written);
  CHECK(written.error().kind == ErrorKind::usage);
  CHECK(written.error().text() == "cannot write /dev/full: No space left on device");
  const auto last = write_file("/dev/full", "x");
  REQUIRE(!last);
  CHECK(last.error().text() == "cannot write /dev/full: No space left on device");
}

TEST_CASE("a file that cannot be made is an error that names it") {
  const TemporaryFolder folder;
  const auto files = SeriesFiles::create(folder.path() / "absent");
  REQUIRE(!files);
  CHECK(files.error().text() ==
        "cannot write " + (folder.path() / "absent/equity.csv").string() + ": No such file or directory");
}

TEST_CASE("a long run is written whole, through many buffers") {
  constexpr int kSteps = 9217;
  const TemporaryFolder folder;
  auto files = SeriesFiles::create(folder.path());
  REQUIRE(files);
  StepRecord step = step_at(0, "100521.327052118273645019");
  step.attribution.fill(amount("-1234.567891234567890123"));
  step.positions.assign(8, {"binance_usdm:Perp:BTCUSDT", amount("-0.512345678"), amount("31234.123456789123456789")});
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kSteps; ++i, step.time = step.time + kHour) REQUIRE(files.value().append(step));
  REQUIRE(files.value().close());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  MESSAGE("9,217 steps of 8 positions took ", took.count(), " ms");
  const std::string equity = read_text(folder.path() / "equity.csv");
  const std::string positions = read_text(folder.path() / "positions.csv");
  CHECK(std::count(equity.begin(), equity.end(), '\n') == kSteps + 1);
  CHECK(std::count(positions.begin(), positions.end(), '\n') == kSteps * 8 + 1);
  const std::string_view row = "2025-05-31T00:00:00Z,binance_usdm:Perp:BTCUSDT,-0.512345678,31234.123456789123456789\n";
  CHECK(positions.ends_with(row));
}
