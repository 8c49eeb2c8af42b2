#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/num/divisor.hpp"
#include "core/time/utc_time.hpp"
#include "venues/wire/encode_result.hpp"
#include "venues/wire/order_instrument.hpp"
#include "venues/wire/text_writer.hpp"

namespace basis::wire {

/// One instrument as the encoder works with it.
struct OrderTerms {
  InstrumentId instrument;
  MarketKind market = MarketKind::spot;
  bool known = false;
  Price tick;
  Quantity step;            ///< in coins, whatever the venue counts in
  Divisor ticks;            ///< of raw prices
  Divisor steps;            ///< of raw sizes in coins
  Contracts contract_step;  ///< what one `step` is in contracts; zero where orders carry coins
  /// How an order's parameters begin, up to the size.
  struct Start {
    std::string text;
    HmacSha256::Beginning signature;  ///< of messages that begin so, where the venue signs them from there on
  };
  std::array<std::array<Start, 4>, 2> order_starts;  ///< by side and kind
  std::string cancel_start;                          ///< how a cancel's parameters begin, up to the id

  [[nodiscard]] const Start& order_start(const OrderCommand& order) const {
    return order_starts[static_cast<std::size_t>(order.side)][static_cast<std::size_t>(order.kind)];
  }
  /// `start`, a side, what kind of order, one behind the other; sides and kinds in the order of their types.
  void set_order_starts(std::string_view start, const std::array<std::string_view, 2>& sides,
                        const std::array<std::string_view, 4>& kinds) {
    for (std::size_t side = 0; side < sides.size(); ++side)
      for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        order_starts[side][kind].text.assign(start).append(sides[side]).append(kinds[kind]);
  }
};

/// A command that may be sent: what it trades, and how much in the venue's unit.
struct CheckedOrder {
  const OrderTerms* terms = nullptr;
  Quantity coins;
  Contracts contracts;  ///< zero where orders carry coins

  /// The size in the venue's unit.
  void write_size(TextWriter& out) const {
    if (terms->contract_step.is_zero())
      out.number(coins);
    else
      out.number(contracts);
  }
};

/// The instruments of one encoder, by id. Here coins become contracts, and
/// nowhere else.
class OrderTable {
 public:
  static constexpr std::size_t kMaxSymbol = 32;

  /// A usage error with all faults: no instrument at all, one listed twice, a
  /// symbol that is no 1 to 32 letters, digits, '-' or '_', a tick, step or
  /// contract size that is not positive, a step of contracts that is finer than
  /// 1e-8 coins.
  static Result<OrderTable> build(std::span<const OrderInstrument> instruments);

  /// For the encoder's own texts, before the first order.
  [[nodiscard]] std::vector<OrderTerms>& entries() { return entries_; }

  /// Whether `order` obeys the rules of its instrument; fills `checked` if so.
  EncodeResult check(const OrderCommand& order, UtcTime now, CheckedOrder& checked) const;
  /// The instrument of a cancel, in `terms`.
  EncodeResult check(const CancelCommand& cancel, UtcTime now, const OrderTerms*& terms) const;

 private:
  [[nodiscard]] const OrderTerms* find(InstrumentId instrument) const {
    if (instrument.index() >= entries_.size() || !entries_[instrument.index()].known) return nullptr;
    return &entries_[instrument.index()];
  }

  std::vector<OrderTerms> entries_;  // at the index of their id
};

}  // namespace basis::wire
