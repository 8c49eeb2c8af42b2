#include "actors/pair_execution.hpp"

#include <map>

#include "actors/event_emitter.hpp"
#include "core/execution/worked_pairs.hpp"

namespace basis {
namespace {

/// Trades that were handed over together.
struct Part {
  caf::typed_response_promise<PairAnswered> promise;
  std::size_t open = 0;
  PairAnswered answer;
};

struct PairExecutionState {
  explicit PairExecutionState(const RunContext& run) {
    if (run.rebuilt == nullptr) return;
    const PairsMemory& memory = run.rebuilt->memory.pairs;
    last_id = memory.last_id;
    if (memory.open.empty()) return;
    const auto part = std::make_shared<Part>();
    part->open = memory.open.size();
    part->answer = {memory.ended, memory.reason};
    for (const std::uint64_t id : memory.open) parts.emplace(id, part);
  }
  /// The execution manager hands one part over at a time.
  [[nodiscard]] PairsMemory memory() const {
    PairsMemory memory{last_id, {}, {}, {}};
    for (const auto& [id, part] : parts) {
      memory.open.push_back(id);
      memory.ended = part->answer.pairs;
      memory.reason = part->answer.reason;
    }
    return memory;
  }

  std::shared_ptr<const Directory> directory;
  std::uint64_t last_id = 0;
  std::map<std::uint64_t, std::shared_ptr<Part>> parts;  ///< by pair
};

void take(PairExecutionState& state, const PairDone& done) {
  const auto found = state.parts.find(done.figures.id);
  require(found != state.parts.end(), "a pair ended that was not handed over");
  const std::shared_ptr<Part> part = found->second;
  state.parts.erase(found);
  part->answer.pairs.push_back(done.figures);
  if (part->answer.reason.empty()) part->answer.reason = done.reason;
  if (--part->open == 0) part->promise.deliver(std::move(part->answer));
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
        auto part = std::make_shared<Part>();
        part->promise = self->make_response_promise<PairAnswered>();
        part->open = pairs.size();
        for (PairOrder& pair : pairs) {
          pair.id = ++state->last_id;
          state->parts.emplace(pair.id, part);
        }
        for (const PairOrder& pair : pairs) context.desk->work(pair);
        return part->promise;
      },
      [=, &context](const AwaitPairs&) -> caf::result<PairAnswered> {
        require(!state->parts.empty(), "no pair was open before the restart");
        const std::shared_ptr<Part> part = state->parts.begin()->second;
        part->promise = self->make_response_promise<PairAnswered>();
        for (const auto& [id, of] : state->parts) context.desk->resume(context.rebuilt->pairs.at(id));
        return part->promise;
      },
      [=](const KeepMemory&) { self->send(state->directory->event_logger, MemorySection(state->memory())); },
      [=, &context](const StopPairs&) {
        for (const auto& [id, part] : state->parts) context.desk->stop(id);
      },
      [=](const PairDone& done) { take(*state, done); },
  };
}

}  // namespace basis
