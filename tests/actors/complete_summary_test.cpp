#include "actors/complete_summary.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"

using namespace basis;

TEST_CASE("summary: perps whose bars have no high or low are remarked where an hour's inside counts") {
  History history;
  history.dataset = "made";
  history.bars["perp/okx_BTCUSDT"].without_extremes = 7;
  history.bars["perp/bybit_BTCUSDT"];
  history.bars["spot/binance_BTCUSDT"].without_extremes = 3;
  const auto remarks = [&](const std::vector<std::string>& overrides) {
    const auto config = load_config(test::shipped_configs(), "btc_basis", overrides, Environment{});
    REQUIRE_MESSAGE(config.has_value(), config.error().text());
    RunSummary summary;
    complete_summary(summary, config.value(), history, kNoFlows, "");
    return summary.remarks;
  };
  CHECK(remarks({}) ==
        std::vector<std::string>{"perp/okx_BTCUSDT: 7 bars have no high or no low; liquidation sees only their open."});
  CHECK(remarks({"execution.liquidation=open"}).empty());
}
