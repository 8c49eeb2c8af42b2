#pragma once

#include <utility>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// The actors that make entries of the journal; the numbers are the sources of `EventId`.
enum class Emitter : std::uint32_t {
  position_monitor = 1,
  risk_monitor,
  pnl_monitor,
  strategy_manager,
  execution_manager,
  node,  ///< the driver: what the hot lane and the venues tell
};

/// Numbers the entries of one actor and sends them to the event logger.
class EventEmitter {
 public:
  /// Numbers go on after those of the boots before.
  EventEmitter(Emitter emitter, const RunContext& context) : emitter_(emitter) {
    if (context.rebuilt == nullptr) return;
    const auto& last = context.rebuilt->last_ids;
    const auto found = last.find(static_cast<std::uint32_t>(emitter));
    if (found != last.end()) count_ = found->second;
  }

  EventId next() { return {static_cast<std::uint32_t>(emitter_), ++count_}; }

  template <class Self>
  EventId emit(Self* self, const event_logger_actor& logger, UtcTime time, EventId cause, journal::Body body) {
    const EventId id = next();
    self->send(logger, JournalEntry{id, cause, time, std::move(body)});
    return id;
  }

 private:
  Emitter emitter_;
  std::uint32_t count_ = 0;
};

/// Ends the run with an error in its input.
template <class Self>
void refuse_run(Self* self, const Error& error, bool over_capacity = false) {
  self->quit(caf::make_error(caf::sec::runtime_error, Refusal{std::make_shared<const Error>(error), over_capacity}));
}

/// Turns an exception in an actor into its exit reason, so that the supervisor receives the text
/// and no exception is lost.
template <class Self>
void stop_loudly(Self* self) {
  self->set_exception_handler([](std::exception_ptr& thrown) -> caf::error {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      return caf::make_error(caf::sec::runtime_error, std::string(e.what()));
    }
  });
}

}  // namespace basis
