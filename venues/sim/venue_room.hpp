#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venues/sim/venue_protocol.hpp"

namespace basis::sim {

/// What scripted instants do to a simulated venue.
struct VenueState {
  Nanos clock_skew{};                    ///< of the venue's clock
  std::optional<Nanos> transfer_time{};  ///< instead of the setting
  UtcTime withdrawals_held_until{};      ///< a person has to act first
  std::optional<UtcTime> maintained_until{};

  [[nodiscard]] bool maintained(UtcTime now) const { return maintained_until && now < *maintained_until; }
};

/// Does what an instant does at every venue alike: to markets, accounts, money, clock and service. False, and nothing
/// is done, for the kinds that need the venue's own words or sockets.
bool happen_alike(const ExchangeFault& fault, std::string_view venue, Marketplace& markets,
                  const std::vector<ClientAccount*>& clients, VenueState& state, UtcTime now);

/// How a request that has arrived is served.
struct RequestWays {
  /// Does the request and answers it.
  std::function<void(net::Respond)> handle;
  /// The answer of the venue that this fault gives: refuse, rate_limit, ban, unavailable, unknown.
  std::function<net::HttpResponse(const ExchangeFault&)> words;
};
/// Lets a request arrive with what faults and latency do to it. `action` is what scripts name: "POST /v5/order/create".
/// `handle` sends its own answers by `send_answer`.
void receive_request(VenueHost& host, std::string_view venue, const std::string& action, net::Respond respond,
                     RequestWays ways);
/// Answers after the way out.
void send_answer(VenueHost& host, const net::Respond& respond, net::HttpResponse response);

/// How a message that has arrived on a WebSocket is served.
struct MessageWays {
  /// Ends the connection at once.
  std::function<void()> drop;
  /// Tells the venue's words of this fault: refuse, rate_limit, ban, unavailable, and after the work unknown.
  std::function<void(const ExchangeFault&)> words;
  /// Does what is asked. It tells the answer, `late` later than it would, where `answers`.
  std::function<void(bool answers, Nanos late)> work;
};
/// Lets a message arrive with what faults and latency do to it. `action` is what scripts name: "order.create".
void receive_message(VenueHost& host, std::string_view venue, std::string_view action, MessageWays ways);

/// Sends a frame with what faults and latency do to it, `more` later than at once. `stream` is what scripts name.
/// `deliver` finds its socket when it is called; it may have gone by then.
void send_frame(VenueHost& host, std::string_view venue, std::string_view stream, const std::function<void()>& deliver,
                Nanos more = {});

/// The path and the query of a request's target.
struct Target {
  std::string_view path;
  std::string_view query;
};
Target split_target(std::string_view target);

}  // namespace basis::sim
