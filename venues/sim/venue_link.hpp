#pragma once

#include <optional>
#include <vector>

#include "venues/sim/fault_script.hpp"
#include "venues/sim/latency.hpp"
#include "venues/sim/matching_engine.hpp"

namespace basis {

/// A simulated venue as we reach it: the matching engine behind a way that takes time, with scripted faults. It has no
/// clock; whoever drives it says how late it is at the venue.
///
/// A replay does, for every frame received at r, `advance(r - market_data_delay())` while the books are as they were,
/// then applies the frame to the books and tells the engine what changed, then calls `deliver(r, ...)`. At equal venue
/// time market data come first, then orders by arrival, then by client id; `advance` therefore stops short of `to`.
class SimulatedVenueLink {
 public:
  /// The engine outlives the link, and what it says is read by the link alone.
  SimulatedVenueLink(MatchingEngine& engine, const LatencySpec& latency, FaultScript faults = {});

  [[nodiscard]] MatchingEngine& engine() { return engine_; }
  [[nodiscard]] Nanos market_data_delay() const { return latency_.market_data(); }

  /// Sends a command; times must not go backwards.
  void send(const OrderCommand& command, UtcTime sent);
  /// The connection is lost: what is on its way to us and can be asked for never arrives. Refusals and payments, which
  /// no list of a venue has, are told later. What we sent is on its way still.
  void lose_reports();
  /// Does at the venue what is due before `to`: scripted events, dead-man's switches, and orders that have arrived.
  void advance(UtcTime to);
  /// Calls `take(message, received)` for what is received up to and at `up_to`, in order.
  template <class Take>
  void deliver(UtcTime up_to, Take&& take) {
    for (auto next = next_report(); next && *next <= up_to; next = next_report()) {
      const Underway message = underway_[first_underway_];
      take_first();
      take(message.message, message.at);
    }
  }

  /// When something is due at the venue next; absent: nothing is.
  [[nodiscard]] std::optional<UtcTime> next_at_venue() const;
  /// When a report is received next; absent: none is on its way.
  [[nodiscard]] std::optional<UtcTime> next_report();

 private:
  struct Arrival {
    UtcTime at;
    OrderCommand command;
  };
  struct Underway {
    UtcTime at;
    VenueMessage message;
  };

  void take_first();
  void collect();
  void collect(const VenueMessage& message, UtcTime received);
  void put(const VenueMessage& message, UtcTime received);
  void deliver(const OrderCommand& command, UtcTime now);
  void happen(const VenueEvent& event);

  MatchingEngine& engine_;
  Latency latency_;
  FaultScript faults_;
  std::size_t next_event_ = 0;
  std::vector<Arrival> arrivals_;  ///< from `first_arrival_` on, by time and client id
  std::size_t first_arrival_ = 0;
  std::vector<Underway> underway_;  ///< from `first_underway_` on, by time of receipt
  std::size_t first_underway_ = 0;
};

}  // namespace basis
