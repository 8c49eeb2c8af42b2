#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/event_id.hpp"
#include "core/domain/instruction.hpp"
#include "core/ledger/ledger.hpp"

namespace basis {

/// Which of the three execution interfaces carries an order out.
enum class ExecutionType : std::uint8_t { cex_trade, smart_contract, wallet_transfer };

/// One call of a contract.
struct ContractStep {
  ActionType action = ActionType::supply;
  AccountId account;        ///< the protocol that is called; the wallet for what it does by itself
  InstrumentId instrument;  ///< what is supplied, borrowed, staked, sold, ...
  InstrumentId into;        ///< swap: what is bought
  Amount size;              ///< tokens of `instrument`; of a stake: of the underlying; of an aToken or debt: unscaled
  bool everything = false;  ///< instead of `size`, whatever there is by then; wrap and unwrap only
};

/// An instruction that has been given a place and a size: one command to one
/// venue, or one transfer between two accounts.
struct Order {
  std::string client_id;  ///< deterministic: a resend is the same order
  EventId cause;
  ExecutionType type = ExecutionType::cex_trade;
  ActionType action = ActionType::spot_trade;
  AccountId account;                ///< where it is carried out; of a transfer: the source
  AccountId destination;            ///< transfers
  InstrumentId instrument;          ///< what is traded, supplied or moved
  Amount size;                      ///< coins or tokens, positive
  std::vector<ContractStep> steps;  ///< contract calls: what one transaction does, in its order
  std::string gas_operation;        ///< contract calls: key of the gas units; empty: another order pays
  bool buy = false;
  bool closes_block = false;  ///< last of its block: the book should be balanced after it
  std::string reason;
};
using OrderPtr = std::shared_ptr<const Order>;

/// What a venue answered. Unknown is never turned into refused by time alone.
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

/// Something a venue did by itself that a person must hear of.
struct VenueNotice {
  std::string kind;  ///< "liquidation"
  InstrumentId instrument;
  std::string text;
};

/// What an account holds according to its venue.
struct AccountState {
  AccountId account;
  std::vector<std::pair<InstrumentId, Holding>> holdings;
};

/// A venue's side of one step or one order: bookings and the state after them.
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
  VenueReport report;
};

}  // namespace basis
