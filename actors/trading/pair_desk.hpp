#pragma once

#include <string_view>
#include <vector>

#include "actors/trading/hot_messages.hpp"
#include "core/execution/pair_worker.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

class PairSender;

/// The place of one pair worker on the hot lane: what it sends goes through the gate, the encoders and the tracker of
/// the pair sender.
class PairDesk final : public PairHost {
 public:
  /// Sender and universe outlive the desk.
  PairDesk(PairSender& sender, const PairOrder& order, const Universe& universe, const Stamps& now);

  PreTradeReason send(OrderCommand& order) override;
  PreTradeReason send_both(OrderCommand& first, OrderCommand& second) override;
  OrderRoom room(const OrderCommand& order) override;
  bool cancel(const OrderCommand& order) override;
  bool amend(const OrderCommand& order) override;
  [[nodiscard]] bool takes_orders(MarketId market) const override;
  void lacks(std::uint64_t pair, const Funds& lacking) override;
  void alarm(std::uint64_t pair, PairAlarm what) override;
  void ended(const PairFigures& figures) override;

  [[nodiscard]] const PairOrder& order() const { return worker_.order(); }
  [[nodiscard]] bool trades(MarketId market) const;
  [[nodiscard]] bool over() const { return worker_.is_over(); }
  /// The stamps of what the worker is being asked for.
  [[nodiscard]] const Stamps& now() const { return now_; }
  void refused(PreTradeReason reason) { refusal_ = reason; }

  /// Goes on from what is done of the pair, and does nothing before these orders of it have ended.
  void take_up(const OpenPair& pair, std::vector<ClientOrderId> live, const Stamps& now);

  void ask(const PairQuote& quote, const Stamps& now);
  void tell(const OrderEffect& effect, const Stamps& now);
  void tell_time(const Stamps& now);
  void stop(const Stamps& now);
  /// See `PairWorker::on_closed` and `PairWorker::owed`.
  Quantity closed(MarketId market, OrderSide side, Quantity size, const Stamps& now);
  [[nodiscard]] Quantity owed(MarketId market, OrderSide side) const { return worker_.owed(market, side); }

 private:
  void hold(const OrderEffect& effect, const Stamps& now);
  void release(const Stamps& now);

  PairSender& sender_;
  Stamps now_;
  PairWorker worker_;
  std::vector<ClientOrderId> awaited_;  ///< orders of the boot before that have not ended
  std::vector<OrderEffect> held_;       ///< what became of them meanwhile
  bool stopping_ = false;
  bool told_ = false;  ///< its end
  PreTradeReason refusal_ = PreTradeReason::none;
  std::string_view rejected_;  ///< static text
};

}  // namespace basis
