#include "actors/pair_execution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "actors/event_emitter.hpp"
#include "core/execution/venue_down.hpp"
#include "core/execution/worked_pairs.hpp"

namespace basis {
namespace {

/// Trades that were handed over together, and what takes the place of some.
struct Part {
  caf::typed_response_promise<PairAnswered> promise;
  std::set<std::uint64_t> open;
  std::vector<PairOrder> orders;  ///< of all of its pairs
  std::set<std::uint64_t> taken_over;
  bool taken_back = false;  ///< what was traded is being traded back
  bool stopping = false;
  PairAnswered answer;
};
using PartPtr = std::shared_ptr<Part>;

struct PairExecutionState {
  explicit PairExecutionState(const RunContext& run) : context(run) {
    if (run.rebuilt == nullptr) return;
    const PairsMemory& memory = run.rebuilt->memory.pairs;
    last_id = memory.last_id;
    if (memory.open.empty()) return;
    const auto part = std::make_shared<Part>();
    part->open = {memory.open.begin(), memory.open.end()};
    part->orders = memory.orders;
    part->taken_over = {memory.taken_over.begin(), memory.taken_over.end()};
    part->taken_back = memory.taken_back;
    part->answer.pairs = memory.ended;
    part->answer.reason = memory.reason;
    for (const std::uint64_t id : memory.open) parts.emplace(id, part);
  }
  /// The execution manager hands one part over at a time.
  [[nodiscard]] PairsMemory memory() const {
    PairsMemory memory;
    memory.last_id = last_id;
    if (parts.empty()) return memory;
    const Part& part = *parts.begin()->second;
    memory.open = {part.open.begin(), part.open.end()};
    memory.ended = part.answer.pairs;
    memory.orders = part.orders;
    memory.taken_over = {part.taken_over.begin(), part.taken_over.end()};
    memory.taken_back = part.taken_back;
    memory.reason = part.answer.reason;
    return memory;
  }
  [[nodiscard]] WhenVenueDown when_down() const { return context.settings.mode.pair.when_down; }

  const RunContext& context;
  std::shared_ptr<const Directory> directory;
  std::uint64_t last_id = 0;
  std::map<std::uint64_t, PartPtr> parts;  ///< by pair that has not ended
};

/// What ends at once is told with messages, later.
void begin(PairExecutionState& state, const PartPtr& part, std::vector<PairOrder> pairs) {
  for (PairOrder& pair : pairs) {
    pair.id = ++state.last_id;
    part->open.insert(pair.id);
    part->orders.push_back(pair);
    state.parts.emplace(pair.id, part);
  }
  for (const PairOrder& pair : pairs) state.context.desk->work(pair);
}

const PairOrder& order_of(const Part& part, std::uint64_t id) {
  const auto order = std::ranges::find(part.orders, id, &PairOrder::id);
  require(order != part.orders.end(), "a pair ended that was not handed over");
  return *order;
}

/// The perps whose venues took no orders.
std::vector<MarketId> down(const Part& part) {
  std::vector<MarketId> markets;
  for (const PairFigures& figures : part.answer.pairs)
    if (figures.end == PairEnd::venue_down) markets.push_back(order_of(part, figures.id).second->market);
  return markets;
}

/// The venue of a pair's perp takes no orders: its share goes where the mode says.
void mind_venue_down(PairExecutionState& state, const PartPtr& part, const PairFigures& figures) {
  if (part->stopping || part->taken_back) return;
  if (state.when_down() == WhenVenueDown::unwind)
    for (const std::uint64_t id : part->open) state.context.desk->stop(id);
  if (state.when_down() != WhenVenueDown::others) return;
  const PairOrder order = order_of(*part, figures.id);
  std::vector<PairOrder> others =
      taken_over(order, figures.left, down(*part), state.context.universe, state.context.settings.mode);
  if (others.empty()) return;
  part->taken_over.insert(figures.id);
  begin(state, part, std::move(others));
}

/// Whether something of an entry that a venue did not take is left to be traded back.
void trade_back(PairExecutionState& state, const PartPtr& part) {
  const std::vector<MarketId> lost = down(*part);
  if (state.when_down() != WhenVenueDown::unwind || lost.empty() || part->stopping || part->taken_back) return;
  part->taken_back = true;
  part->answer.reason = fmt::format("{} took no orders: what was entered elsewhere is traded back",
                                    state.context.universe[lost.front()].venue);
  begin(state, part, taken_back(part->orders, part->answer.pairs, lost, state.context.pair_terms.exit));
}

bool whole(const Part& part) {
  return !part.taken_back && std::ranges::all_of(part.answer.pairs, [&](const PairFigures& pair) {
    return pair.end == PairEnd::done || pair.end == PairEnd::leg_closed || pair.left.is_zero() ||
           part.taken_over.contains(pair.id);
  });
}

void take(PairExecutionState& state, const PairDone& done) {
  const auto found = state.parts.find(done.figures.id);
  require(found != state.parts.end(), "a pair ended that was not handed over");
  const PartPtr part = found->second;
  state.parts.erase(found);
  part->open.erase(done.figures.id);
  part->answer.pairs.push_back(done.figures);
  if (part->answer.reason.empty()) part->answer.reason = done.reason;
  if (done.figures.end == PairEnd::venue_down) mind_venue_down(state, part, done.figures);
  if (part->open.empty()) trade_back(state, part);
  if (!part->open.empty()) return;
  part->answer.whole = whole(*part);
  part->promise.deliver(std::move(part->answer));
}

/// Why an entry is not begun: it would be traded back.
std::string entry_fault(const PairExecutionState& state, const std::vector<PairOrder>& pairs) {
  if (state.when_down() != WhenVenueDown::unwind) return {};
  for (const PairOrder& pair : pairs)
    if (pair.second && pair.terms.venue_down.count > 0 && !state.context.desk->takes_orders(pair.second->market))
      return state.context.universe[pair.second->market].venue + " takes no orders";
  return {};
}

}  // namespace

pair_execution_actor::behavior_type pair_execution(pair_execution_actor::pointer self, const RunContext& context) {
  stop_loudly(self);
  require(context.desk != nullptr, "trades are worked where there is a desk");
  const auto state = std::make_shared<PairExecutionState>(context);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=, &context](const ExecutePair& command) -> caf::result<PairAnswered> {
        std::vector<PairOrder> pairs =
            worked_pairs(command.orders, context.universe, command.portfolio->positions().positions, context.pair_terms,
                         command.urgent);
        if (pairs.empty()) return PairAnswered{{}, "the sizes are under the unit of orders"};
        if (std::string fault = entry_fault(*state, pairs); !fault.empty())
          return PairAnswered{{}, std::move(fault), false};
        auto part = std::make_shared<Part>();
        part->promise = self->make_response_promise<PairAnswered>();
        begin(*state, part, std::move(pairs));
        return part->promise;
      },
      [=, &context](const AwaitPairs&) -> caf::result<PairAnswered> {
        require(!state->parts.empty(), "no pair was open before the restart");
        const PartPtr part = state->parts.begin()->second;
        part->promise = self->make_response_promise<PairAnswered>();
        for (const auto& [id, of] : state->parts) context.desk->resume(context.rebuilt->pairs.at(id));
        return part->promise;
      },
      [=](const KeepMemory&) { self->send(state->directory->event_logger, MemorySection(state->memory())); },
      [=, &context](const StopPairs&) {
        for (const auto& [id, part] : state->parts) {
          part->stopping = true;
          context.desk->stop(id);
        }
      },
      [=](const PairDone& done) { take(*state, done); },
  };
}

}  // namespace basis
