#include "core/history/feed_snapshot.hpp"

#include "tests/core/history/feed_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const UtcTime kStart = utc("2024-05-12T07:00:00Z");
constexpr const char* kBinancePerp = "binance_usdm:Perp:BTCUSDT";
constexpr const char* kOkxPerp = "okx:Perp:BTCUSDT";

/// The BTC basis mode on feeds alone: tops and marks are valid for ten seconds.
struct Feeds {
  explicit Feeds(const std::vector<std::string>& overrides = {}, std::optional<Amount> gas = amount("0.00000002"))
      : settings(shipped("btc_basis", overrides)), universe(universe_of(settings)) {
    eth = follow_spot(universe, "ETH");
    btc = follow_spot(universe, "BTC");
    snapshots.emplace(universe, settings, FeedSnapshotRules{kSecond * 10, kStart, gas});
  }
  [[nodiscard]] std::size_t at(const char* key) const { return universe.find(key)->index(); }
  [[nodiscard]] MarketId perp(const char* key) const { return *universe.market_of(*universe.find(key)); }
  [[nodiscard]] std::size_t asset(const char* name) const { return universe.find_asset(name)->index(); }

  void top(MarketId market, Nanos after, const char* bid, const char* ask) {
    snapshots->apply(top_event(market, kStart + after, price(bid), price(ask)));
  }
  void mark(const char* key, Nanos after, const char* value) {
    snapshots->apply(mark_event(perp(key), kStart + after, price(value)));
  }
  /// Tops of both spot markets and of all perps.
  void all(Nanos after) {
    top(btc, after, "60000", "60001");
    top(eth, after, "3000", "3000.02");
    for (const char* key : {kBinancePerp, "bybit:Perp:BTCUSDT", kOkxPerp}) top(perp(key), after, "60010", "60012");
  }
  FeedMoment moment(Nanos after) { return snapshots->at(kStart + after, mono_at(kStart + after)); }

  Settings settings;
  Universe universe;
  MarketId eth, btc;
  std::optional<FeedSnapshots> snapshots;
};

}  // namespace

TEST_CASE("feed snapshot: mids, marks and what feeds never have, by hand") {
  Feeds feeds;
  feeds.all(kSecond);
  feeds.mark(kOkxPerp, kSecond, "60011.5");
  const FeedMoment moment = feeds.moment(kSecond * 2);
  const MarketSnapshot& market = *moment.market;
  CHECK(lines_of(moment) == "");
  CHECK(market.time == kStart + kSecond * 2);
  CHECK(market.prices[feeds.asset("BTC")] == price("60000.5"));
  CHECK(market.prices[feeds.asset("USDT")] == price("1"));
  CHECK(market.marks[feeds.at(kOkxPerp)] == price("60011.5"));
  CHECK(market.marks[feeds.at(kBinancePerp)] == price("60011"));
  CHECK(market.marks[feeds.at("binance:BaseToken:BTC")].is_zero());
  CHECK(market.gas_price == amount("0.00000002"));
  CHECK(market.gas_token_price == price("3000.01"));
  CHECK(market.ended.empty());
  CHECK(market.depth.empty());
  CHECK(market.rewards.empty());
  CHECK_FALSE(market.funding_known[feeds.at(kOkxPerp)]);
  for (const Ray& index : market.indices) CHECK(index == ray("1"));
  // Told once for each perp without a mark, and not again.
  REQUIRE(moment.remarks.size() == 3);
  CHECK(moment.remarks[0] == "mark of binance_usdm:Perp:BTCUSDT: no mark has been seen, its own mid is taken");
  CHECK(moment.remarks[2] == "price of gas: no history, the default of the configuration");
  CHECK(feeds.moment(kSecond * 3).remarks.empty());
}

