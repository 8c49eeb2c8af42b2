#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/divisor.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/market.hpp"
#include "venues/wire/encode_result.hpp"
#include "venues/wire/text_writer.hpp"

namespace basis::wire {

/// Rules and prepared texts of one market.
struct OrderTerms {
  const Market* market = nullptr;  ///< null: not known here
  Price tick;
  Quantity step;            ///< size step in coins, whatever unit the venue uses
  Divisor ticks;            ///< divides raw prices by the tick
  Divisor steps;            ///< divides raw sizes in coins by the size step
  Contracts contract_step;  ///< one `step` in contracts; zero where orders carry coins
  /// The start of an order's parameters, up to the size, by side and kind.
  std::array<std::array<std::string, kOrderKinds>, 2> order_starts;
  std::string cancel_start;                 ///< the start of a cancel's parameters, up to the id
  std::array<std::string, 2> amend_starts;  ///< of an amendment's parameters, by side

  [[nodiscard]] const std::string& order_start(const OrderCommand& order) const {
    return order_starts[static_cast<std::size_t>(order.side)][static_cast<std::size_t>(order.kind)];
  }
  /// Sets every start to `start`, a side and an order kind; both are in the order of their enumerations.
  void set_order_starts(std::string_view start, const std::array<std::string_view, 2>& sides,
                        const std::array<std::string_view, kOrderKinds>& kinds) {
    for (std::size_t side = 0; side < sides.size(); ++side)
      for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        order_starts[side][kind].assign(start).append(sides[side]).append(kinds[kind]);
  }
};

/// A command that passed the checks: its market, and its size in the venue's unit.
struct CheckedOrder {
  const OrderTerms* terms = nullptr;
  Quantity coins;
  Contracts contracts;  ///< zero where orders carry coins

  /// Writes the size in the venue's unit.
  void write_size(TextWriter& out) const {
    if (terms->contract_step.is_zero())
      out.number(coins);
    else
      out.number(contracts);
  }
};

/// The markets of one encoder, by id. Coins are converted to contracts only here.
class OrderTable {
 public:
  static constexpr std::size_t kMaxSymbol = 32;

  /// Returns a usage error with all faults: no market, one listed twice, a symbol that is not 1 to 32
  /// letters, digits, '-' or '_', a tick, step or contract size that is not positive, a step in contracts that
  /// is not a multiple of 1e-8 coins or does not fit 64 bits.
  static Result<OrderTable> build(std::span<const Market* const> markets);

  /// For the encoder, which adds its own texts before the first order.
  [[nodiscard]] std::vector<OrderTerms>& entries() { return entries_; }

  /// Checks `order` against the rules of its market; fills `checked` if it passes. Of a cancel only the market, the id
  /// and the time are checked.
  EncodeResult check(const OrderCommand& order, UtcTime now, CheckedOrder& checked) const;

 private:
  [[nodiscard]] const OrderTerms* find(MarketId market) const {
    if (market.index() >= entries_.size() || entries_[market.index()].market == nullptr) return nullptr;
    return &entries_[market.index()];
  }

  std::vector<OrderTerms> entries_;  // at the index of their id
};

}  // namespace basis::wire
