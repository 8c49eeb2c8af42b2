#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct Lst {
  const char* token;
  const char* setting;
};
constexpr std::array<Lst, 2> kLsts{{{"weETH", "lst_type=weeth"}, {"wstETH", "lst_type=wsteth"}}};
constexpr std::array kLtvs = {"0", "0.65", "0.91"};

std::vector<std::string> ideal(std::initializer_list<std::string> more) {
  std::vector<std::string> overrides = kIdeal;
  overrides.insert(overrides.end(), more);
  return overrides;
}

/// Growth of one ETH staked: r(T) / r(0).
long double staked(const History& history, const std::string& token) {
  const auto& rate = history.rates.at("lst/" + token + "_oracle");
  return number(rate.back()) / number(rate.front());
}

/// Growth of one ETH of equity at loan-to-value L: S = 1/(1-L) supplied, D = L/(1-L) owed;
/// S * I(T)/I(0) * r(T)/r(0) - D * B(T)/B(0).
long double levered(const History& history, const std::string& token, long double ltv) {
  const auto& supply = history.indices.at("aave_v3/" + token).liquidity;
  const auto& borrow = history.indices.at("aave_v3/WETH").variable_borrow;
  const long double supplied = 1 / (1 - ltv);
  return supplied * number(supply.back()) / number(supply.front()) * staked(history, token) -
         ltv * supplied * number(borrow.back()) / number(borrow.front());
}

/// a*E buys q ETH that grow by `growth`; q short in all, and (1-a)*E of margin.
long double neutral(const History& history, const ModeSettings& mode, long double capital, long double growth) {
  const auto& spot = history.prices.at("spot/binance_ETHUSDT");
  const auto a = static_cast<long double>(mode.stake_allocation_eth.to_double());
  const long double q = a * capital / number(spot.front());
  long double equity = q * growth * number(spot.back()) + (1 - a) * capital;
  for (const auto& [venue, share] : mode.hedge_allocation) {
    const auto& mark = history.prices.at("perp/" + venue + "_ETHUSDT");
    const auto& funding = history.funding.at("funding/" + venue + "_ETHUSDT");
    const long double leg = q * static_cast<long double>(share.to_double());
    equity += leg * (number(mark.front()) - number(mark.back()));
    for (std::size_t hour = 1; hour < history.hours; ++hour)
      if (funding[hour]) equity += leg * number(mark[hour]) * number(*funding[hour]);
  }
  return equity;
}

RunResult checked_run(const Settings& settings, const History& history, std::int64_t capital, long double wanted) {
  RunResult result = run(settings, history, Amount::from_int(capital));
  check_close(result.summary.final_equity, wanted);
  CHECK(result.summary.difference.is_zero());
  CHECK(result.summary.gas.is_zero());
  CHECK(result.summary.fees.is_zero());
  return result;
}

}  // namespace

TEST_CASE("ETH staking matches its closed form under ideal execution") {
  for (const Lst& lst : kLsts)
    for (const Window& window : kWindows) {
      INFO(std::string(lst.token), " from ", std::string(window.from));
      const Settings settings = settings_of("eth_staking_only", ideal({lst.setting}));
      const History history = history_for(sample_folder(), settings, utc(window.from), utc(window.to));
      const RunResult result = checked_run(settings, history, 100, 100 * staked(history, lst.token));
      CHECK(result.summary.pnl[static_cast<std::size_t>(Attribution::staking_yield_oracle)].sign() > 0);
    }
}

TEST_CASE("ETH leveraged matches its closed form under ideal execution, without debt as well as close to the limit") {
  for (const Lst& lst : kLsts)
    for (const std::string ltv : kLtvs)
      for (const Window& window : kWindows) {
        INFO(std::string(lst.token), " at ", ltv, " from ", std::string(window.from));
        const Settings settings = settings_of("eth_leveraged", ideal({lst.setting, "target_ltv=" + ltv}));
        const History history = history_for(sample_folder(), settings, utc(window.from), utc(window.to));
        const long double l = std::stold(ltv);
        const RunResult result = checked_run(settings, history, 100, 100 * levered(history, lst.token, l));
        if (l > 0) CHECK(*result.summary.max_ltv >= std::stod(ltv) - 1e-12);
      }
}