TEST_CASE("feed snapshot: the token that pays gas has the configured price where nobody prices it") {
  const Settings settings = shipped("btc_basis", {});
  Universe universe = universe_of(settings);
  const MarketId btc = follow_spot(universe, "BTC");
  FeedSnapshotRules rules{kSecond * 10, kStart, amount("0.00000002")};
  const auto first = [&] {
    FeedSnapshots snapshots(universe, settings, rules);
    snapshots.apply(top_event(btc, kStart + kSecond, price("60000"), price("60001")));
    return snapshots.at(kStart + kSecond, mono_at(kStart + kSecond));
  };
  CHECK(lines_of(first()).find("price of ETH") != std::string::npos);
  rules.gas_token_price = price("2500");
  const FeedMoment moment = first();
  CHECK(lines_of(moment).find("price of ETH") == std::string::npos);
  CHECK(moment.market->gas_token_price == price("2500"));
  REQUIRE(!moment.remarks.empty());
  CHECK(moment.remarks[0] == "price of ETH for gas: no feed and no history, 2500 USDT of the configuration");
}

TEST_CASE("feed snapshot: half of the last unit of a mid is rounded down") {
  Feeds feeds;
  feeds.all(kSecond);
  feeds.top(feeds.btc, kSecond, "60000.00000001", "60000.00000004");
  CHECK(feeds.moment(kSecond).market->prices[feeds.asset("BTC")] == price("60000.00000002"));
}

TEST_CASE("feed snapshot: an asset is valued by Binance spot, whichever market was followed first") {
  const Settings settings = shipped("btc_basis");
  Universe universe = universe_of(settings);
  const auto follow = [&](const char* venue, Product product, const char* symbol) {
    Market market;
    market.venue = venue;
    market.product = product;
    market.symbol = market.native = symbol;
    return universe.follow(std::move(market), nullptr, nullptr);
  };
  const MarketId others[] = {follow("bybit", Product::spot, "ETHUSDT"), follow("binance", Product::inverse, "ETHUSDT"),
                             follow("binance", Product::spot, "ETHUSDC")};
  const MarketId eth = follow_spot(universe, "ETH");
  FeedSnapshots snapshots(universe, settings, {kSecond * 10, kStart, amount("0.00000002")});
  for (const MarketId other : others) snapshots.apply(top_event(other, kStart, price("4000"), price("4001")));
  const UtcTime now = kStart + kSecond;
  CHECK_FALSE(snapshots.at(now, mono_at(now)).market->gas_token_price);
  snapshots.apply(top_event(eth, now, price("3000"), price("3001")));
  CHECK(snapshots.at(now + kSecond, mono_at(now)).market->gas_token_price == price("3000.5"));
}

TEST_CASE("feed snapshot: never seen, lost and too old prices are absent and told, at the limit they still hold") {
  Feeds feeds;
  const FeedMoment first = feeds.moment(Nanos{1});
  CHECK(lines_of(first) ==
        "price of BTC: binance:Spot:BTCUSDT has never been seen\n"
        "price of ETH: binance:Spot:ETHUSDT has never been seen\n"
        "mark of binance_usdm:Perp:BTCUSDT has never been seen\n"
        "mark of bybit:Perp:BTCUSDT has never been seen\n"
        "mark of okx:Perp:BTCUSDT has never been seen\n");
  CHECK(first.market->prices[feeds.asset("BTC")].is_zero());
  // Gas without a price of ETH cannot be paid for.
  CHECK_FALSE(first.market->gas_price);
  CHECK_FALSE(first.market->gas_token_price);

  feeds.all(kSecond);
  feeds.mark(kOkxPerp, kSecond, "60011.5");
  CHECK(lines_of(feeds.moment(kSecond * 11)) == "");
  const FeedMoment old = feeds.moment(kSecond * 11 + Nanos{1});
  REQUIRE(old.lacking.size() == 5);
  CHECK(old.lacking[0].reason == LackReason::too_old);
  CHECK(old.lacking[0].value == LackingValue::price);
  CHECK(old.lacking[4].text == "mark of okx:Perp:BTCUSDT is too old");
  CHECK(old.market->marks[feeds.at(kOkxPerp)].is_zero());

  feeds.all(kSecond * 20);
  feeds.snapshots->apply(lost_event(feeds.btc, kStart + kSecond * 20));
  // A book whose bid has reached its ask is as good as lost.
  feeds.top(feeds.perp(kBinancePerp), kSecond * 20, "60010", "60010");
  // The mark of OKX is still the old one: its mid does not stand in for a mark that has been seen.
  CHECK(lines_of(feeds.moment(kSecond * 20)) ==
        "price of BTC: binance:Spot:BTCUSDT is lost\n"
        "mark of binance_usdm:Perp:BTCUSDT is lost\n"
        "mark of okx:Perp:BTCUSDT is too old\n");
  feeds.all(kSecond * 21);
  feeds.mark(kOkxPerp, kSecond * 21, "60012");
  CHECK(lines_of(feeds.moment(kSecond * 21)) == "");
}

