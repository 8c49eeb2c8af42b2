#include <algorithm>

#include "tests/core/portfolio/support.hpp"
#include "tests/support/source_dir.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Result<Universe> build(std::vector<std::string> keys) { return Universe::build(bare("USDT", "BTC", std::move(keys))); }

}  // namespace

TEST_CASE("universe: every instrument key of every shipped mode builds") {
  const auto modes = known_modes(test::shipped_configs());
  CHECK(modes.size() == 7);
  for (const std::string& mode : modes) {
    CAPTURE(mode);
    const Settings settings = shipped(mode);
    const auto built = Universe::build(settings);
    REQUIRE_MESSAGE(built.has_value(), built.error().text());
    const Universe& universe = built.value();
    REQUIRE(universe.instruments().size() == settings.mode.instruments.size());
    for (std::size_t i = 0; i < settings.mode.instruments.size(); ++i) {
      const Instrument& instrument = universe.instruments()[i];
      CHECK(instrument.key == settings.mode.instruments[i]);
      CHECK(instrument.id.index() == i);
      CHECK(universe.find(instrument.key) == instrument.id);
    }
    CHECK(universe.name(universe.share_asset()) == settings.mode.share_class);
    CHECK(universe.name(universe.delta_asset()) == settings.mode.asset);
    CHECK(universe.name(universe.quote_asset()) == "USDT");
  }
}

TEST_CASE("universe: what a key says of its instrument") {
  struct Row {
    const char *key, *account, *type, *token, *asset;
    bool index, rate, on_chain;
  };
  const std::vector<Row> rows = {
      {"wallet:BaseToken:USDT", "wallet", "BaseToken", "USDT", "USDT", false, false, true},
      {"binance:BaseToken:BTC", "binance", "BaseToken", "BTC", "BTC", false, false, false},
      {"binance_usdm:Perp:BTCUSDT", "binance_usdm", "Perp", "BTC", "BTC", false, false, false},
      {"okx:Perp:ETHUSDT", "okx", "Perp", "ETH", "ETH", false, false, false},
      {"wallet:BaseToken:WETH", "wallet", "BaseToken", "WETH", "ETH", false, false, true},
      {"etherfi:LST:weETH", "etherfi", "LST", "weETH", "ETH", false, true, true},
      {"lido:LST:wstETH", "lido", "LST", "wstETH", "ETH", false, true, true},
      {"aave_v3:aToken:aUSDT", "aave_v3", "aToken", "USDT", "USDT", true, false, true},
      {"aave_v3:aToken:aweETH", "aave_v3", "aToken", "weETH", "ETH", true, true, true},
      {"aave_v3:debtToken:debtWETH", "aave_v3", "debtToken", "WETH", "ETH", true, false, true},
      {"wallet:BaseToken:EIGEN", "wallet", "BaseToken", "EIGEN", "EIGEN", false, false, true},
      {"wallet:BaseToken:ETHFI", "wallet", "BaseToken", "ETHFI", "ETHFI", false, false, true},
  };
  std::vector<std::string> keys;
  for (const Row& row : rows) keys.emplace_back(row.key);
  const Universe universe = universe_of(bare("USDT", "ETH", keys));
  for (const Row& row : rows) {
    CAPTURE(std::string(row.key));
    const Instrument& instrument = universe[universe.find(row.key).value()];
    CHECK(universe.name(instrument.account) == row.account);
    CHECK(position_type_name(instrument.type) == row.type);
    CHECK(instrument.token == row.token);
    CHECK(universe.name(instrument.asset) == row.asset);
    CHECK(instrument.has_index == row.index);
    CHECK(instrument.has_rate == row.rate);
    CHECK(instrument.on_chain == row.on_chain);
    CHECK(universe.find(instrument.account, instrument.type, row.token) == instrument.id);
  }
  for (const char* name : {"wallet", "etherfi", "lido", "aave_v3"})
    CHECK(universe.is_on_chain(*universe.find_account(name)));
  for (const char* name : {"binance", "binance_usdm", "okx"})
    CHECK_FALSE(universe.is_on_chain(*universe.find_account(name)));
}

TEST_CASE("universe: keys it cannot take are usage errors that name the key") {
  struct Row {
    std::string key, why;
  };
  for (const Row& row : std::vector<Row>{{"", "account:type:symbol"},
                                         {"USDT", "account:type:symbol"},
                                         {"wallet:USDT", "account:type:symbol"},
                                         {"wallet:Coin:USDT", "unknown type"},
                                         {"wallet:basetoken:USDT", "unknown type"},
                                         {"wallet::USDT", "unknown type"},
                                         {"wallet:BaseToken:", "unknown symbol"},
                                         {"wallet:BaseToken:DOGE", "unknown symbol"},
                                         {"wallet:BaseToken:usdt", "unknown symbol"},
                                         {"binance_usdm:Perp:BTC", "unknown symbol"},
                                         {"binance_usdm:Perp:BTCUSDC", "unknown symbol"},
                                         {"binance_usdm:Perp:USDT", "unknown symbol"},
                                         {"binance_usdm:Perp:BTC:USDT", "unknown symbol"},
                                         {"aave_v3:aToken:USDT", "unknown symbol"},
                                         {"aave_v3:debtToken:aWETH", "unknown symbol"}}) {
    CAPTURE(std::string(row.key));
    const auto built = build({"wallet:BaseToken:USDT", row.key});
    REQUIRE_FALSE(built.has_value());
    CHECK(built.error().kind == ErrorKind::usage);
    CHECK(built.error().text().find("'" + row.key + "'") != std::string::npos);
    CHECK(built.error().text().find(row.why) != std::string::npos);
  }
  const auto twice = build({"binance_usdm:Perp:BTCUSDT", "binance:BaseToken:BTC", "binance_usdm:Perp:BTCUSDT"});
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().text() == "instruments: 'binance_usdm:Perp:BTCUSDT' is listed twice");
}

