#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <map>
#include <string>
#include <vector>

#include "actors/journal/journal.hpp"
#include "actors/journal/journal_reader.hpp"
#include "core/results/event_line.hpp"
#include "tests/core/execution/postings_support.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {

/// A journal as a node would write it: capital, an order of a pair, what the venue told of it, and the node's memory.
struct KeptRun {
  static constexpr std::uint32_t kMonitor = 1;
  static constexpr std::uint32_t kStrategist = 4;
  static constexpr std::uint32_t kManager = 5;
  static constexpr std::uint32_t kDriver = 6;

  Ledgered world;
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "node.db";
  std::unique_ptr<Journal> journal;
  std::map<std::uint32_t, std::uint32_t> numbers;
  JournalNames names = journal_names(world.universe);
  ClientOrderId order = ClientOrderIds::create("n1", 0).value().make(1);

  KeptRun() {
    auto created = Journal::create(file);
    REQUIRE(created.has_value());
    journal = std::move(created).value();
    // 1 to 10, in this order.
    add(kDriver, journal::BootBegan{"btc_basis", "USDT", "n1", 0, "c", "u", names});
    const EventId paid = post("1000", "0", "1000", Outside::capital, world.cash, {}, EntryKind::capital);
    auto decision = std::make_shared<Decision>();
    decision->kind = DecisionKind::entry_full;
    decision->reason = "start";
    const EventId decided = add(kStrategist, journal::DecisionMade{decision, amount("1000"), inputs()}, paid);
    auto made = std::make_shared<Order>();
    made->client_id = "plan-1";
    made->account = world.account;
    made->instrument = world.coins;
    made->size = amount("2");
    made->buy = true;
    made->reason = "start";
    add(kManager, journal::OrderMade{made}, decided);
    PairOrder pair;
    pair.id = 7;
    pair.first = {world.spot_market, OrderSide::buy, false};
    pair.coins = quantity("2");
    add(kDriver, journal::PairBegan{pair});
    OrderCommand command;
    command.id = order;
    command.kind = OrderKind::limit_ioc;
    command.market = world.spot_market;
    command.limit = price("101");
    command.size = quantity("2");
    add(kDriver, journal::CommandSent{command, 7, price("100"), world.now + kSecond});
    add(kDriver, journal::FillHeard{filled(), 7, price("100")});
    post_fill();
    PairFigures figures;
    figures.id = 7;
    add(kDriver, journal::PairWorked{figures, ""});
    add(kMonitor, journal::DifferenceFound{"100 more than told"}, {kMonitor, 2});
    remember();
    REQUIRE(journal->commit().has_value());
  }

  EventId add(std::uint32_t source, journal::Body body, EventId cause = {}) {
    const EventId id{source, ++numbers[source]};
    journal->record({id, cause, world.now, std::move(body)});
    return id;
  }
  /// `where` is the SQL of one change.
  void damage(const char* sql) const {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    CHECK_MESSAGE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(handle));
    sqlite3_close(handle);
  }
  [[nodiscard]] std::unique_ptr<JournalReader> reader() const {
    auto opened = JournalReader::open(file);
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    return std::move(opened).value();
  }

 private:
  EventId post(const char* size, const char* before, const char* after, LedgerSide from, LedgerSide to,
               std::optional<journal::FillTold> fill, EntryKind kind) {
    const InstrumentId held = to.instrument() ? *to.instrument() : *from.instrument();
    return add(kMonitor, journal::Posting{{world.now, kind, {{from, to, amount(size), {}}}},
                                          {{held, amount(before), amount(after)}},
                                          std::move(fill),
                                          false});
  }
  [[nodiscard]] std::shared_ptr<const journal::DecisionInputs> inputs() const {
    auto market = std::make_shared<MarketSnapshot>();
    market->time = world.now;
    market->prices.resize(world.universe.assets().size());
    market->prices[world.btc.index()] = price("100");
    auto made = std::make_shared<journal::DecisionInputs>();
    made->market = market;
    made->positions.resize(world.universe.instruments().size());
    made->positions[world.cash.index()].amount = amount("1000");
    return made;
  }
  [[nodiscard]] OrderEffect filled() const {
    OrderEffect effect;
    effect.kind = EffectKind::filled;
    effect.id = order;
    effect.market = world.spot_market;
    effect.order = VenueKey::of(1);
    effect.trade = VenueKey::of(2);
    effect.side = OrderSide::buy;
    effect.size = quantity("2");
    effect.price = price("100");
    effect.fee_known = true;
    effect.fee_asset = world.usdt;
    effect.at_venue = world.now;
    return effect;
  }
  void post_fill() {
    journal::FillTold told{std::string(order.view()), "pair 7", {}};
    told.fill.instrument = world.coins;
    told.fill.buy = true;
    told.fill.size = amount("2");
    told.fill.price = told.fill.arrival = price("100");
    journal::Posting posting{
        {world.now,
         EntryKind::trade,
         {{world.cash, Outside::market, amount("200"), {}}, {Outside::market, world.coins, amount("2"), {}}}},
        {{world.cash, amount("1000"), amount("800")}, {world.coins, amount("0"), amount("2")}},
        std::move(told),
        true};
    add(kMonitor, std::move(posting));
  }
  /// As at the end of a step: the account of profit and loss has seen everything.
  void remember() const {
    PnlMemory pnl;
    pnl.account.positions.resize(world.universe.instruments().size());
    pnl.account.positions[world.cash.index()].amount = amount("800");
    pnl.account.positions[world.coins.index()].amount = amount("2");
    journal->remember(pnl);
    journal->remember(PositionMemory{});
    journal->remember(RiskMemory{});
    journal->remember(StrategistMemory{});
    journal->remember(PlanMemory{});
    journal->remember(PairsMemory{});
    journal->remember(DriverMemory{});
  }
};

}  // namespace basis::test
