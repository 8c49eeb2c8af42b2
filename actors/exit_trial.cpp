#include "actors/exit_trial.hpp"

#include <algorithm>

#include "core/execution/order_source.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/strategy/strategy.hpp"
#include "venues/simulated_world.hpp"

namespace basis {
namespace {

/// Tries to leave; like a withdrawal of everything, which may leave remainders the first time.
constexpr int kMostTries = 6;

/// What exit queues hold of the monitored asset arrives in the wallet.
void empty_queues(const Universe& universe, PositionSet& positions) {
  const AccountId wallet = *universe.find_account(kWalletAccount);
  for (const Instrument& instrument : universe.instruments()) {
    Holding& queued = positions[instrument.id.index()];
    const bool queue = instrument.on_chain && instrument.account != wallet &&
                       instrument.type == PositionType::base_token && instrument.asset == universe.delta_asset();
    if (!queue || queued.amount.is_zero()) continue;
    positions[universe.get(wallet, PositionType::base_token, instrument.token).index()].amount += queued.amount;
    queued = {};
  }
}

/// Why steps of an exit were not made, each reason once: a later one can follow from an earlier one.
std::string reasons(const RoutingNotes& notes) {
  std::string all;
  for (auto it = notes.not_sent.begin(); it != notes.not_sent.end(); ++it) {
    if (std::any_of(notes.not_sent.begin(), it, [&](const NotSent& before) { return before.reason == it->reason; }))
      continue;
    all += (all.empty() ? "" : "; ") + it->reason;
  }
  return all;
}

/// Measures a portfolio after every order of a trial.
struct Measured {
  Measured(const RunContext& context, PositionSet held, const MarketSnapshot& market)
      : positions(std::move(held)),
        exposure(measure_exposure(context.universe, positions, market)),
        risk(assess_risk(context.universe, positions, market, exposure,
                         risk_limits(context.universe, context.settings))) {}

  PositionSet positions;
  Exposure exposure;
  RiskReport risk;
};

class Trial {
 public:
  Trial(const RunContext& context, const MarketSnapshot& market)
      : context_(context),
        market_(market),
        strategy_(std::move(make_strategy({context.universe, context.settings, context.costs})).value()),
        router_(context.universe, context.settings, context.costs, CapacityCheck::none) {}

  /// Carries out one full exit. False when it sent nothing.
  bool leave(PositionSet& positions, std::string& why) {
    SimulatedWorld world({context_.universe, context_.settings, context_.costs}, positions);
    OrderSource orders(router_, context_.settings);
    RoutingNotes notes;
    bool changed = false;
    Measured now(context_, positions, market_);
    const InstructionBlocks blocks = strategy_->leave_all(view(now), ExitSpeed::fast);
    orders.start(blocks);
    why.clear();
    while (std::optional<Order> order = orders.next(view(now), notes)) {
      const auto sent = std::make_shared<const Order>(std::move(*order));
      const OrderAnswer answer = world.execute(sent, market_);
      if (answer.status != OrderStatus::accepted) {
        orders.refused(sent);
        why = answer.reason;
        continue;
      }
      changed = true;
      now = Measured(context_, world.positions(), market_);
    }
    if (why.empty()) why = reasons(notes);
    positions = std::move(now.positions);
    return changed;
  }

 private:
  [[nodiscard]] PortfolioView view(const Measured& now) const {
    return {context_.universe, market_, now.positions, now.exposure, now.risk};
  }

  const RunContext& context_;
  const MarketSnapshot& market_;
  std::unique_ptr<Strategy> strategy_;
  Router router_;
};

}  // namespace

ExitTrial try_exit(const RunContext& context, const PositionSet& positions, const MarketSnapshot& market) {
  const Universe& universe = context.universe;
  const InstrumentId purse = universe.held_token(universe.name(universe.share_asset()));
  Trial trial(context, market);
  PositionSet held = positions;
  ExitTrial result;
  for (int tries = 0; tries < kMostTries; ++tries) {
    empty_queues(universe, held);
    const bool only_cash = std::ranges::all_of(universe.instruments(), [&](const Instrument& instrument) {
      return instrument.id == purse || held[instrument.id.index()].amount.is_zero();
    });
    if (only_cash || !trial.leave(held, result.why)) break;
  }
  empty_queues(universe, held);
  result.value = held[purse.index()].amount;
  result.left = equity(universe, held, market) - result.value;
  if (result.left.is_zero()) result.why.clear();
  return result;
}

}  // namespace basis
