#include <algorithm>
#include <sstream>

#include "tests/node/hand_made.hpp"
#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr std::array kHedgedModes = {"btc_basis", "eth_basis", "usdt_market_neutral_no_leverage",
                                     "usdt_market_neutral"};

/// Overrides that put the perps of Binance and OKX into these accounts.
std::vector<std::string> accounts(const std::string& mode, const std::string& binance, const std::string& okx) {
  std::vector<std::string> all = {"okx:BaseToken:USDT"};
  for (std::string key : settings_of(mode, {}).mode.instruments) {
    if (key.starts_with("binance_usdm:")) key = binance + key.substr(key.find(':'));
    if (key.starts_with("okx:")) key = okx + key.substr(key.find(':'));
    if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(key);
  }
  std::string text = "instruments=" + all.front();
  for (auto key = all.begin() + 1; key != all.end(); ++key) text += "," + *key;
  return {text, "venues.binance.accounts.perp=" + binance, "venues.okx.accounts.perp=" + okx};
}

std::vector<std::string> plus(std::vector<std::string> one, const std::vector<std::string>& two) {
  one.insert(one.end(), two.begin(), two.end());
  return one;
}

CapitalFlows flows_of(std::initializer_list<CapitalFlow> flows) { return {"flows.csv", "", flows}; }

/// "binance_usdm>binance buy binance sell okx ": every order of one instant, transfers by their ends.
std::string orders_at(const RunResult& result, const std::string& time) {
  const auto field = [](const std::string& line, const std::string& name) {
    const std::size_t at = line.find("\"" + name + "\":\"");
    if (at == std::string::npos) return std::string();
    const std::size_t from = at + name.size() + 4;
    return line.substr(from, line.find('"', from) - from);
  };
  std::istringstream lines(result.events);
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    if (field(line, "type") != "order" || field(line, "time") != time) continue;
    const std::string to = field(line, "to");
    all +=
        to.empty() ? field(line, "side") + " " + field(line, "account") + " " : field(line, "account") + ">" + to + " ";
  }
  return all;
}

/// Whether the account of spot has cash at the close of any hour.
bool cash_left_in_spot(const RunResult& result) {
  return result.positions.find(",binance:BaseToken:USDT,") != std::string::npos;
}

void check_sound(const RunResult& result) {
  CHECK(result.summary.difference.is_zero());
  CHECK(result.count(R"("type":"order_refused")") == 0);
}

}  // namespace

TEST_CASE("accounts: two of them or one, the same equity and the same gas at every hour, in every mode that hedges") {
  const std::vector<std::vector<std::string>> overrides = {
      {},
      kIdeal,
      {"hedge_allocation.binance=1", "hedge_allocation.bybit=0", "hedge_allocation.okx=0"},
      {"hedge_allocation.binance=0", "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0.5"},
      // A plan that passes on what arrived ends a step later than one that need not.
      {"position_deviation_threshold=0.0005", "transfer.minimum=100", "execution.delays=none"}};
  for (const std::string mode : kHedgedModes)
    for (const auto& also : overrides) {
      INFO(mode, " ", also.empty() ? std::string("as shipped") : also.front());
      const Settings two = settings_of(mode, plus(accounts(mode, "binance_usdm", "okx_swap"), also));
      const Settings one = settings_of(mode, plus(accounts(mode, "binance", "okx"), also));
      const History history = history_for(sample_folder(), two, utc("2024-06-01"), utc("2024-07-20"));
      const CapitalFlows flows = flows_of({{utc("2024-06-10T05:00:00Z"), true, amount("30000"), ExitSpeed::fast, 2},
                                           {utc("2024-06-20T07:00:00Z"), false, amount("50000"), ExitSpeed::fast, 3},
                                           {utc("2024-07-01T07:00:00Z"), false, std::nullopt, ExitSpeed::slow, 4}});
      const auto split = run_with_flows(two, history, amount("100000"), flows);
      const auto whole = run_with_flows(one, history, amount("100000"), flows);
      REQUIRE(split);
      REQUIRE(whole);
      check_sound(split.value());
      CHECK(split.value().equity == whole.value().equity);
      CHECK(split.value().summary.gas == whole.value().summary.gas);
      CHECK(split.value().summary.withdrawals == whole.value().summary.withdrawals);
      CHECK(split.value().summary.min_margin_ratio == whole.value().summary.min_margin_ratio);
      CHECK(whole.value().count(R"("to":"binance_usdm")") == 0);
    }
}