TEST_CASE("feed snapshot: ages go by the receiver's monotonic clock, whatever its wall clock says") {
  Feeds feeds;
  feeds.all(kSecond);
  // The wall clock was set an hour ahead in between.
  const FeedMoment moment = feeds.snapshots->at(kStart + kHour, mono_at(kStart + kSecond * 3));
  CHECK(lines_of(moment) == "");
  CHECK_THROWS_AS((void)feeds.snapshots->at(kStart + kHour, mono_at(kStart + kSecond * 4)), InvariantError);
}

TEST_CASE("feed snapshot: without a market or a gas price that is told, a venue the hedge skips needs nothing") {
  Settings settings = shipped("btc_basis", {"hedge_allocation.okx=0", "hedge_allocation.bybit=0.6"});
  const Universe universe = universe_of(settings);
  FeedSnapshots snapshots(universe, settings, {kSecond, kStart, std::nullopt});
  CHECK(lines_of(snapshots.at(kStart + kSecond, MonoTime{})) ==
        "price of BTC: binance:Spot:BTCUSDT has never been seen\n"
        "price of ETH: spot/binance_ETHUSDT is not followed\n"
        "mark of binance_usdm:Perp:BTCUSDT has never been seen\n"
        "mark of bybit:Perp:BTCUSDT has never been seen\n"
        "gas price: no history at 2024-05-12T07:00:01Z, and no default\n");
  settings.mode.execution.costs = CostModel::none;
  FeedSnapshots ideal(universe, settings, {kSecond, kStart, std::nullopt});
  CHECK(lines_of(ideal.at(kStart + kSecond, MonoTime{})).find("ETH") == std::string::npos);
}

TEST_CASE("feed snapshot: funding is settled once, at its own perp, two payments in one snapshot are summed") {
  Feeds feeds;
  const UtcTime eight = utc("2024-05-12T08:00:00Z");
  const auto settle = [&](const char* key, UtcTime stamp, const char* rate) {
    return feeds.snapshots->settle({feeds.perp(key), stamp, ray(rate)});
  };
  CHECK(settle(kOkxPerp, eight + Nanos{12'000'000}, "0.0001") == SettlementTold::taken);
  CHECK(settle(kOkxPerp, eight, "0.0001") == SettlementTold::repeated);
  settle(kBinancePerp, eight, "-0.00003");
  const MarketPtr before = feeds.moment(kHour - Nanos{1}).market;
  CHECK_FALSE(before->funding_settled[feeds.at(kOkxPerp)]);
  settle(kOkxPerp, eight + kHour * 4, "0.0002");
  const FeedMoment both = feeds.moment(kHour * 5);
  CHECK(both.market->funding_settled[feeds.at(kOkxPerp)] == ray("0.0003"));
  CHECK(both.market->funding_known[feeds.at(kOkxPerp)] == ray("0.0002"));
  CHECK(both.market->funding_settled[feeds.at(kBinancePerp)] == ray("-0.00003"));
  CHECK_FALSE(both.market->funding_settled[feeds.at("bybit:Perp:BTCUSDT")]);
  REQUIRE(both.settled.size() == 3);
  CHECK(both.settled[0].market == feeds.perp(kBinancePerp));
  CHECK(both.settled[1].stamp == eight);
  CHECK(both.settled[2].stamp == eight + kHour * 4);
  CHECK(settle(kOkxPerp, eight + kHour * 4, "0.0005") == SettlementTold::differs);
  const FeedMoment after = feeds.moment(kHour * 6);
  CHECK_FALSE(after.market->funding_settled[feeds.at(kOkxPerp)]);
  CHECK(after.market->funding_known[feeds.at(kOkxPerp)] == ray("0.0002"));
  REQUIRE(after.remarks.size() == 1);
  CHECK(after.remarks[0] ==
        "okx:Perp:BTCUSDT: the funding of 2024-05-12T12:00:00Z was told again with another rate, 0.0005; the first one "
        "stays");
}

