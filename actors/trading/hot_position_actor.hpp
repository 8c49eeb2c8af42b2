#pragma once

#include <string>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/execution/venue_postings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Owns the portfolio of the hot path: posts every fill that counts and what the venues say of their accounts, compares
/// balances and positions with the book, and tells live risk each holding that has changed. A difference beyond the
/// tolerance sets the pair sender to `reducing`.
class HotPositionActor final : public PolledActor<hot_position_actor> {
 public:
  struct Parts {
    const Universe* universe = nullptr;  ///< outlives the actor
    ReconcileRules rules;
    live_risk_actor risk;
  };
  HotPositionActor(caf::actor_config& config, Parts parts);
  /// Sets the receiver of the kill switch; call it before the lane runs.
  void tell(pair_sender_actor to) { sender_ = std::move(to); }
  /// Releases the handles: actors that hold handles of each other would never be destroyed.
  void on_exit() override;

  [[nodiscard]] const PortfolioBook& book() const { return book_; }
  [[nodiscard]] std::uint64_t fills() const { return fills_; }
  /// USDT received as funding; negative: paid.
  [[nodiscard]] Amount funding() const { return funding_; }
  /// Differences to a venue beyond the tolerance, as texts, in the order they were found.
  [[nodiscard]] const std::vector<std::string>& differences() const { return differences_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;

 private:
  auto handlers();
  void take(const FillCounted& counted);
  void take(const AccountReported& reported);
  void adopt(const ReconcileFinding& finding, UtcTime now, Posted& posted);
  void spread(const Posted& posted, MonoTime at);
  void tell(const LedgerSide& side, MonoTime at);
  [[nodiscard]] Amount dollars_in(const Movement& movement) const;

  const Universe& universe_;
  PortfolioBook book_;
  VenuePostings postings_;
  live_risk_actor risk_;
  pair_sender_actor sender_;
  std::uint64_t handled_ = 0;
  std::uint64_t fills_ = 0;
  Amount funding_;
  std::vector<std::string> differences_;
};

}  // namespace basis
