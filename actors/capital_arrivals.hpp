#pragma once

#include "actors/messages.hpp"

namespace basis {

/// Sends the capital flows of a run when they are due.
class CapitalArrivals {
 public:
  /// `flows` are in order of time, and outlive the object. Those due by `sent` were sent before.
  explicit CapitalArrivals(const std::vector<CapitalFlow>& flows, std::optional<UtcTime> sent = {}) : flows_(flows) {
    while (sent && sent_ < flows_.size() && flows_[sent_].time <= *sent) ++sent_;
  }

  /// Sends the flows due by `now`: deposits to the wallet's venue, every flow to the strategy manager.
  template <class Self>
  void send(Self* self, const Directory& to, const Universe& universe, UtcTime now) {
    for (; sent_ < flows_.size() && flows_[sent_].time <= now; ++sent_) {
      const CapitalFlow& flow = flows_[sent_];
      self->send(to.strategy_manager, FlowArrived{flow});
      if (!flow.deposit) continue;
      const AccountId wallet = *universe.find_account(kWalletAccount);
      self->send(to.venue_of_account[wallet.index()], Deposit{*flow.amount});
    }
  }

 private:
  const std::vector<CapitalFlow>& flows_;
  std::size_t sent_ = 0;
};

}  // namespace basis
