#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "actors/alerts/alert_sink.hpp"
#include "actors/control/node_state.hpp"
#include "venues/net/backoff.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// How long and how often an outbox tries.
struct OutboxLimits {
  std::size_t most = 256;      ///< notices that wait
  Nanos first_wait = kSecond;  ///< after the first failure of a notice; doubled up to `most_wait`, with jitter
  Nanos most_wait = kMinute * 5;
  std::uint32_t most_tries = 0;  ///< of a notice; 0: without a limit
  Nanos kept = kDay;             ///< after which a notice is dropped
};

/// Tells a sink its notices, one at a time and in order, each until it is told: at least once, with the same id. Where
/// too many wait, the oldest repetition is dropped, else the oldest of all; the next notice says how many were dropped.
class AlertOutbox {
 public:
  struct Parts {
    AlertOrigin origin;
    OutboxLimits limits;
    std::uint64_t seed = 0;                       ///< of the jitter
    std::function<void(const std::string&)> say;  ///< hears in one line when the sink begins and ceases to fail
  };
  /// `network` is the sink's, and outlives the outbox.
  AlertOutbox(std::unique_ptr<AlertSink> sink, net::Network& network, Parts parts);

  void push(const AlertNotice& notice);
  /// Whether everything has been told or dropped.
  [[nodiscard]] bool idle() const { return waiting_.empty(); }
  /// What failed is tried at once: the end is near.
  void hurry();
  [[nodiscard]] AlertSinkRow row() const;

 private:
  struct Waiting {
    AlertNotice notice;
    MonoTime since;
    std::uint32_t tries = 0;
  };
  void make_room();
  void next();
  void take(const AlertTry& how);
  void retry(const AlertTry& how);
  void drop_first();
  void note(const std::string& fault, const std::string& then);

  net::Network& network_;
  Parts parts_;
  net::Backoff backoff_;
  std::deque<Waiting> waiting_;  ///< the first is being told, or is tried again
  AlertMessage message_;         ///< of the first
  bool telling_ = false;         ///< a try is under way
  std::uint64_t told_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t unsaid_ = 0;  ///< dropped, and not told so
  std::uint64_t said_ = 0;    ///< dropped, and told so by the message of the first
  bool failing_ = false;
  std::string reason_;
  std::unique_ptr<net::Timer> again_;
  std::unique_ptr<AlertSink> sink_;  ///< ends first: its calls come here
};

}  // namespace basis
