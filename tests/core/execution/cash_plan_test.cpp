#include <map>

#include "tests/core/execution/cash_support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Amount& cash_in(Desk& desk, AccountId account) {
  return desk.positions[desk.universe.get(account, PositionType::base_token, kQuoteAsset).index()].amount;
}

struct Standing {
  Amount over;     ///< balance less target
  Amount movable;  ///< at most this may leave, gas included
};

/// Where the wallet and each exchange stand before a plan, by the account that sends and receives, worked out by the
/// shares of the shipped mode.
std::map<AccountId, Standing> standings(Desk& desk, const Instruction& instruction) {
  desk.view();
  std::map<AccountId, Standing> all;
  const AccountId wallet = desk.account("wallet");
  const Amount over = cash_in(desk, wallet) - instruction.cash.wallet;
  all[wallet] = {over, std::max(Amount{}, over)};
  for (const auto& [name, share] : desk.settings.mode.hedge_allocation) {
    AccountMargin margin = desk.margin(name);
    if (name == "binance") {
      const Amount in_spot = cash_in(desk, desk.account(name));
      margin.cash += in_spot;
      margin.balance += in_spot;
      margin.account = desk.account(name);
    }
    Amount target = mul(instruction.cash.margin, share, Rounding::floor);
    if (name == "binance") target += instruction.cash.spot;
    all[margin.account] = {margin.balance - target, std::max(Amount{}, std::min(margin.balance - target, margin.cash))};
  }
  return all;
}

}  // namespace

TEST_CASE("cash plan: the largest surplus feeds the largest deficit, in a fixed order") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "100000");
  CHECK(text(desk, plan(desk, targets("10000", "50000", "40000"))) ==
        "wallet > binance 66000; wallet > bybit 12000; wallet > okx 12000; binance > binance_usdm 16000; ");
  desk.hold("wallet:BaseToken:USDT", "50000");
  desk.fund("0", "30000", "20000");
  CHECK(text(desk, plan(desk, targets("10000", "50000", "40000"))) ==
        "wallet > binance 40000; bybit > binance 18000; okx > binance 8000; binance > binance_usdm 16000; ");
}

TEST_CASE("cash plan: gas is paid on top, once a transfer") {
  Desk desk("btc_basis", {"transfer.maximum=25000"});
  desk.hold("wallet:BaseToken:USDT", "100000");
  // 90,000 may leave: 66,000 in three pieces and 18 gas; 12,000 and 6; of 11,976 the last 6 are gas. One coin of spot
  // costs 50,052.5 and leaves 12 for the gas of two withdrawals, so 66,000 - 50,064.5 go on to the margin.
  CHECK(text(desk, plan(desk, targets("10000", "50000", "40000"))) ==
        "wallet > binance 25000; wallet > binance 25000; wallet > binance 16000; wallet > bybit 12000; "
        "wallet > okx 11970; binance > binance_usdm 15935.5; ");
}

TEST_CASE("cash plan: discretionary moves under the minimum are not made") {
  struct Row {
    const char* wallet;
    bool discretionary;
    const char* moves;
  };
  for (const Row& row :
       {Row{"4999.999999999999999999", true, ""}, Row{"5000", true, "wallet > binance 5000; "},
        Row{"4999.999999999999999999", false, "wallet > binance 4999.999999999999999999; "},
        Row{"0.000000000000000001", false, "wallet > binance 0.000000000000000001; "}, Row{"0", false, ""}}) {
    CAPTURE(std::string(row.wallet));
    Desk desk("btc_basis", kNoCosts);
    desk.hold("wallet:BaseToken:USDT", row.wallet);
    CHECK(text(desk, plan(desk, targets("0", "50000", "0", row.discretionary))) == row.moves);
  }
  Desk gas("btc_basis");
  gas.hold("wallet:BaseToken:USDT", "5005.99");
  CHECK(plan(gas, targets("0", "50000", "0", true)).empty());
  gas.hold("wallet:BaseToken:USDT", "5006");
  CHECK(text(gas, plan(gas, targets("0", "50000", "0", true))) == "wallet > binance 5000; ");
  gas.hold("wallet:BaseToken:USDT", "6");
  CHECK(plan(gas, targets("0", "50000", "0", false)).empty());
}

