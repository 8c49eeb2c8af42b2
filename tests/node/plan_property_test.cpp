#include <fmt/format.h>

#include "core/execution/order_source.hpp"
#include "core/execution/transfer_rules.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/portfolio/portfolio_book.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/node/sample_runs.hpp"
#include "tests/node/wild_world.hpp"
#include "tests/support/rounds.hpp"
#include "venues/simulated_world.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// The loop of a node without actors, whose venues refuse transfers at random.
class ShakyNode {
 public:
  ShakyNode(const RunContext& context, const Timeline& timeline, Amount capital, Dice& dice)
      : context_(context),
        timeline_(timeline),
        dice_(dice),
        book_(context.universe),
        pnl_(context.universe),
        router_(context.universe, context.settings, context.costs),
        orders_(router_, context.settings),
        strategy_(std::move(make_strategy({context.universe, context.settings, context.costs})).value()),
        world_({context.universe, context.settings, context.costs}, paid_in(capital)) {}

  void receive(const CapitalFlow& flow) { strategy_->receive(flow); }

  void step(std::size_t hour) {
    market_ = timeline_.at(hour);
    for (const VenueReport& report : world_.settle(market_)) post(report.entries);
    measure();
    const UtcTime now = market_->time;
    const bool open = !orders_.done() || !on_the_way_.empty();
    const Decision decision = strategy_->decide(view(), open);
    if (decision.kind != DecisionKind::hold || !(open && plan_open(now))) begin(decision, now);
    carry_out();
    open_for_ = plan_open(now) ? open_for_ + 1 : 0;
    // Every transfer is there after ten hours, and no plan has more than a handful of parts that wait.
    CHECK(open_for_ < 60);
    if (open && critical() && decision.kind != DecisionKind::hold) ++overrides;
  }

  [[nodiscard]] PortfolioView view() const {
    return {context_.universe, *market_, book_.positions(), exposure_, risk_, on_the_way_};
  }

  int refused = 0;
  int replaced = 0;
  int waited = 0;
  int overrides = 0;
  int paid = 0;

 private:
  PositionSet paid_in(Amount capital) {
    PositionSet held(context_.universe.instruments().size());
    const InstrumentId purse = context_.universe.held_token(context_.settings.mode.share_class);
    held[purse.index()].amount = capital;
    entries_.push_back({timeline_.time(0), EntryKind::capital, {{Outside::capital, purse, capital, Amount{}}}});
    book_.post(entries_.back());
    return held;
  }
  [[nodiscard]] bool plan_open(UtcTime now) const { return !orders_.done() || transfers_.under_way(now); }
  [[nodiscard]] bool critical() const { return risk_.status == RiskStatus::critical; }

  void begin(const Decision& decision, UtcTime now) {
    if (plan_open(now)) ++replaced;
    orders_.drop();
    transfers_.clear();
    blocks_ = decision.blocks;
    orders_.start(blocks_);
    sent_ = accepted_ = 0;
  }

  void carry_out() {
    RoutingNotes notes;
    while (std::optional<Order> next = orders_.next(view(), notes, transfers_)) {
      ++sent_;
      const bool moves = next->action == ActionType::wallet_transfer;
      const Nanos delay =
          moves ? transfer_delay(context_.universe, context_.settings, next->account, next->destination) : Nanos{};
      if (delay.count > 0) next->due = market_->time + delay;
      const auto order = std::make_shared<const Order>(std::move(*next));
      if (moves && dice_.chance(0.15)) {
        ++refused;
        orders_.refused(order);
        continue;
      }
      const OrderAnswer answer = world_.execute(order, *market_);
      REQUIRE_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
      ++accepted_;
      if (order->action == ActionType::pay_out) ++paid;
      if (order->due) transfers_.sent(order->destination, *order->due);
      post(answer.report.entries);
      measure();
    }
    if (!orders_.done()) ++waited;
    if (!plan_open(market_->time) && sent_ > 0 && accepted_ == 0) strategy_->refused();
  }

  void post(const std::vector<LedgerEntry>& entries) {
    for (const LedgerEntry& entry : entries) {
      book_.post(entry);
      entries_.push_back(entry);
    }
  }

