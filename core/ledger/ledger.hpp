#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// The world outside the mode's own instruments, as sides of a movement.
enum class Outside : std::uint8_t { capital, market, funding, gas, pool, transit };

/// One end of a movement: an instrument of ours, or the outside.
class LedgerSide {
 public:
  LedgerSide(InstrumentId instrument) : instrument_(instrument) {}  // NOLINT(google-explicit-constructor)
  LedgerSide(Outside outside) : outside_(outside) {}                // NOLINT(google-explicit-constructor)
  [[nodiscard]] const std::optional<InstrumentId>& instrument() const { return instrument_; }
  [[nodiscard]] Outside outside() const { return outside_; }

 private:
  std::optional<InstrumentId> instrument_;
  Outside outside_ = Outside::market;
};

/// `amount` leaves one side and arrives at the other, so no movement can make
/// or lose anything. `entry_cost` travels along for perps.
struct Movement {
  LedgerSide from;
  LedgerSide to;
  Amount amount;
  Amount entry_cost{};
};

/// Why money moved.
enum class EntryKind : std::uint8_t {
  capital,
  transfer,
  trade,
  funding,
  gas,
  supply,
  withdraw,
  liquidation,
  borrow,
  repay,
  stake,
  unstake,  ///< into the exit queue
  claim,    ///< out of the exit queue
  swap,
  flash_loan,  ///< lent or repaid
  wrap,        ///< ETH and WETH, or a vault's share and what is inside
  reward
};
/// Lower-case name of a kind, as events carry it.
std::string_view entry_kind_name(EntryKind kind);

/// One booking: all its movements happen, or none.
struct LedgerEntry {
  UtcTime time;
  EntryKind kind = EntryKind::trade;
  std::vector<Movement> movements;
};

/// Applies an entry to holdings; sums are checked.
void apply_entry(const LedgerEntry& entry, PositionSet& positions);

/// What flowed between the instruments and each outside side, by token, over
/// many entries: with the holdings themselves it must sum to zero.
class ConservationLedger {
 public:
  explicit ConservationLedger(const Universe& universe);
  void record(const LedgerEntry& entry);
  /// Throws `InvariantError` unless, token by token, holdings and outside sum
  /// to zero, and nothing is left in transit.
  void check(const PositionSet& positions) const;

 private:
  struct Flow {
    std::string token;
    bool scaled = false;  ///< scaled aToken or debt units are a token of their own
    bool perp = false;
    Amount outside;
    Amount transit;
  };
  Flow& flow_of(InstrumentId id) { return flows_[flow_index_[id.index()]]; }

  const Universe& universe_;
  std::vector<Flow> flows_;
  std::vector<std::size_t> flow_index_;  ///< by instrument
};

}  // namespace basis
