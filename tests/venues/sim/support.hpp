#pragma once

#include "core/portfolio/ledger.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/risk.hpp"
#include "tests/core/portfolio/support.hpp"
#include "venues/aave_v3/simulator.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/sim/exchange.hpp"

namespace basis::test {

inline CostTable cost_table() {
  CostTable table;
  for (const char* size : {"10000", "100000", "1000000"}) {
    table.add("BTC_USDT", amount(size), from_text<BasisPoints>("4"));
    table.add("BTCUSDT-PERP", amount(size), from_text<BasisPoints>("5"));
  }
  const auto add = [&](const char* pair, const char* small, const char* middle, const char* large) {
    table.add(pair, amount("10000"), from_text<BasisPoints>(small));
    table.add(pair, amount("100000"), from_text<BasisPoints>(middle));
    table.add(pair, amount("1000000"), from_text<BasisPoints>(large));
  };
  add("ETH_weETH", "10", "20", "60");
  add("ETH_USDT", "2", "4", "8");
  add("EIGEN_USDT", "6", "12", "24");
  return table;
}

/// Overrides of the BTC basis mode: neither costs nor steps, and Binance as one account for spot and perps.
inline std::vector<std::string> unified_binance() {
  return {"execution.costs=none", "execution.rounding=none", "venues.binance.accounts.perp=binance",
          "instruments=wallet:BaseToken:USDT,binance:BaseToken:USDT,binance:BaseToken:BTC,binance:Perp:BTCUSDT,"
          "bybit:BaseToken:USDT,bybit:Perp:BTCUSDT,okx:BaseToken:USDT,okx:Perp:BTCUSDT"};
}

/// A portfolio that a venue simulator is played against; BTC at 50,000, a transfer costs 6 USDT with costs on.
struct Floor : PortfolioFixture {
  explicit Floor(const std::string& mode, const std::vector<std::string>& overrides = {})
      : PortfolioFixture(shipped(mode, overrides)),
        costs(settings.mode.execution, settings.venues.at("alchemy"), cost_table()),
        conservation(universe) {
    market.gas_price = amount("0.00000002");
    market.gas_token_price = price("2500");
    if (universe.find_asset("BTC")) set_btc("50000");
  }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  void set_btc(std::string_view text) {
    set_price("BTC", text);
    for (const Instrument& instrument : universe.instruments())
      if (instrument.type == PositionType::perp) market.marks[instrument.id.index()] = price(text);
  }
  /// Follows what a venue reports: its entries must lead to the state it shows, and conserve every token.
  void follow(const VenueReport& report) {
    for (const LedgerEntry& entry : report.entries) {
      CHECK(entry.time == market.time);
      conservation.record(entry);
      apply_entry(entry, positions);
    }
    for (const AccountState& state : report.accounts)
      for (const auto& [id, holding] : state.holdings) {
        CAPTURE(universe[id].key);
        CHECK(positions[id.index()] == holding);
      }
  }
  [[nodiscard]] OrderPtr order(ActionType action, std::string_view key, std::string_view size, bool buy = false) const {
    auto made = std::make_shared<Order>();
    made->action = action;
    made->instrument = id(key);
    made->account = universe[made->instrument].account;
    made->size = amount(size);
    made->buy = buy;
    made->gas_operation = action_name(action);
    made->steps = {{action, made->account, made->instrument, made->instrument, made->size}};
    return made;
  }
  [[nodiscard]] OrderPtr transfer(std::string_view from, std::string_view to, std::string_view size,
                                  std::string_view token = kQuoteAsset) const {
    auto made = std::make_shared<Order>();
    made->type = ExecutionType::wallet_transfer;
    made->action = ActionType::wallet_transfer;
    made->account = account(from);
    made->destination = account(to);
    made->instrument = universe.get(made->account, PositionType::base_token, token);
    made->size = amount(size);
    return made;
  }

  CostCalculator costs;
  ConservationLedger conservation;
};

}  // namespace basis::test
