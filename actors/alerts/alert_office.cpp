#include "actors/alerts/alert_office.hpp"

#include <algorithm>
#include <utility>

namespace basis {

AlertOffice::AlertOffice(Parts parts, net::Network& network)
    : parts_(std::move(parts)),
      network_(network),
      book_({parts_.settings.repeat, parts_.settings.calm, parts_.settings.quiet}),
      last_utc_(network.now_utc()) {}

void AlertOffice::add(std::unique_ptr<AlertSink> sink, const OutboxLimits& limits) {
  outboxes_.push_back(std::make_unique<AlertOutbox>(
      std::move(sink), network_,
      AlertOutbox::Parts{parts_.origin, limits, parts_.seed + outboxes_.size(), parts_.say}));
}

void AlertOffice::send(const std::vector<AlertNotice>& notices) {
  for (const AlertNotice& notice : notices)
    for (const auto& outbox : outboxes_) outbox->push(notice);
}

/// What was lost by the last closed step.
void AlertOffice::weigh(const NodeState& state) {
  if (!state.view || state.view->positions().market->time == weighed_) return;
  weighed_ = state.view->positions().market->time;
  const Amount equity = state.view->exposure().equity;
  lost_ = losses_.take(weighed_, equity, equity - state.view->totals.capital);
}

void AlertOffice::look(const NodeState& state, Nanos shown_ago) {
  last_utc_ = state.now + shown_ago;
  const AlertMoment now{last_utc_, network_.now_mono()};
  weigh(state);
  for (const AlertEvent& event : events_.take(state)) send(book_.tell(now, event));
  send(book_.update(
      now, look_at_rules({state, *parts_.universe, parts_.settings, parts_.ether_is_capital, lost_, shown_ago})));
}

void AlertOffice::tell(const AlertEvent& event) { send(book_.tell({last_utc_, network_.now_mono()}, event)); }

bool AlertOffice::idle() const {
  return std::ranges::all_of(outboxes_, [](const auto& outbox) { return outbox->idle(); });
}

void AlertOffice::hurry() {
  for (const auto& outbox : outboxes_) outbox->hurry();
}

AlertBoard AlertOffice::board() const {
  AlertBoard board{book_.open(), {}};
  for (const auto& outbox : outboxes_) board.sinks.push_back(outbox->row());
  return board;
}

}  // namespace basis
