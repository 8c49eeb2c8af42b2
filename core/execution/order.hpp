#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/execution/instruction.hpp"
#include "core/instruments/event_id.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

/// Which of the three execution interfaces executes an order.
enum class ExecutionType : std::uint8_t { cex_trade, smart_contract, wallet_transfer };

/// One call of a contract.
struct ContractStep {
  ActionType action = ActionType::supply;
  AccountId account;        ///< the protocol that is called, or the wallet for its own calls
  InstrumentId instrument;  ///< what is supplied, borrowed, staked, sold, ...
  InstrumentId into;        ///< swap: what is bought
  Amount size;              ///< tokens of `instrument`; stake: tokens of the underlying; aToken or debt: unscaled
  bool everything = false;  ///< instead of `size`: the whole balance at that moment; wrap and unwrap only
};

/// An instruction with an account and a size: one command to one venue, or one transfer between two
/// accounts.
struct Order {
  std::string client_id;  ///< deterministic: an order that is sent again has the same id
  EventId cause;
  ExecutionType type = ExecutionType::cex_trade;
  ActionType action = ActionType::spot_trade;
  AccountId account;                ///< where it is executed; of a transfer: the source
  AccountId destination;            ///< transfers
  std::optional<UtcTime> due;       ///< transfers: when it is due at the destination; absent: at once
  InstrumentId instrument;          ///< what is traded, supplied or moved
  Amount size;                      ///< coins or tokens, positive
  std::vector<ContractStep> steps;  ///< contract calls: the steps of the one transaction, in order
  std::string gas_operation;        ///< contract calls: key of the gas units; empty when another order pays the gas
  bool buy = false;
  bool closes_block = false;  ///< last order of its block: the portfolio should be balanced after it
  std::string reason;
};
using OrderPtr = std::shared_ptr<const Order>;

/// Answer of a venue. An unknown order is never counted as refused only because time has passed.
enum class OrderStatus : std::uint8_t { accepted, refused, unknown };
/// Lower-case name of a status.
std::string_view order_status_name(OrderStatus status);

/// A fill of one order, or of one swap in it. Prices are in USDT per unit of
/// `instrument`; `cost` = side * (fill - arrival) * size, in USDT.
struct Fill {
  InstrumentId instrument;  ///< what was bought or sold
  bool buy = false;
  Amount size;
  Price arrival;
  Price price;
  Amount notional;
  Amount cost;
};

/// The kind of the notice that a venue closed a position, or took collateral.
inline constexpr std::string_view kLiquidation = "liquidation";

/// The kind of the notice that a venue closed a position against a liquidated account (ADL).
inline constexpr std::string_view kDeleveraging = "deleveraging";

/// The kind of the notice that a debt without collateral was given up.
inline constexpr std::string_view kWriteOff = "write_off";

/// An event at a venue that no order caused and that must be reported to the operator.
struct VenueNotice {
  std::string_view kind;  ///< static text: one of the three above
  InstrumentId instrument;
  std::string text;
  std::optional<double> margin_ratio{};  ///< of an exchange account that was liquidated, when it was
};

/// What an account holds according to its venue.
struct AccountState {
  AccountId account;
  std::vector<std::pair<InstrumentId, Holding>> holdings;
};

/// Ledger entries of a venue for one step or one order, and its accounts after them.
struct VenueReport {
  UtcTime time;
  std::vector<LedgerEntry> entries;
  std::vector<VenueNotice> notices;
  std::vector<AccountState> accounts;
};

/// The answer to an order, with everything it changed.
struct OrderAnswer {
  OrderPtr order;
  OrderStatus status = OrderStatus::unknown;
  std::string reason;       ///< why it was refused or is unknown
  std::vector<Fill> fills;  ///< one for each entry of a trade or a swap, in their order
  Amount taken{};           ///< transfers: a fee out of the amount, which arrives smaller by it
  VenueReport report;
};

}  // namespace basis
