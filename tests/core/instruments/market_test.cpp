#include "core/instruments/market.hpp"

#include <doctest/doctest.h>

#include "tests/support/markets.hpp"

namespace basis {
namespace {

using namespace test;

MarketSettings swap_rules() {
  MarketSettings rules;
  rules.symbol = "BTCUSDT";
  rules.native_symbol = "BTC-USDT-SWAP";
  rules.step = from_text<Amount>("0.1");
  rules.minimum_size = from_text<Amount>("0.2");
  rules.maximum_size = from_text<Amount>("30000");
  rules.minimum_notional = from_text<Amount>("5");
  rules.tick = price("0.1");
  rules.contract_size = from_text<Amount>("0.01");
  rules.taker_fee = bps("5");
  rules.maker_fee = bps("2");
  return rules;
}

TEST_CASE("a market has its sizes in coins, also where the venue counts contracts") {
  const Market market = configured_market(swap_rules(), Product::linear, "okx").value();
  CHECK(market.venue == "okx");
  CHECK(market.native == "BTC-USDT-SWAP");
  CHECK(market.step == quantity("0.001"));
  CHECK(market.minimum_size == quantity("0.002"));
  CHECK(market.maximum_size == quantity("300"));
  CHECK(market.contract_size == quantity("0.01"));
  CHECK(market.coins(from_text<Contracts>("12.5")) == quantity("0.125"));
  CHECK(market.contracts(quantity("0.125")) == from_text<Contracts>("12.5"));
  // 0.0000000001 coins are rounded down.
  CHECK(market.coins(from_text<Contracts>("0.00000001")) == Quantity{});
  MarketSettings coins = swap_rules();
  coins.contract_size.reset();
  const Market plain = configured_market(coins, Product::linear, "bybit").value();
  CHECK(plain.step == quantity("0.1"));
  CHECK(plain.coins(from_text<Contracts>("3")) == quantity("3"));
  CHECK(plain.contracts(quantity("3")) == from_text<Contracts>("3"));
}

TEST_CASE("coins that are a part of the smallest contract, and overflow, are broken invariants") {
  Market market = perp_market_of(0);
  market.contract_size = quantity("0.3");
  CHECK_THROWS_AS(static_cast<void>(market.contracts(quantity("0.1"))), InvariantError);
  market.contract_size = quantity("1000");
  CHECK_THROWS_AS(static_cast<void>(market.coins(from_text<Contracts>("92233720368"))), InvariantError);
}

TEST_CASE("rules that 64 bits at 1e-8 cannot hold are refused by name") {
  const auto refusal = [](auto change) {
    MarketSettings rules = swap_rules();
    change(rules);
    return configured_market(rules, Product::linear, "okx").error().text();
  };
  CHECK(refusal([](auto& r) { r.contract_size = from_text<Amount>("0.000000001"); }).starts_with("BTC-USDT-SWAP: "));
  CHECK(refusal([](auto& r) { r.step = from_text<Amount>("0.0000001"); }) ==
        "BTC-USDT-SWAP: a step of 0.000000001 coins is no number of 64 bits at 1e-8");
  CHECK(refusal([](auto& r) { r.maximum_size = from_text<Amount>("10000000000000"); }) ==
        "BTC-USDT-SWAP: a maximum of 100000000000 coins is no number of 64 bits at 1e-8");
}

}  // namespace
}  // namespace basis
