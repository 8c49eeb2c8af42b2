#include "tests/venues/sim/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Both accounts of Binance in a mode that holds ETH at 2,500 and USDT in both; a transfer on chain costs 6 USDT.
struct TwoAccounts : Floor {
  TwoAccounts()
      : Floor("usdt_market_neutral", {"instruments=" + instruments()}),
        spot(universe, settings, costs, account("binance")),
        perp(universe, settings, costs, account("binance_usdm")) {
    set_price("ETH", "2500");
    follow(spot.execute(transfer("wallet", "binance", "100"), market).report);
    follow(spot.execute(transfer("wallet", "binance", "4", "ETH"), market).report);
  }
  /// The shipped instruments, and coins in the account of perps.
  static std::string instruments() {
    std::string all = "binance_usdm:BaseToken:ETH";
    for (const std::string& key : shipped("usdt_market_neutral").mode.instruments) all += "," + key;
    return all;
  }
  /// Both sides of a transfer inside the exchange; the reason when the first refuses.
  std::string move(std::string_view from, std::string_view to, std::string_view size, std::string_view token) {
    const OrderPtr order = transfer(from, to, size, token);
    const OrderAnswer left = (from == "binance" ? spot : perp).execute(order, market);
    follow(left.report);
    if (left.status == OrderStatus::refused) return left.reason;
    for (const LedgerEntry& entry : left.report.entries) CHECK(entry.kind == EntryKind::transfer);
    follow((to == "binance" ? spot : perp).execute(order, market).report);
    return {};
  }
  [[nodiscard]] std::string has(const std::string& key) const { return held(key).amount.to_string(); }

  SimulatedExchange spot;
  SimulatedExchange perp;
};

}  // namespace

TEST_CASE("transfers: between two accounts of an exchange they are free, of any size and any token") {
  TwoAccounts binance;
  CHECK(binance.move("binance", "binance_usdm", "100", "USDT").empty());
  CHECK(binance.has("binance:BaseToken:USDT") == "0");
  CHECK(binance.has("binance_usdm:BaseToken:USDT") == "100");
  CHECK(binance.move("binance_usdm", "binance", "0.000000000000000001", "USDT").empty());
  CHECK(binance.has("binance:BaseToken:USDT") == "0.000000000000000001");
  CHECK(binance.move("binance", "binance_usdm", "1.5", "ETH").empty());
  CHECK(binance.has("binance_usdm:BaseToken:ETH") == "1.5");
  CHECK(binance.move("binance_usdm", "binance", "1.6", "ETH") == "needs 1.6 ETH, has 1.5");
  CHECK(binance.move("binance_usdm", "binance", "100", "USDT") == "needs 100 USDT, has 99.999999999999999999");
  // The gas of a withdrawal is taken from the account of spot, which has no cash for it.
  CHECK(binance.spot.execute(binance.transfer("binance", "wallet", "1", "ETH"), binance.market).reason ==
        "gas of 6 USDT needed, has 0.000000000000000001");
}

TEST_CASE("transfers: money from outside arrives in the account of spot and leaves from it") {
  TwoAccounts binance;
  CHECK(binance.move("binance", "binance_usdm", "50", "USDT").empty());
  const auto reason = [&](const char* from, const char* to) {
    const OrderPtr order = binance.transfer(from, to, "10");
    return (order->account == binance.account("binance") ? binance.spot : binance.perp)
        .execute(order, binance.market)
        .reason;
  };
  CHECK(reason("binance_usdm", "wallet") == "binance_usdm sends nothing out; withdrawals leave from binance");
  CHECK(reason("binance_usdm", "bybit") == "binance_usdm sends nothing out; withdrawals leave from binance");
  SimulatedChain chain(binance.universe, binance.settings, binance.costs, amount("1000"));
  CHECK(chain.transfer(binance.transfer("wallet", "binance_usdm", "10"), binance.market).reason ==
        "binance_usdm takes nothing from outside; deposits arrive in binance");
  SimulatedExchange bybit(binance.universe, binance.settings, binance.costs, binance.account("bybit"));
  (void)bybit.execute(binance.transfer("wallet", "bybit", "100"), binance.market);
  CHECK(bybit.execute(binance.transfer("bybit", "binance_usdm", "10"), binance.market).reason ==
        "binance_usdm takes nothing from outside; deposits arrive in binance");
  CHECK(bybit.execute(binance.transfer("bybit", "binance", "10"), binance.market).status == OrderStatus::accepted);
}

TEST_CASE("accounts: spot is bought in its account, and is no margin of perps in the other") {
  TwoAccounts binance;
  const OrderAnswer refused = binance.perp.execute(
      binance.order(ActionType::spot_trade, "binance_usdm:BaseToken:ETH", "1", true), binance.market);
  CHECK(refused.reason == "binance_usdm trades no spot");
  // A short of 2,500 with 10 of cash is under any maintenance margin, whatever spot has.
  CHECK(binance.move("binance", "binance_usdm", "10", "USDT").empty());
  const char* const perp = "binance_usdm:Perp:ETHUSDT";
  binance.set_mark(perp, "2500");
  binance.follow(binance.perp.execute(binance.order(ActionType::perp_trade, perp, "1"), binance.market).report);
  const VenueReport report = binance.perp.settle(binance.market);
  CHECK(report.notices.size() == 1);
  CHECK(binance.spot.settle(binance.market).entries.empty());
  CHECK(binance.has("binance:BaseToken:USDT") == "90");
}