TEST_CASE("accounts: an entry passes the margin on, buys, and leaves no cash in the account of spot") {
  const HandMade market;
  const RunResult result = run(settings_of("btc_basis", {"execution.delays=none"}), market.history, amount("100000"));
  check_sound(result);
  CHECK(orders_at(result, "2024-06-01T00:00:00Z") ==
        "wallet>binance wallet>bybit wallet>okx binance>binance_usdm buy binance sell binance_usdm sell bybit sell okx "
        "binance>binance_usdm ");
  CHECK_FALSE(cash_left_in_spot(result));
  // Both ends of the transfer are booked, and no gas for it: there is one for each transfer from the wallet.
  CHECK(result.count(R"("type":"transfer")") == 10);
  CHECK(result.count(R"("type":"gas")") == 3);
  REQUIRE(result.summary.min_margin_ratio.size() == 3);
  CHECK(result.summary.min_margin_ratio.contains("binance"));
  CHECK(result.equity.find("margin_ratio_binance_usdm") == std::string::npos);
}

TEST_CASE("accounts: profit comes back from the margin to buy spot, and what spot brings becomes margin") {
  HandMade market;
  market.move_all(10, 30'000);
  market.move_all(30, 90'000);
  const std::vector<std::string> overrides = {"execution.costs=none",     "execution.rounding=none",
                                              "execution.delays=none",    "hedge_allocation.binance=1",
                                              "hedge_allocation.bybit=0", "hedge_allocation.okx=0"};
  const CapitalFlows flows = flows_of({{utc("2024-06-01T12:00:00Z"), true, amount("10000"), ExitSpeed::fast, 2}});
  const auto done = run_with_flows(settings_of("btc_basis", overrides), market.history, amount("100000"), flows);
  REQUIRE(done);
  const RunResult& result = done.value();
  check_sound(result);
  // At 60,000: N = 90,000 / 1.8 = 50,000, 0.8333 coins, 40,000 of margin. At 30,000 the short is 25,000 up. With
  // 110,000 of equity N is 55,000, or 1.8333 coins: one more for 30,000. The wallet sends 9,000, the margin gives the
  // rest.
  CHECK(orders_at(result, "2024-06-01T12:00:00Z") ==
        "wallet>binance binance_usdm>binance buy binance sell binance_usdm ");
  // At 90,000 the short has lost 110,000 against 30,000 and margin is gone; the venue liquidates it, and spot follows.
  CHECK(result.summary.liquidations == 1);
  CHECK(orders_at(result, "2024-06-02T06:00:00Z") == "sell binance binance>binance_usdm ");
  CHECK_FALSE(cash_left_in_spot(result));
}

TEST_CASE("accounts: a rally is met with the proceeds of spot, moved to the margin at once") {
  HandMade market;
  market.move_all(10, 92'000);
  const RunResult result =
      run(settings_of("btc_basis", {"position_deviation_threshold=0.99"}), market.history, amount("100000"));
  check_sound(result);
  const std::string orders = orders_at(result, "2024-06-01T10:00:00Z");
  CHECK(orders.find("sell binance buy binance_usdm buy bybit buy okx binance>binance_usdm ") == 0);
  CHECK_FALSE(cash_left_in_spot(result));
}

TEST_CASE("accounts: a withdrawal brings the margin to spot first, and leaves from there") {
  const HandMade market;
  for (const ExitSpeed speed : {ExitSpeed::fast, ExitSpeed::slow}) {
    const CapitalFlows flows = flows_of({{utc("2024-06-01T12:00:00Z"), false, std::nullopt, speed, 2}});
    const auto done = run_with_flows(settings_of("btc_basis", {}), market.history, amount("100000"), flows);
    REQUIRE(done);
    check_sound(done.value());
    CHECK(orders_at(done.value(), "2024-06-01T12:00:00Z")
              .find("sell binance buy binance_usdm buy bybit buy okx binance_usdm>binance binance>wallet ") == 0);
    CHECK(done.value().summary.final_equity.is_zero());
  }
}

TEST_CASE("accounts: spot alone at an exchange needs no account of perps") {
  const std::vector<std::string> overrides = {
      "instruments=wallet:BaseToken:USDT,binance:BaseToken:USDT,binance:BaseToken:BTC,bybit:BaseToken:USDT,"
      "bybit:Perp:BTCUSDT,okx:BaseToken:USDT,okx:Perp:BTCUSDT",
      "hedge_allocation.binance=0", "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0.5"};
  HandMade market;
  market.move_all(20, 92'000);
  const CapitalFlows flows = flows_of({{utc("2024-06-01T08:00:00Z"), true, amount("30000"), ExitSpeed::fast, 2},
                                       {utc("2024-06-02T12:00:00Z"), false, std::nullopt, ExitSpeed::fast, 3}});
  const auto done = run_with_flows(settings_of("btc_basis", overrides), market.history, amount("100000"), flows);
  REQUIRE(done);
  check_sound(done.value());
  CHECK(done.value().summary.min_margin_ratio.size() == 2);
  CHECK(done.value().summary.trades >= 9);
  CHECK(done.value().summary.final_equity.is_zero());
}
