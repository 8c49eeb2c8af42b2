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
  const auto state = std::make_shared<PairExecutionState>();
  return {
      [](const Connect&) {},
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
      [=, &context](const StopPairs&) {
        for (const auto& [id, part] : state->parts) context.desk->stop(id);
      },
      [=](const PairDone& done) { take(*state, done); },
  };
}

}  // namespace basis
