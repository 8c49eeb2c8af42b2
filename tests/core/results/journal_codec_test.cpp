#include "core/results/journal_codec.hpp"

#include <doctest/doctest.h>

#include <boost/pfr.hpp>
#include <limits>

#include "core/results/entry_fields.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

UtcTime hour(int number) { return UtcTime::parse("2024-06-01").value() + kHour * number; }

Order some_order() {
  Order order;
  order.client_id = "btc_basis-1-7";
  order.cause = {4, 9};
  order.type = ExecutionType::wallet_transfer;
  order.action = ActionType::atomic;
  order.account = {1};
  order.destination = {2};
  order.due = hour(3);
  order.instrument = {3};
  order.size = Amount::from_raw(std::numeric_limits<i128>::max());
  order.steps = {{ActionType::swap, {1}, {2}, {3}, amount("4"), true}};
  order.gas_operation = "swap";
  order.buy = order.closes_block = true;
  order.reason = "a \"reason\" with\na line, and \xc3\xa9";
  return order;
}

Decision some_decision() {
  Decision decision;
  decision.kind = DecisionKind::exit_partial;
  decision.reason = "delta";
  decision.rebalance = decision.first_entry = decision.urgent = true;
  Instruction instruction;
  instruction.action = ActionType::swap;
  instruction.amount = Amount::from_raw(std::numeric_limits<i128>::min());
  instruction.token = "weETH";
  instruction.into = "WETH";
  instruction.cash = {amount("1"), amount("2"), amount("3")};
  instruction.move = AssetMove::to_trading;
  decision.blocks = {{{instruction}, BlockKind::loop, {amount("1"), true, amount("2"), true, true, amount("3"), {}}}};
  decision.not_carried_out = {"this", ""};
  decision.waits_for = "a price";
  decision.remark = "a remark";
  decision.infeasible = "no";
  return decision;
}

MarketPtr some_market() {
  auto market = std::make_shared<MarketSnapshot>();
  market->time = hour(1);
  market->prices = {price("1"), Price::from_raw(std::numeric_limits<std::int64_t>::max())};
  market->marks = {Price{}, price("0.00000001")};
  market->ended = {{price("1"), price("3"), price("0.5")}};
  market->indices = {Ray::from_raw(std::numeric_limits<i128>::max())};
  market->market_rates = {std::nullopt, Ray::from_raw(7)};
  market->funding_settled = {Ray::from_raw(-7)};
  market->depth = {{{4}, amount("5"), std::nullopt, amount("6")}};
  market->rewards = {{"EIGEN", amount("0.1"), true, "EIGEN_via_KING", 8, kHour}};
  market->earning = {{8, kSecond}};
  market->gas_price = amount("0.00000001");
  return market;
}

OrderReport some_report() {
  OrderReport report;
  report.id = ClientOrderId::parse("replay000001000000000042").value();
  report.kind = ReportKind::fill;
  report.reason = RejectReason::other;
  report.origin = FillOrigin::deleveraging;
  report.fee_known = true;
  report.market = {std::numeric_limits<std::uint16_t>::max()};
  report.order = {1, 2};
  report.trade = {std::numeric_limits<std::uint64_t>::max(), 4};
  report.price = Price::from_raw(std::numeric_limits<std::int64_t>::min());
  report.fee = amount("-0.000000000000000001");
  report.at_venue = UtcTime::from_nanos(std::numeric_limits<std::int64_t>::max());
  return report;
}