TEST_CASE("the market-neutral modes match their closed forms under ideal execution, and have no delta at entry") {
  for (const Lst& lst : kLsts)
    for (const Window& window : kWindows) {
      INFO(std::string(lst.token), " from ", std::string(window.from));
      const Settings plain = settings_of("usdt_market_neutral_no_leverage", ideal({lst.setting}));
      const History history = history_for(sample_folder(), plain, utc(window.from), utc(window.to));
      checked_run(plain, history, 100'000, neutral(history, plain.mode, 100'000, staked(history, lst.token)));
      for (const std::string ltv : kLtvs) {
        INFO("at ", ltv);
        const Settings levered_mode =
            settings_of("usdt_market_neutral", ideal({lst.setting, "target_ltv=" + ltv, "stake_allocation_eth=0.4"}));
        const History more = history_for(sample_folder(), levered_mode, utc(window.from), utc(window.to));
        checked_run(levered_mode, more, 100'000,
                    neutral(more, levered_mode.mode, 100'000, levered(more, lst.token, std::stold(ltv))));
      }
    }
}

TEST_CASE("leverage by loops comes within a thousandth of the one transaction, and never over its loan-to-value") {
  const History history =
      history_for(sample_folder(), settings_of("eth_leveraged", ideal({})), utc("2024-05-12"), utc("2024-05-14"));
  const RunResult flash = run(settings_of("eth_leveraged", ideal({})), history, Amount::from_int(100));
  const RunResult loops =
      run(settings_of("eth_leveraged", ideal({"leverage_method=recursive"})), history, Amount::from_int(100));
  CHECK(*loops.summary.max_ltv <= *flash.summary.max_ltv + 1e-12);
  CHECK(*loops.summary.max_ltv > *flash.summary.max_ltv - 0.002);
  CHECK(loops.count(R"("type":"flash_loan")") == 0);
  CHECK(loops.count(R"("type":"borrow")") > 10);
  CHECK(flash.count(R"("type":"borrow")") == 1);
}

TEST_CASE("rewards are credited at their payout, sold as dust, and explain themselves to the last unit") {
  for (const char* mode :
       {"eth_staking_only", "eth_leveraged", "usdt_market_neutral_no_leverage", "usdt_market_neutral"}) {
    CAPTURE(mode);
    const Settings settings = settings_of(mode, {"rewards_mode=base_eigen", "dust_delta=0"});
    const History history = history_for(sample_folder(), settings, utc("2024-05-12"), utc("2024-09-12"));
    const RunResult result = run(settings, history, settings.default_capital);
    CHECK(result.summary.difference.is_zero());
    CHECK(result.summary.pnl[static_cast<std::size_t>(Attribution::staking_yield_rewards)].sign() > 0);
    CHECK(result.count(R"("type":"reward")") > 1);
  }
}

TEST_CASE("debt without collateral is not owed for ever: no loss exceeds what was there") {
  const Settings settings = settings_of("eth_leveraged", {});
  History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-05"));
  // The token loses half its rate within an hour, far past the point where collateral covers the debt.
  auto& rate = history.rates.at("lst/weETH_oracle");
  auto& market = history.market_rates.at("lst/weETH_market");
  for (std::size_t hour = 50; hour < rate.size(); ++hour) {
    rate[hour] = Ray::from_raw(rate[hour].raw() / 2);
    if (market[hour]) market[hour] = Ray::from_raw(market[hour]->raw() / 2);
  }
  const RunResult result = run(settings, history, Amount::from_int(100));
  const RunSummary& summary = result.summary;
  CHECK(summary.difference.is_zero());
  CHECK(summary.liquidations >= 1);
  CHECK(result.count(R"("notice":"write_off")") == 1);
  // The reserve of a tenth is left, and no debt beside it.
  CHECK(summary.final_equity.to_double() == doctest::Approx(10).epsilon(0.01));
  CHECK(summary.max_drawdown == doctest::Approx(0.9).epsilon(0.01));
  // Of the loss of some 500 ETH in the token the lender bears what equity did not cover.
  CHECK(summary.pnl[static_cast<std::size_t>(Attribution::liquidation_pnl)].sign() > 0);
  CHECK(summary.costs.liquidation == summary.pnl[static_cast<std::size_t>(Attribution::liquidation_pnl)]);
}
