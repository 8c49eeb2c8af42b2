#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// The sides of a movement that are outside the mode's instruments.
enum class Outside : std::uint8_t {
  capital,
  market,
  funding,
  gas,
  pool,
  transit,
  fee,         ///< fees of an exchange where they are told apart from its prices; rebates come from here
  insurance,   ///< the fund of an exchange that covers what a liquidation left under zero
  unexplained  ///< what a venue holds more or less than our book, within tolerance or adopted by a person
};
inline constexpr std::size_t kOutsides = 9;

/// One side of a movement: an instrument of the mode, or the outside.
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

/// Moves `amount` from one side to the other, so that a movement neither creates nor
/// loses anything. For perps it moves `entry_cost` too.
struct Movement {
  LedgerSide from;
  LedgerSide to;
  Amount amount;
  Amount entry_cost{};
};

/// The kind of operation that a ledger entry records.
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
  flash_loan,  ///< taken or repaid
  wrap,        ///< between ETH and WETH, or from shares of a vault to the tokens in it
  reward,
  deleveraging,  ///< a position closed at mark against a liquidated account (ADL)
  unexplained,   ///< a difference to what the venue reports that no other entry explains
  group          ///< what the calls of one transaction on a chain came to, together
};
/// The name of a kind in events, in lower case.
std::string_view entry_kind_name(EntryKind kind);

/// A transfer that takes time: where it goes, and when it is due there.
struct Flight {
  InstrumentId to;
  UtcTime due;
};

/// One ledger entry. Its movements are posted together.
struct LedgerEntry {
  UtcTime time;
  EntryKind kind = EntryKind::trade;
  std::vector<Movement> movements;
  std::optional<Flight> flight{};  ///< of both sides of a transfer that takes time; absent where it is done at once
};

/// Posts an entry to the holdings. Throws `InvariantError` on overflow.
void apply_entry(const LedgerEntry& entry, PositionSet& positions);

/// The same for what is on its way, by the instrument it goes to: adds what leaves, and takes off what arrives. Changes
/// nothing for an entry without a flight.
void apply_flight(const LedgerEntry& entry, std::vector<Amount>& on_the_way);

/// Holdings with what is on its way to them: what is owned. `on_the_way` is by instrument, or empty.
PositionSet owned(const PositionSet& positions, std::span<const Amount> on_the_way);

/// Sums, by token, what flowed between the instruments and the outside over many
/// entries. The sum of these flows and the holdings must be zero.
class ConservationLedger {
 public:
  explicit ConservationLedger(const Universe& universe);
  void record(const LedgerEntry& entry);
  /// Throws `InvariantError` unless for every token the holdings, the outside and what is in transit sum to zero.
  void check_balance(const PositionSet& positions) const;
  /// The same, and of every token exactly what is `on_the_way` is in transit; that is by instrument, or empty.
  void check(const PositionSet& positions, std::span<const Amount> on_the_way = {}) const;
  /// What of the instrument's token is between two accounts.
  [[nodiscard]] Amount in_transit(InstrumentId id) const { return flows_[flow_index_[id.index()]].transit; }

 private:
  struct Flow {
    std::string token;
    bool scaled = false;  ///< scaled units of aTokens and debts count as a separate token
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