TEST_CASE("feed snapshot: an announced payment that is due and not told is lacking") {
  Feeds feeds;
  const UtcTime eight = utc("2024-05-12T08:00:00Z");
  feeds.snapshots->apply(announced_event(feeds.perp(kOkxPerp), kStart + kSecond, eight));
  feeds.all(kHour);
  feeds.moment(kHour - Nanos{1});
  const FeedMoment due = feeds.moment(kHour);
  CHECK(lines_of(due) == "funding of okx:Perp:BTCUSDT of 2024-05-12T08:00:00Z has not been told\n");
  CHECK(due.lacking[0].value == LackingValue::funding);
  feeds.snapshots->settle({feeds.perp(kOkxPerp), eight, ray("0.0001")});
  const FeedMoment paid = feeds.moment(kHour + kSecond);
  CHECK(lines_of(paid) == "");
  CHECK(paid.market->funding_settled[feeds.at(kOkxPerp)] == ray("0.0001"));
}

TEST_CASE("feed snapshot: events of markets that are not followed change nothing") {
  Feeds feeds;
  feeds.snapshots->apply(top_event(MarketId{999}, kStart + kSecond, price("1"), price("2")));
  CHECK(feeds.snapshots->settle({MarketId{999}, kStart + kHour, ray("1")}) == SettlementTold::unknown_market);
  feeds.all(kSecond);
  CHECK(lines_of(feeds.moment(kSecond)) == "");
}

TEST_CASE("feed snapshot: a chain is the source of indices, rates, gas and the price of ETH where no market has it") {
  const Settings settings = shipped("eth_leveraged", {});
  const Universe universe = universe_of(settings);
  FeedSnapshotRules rules{kSecond * 10, kStart, amount("0.00000002")};
  rules.max_chain_age = kMinute;
  FeedSnapshots snapshots(universe, settings, rules);
  const auto moment = [&](Nanos after) { return snapshots.at(kStart + after, mono_at(kStart + after)); };
  CHECK(lines_of(moment(kSecond)).find("no history") != std::string::npos);

  ChainTold told;
  told.heard_utc = kStart + kSecond * 2;
  const std::size_t count = universe.instruments().size();
  told.indices.resize(count);
  told.rates.resize(count);
  told.market_rates.resize(count);
  const std::size_t supplied = universe.find("aave_v3:aToken:aweETH")->index();
  const std::size_t owed = universe.find("aave_v3:debtToken:debtWETH")->index();
  const std::size_t staked = universe.find("etherfi:LST:weETH")->index();
  told.indices[supplied] = ray("1.1");
  told.indices[owed] = ray("1.2");
  told.rates[supplied] = told.rates[staked] = ray("1.05");
  told.market_rates[staked] = ray("1.04");
  told.gas_price = amount("0.000000003");
  told.eth = price("2500");
  snapshots.tell(told);
  const FeedMoment whole = moment(kSecond * 3);
  CHECK(lines_of(whole) == "");
  CHECK(whole.market->indices[supplied] == ray("1.1"));
  CHECK(whole.market->indices[owed] == ray("1.2"));
  CHECK(whole.market->rates[staked] == ray("1.05"));
  CHECK(whole.market->market_rates[staked] == ray("1.04"));
  CHECK(whole.market->prices[universe.find_asset("ETH")->index()] == price("2500"));
  CHECK(whole.market->gas_price == amount("0.000000003"));

  // At the limit it still holds, behind it nothing does: no history stands for it.
  CHECK(lines_of(moment(kSecond * 62)) == "");
  const std::string late = lines_of(moment(kSecond * 63));
  CHECK(late.find("index of aave_v3:aToken:aweETH: nothing from the chain") != std::string::npos);
  CHECK(late.find("price of ETH") != std::string::npos);
}
