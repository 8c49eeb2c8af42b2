#include <fmt/format.h>

#include <vector>

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {
namespace {

struct RefusalRow {
  RejectReason reason;
  Refusal of_order;
  Refusal of_amendment;
};

/// What the engine refuses, in the venue's words. An amendment that the venue takes and that fails then is told by the
/// channel `orders`, with the same code.
const std::vector<RefusalRow>& refusal_rows() {
  static const Refusal kSuspended{51022, "Instrument ID suspended.", 200};
  static const Refusal kPrice{51006, "Order price is not within the price limit.", 200};
  static const Refusal kLot{51121, "Order quantity must be a multiple of the lot size.", 200};
  static const Refusal kLeast{51020, "Your order should meet or exceed the minimum order amount.", 200};
  static const Refusal kNothing{
      51169,
      "Order failed because you don't have any positions in this direction for this contract to reduce or close.", 200};
  static const std::vector<RefusalRow> rows = {
      {RejectReason::no_market, kSuspended, kSuspended},
      {RejectReason::tick, wrong("px"), wrong("newPx")},
      {RejectReason::step, kLot, kLot},
      {RejectReason::size, kLeast, kLeast},
      {RejectReason::notional, kLeast, kLeast},
      {RejectReason::price_band, kPrice, kPrice},
      {RejectReason::reduce_only, kNothing, kNothing},
      {RejectReason::post_only,
       {51000, "Parameter ordType error", 200},
       {51511, "Modification failed as the order price did not meet the requirement for Post Only.", 200}},
      {RejectReason::unknown_order,
       {51603, "Order does not exist", 200},
       {51503, "Order modification failed as the order has been filled, canceled or does not exist.", 200}},
      {RejectReason::no_change,
       wrong("sz"),
       {51500, "You must enter a price, quantity, or TP/SL that is not that of the order.", 200}},
      {RejectReason::duplicate_id, {51016, "Client order ID already exists.", 200}, wrong("clOrdId")},
  };
  return rows;
}

}  // namespace

Refusal refusal_of(RejectReason reason, OrderAction action, const Market& market, const Universe& universe) {
  const bool amends = action == OrderAction::amend;
  if (reason == RejectReason::unknown_order && action == OrderAction::cancel)
    return {51400, "Cancellation failed as the order has been filled, canceled or does not exist.", 200};
  if (reason == RejectReason::funds && amends)
    return {51502, "Order modification failed for insufficient margin.", 200};
  if (reason == RejectReason::funds)
    return {51008, fmt::format("Order failed. Insufficient {} balance in account.", universe.name(*market.quote)), 200};
  for (const RefusalRow& row : refusal_rows())
    if (row.reason == reason) return amends ? row.of_amendment : row.of_order;
  return {51000, "Parameter error", 200};
}

}  // namespace basis::okx::simulated