TEST_CASE("universe: lookups that find nothing") {
  const Universe universe = universe_of(bare("USDT", "BTC", {"wallet:BaseToken:USDT", "binance:BaseToken:BTC"}));
  CHECK_FALSE(universe.find("binance_usdm:Perp:BTCUSDT").has_value());
  CHECK_FALSE(universe.find_account("bybit").has_value());
  CHECK_FALSE(universe.find_asset("ETH").has_value());
  const AccountId binance = *universe.find_account("binance");
  CHECK_FALSE(universe.find(binance, PositionType::perp, "BTC").has_value());
  CHECK(universe.get(binance, PositionType::base_token, "BTC") == *universe.find("binance:BaseToken:BTC"));
  CHECK_THROWS_WITH_AS((void)universe.get(binance, PositionType::perp, "BTC"),
                       "broken invariant: the mode declares no binance:Perp of BTC", InvariantError);
}

TEST_CASE("universe: accounts know their venue, and exchanges their accounts") {
  Settings settings = bare("USDT", "BTC",
                           {"wallet:BaseToken:USDT", "binance_usdm:Perp:BTCUSDT", "binance_usdm:BaseToken:USDT",
                            "binance:BaseToken:BTC", "okx:Perp:BTCUSDT", "aave_v3:aToken:aUSDT"});
  settings.venues["alchemy"].kind = "wallet";
  settings.venues["aave_v3"].kind = "lending";
  settings.mode.venues = {"binance", "bybit", "okx", "aave_v3", "alchemy"};
  const Universe universe = universe_of(settings);
  CHECK(universe.accounts() == std::vector<std::string>{"wallet", "binance_usdm", "binance", "okx", "aave_v3"});
  const auto at = [&](const char* name) { return universe.find_account(name).value(); };
  for (const auto& [account, venue] :
       {std::pair{"wallet", "alchemy"}, std::pair{"binance_usdm", "binance"}, std::pair{"binance", "binance"},
        std::pair{"okx", "okx"}, std::pair{"aave_v3", "aave_v3"}})
    CHECK(universe.venue_of(at(account)) == venue);
  REQUIRE(universe.exchanges().size() == 2);
  CHECK(universe.exchanges()[0].venue == "binance");
  CHECK(universe.exchanges()[0].spot == at("binance"));
  CHECK(universe.exchanges()[0].perp == at("binance_usdm"));
  CHECK(universe.exchange("okx")->spot == at("okx"));
  CHECK(universe.exchange("okx")->perp == at("okx"));
  // One that holds nothing has no account in the run.
  CHECK(universe.exchange("bybit") == nullptr);
  CHECK(universe.same_exchange(at("binance"), at("binance_usdm")));
  CHECK_FALSE(universe.same_exchange(at("binance"), at("okx")));
  CHECK_FALSE(universe.same_exchange(at("wallet"), at("wallet")));
  CHECK(universe.is_on_chain(at("aave_v3")));
  CHECK_FALSE(universe.is_on_chain(at("binance_usdm")));
}

TEST_CASE("universe: markets know by their venue's file whether the limit of an order can be changed, and leverage") {
  Settings settings = shipped("btc_basis");
  const auto market = [&](const char* key) {
    const Universe universe = Universe::build(settings).value();
    const auto found = std::ranges::find(universe.markets(), key, &Market::key);
    REQUIRE(found != universe.markets().end());
    return *found;
  };
  CHECK_FALSE(market("binance:Spot:BTCUSDT").amends_limit);  // its size only, and down
  for (const char* key : {"binance_usdm:Perp:BTCUSDT", "bybit:Perp:BTCUSDT", "okx:Perp:BTCUSDT"}) {
    CAPTURE(std::string(key));
    CHECK(market(key).amends_limit);
    CHECK(market(key).leverage == 10);
  }
  settings.venues.at("okx").orders["perp"].amends_only_down = true;
  settings.venues.at("okx").orders["perp"].leverage = 3;
  settings.venues.at("bybit").orders.clear();
  CHECK_FALSE(market("okx:Perp:BTCUSDT").amends_limit);
  CHECK(market("okx:Perp:BTCUSDT").leverage == 3);
  CHECK(market("bybit:Perp:BTCUSDT").amends_limit);
}