TEST_CASE("cash plan: unrealised profit cannot be moved, unrealised loss is a deficit") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("0", "10000", "10000");
  desk.hedge("0", "0", "1", "1");
  desk.positions[desk.id(kBtcPerps[1]).index()].entry_cost = amount("-80000");  // 30,000 up
  desk.positions[desk.id(kBtcPerps[2]).index()].entry_cost = amount("-35000");  // 15,000 down
  CHECK(desk.view().risk.margins[1].balance == amount("40000"));
  CHECK(text(desk, plan(desk, targets("0", "0", "0"))) == "bybit > okx 5000; ");
  CHECK(text(desk, plan(desk, targets("50000", "0", "0"))) == "bybit > wallet 10000; ");
}

TEST_CASE("cash plan: a move is made in at most a hundred transfers, larger ones where it must be") {
  Desk desk("btc_basis", {"execution.costs=none", "transfer.minimum=100", "transfer.maximum=1000"});
  desk.hold("wallet:BaseToken:USDT", "1000000000000");
  CHECK(plan(desk, targets("0", "100000", "0")).size() == 100);
  const auto moves = plan(desk, targets("0", "700000000000", "0"));
  REQUIRE(moves.size() == 100);
  CHECK(moves.front().amount == amount("7000000000"));
  CHECK(moves.back().amount == amount("7000000000"));
}

TEST_CASE("cash plan: nothing to do on target, or with nothing to give") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "10000");
  desk.fund("16000", "12000", "12000");
  desk.hold("binance:BaseToken:USDT", "50000");
  CHECK(plan(desk, targets("10000", "50000", "40000")).empty());
  // Too little for all: margin has its 20,000 before spot.
  CHECK(text(desk, plan(desk, targets("20000", "60000", "50000"))) == "binance > binance_usdm 4000; ");
}

TEST_CASE("cash plan: random books keep every promise") {
  int moves_made = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(800); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    const bool gas = draw.chance(50);
    Desk desk("btc_basis", {gas ? "execution.costs=model" : "execution.costs=none", "transfer.maximum=40000"});
    for (const char* name : {"wallet", "binance", "binance_usdm", "bybit", "okx"})
      cash_in(desk, desk.account(name)) = draw.amount_between("0", "120000");
    for (const std::string& perp : kBtcPerps)
      if (draw.chance(50))
        desk.positions[desk.id(perp).index()] = {amount("-1"), draw.amount_between("-90000", "-30000")};
    Instruction wanted = targets("0", "0", "0", draw.chance(50));
    wanted.cash = {draw.amount_between("0", "100000"), draw.amount_between("0", "90000"),
                   draw.amount_between("0", "200000")};
    const auto before = standings(desk, wanted);
    const auto moves = plan(desk, wanted);
    REQUIRE(text(desk, moves) == text(desk, plan(desk, wanted)));
    std::map<AccountId, Amount> left;
    std::map<AccountId, Amount> arrived;
    std::map<std::pair<AccountId, AccountId>, Amount> together;
    std::map<AccountId, Amount> cash;
    for (const AccountId account : {desk.account("wallet"), desk.account("binance"), desk.account("binance_usdm"),
                                    desk.account("bybit"), desk.account("okx")})
      cash[account] = cash_in(desk, account);
    for (const CashMove& move : moves) {
      ++moves_made;
      REQUIRE(move.amount.sign() > 0);
      // Sent in this order, every account has what it sends.
      const bool inside = desk.universe.same_exchange(move.from, move.to);
      cash[move.from] -= move.amount + (gas && !inside ? amount("6") : Amount{});
      cash[move.to] += move.amount;
      REQUIRE(cash[move.from].sign() >= 0);
      if (inside) continue;
      REQUIRE(move.from != desk.account("binance_usdm"));
      REQUIRE(move.to != desk.account("binance_usdm"));
      REQUIRE(move.amount <= desk.settings.mode.transfer.maximum);
      left[move.from] += move.amount + (gas ? amount("6") : Amount{});
      arrived[move.to] += move.amount;
      together[{move.from, move.to}] += move.amount;
    }
    bool surplus_left = false;
    bool deficit_left = false;
    for (const auto& [account, standing] : before) {
      CAPTURE(desk.universe.name(account));
      REQUIRE(left[account] <= standing.movable);
      REQUIRE(arrived[account] <= std::max(Amount{}, -standing.over));
      surplus_left = surplus_left || left[account] < standing.movable;
      deficit_left = deficit_left || arrived[account] < -standing.over;
    }
    if (wanted.discretionary) {
      for (const auto& [pair, sum] : together) REQUIRE(sum >= desk.settings.mode.transfer.minimum);
    } else if (!gas) {
      REQUIRE_FALSE((surplus_left && deficit_left));
    }
  }
  CHECK(moves_made > static_cast<int>(test::rounds(800)));
}

