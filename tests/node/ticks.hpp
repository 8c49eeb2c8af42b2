#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "actors/drivers/replay.hpp"
#include "actors/drivers/trading_figures.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/portfolio/attribution.hpp"
#include "core/results/event_line.hpp"
#include "tests/node/hand_made.hpp"
#include "tests/node/support.hpp"

namespace basis::test {

/// One exchange has the whole hedge.
inline const std::vector<std::string> kOneVenue = {"hedge_allocation.binance=1", "hedge_allocation.bybit=0",
                                                   "hedge_allocation.okx=0", "execution.delays=none"};

inline std::vector<std::string> with(std::vector<std::string> keys, const std::vector<std::string>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

/// A day whose price rises until margin has to follow, falls again, and pays funding.
inline HandMade lively() {
  HandMade made;
  made.move_all(3, 61'000);
  made.move_all(6, 75'000);
  made.move_all(9, 95'000);
  made.move_all(14, 58'000);
  made.move_all(19, 66'000);
  made.move_all(22, 104'000);
  for (std::size_t hour = 5; hour < 20; ++hour)
    made.series("perp/binance_BTCUSDT")[hour] = made.series("perp/binance_BTCUSDT")[hour] + Price::from_int(15);
  made.funding("binance")[0] = from_text<Ray>("0.0001");
  made.funding("binance")[8] = from_text<Ray>("0.0003");
  made.funding("binance")[16] = from_text<Ray>("-0.0002");
  made.funding("binance")[24] = from_text<Ray>("0.0001");
  return made;
}

/// Frames of Binance's BTC markets made of hourly prices: every twenty seconds an update of both books and a mark, all
/// of one price in an hour, that of the hour from its first instant on. Both mids are the hour's prices.
class TickDay {
 public:
  /// `quiet`: the updates from the first of these to the second are missing.
  TickDay(HandMade& made, std::size_t hours, std::pair<std::int64_t, std::int64_t> quiet = {}) : made_(made) {
    write(spot_, 0, R"({{"lastUpdateId":500,"bids":[["{0}","500"]],"asks":[["{1}","500"]]}})", spot(0), spot_tick_);
    write(perp_, 0, R"({{"lastUpdateId":100,"E":1,"T":1,"bids":[["{0}","500"]],"asks":[["{1}","500"]]}})", perp(0),
          perp_tick_);
    for (std::int64_t i = 0; i <= static_cast<std::int64_t>(hours) * 180; ++i)
      if (i < quiet.first || i >= quiet.second) tick(i);
  }
  [[nodiscard]] std::vector<std::filesystem::path> files() const {
    std::ofstream(folder_.path() / "spot.feed") << spot_;
    std::ofstream(folder_.path() / "perp.feed") << perp_;
    return {folder_.path() / "spot.feed", folder_.path() / "perp.feed"};
  }

 private:
  [[nodiscard]] Price spot(std::size_t hour) const { return made_.series("spot/binance_BTCUSDT")[hour]; }
  [[nodiscard]] Price perp(std::size_t hour) const { return made_.series("perp/binance_BTCUSDT")[hour]; }
  static std::string low(Price mid, Price tick) { return (mid - tick).to_string(); }
  static std::string high(Price mid, Price tick) { return (mid + tick).to_string(); }
  [[nodiscard]] std::int64_t at(std::int64_t seconds) const {
    return made_.history.from.nanos() + seconds * kSecond.count;
  }
  void write(std::string& file, std::int64_t seconds, const char* form, Price mid, Price tick) const {
    file += fmt::format("{} {}\n", at(seconds), fmt::format(fmt::runtime(form), low(mid, tick), high(mid, tick)));
  }
  /// The levels of a side: that of the hour, and without that of the hour before.
  static std::string levels(const std::string& price, const std::string& before) {
    const std::string own = fmt::format(R"(["{}","500"])", price);
    return price == before ? "[" + own + "]" : fmt::format(R"([["{}","0"],{}])", before, own);
  }
  void tick(std::int64_t i) {
    const auto hour = static_cast<std::size_t>(i / 180);
    const std::size_t before = hour == 0 || i % 180 != 0 ? hour : hour - 1;
    const Price s = spot(hour), s0 = spot(before), p = perp(hour), p0 = perp(before);
    spot_ += fmt::format(
        R"({} {{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":1700000000000,"s":"BTCUSDT","U":{},"u":{},"b":{},"a":{}}}}})"
        "\n",
        at(i * 20), 501 + told_, 501 + told_, levels(low(s, spot_tick_), low(s0, spot_tick_)),
        levels(high(s, spot_tick_), high(s0, spot_tick_)));
    perp_ += fmt::format(
        R"({} {{"stream":"btcusdt@depth@0ms","data":{{"e":"depthUpdate","E":1700000000000,"T":1700000000000,"s":"BTCUSDT","U":{},"u":{},"pu":{},"b":{},"a":{}}}}})"
        "\n",
        at(i * 20), 101 + told_, 101 + told_, 100 + told_, levels(low(p, perp_tick_), low(p0, perp_tick_)),
        levels(high(p, perp_tick_), high(p0, perp_tick_)));
    const std::int64_t next = (i * 20 / 28'800 + 1) * 28'800;
    const auto& rate = made_.funding("binance")[static_cast<std::size_t>(next / 3'600) % HandMade::kHours];
    perp_ += fmt::format(
        R"({} {{"stream":"btcusdt@markPrice@1s","data":{{"e":"markPriceUpdate","E":{},"s":"BTCUSDT","p":"{}","P":"1","i":"1","r":"{}","T":{}}}}})"
        "\n",
        at(i * 20), at(i * 20) / 1'000'000, p.to_string(), rate ? rate->to_string() : "0", at(next) / 1'000'000);
    ++told_;
  }

  HandMade& made_;
  std::int64_t told_ = 0;  ///< updates so far
  Price spot_tick_ = from_text<Price>("0.01");
  Price perp_tick_ = from_text<Price>("0.1");
  TemporaryFolder folder_;
  std::string spot_;
  std::string perp_;
};

/// What a run decided, and what it holds at its end.
struct Watched final : RunObserver {
  struct Decided {
    UtcTime time;
    std::string what;  ///< kind and reason
  };
  std::vector<Decided> decisions;  ///< those that act
  std::vector<JournalEntry> events;
  PositionSet positions;
  Amount equity;
  AttributionAmounts attribution{};
  Amount capital;

  void record(const JournalEntry& entry) override {
    events.push_back(entry);
    const auto* made = entry.as<journal::DecisionMade>();
    if (made != nullptr && made->decision->kind != DecisionKind::hold)
      decisions.push_back(
          {entry.time, fmt::format("{}: {}", decision_name(made->decision->kind), made->decision->reason)});
  }
  void close_step(const PnlView&, const PnlView& closed) override {
    positions = closed.positions().positions;
    equity = closed.exposure().equity;
    attribution = closed.totals.attribution;
    capital = closed.totals.capital;
  }
};

/// A replay of made-up frames with a mode.
struct TickRun {
  Watched seen;
  std::string orders;
  std::string fills;
  std::string execution;
  std::vector<std::string> remarks;
  std::string error;
  std::vector<OrderReport> venue_fills;  ///< as the matching engine has them, market after market
  PositionSet at_venue;                  ///< what the exchanges hold at the end
};

/// When the node of a replay is made anew, and where its journal is.
struct Restarts {
  std::vector<UtcTime> at;
  Journal* journal = nullptr;
};

inline TickRun replay_ticks(const Settings& settings, const std::vector<std::filesystem::path>& files, Amount capital,
                            const ReplayVenues::Options& venues, bool whole, bool lanes = false,
                            const CapitalFlows& flows = kNoFlows, const Restarts& restarts = {}) {
  TickRun run;
  auto input = ReplayInput::open(files, {});
  if (!input) broken_invariant(input.error().text());
  const auto markets = replay_markets(*input.value(), settings);
  if (!markets) broken_invariant(markets.error().text());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), CostTable());
  TradingFigures figures(markets.value().universe);
  auto node = load_node(shipped_configs(), {"limits.maximum_order_notional=1000000000",
                                            "limits.maximum_gross=1000000000", "limits.maximum_position.BTC=1000",
                                            "limits.order_burst=10000", "limits.orders_per_second=10000"});
  if (!node) broken_invariant(node.error().text());
  ReplayParts parts;
  parts.input = input.value().get();
  parts.markets = &markets.value();
  parts.settings = node.value();
  parts.mode = &settings;
  parts.lanes = lanes;
  ReplayRun& mode = parts.run.emplace();
  mode.costs = &costs;
  mode.flows = &flows;
  mode.pair_terms = whole ? whole_at_once() : pair_terms(settings.mode.pair);
  mode.capital = capital;
  mode.from = input.value()->first();
  mode.venues = venues;
  mode.observer = &run.seen;
  mode.trading = &figures;
  mode.journal = restarts.journal;
  mode.restarts = restarts.at;
  mode.configuration = "of a test";
  auto replay = Replay::create(std::move(parts));
  if (!replay) broken_invariant(replay.error().text());
  if (const auto done = replay.value()->run(); !done) run.error = done.error().text();
  const ReplayVenues& exchanges = replay.value()->venues();
  for (const MarketId market : exchanges.markets()) {
    const auto found = exchanges.downloaded(market, UtcTime{});
    run.venue_fills.insert(run.venue_fills.end(), found.fills.begin(), found.fills.end());
  }
  for (const Instrument& instrument : markets.value().universe.instruments())
    run.at_venue.push_back(exchanges.holding(instrument.id));
  run.remarks = replay.value()->node()->remarks();
  run.orders = figures.orders();
  run.fills = figures.fills();
  JsonWriter json;
  figures.write(json);
  run.execution = json.text();
  return run;
}

}  // namespace basis::test