  /// The books check, nothing that is held is under zero, and P&L explains equity to the last unit.
  void measure() {
    book_.check();
    REQUIRE(world_.positions() == book_.positions());
    const bool moving = std::ranges::any_of(book_.on_the_way(), [](Amount amount) { return !amount.is_zero(); });
    on_the_way_ = moving ? book_.on_the_way() : std::vector<Amount>{};
    for (const Amount coming : on_the_way_) REQUIRE(coming.sign() >= 0);
    const PositionSet all = owned(book_.positions(), on_the_way_);
    exposure_ = measure_exposure(context_.universe, all, *market_);
    risk_ = assess_risk(context_.universe, book_.positions(), *market_, exposure_,
                        risk_limits(context_.universe, context_.settings));
    for (const Instrument& instrument : context_.universe.instruments())
      if (instrument.on_chain || instrument.asset != context_.universe.quote_asset())
        if (instrument.type == PositionType::base_token) REQUIRE(book_[instrument.id].amount.sign() >= 0);
    REQUIRE_NOTHROW(pnl_.advance(market_, std::exchange(entries_, {}), all, exposure_.equity));
  }

  const RunContext& context_;
  const Timeline& timeline_;
  Dice& dice_;
  MarketPtr market_;
  PortfolioBook book_;
  PnlAccount pnl_;
  std::vector<LedgerEntry> entries_;  ///< since P&L was measured
  std::vector<Amount> on_the_way_;
  Exposure exposure_;
  RiskReport risk_;
  Router router_;
  OrderSource orders_;
  InstructionBlocks blocks_;
  PlanTransfers transfers_;
  std::unique_ptr<Strategy> strategy_;
  SimulatedWorld world_;
  int open_for_ = 0;
  std::size_t sent_ = 0;
  std::size_t accepted_ = 0;
};

constexpr const char* kEveryMode[] = {"pure_lending",       "btc_basis",     "eth_basis",
                                      "eth_staking_only",   "eth_leveraged", "usdt_market_neutral_no_leverage",
                                      "usdt_market_neutral"};

std::vector<std::string> slow_venues(const std::string& mode, Dice& dice) {
  std::vector<std::string> all = {fmt::format("position_deviation_threshold={:.4f}", dice.between(0.0005, 0.02))};
  if (mode.find("basis") == mode.npos && mode.find("neutral") == mode.npos) return all;
  all.push_back(fmt::format("transfer.minimum={}", dice.of<int>({0, 100, 5000})));
  for (const char* venue : {"binance", "bybit", "okx"})
    for (const char* way : {"withdrawal", "deposit"})
      all.push_back(fmt::format("venues.{}.delays.{}_minutes={}", venue, way, dice.below(301)));
  return all;
}

/// A jump of all prices of the mode's asset at some hours.
void shake(History& history, Dice& dice) {
  for (std::size_t jumps = dice.below(4); jumps > 0; --jumps) {
    const std::size_t at = 1 + dice.below(history.hours - 2);
    const Ratio by = from_text<Ratio>(fmt::format("{:.4f}", dice.between(0.75, 1.35)));
    for (auto& [name, column] : history.prices)
      if (name.find("ETHUSDT") != name.npos || name.find("BTCUSDT") != name.npos)
        for (std::size_t i = at; i < column.size(); ++i)
          column[i] = Price::from_raw_checked(mul_div(column[i].raw(), by.raw(), Ratio::kOne, Rounding::half_even));
  }
}

}  // namespace

TEST_CASE("plans: with random delays and refused transfers every plan ends, and nothing is spent twice") {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(70, test::rounds(70)); ++seed) {
    Dice dice(seed);
    const std::string mode = kEveryMode[seed % std::size(kEveryMode)];
    INFO("seed ", seed, ", ", mode);
    const Settings settings = settings_of(mode, slow_venues(mode, dice));
    const UtcTime from = utc("2024-06-01");
    History history = history_for(sample_folder(), settings, from, from + kHour * 140);
    shake(history, dice);
    const auto universe = Universe::build(settings);
    REQUIRE(universe);
    const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
    const RunContext context{universe.value(), settings, costs};
    const Timeline timeline(universe.value(), settings, history);
    ShakyNode node(context, timeline, settings.default_capital, dice);
    const std::size_t part = 20 + dice.below(30);
    const std::size_t all = 70 + dice.below(20);
    for (std::size_t hour = 0; hour < history.hours; ++hour) {
      CapitalFlow flow{timeline.time(hour), false, std::nullopt, dice.chance(0.5) ? ExitSpeed::fast : ExitSpeed::slow,
                       2};
      if (hour == part) flow.amount = mul(settings.default_capital, Ratio::from_raw(Ratio::kOne / 5), Rounding::floor);
      if (hour == part || hour == all) node.receive(flow);
      node.step(hour);
    }
    seen["refused"] += node.refused;
    seen["waited"] += node.waited;
    seen["paid"] += node.paid;
  }
  for (const auto& [what, count] : seen) {
    MESSAGE(what, " ", count);
    CHECK_MESSAGE(count > 0, what, " did not occur");
  }
}