TEST_CASE("costs: the column by order size, the default for a pair the table lacks, zero without costs") {
  Desk desk("btc_basis");
  struct Row {
    const char *pair, *notional, *bps;
  };
  for (const Row& row :
       {Row{"BTC_USDT", "0", "4"}, Row{"BTC_USDT", "49999.999999999999999999", "4"}, Row{"BTC_USDT", "50000", "6"},
        Row{"BTC_USDT", "499999.999999999999999999", "6"}, Row{"BTC_USDT", "500000", "12"},
        Row{"BTC_USDT", "1000000", "12"}, Row{"BTCUSDT-PERP", "50000", "5"}, Row{"ETH_USDT", "50000", "7"}}) {
    CAPTURE(std::string(row.notional));
    CHECK(desk.costs.swap_cost(row.pair, amount(row.notional)) == from_text<BasisPoints>(row.bps));
  }
  Desk dear("btc_basis", {"execution.default_cost_bps=9.5"});
  CHECK(dear.costs.swap_cost("ETH_USDT", amount("1")) == from_text<BasisPoints>("9.5"));
  CHECK(dear.costs.swap_cost("ETH_USDT", amount("100000000")) == from_text<BasisPoints>("9.5"));
  Desk ideal("btc_basis", kNoCosts);
  CHECK(ideal.costs.swap_cost("BTC_USDT", amount("50000")).is_zero());
  CHECK(ideal.costs.swap_cost("ETH_USDT", amount("50000")).is_zero());
}

TEST_CASE("costs: beyond a million the last column grows with the root of the size, rounded up") {
  Desk desk("btc_basis");
  struct Row {
    const char *notional, *bps;
  };
  for (const Row& row : {Row{"1000000.000000000000000001", "12.00000001"}, Row{"4000000", "24"}, Row{"-4000000", "24"},
                         Row{"9000000", "36"}, Row{"100000000", "120"},
                         // 12 * sqrt(2) = 16.97056274...
                         Row{"2000000", "16.97056275"},
                         // 12 * sqrt(10^12 / 10^6) = 12,000, but something is left of every sale.
                         Row{"1000000000000", "9999"}, Row{"170000000000000000000", "9999"}}) {
    CAPTURE(std::string(row.notional));
    CHECK(desk.costs.swap_cost("BTC_USDT", amount(row.notional)) == from_text<BasisPoints>(row.bps));
  }
}

TEST_CASE("costs: an order on an exchange never costs less than its taker fee and half a basis point") {
  Desk desk("btc_basis", {"venues.bybit.fees.perp.taker_bps=9"});
  const auto cost = [](const Desk& of, const char* venue, bool spot, const char* notional) {
    const VenueSettings& settings = of.settings.venues.at(venue);
    return of.costs.order_cost((spot ? settings.spot : settings.perp).at("BTCUSDT"), amount(notional));
  };
  CHECK(cost(desk, "binance", false, "10000") == from_text<BasisPoints>("5.5"));   // table: 2.5
  CHECK(cost(desk, "binance", false, "500000") == from_text<BasisPoints>("10"));   // table
  CHECK(cost(desk, "bybit", false, "100000") == from_text<BasisPoints>("9.5"));    // table: 5
  CHECK(cost(desk, "bybit", false, "500000") == from_text<BasisPoints>("10"));     // table
  CHECK(cost(desk, "binance", true, "499999") == from_text<BasisPoints>("10.5"));  // table: 6
  CHECK(cost(desk, "binance", true, "500000") == from_text<BasisPoints>("12"));    // table
  CHECK(cost(desk, "okx", false, "4000000") == from_text<BasisPoints>("20"));      // 10 * 2
  // A pair the table lacks pays the default, under the same floor.
  Desk eth("eth_basis");
  CHECK(eth.costs.order_cost(eth.settings.venues.at("binance").spot.at("ETHUSDT"), amount("1")) ==
        from_text<BasisPoints>("10.5"));
  CHECK(eth.costs.order_cost(eth.settings.venues.at("binance").perp.at("ETHUSDT"), amount("1")) ==
        from_text<BasisPoints>("7"));
  Desk ideal("btc_basis", kNoCosts);
  CHECK(cost(ideal, "bybit", false, "100000").is_zero());
  CHECK(ideal.costs.highest_order_cost(ideal.settings.venues.at("bybit").perp.at("BTCUSDT"), amount("1")).is_zero());
}