/// One of every kind, with no member at its default where that can be.
std::vector<journal::Body> every_kind() {
  const auto order = std::make_shared<const Order>(some_order());
  const auto decision = std::make_shared<const Decision>(some_decision());
  StrategyMemory memory;
  memory.answered = StrategyQuestion::equity;
  memory.noted = {StrategyQuestion::risk, StrategyQuestion::dust};
  memory.withdrawals = {{hour(2), false, std::nullopt, ExitSpeed::slow, 9}};
  memory.closed = StaysOut::by_risk;
  memory.unwound = {amount("1"), amount("2"), amount("3"), true};
  PairOrder pair{7, {{1}, OrderSide::sell, true}, PairLeg{{2}, OrderSide::buy, false}, quantity("1.5"), true, true, {}};
  pair.terms.least_edge_bps = -2.5;
  pair.terms.max_volatility = std::numeric_limits<double>::infinity();
  PairFigures figures;
  figures.id = 7;
  figures.end = PairEnd::refused;
  figures.waits = PairWait::venue;
  figures.short_of = Funds{{1}, {2}, amount("3"), amount("4")};
  figures.net_second = quantity("-1");
  figures.longest_naked = kSecond;
  OrderCommand command;
  command.id = some_report().id;
  command.action = OrderAction::amend;
  command.kind = OrderKind::limit_fok;
  command.size = quantity("92233720368");
  OrderRecord record{command, {5, 6}, quantity("1"), false, ReportKind::expired, RejectReason::self_trade, hour(5)};
  OrderEffect effect;
  effect.kind = EffectKind::venue_fill;
  effect.alarm = OrderAlarm::too_old;
  effect.id = command.id;
  effect.fee = amount("3");
  AccountReport account;
  account.kind = AccountReportKind::insurance;
  account.state = TransferState::cancelled;
  account.amount = amount("-12");
  LedgerEntry entry{
      hour(1),
      EntryKind::transfer,
      {{InstrumentId{1}, Outside::unexplained, amount("2"), amount("3")}, {Outside::fee, InstrumentId{2}, amount("1")}},
      Flight{{2}, hour(2)}};
  const Fill fill{{1}, true, amount("1"), price("2"), price("3"), amount("4"), amount("5")};
  return {journal::BootBegan{"btc_basis", "USDT", "node1", 999'999, "c", "u", {{"wallet"}, {"a", "b"}, {}}},
          journal::KillSwitchSet{KillState::reducing, "by hand", journal::KillSetting::tightens},
          journal::PlanBegan{DecisionKind::pay_out, "x"},
          journal::PlanEnded{DecisionKind::pay_out, 3, 4},
          journal::PairBegan{pair},
          journal::PairStopped{7},
          journal::PairWorked{figures, "funds"},
          journal::CommandSent{command, 7, price("60000"), hour(1)},
          journal::OrderHeard{some_report()},
          journal::MarketDownloaded{{{3}, {record}, {some_report()}, {record, record}, quantity("-4")}},
          journal::FillHeard{effect, 7, price("60000.1")},
          journal::AccountHeard{account},
          journal::FlowTaken{{hour(2), true, amount("2500"), ExitSpeed::slow, 12}},
          journal::DecisionMade{decision, amount("100"),
                                std::make_shared<const journal::DecisionInputs>(journal::DecisionInputs{
                                    some_market(), {{amount("1"), amount("-2")}}, {amount("3")}, memory, true})},
          journal::EntryWaits{""},
          journal::NotCarriedOut{"what"},
          journal::Rebalanced{DecisionKind::entry_full, "r"},
          journal::OrderMade{order, {{CapacityKind::borrow_cap, {4}, amount("5"), amount("6"), kSecond}}},
          journal::OrderRefused{order, "no funds"},
          journal::ContractCalled{order},
          journal::PartNotSent{ActionType::stake, "dust"},
          journal::OrdersCut{"12 orders"},
          journal::PlanWaits{DecisionKind::entry_full, "r", "transfers", true},
          journal::PlanReplaced{DecisionKind::entry_full, "r", DecisionKind::exit_full, true},
          journal::PairClosed{figures},
          journal::Posting{entry, {{{1}, amount("1"), amount("2")}}, journal::FillTold{"id", "r", fill}, true},
          journal::DifferenceFound{"text"},
          journal::VenueNoticed{{kWriteOff, {2}, "text", -0.25}},
          journal::RiskAlert{RiskStatus::critical, RiskStatus::warning, {"a", "b"}},
          journal::ReserveChanged{ReserveStatus::critical, ReserveStatus::low},
          journal::AccrualSummed{{amount("1"), amount("-2"), amount("3")}},
          journal::PersonAlerted{"binance", "clock_drift", "text"},
          journal::ControlTaken{{ControlAction::withdraw, "alice", "rent", amount("5"), ExitSpeed::slow,
                                 AdoptAs::capital, "k1", "0xabc"}}};
}

TEST_CASE("every kind of entry comes back from its bytes as it was") {
  const auto all = every_kind();
  REQUIRE(all.size() == std::variant_size_v<journal::Body>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(journal_kind(all[i]));
    CHECK(!journal_kind(all[i]).empty());
    REQUIRE(all[i].index() == i);
    const std::string bytes = encode_body(all[i]);
    const auto back = decode_body(journal_kind(all[i]), bytes);
    REQUIRE(back);
    CHECK(back->index() == i);
    CHECK(encode_body(*back) == bytes);
    // Bytes that are cut, or too many, are none of it.
    for (std::size_t size = 0; size < bytes.size(); ++size)
      CHECK_FALSE(decode_body(journal_kind(all[i]), std::string_view(bytes).substr(0, size)));
    CHECK_FALSE(decode_body(journal_kind(all[i]), bytes + '\0'));
  }
  CHECK_FALSE(decode_body("no_such_kind", ""));
}

TEST_CASE("what is read is what was written, at the ends of the ranges, too") {
  const auto all = every_kind();
  const auto heard = std::get<journal::OrderHeard>(*decode_body("order_heard", encode_body(all[8]))).report;
  CHECK(heard.id.view() == "replay000001000000000042");
  CHECK(heard.price.raw() == std::numeric_limits<std::int64_t>::min());
  CHECK(heard.fee == amount("-0.000000000000000001"));
  CHECK(heard.trade == VenueKey{std::numeric_limits<std::uint64_t>::max(), 4});
  const auto made = std::get<journal::DecisionMade>(*decode_body("decision_made", encode_body(all[13])));
  CHECK(made.decision->blocks[0].instructions[0].amount.raw() == std::numeric_limits<i128>::min());
  CHECK(made.decision->not_carried_out == std::vector<std::string>{"this", ""});
  CHECK(made.inputs->market->market_rates[1] == Ray::from_raw(7));
  CHECK(made.inputs->strategy.noted == std::set{StrategyQuestion::risk, StrategyQuestion::dust});
  const auto posting = std::get<journal::Posting>(*decode_body("posting", encode_body(all[25])));
  CHECK(posting.entry.movements[0].from.instrument() == InstrumentId{1});
  CHECK(posting.entry.movements[0].to.outside() == Outside::unexplained);
  CHECK(posting.entry.flight->due == hour(2));
  const auto noticed = std::get<journal::VenueNoticed>(*decode_body("venue_noticed", encode_body(all[27])));
  CHECK(noticed.notice.kind == kWriteOff);
  CHECK(noticed.notice.margin_ratio == -0.25);
}

TEST_CASE("what the parts of a node remember comes back, and the last of each counts") {
  PlanMemory plan;
  plan.decision = std::make_shared<const Decision>(some_decision());
  plan.transfers = {{{2}, hour(4)}};
  plan.orders = {true, 1, 2, 3, 4, 5, {some_order()}, std::make_shared<const Order>(some_order())};
  plan.worked = {std::make_shared<const Order>(some_order())};
  PnlMemory pnl;
  pnl.account.market = some_market();
  pnl.account.positions = {{amount("1"), amount("2")}};
  pnl.refreshed = hour(1);
  StrategistMemory strategist;
  strategist.owed = {amount("1"), amount("2"), amount("3")};
  const std::vector<MemorySection> sections = {
      PositionMemory{{}, {{hour(1), EntryKind::gas, {{InstrumentId{1}, Outside::gas, amount("2")}}}}, {1, 2}},
      RiskMemory{RiskStatus::warning, ReserveStatus::low},
      pnl,
      strategist,
      plan,
      PairsMemory{5, {4, 5}, {{}}, {{}}, {4}, true, "r"},
      DriverMemory{hour(1), hour(2), hour(3), hour(4), true, {{20'514, amount("-3")}, amount("4")}}};
  REQUIRE(sections.size() == std::variant_size_v<MemorySection>);
  NodeMemory memory;
  memory.take(PairsMemory{});
  for (const MemorySection& section : sections) {
    const std::string bytes = encode_section(section);
    auto back = decode_section(section_name(section), bytes);
    REQUIRE(back);
    CHECK(encode_section(*back) == bytes);
    CHECK_FALSE(decode_section(section_name(section), std::string_view(bytes).substr(1)));
    memory.take(std::move(*back));
  }
  CHECK(memory.pairs.open == std::vector<std::uint64_t>{4, 5});
  CHECK(memory.plan.orders.round == 3);
  CHECK(memory.driver.next_decided == hour(4));
  CHECK(memory.pnl.account.positions[0].entry_cost == amount("2"));
}

/// Counts the members that a list names.
struct CountFields {
  static constexpr bool kReads = false;
  std::size_t count = 0;
  template <class... T>
  void operator()(const T&...) {
    count += sizeof...(T);
  }
};

template <class T>
void check_named() {
  CAPTURE(typeid(T).name());
  CountFields counter;
  fields(counter, std::as_const(*std::make_unique<T>(Blank<T>::make())));
  CHECK(counter.count == boost::pfr::tuple_size_v<T>);
}

TEST_CASE("the lists name every member, so that none is forgotten when a type grows") {
  check_named<EventId>();
  check_named<Movement>();
  check_named<LedgerEntry>();
  check_named<MarketSnapshot>();
  check_named<Decision>();
  check_named<Instruction>();
  check_named<LeverageTarget>();
  check_named<StrategyMemory>();
  check_named<Order>();
  check_named<ContractStep>();
  check_named<PairOrder>();
  check_named<PairTerms>();
  check_named<PairFigures>();
  check_named<OrderCommand>();
  check_named<OrderReport>();
  check_named<OrderRecord>();
  check_named<OrderEffect>();
  check_named<AccountReport>();
  check_named<MarketDownload>();
  check_named<PnlRecord>();
  check_named<PnlMemory>();
  check_named<StrategistMemory>();
  check_named<PlanMemory>();
  check_named<OrderSourceRecord>();
  check_named<DriverMemory>();
  check_named<PairsMemory>();
  check_named<journal::BootBegan>();
  check_named<journal::Posting>();
  check_named<journal::DecisionInputs>();
}

}  // namespace
}  // namespace basis::test
