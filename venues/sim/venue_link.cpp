#include "venues/sim/venue_link.hpp"

#include <algorithm>

namespace basis {
namespace {

/// Inserts by `before`, behind its equals. The place is near the end.
template <class Queue, class Item, class Before>
void insert_in_order(Queue& queue, std::size_t first, const Item& item, const Before& before) {
  auto place = queue.end();
  while (place != queue.begin() + static_cast<std::ptrdiff_t>(first) && before(item, *std::prev(place))) --place;
  queue.insert(place, item);
}

/// Gives the room of what has been taken back once all has been.
template <class Queue>
void forget_taken(Queue& queue, std::size_t& first) {
  constexpr std::size_t kMostTaken = 1'024;
  if (first < queue.size() && first < kMostTaken) return;
  queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(first));
  first = 0;
}

template <class Fault>
bool use(Fault& fault, bool matches) {
  if (!matches || fault.times == 0) return false;
  --fault.times;
  return true;
}

UtcTime made_at(const VenueMessage& message) {
  return std::visit([](const auto& report) { return report.at_venue; }, message);
}

}  // namespace

SimulatedVenueLink::SimulatedVenueLink(MatchingEngine& engine, const LatencySpec& latency, FaultScript faults)
    : engine_(engine), latency_(latency), faults_(std::move(faults)) {
  require(std::is_sorted(faults_.events.begin(), faults_.events.end(),
                         [](const VenueEvent& a, const VenueEvent& b) { return a.at < b.at; }),
          "scripted events are in order of time");
}

void SimulatedVenueLink::send(const OrderCommand& command, UtcTime sent) {
  const Arrival arrival{latency_.order_arrival(sent), command};
  insert_in_order(arrivals_, first_arrival_, arrival, [](const Arrival& a, const Arrival& b) {
    return a.at != b.at ? a.at < b.at : a.command.id < b.command.id;
  });
}

std::optional<UtcTime> SimulatedVenueLink::next_at_venue() const {
  std::optional<UtcTime> next = engine_.next_timer();
  const auto sooner = [&](UtcTime at) { next = next ? std::min(*next, at) : at; };
  if (next_event_ < faults_.events.size()) sooner(faults_.events[next_event_].at);
  if (first_arrival_ < arrivals_.size()) sooner(arrivals_[first_arrival_].at);
  return next;
}

void SimulatedVenueLink::advance(UtcTime to) {
  for (auto next = next_at_venue(); next && *next < to; next = next_at_venue()) {
    if (next_event_ < faults_.events.size() && faults_.events[next_event_].at == *next) {
      happen(faults_.events[next_event_++]);
    } else if (engine_.next_timer() == next) {
      engine_.fire_timers(*next);
    } else {
      const OrderCommand command = arrivals_[first_arrival_++].command;
      deliver(command, *next);
      forget_taken(arrivals_, first_arrival_);
    }
  }
  collect();
}

void SimulatedVenueLink::deliver(const OrderCommand& command, UtcTime now) {
  for (CommandFault& fault : faults_.commands) {
    const bool matches = (!fault.id || *fault.id == command.id) && (!fault.action || *fault.action == command.action);
    if (!use(fault, matches)) continue;
    if (fault.kind == CommandFault::Kind::refused) engine_.refuse(command, fault.reason, now);
    return;
  }
  engine_.take(command, now);
}

void SimulatedVenueLink::happen(const VenueEvent& event) {
  switch (event.kind) {
    case VenueEvent::Kind::halt: engine_.halt(event.market, true); break;
    case VenueEvent::Kind::resume: engine_.halt(event.market, false); break;
    case VenueEvent::Kind::deleverage: engine_.deleverage(event.market, event.share, event.at); break;
  }
}

/// Sends what the venue has said on its way.
void SimulatedVenueLink::collect() {
  for (const VenueMessage& message : engine_.messages()) collect(message, latency_.report_arrival(made_at(message)));
  engine_.forget_messages();
}

void SimulatedVenueLink::collect(const VenueMessage& message, UtcTime received) {
  const auto* const report = std::get_if<OrderReport>(&message);
  for (ReportFault& fault : faults_.reports) {
    const bool matches =
        report != nullptr && (!fault.id || *fault.id == report->id) && (!fault.of || *fault.of == report->kind);
    if (!use(fault, matches)) continue;
    if (fault.kind == ReportFault::Kind::duplicate) put(message, received);
    if (fault.kind != ReportFault::Kind::drop) put(message, received + fault.delay);
    return;
  }
  put(message, received);
}

void SimulatedVenueLink::put(const VenueMessage& message, UtcTime received) {
  insert_in_order(underway_, first_underway_, Underway{received, message},
                  [](const Underway& a, const Underway& b) { return a.at < b.at; });
}

void SimulatedVenueLink::lose_reports() {
  collect();
  const auto listed = [](const Underway& underway) {
    if (const auto* order = std::get_if<OrderReport>(&underway.message)) return order->kind != ReportKind::rejected;
    const AccountReportKind kind = std::get<AccountReport>(underway.message).kind;
    return kind == AccountReportKind::balance || kind == AccountReportKind::position;
  };
  const auto first = underway_.begin() + static_cast<std::ptrdiff_t>(first_underway_);
  underway_.erase(std::remove_if(first, underway_.end(), listed), underway_.end());
}

void SimulatedVenueLink::take_first() {
  ++first_underway_;
  forget_taken(underway_, first_underway_);
}

std::optional<UtcTime> SimulatedVenueLink::next_report() {
  collect();
  if (first_underway_ == underway_.size()) return std::nullopt;
  return underway_[first_underway_].at;
}

}  // namespace basis