TEST_CASE("costs: a plan takes the highest cost of any size up to its own, because a table may fall with size") {
  CostTable table;
  table.add("P", amount("10000"), from_text<BasisPoints>("30"));
  table.add("P", amount("100000"), from_text<BasisPoints>("20"));
  table.add("P", amount("1000000"), from_text<BasisPoints>("25"));
  for (const auto& [notional, bps] : {std::pair{"49999", "30"}, std::pair{"50000", "30"}, std::pair{"1000000", "30"},
                                      std::pair{"1440000", "30"}, std::pair{"4000000", "50"}}) {
    CAPTURE(std::string(notional));
    CHECK(table.highest("P", amount(notional)) == from_text<BasisPoints>(bps));
  }
  CHECK_FALSE(table.highest("Q", amount("1")).has_value());
}

TEST_CASE("costs: the fill price moves against the order and on to the tick") {
  struct Row {
    const char *arrival, *bps;
    bool buy;
    const char *exact, *on_tick;
  };
  for (const Row& row :
       {Row{"50000", "7", true, "50035", "50035"}, Row{"50000", "7", false, "49965", "49965"},
        Row{"50000.03", "2.5", true, "50012.5300075", "50012.6"},
        Row{"50000.03", "2.5", false, "49987.5299925", "49987.5"}, Row{"50000.03", "0", true, "50000.03", "50000.1"},
        Row{"50000.03", "0", false, "50000.03", "50000"},
        // A ten-thousandth of a unit more than fits is rounded against the order.
        Row{"0.00000001", "1", true, "0.00000002", "0.1"}, Row{"0.00000001", "1", false, "0", "0"}}) {
    CAPTURE(std::string(row.arrival));
    CAPTURE(row.buy);
    const BasisPoints bps = from_text<BasisPoints>(row.bps);
    Desk venue("btc_basis");
    Desk ideal("btc_basis", {"execution.rounding=none"});
    CHECK(ideal.costs.fill_price(price(row.arrival), row.buy, bps, price("0.1")) == price(row.exact));
    CHECK(venue.costs.fill_price(price(row.arrival), row.buy, bps, price("0.1")) == price(row.on_tick));
  }
}

TEST_CASE("costs: gas is units * price * safety * ETH, in the share class") {
  Desk desk("btc_basis");
  const auto gas = [](const Desk& of, const char* operation) {
    return of.costs.gas(operation, of.universe, of.market);
  };
  CHECK(gas(desk, "transfer") == amount("6"));
  CHECK(gas(desk, "supply") == amount("15"));
  CHECK(gas(desk, "approve") == amount("3.3"));
  CHECK(gas(desk, "withdraw") == amount("13.2"));
  desk.market.gas_price = amount("0.000000000000000001");
  desk.market.gas_token_price = price("3000.00000001");
  CHECK(gas(desk, "transfer") == amount("0.00000000036000000000"));  // 120,000 wei
  CHECK_THROWS_AS((void)gas(desk, "fly"), InvariantError);
  desk.market.gas_price.reset();
  CHECK_THROWS_AS((void)gas(desk, "transfer"), InvariantError);
  Desk ideal("btc_basis", kNoCosts);
  CHECK(gas(ideal, "transfer").is_zero());
  Desk staking("eth_staking_only");
  staking.set_price("ETH", "2500");
  CHECK(gas(staking, "transfer") == amount("0.0024"));
}
