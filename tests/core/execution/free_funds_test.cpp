#include "core/execution/free_funds.hpp"

#include <doctest/doctest.h>

#include "tests/support/markets.hpp"

namespace basis::test {
namespace {

constexpr AccountId kCash{0};
constexpr AccountId kPool{1};
constexpr AssetId kDollar{0};
constexpr AssetId kCoin{1};

UtcTime second_of(std::int64_t seconds) { return UtcTime::from_nanos(seconds * kSecond.count); }

/// Market 0 is spot, market 1 a perp: step 0.01, leverage 10 up to 1,000 USDT and 5 beyond, fee 10 bps.
std::vector<Market> funded_markets() {
  std::vector<Market> markets{spot_market_of(0), perp_market_of(1)};
  markets[0].account = kCash;
  markets[1].account = kPool;
  markets[0].step = markets[1].step = quantity("0.01");
  markets[1].leverage = 10;
  markets[1].taker_fee = bps("10");
  markets[1].margin_tiers = {{amount("1000"), fraction("0.01"), 20}, {std::nullopt, fraction("0.02"), 5}};
  return markets;
}

AccountReport balance(AccountId account, AssetId asset, const char* available, std::int64_t at, bool known = true) {
  AccountReport report;
  report.account = account;
  report.asset = asset;
  report.available = amount(available);
  report.free_known = known;
  report.at_venue = second_of(at);
  return report;
}

OrderCommand wanted(int market, bool buy, const char* size, std::uint64_t number = 1) {
  OrderCommand order;
  order.id = ClientOrderIds::create("node", 1).value().make(number);
  order.market = MarketId{static_cast<std::uint16_t>(market)};
  order.side = buy ? OrderSide::buy : OrderSide::sell;
  order.kind = OrderKind::limit_ioc;
  order.limit = price("100");
  order.size = quantity(size);
  return order;
}

OrderEffect ended(const OrderCommand& order, const char* rest, OrderState state = OrderState::expired) {
  OrderEffect effect;
  effect.kind = EffectKind::ended;
  effect.state = state;
  effect.id = order.id;
  effect.size = quantity(rest);
  return effect;
}

}  // namespace

TEST_CASE("free funds: what was not told limits nothing") {
  const std::vector<Market> markets = funded_markets();
  FreeFunds funds(markets);
  CHECK(funds.room(wanted(0, true, "5"), {}).coins == quantity("5"));
  funds.take(balance(kCash, kCoin, "0", 1));
  CHECK(funds.room(wanted(0, true, "5"), {}).coins == quantity("5"));
  funds.take(balance(kCash, kDollar, "0", 1, false));
  CHECK(funds.room(wanted(0, true, "5"), {}).coins == quantity("5"));
}

TEST_CASE("free funds: spot needs the quote at the limit, or the coins") {
  const std::vector<Market> markets = funded_markets();
  FreeFunds funds(markets);
  funds.take(balance(kCash, kDollar, "123.9", 1));
  funds.take(balance(kCash, kCoin, "0.777", 1));
  const OrderRoom bought = funds.room(wanted(0, true, "5"), {});
  CHECK(bought.coins == quantity("1.23"));
  REQUIRE(bought.funds.has_value());
  CHECK(bought.funds->available == amount("123.9"));
  CHECK(bought.funds->needed == amount("500"));
  CHECK(funds.room(wanted(0, false, "5"), {}).coins == quantity("0.77"));
  CHECK(funds.room(wanted(0, false, "5"), {}).funds->asset == kCoin);
  CHECK_FALSE(funds.room(wanted(0, true, "1.23"), {}).funds.has_value());
}

TEST_CASE("free funds: a perp needs margin by its tier and its fee; what closes needs nothing") {
  const std::vector<Market> markets = funded_markets();
  FreeFunds funds(markets);
  funds.take(balance(kPool, kDollar, "50.5", 1));
  // 100 / 10 + 0.1 a coin.
  CHECK(funds.room(wanted(1, false, "20"), {}).coins == quantity("5"));
  CHECK(funds.room(wanted(1, false, "20"), {}).funds->account == kPool);
  // Three are closed first.
  CHECK(funds.room(wanted(1, false, "20"), quantity("3")).coins == quantity("8"));
  OrderCommand reducing = wanted(1, true, "20");
  reducing.reduce_only = true;
  CHECK(funds.room(reducing, quantity("-20")).coins == quantity("20"));
  // Over 1,000 USDT all of it is at 5: 10 coins need 100 + 1, and 10.01 coins need 200.2 + 1.001.
  funds.take(balance(kPool, kDollar, "201", 2));
  CHECK(funds.room(wanted(1, false, "20"), {}).coins == quantity("10"));
  CHECK(funds.room(wanted(1, false, "20"), {}).funds->needed == amount("402"));
}

TEST_CASE("free funds: orders are counted until a balance shows them") {
  const std::vector<Market> markets = funded_markets();
  FreeFunds funds(markets);
  funds.take(balance(kCash, kDollar, "1000", 10));
  const auto free = [&] { return funds.room(wanted(0, true, "100", 99), {}).coins; };
  const OrderCommand first = wanted(0, true, "4", 1);
  funds.sent(first, {});
  CHECK(free() == quantity("6"));
  // A balance before the venue's word of the order does not show it.
  funds.take(balance(kCash, kDollar, "1000", 11));
  CHECK(free() == quantity("6"));
  funds.take(ended(first, "3"), second_of(12));
  CHECK(free() == quantity("9"));
  funds.take(balance(kCash, kDollar, "900", 12));
  CHECK(free() == quantity("9"));
  for (const bool rejected : {true, false}) {
    const OrderCommand next = wanted(0, true, "4", rejected ? 2 : 3);
    funds.sent(next, {});
    CHECK(free() == quantity("5"));
    funds.take(ended(next, "4", rejected ? OrderState::rejected : OrderState::cancelled), second_of(13));
    CHECK(free() == quantity("9"));
  }
}

}  // namespace basis::test
