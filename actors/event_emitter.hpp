#pragma once

#include <utility>

#include "actors/messages.hpp"

namespace basis {

/// The actors that make entries of the journal; the numbers are the sources of `EventId`.
enum class Emitter : std::uint32_t {
  position_monitor = 1,
  risk_monitor,
  pnl_monitor,
  strategy_manager,
  execution_manager,
};

/// Numbers the entries of one actor and sends them to the event logger.
class EventEmitter {
 public:
  explicit EventEmitter(Emitter emitter) : emitter_(emitter) {}

  template <class Self>
  EventId emit(Self* self, const event_logger_actor& logger, UtcTime time, EventId cause, journal::Body body) {
    const EventId id{static_cast<std::uint32_t>(emitter_), ++count_};
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
