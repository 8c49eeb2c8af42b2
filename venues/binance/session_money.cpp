#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

struct WithdrawalWord {
  std::int64_t status;
  TransferState state;
};
/// 0: a mail waits for a person, 1: cancelled, 2: approval, 3: rejected, 4: processing, 5: failed, 6: done. Source:
/// "Withdraw History" of developers.binance.com/docs/wallet.
constexpr WithdrawalWord kWithdrawalWords[] = {{0, TransferState::needs_data}, {1, TransferState::cancelled},
                                               {2, TransferState::in_transit}, {3, TransferState::failed},
                                               {4, TransferState::in_transit}, {5, TransferState::failed},
                                               {6, TransferState::done}};

bool transfers(const MoneyOrder& order) { return order.kind == MoneyOrder::Kind::transfer; }

}  // namespace

client::Request SessionDialect::move(const MoneyOrder& order) const {
  const std::string& asset = universe_.name(order.asset);
  if (transfers(order))
    return {kTransfer,
            {{"type", std::string(product_.transfer_out)}, {"asset", asset}, {"amount", order.amount.to_string()}}};
  return {kWithdraw,
          {{"coin", asset},
           {"withdrawOrderId", order.id},
           {"network", order.network},
           {"address", order.address},
           {"amount", order.amount.to_string()}}};
}

/// A withdrawal is asked for by our id.
Result<std::string> SessionDialect::read_move(const MoneyOrder& order, std::string_view body) {
  std::string id;
  if (!transfers(order)) return id;
  BASIS_TRY(reader_.object("a transfer", body, [&](wire::JsonObject root) {
    if (const auto number = root.find_integer("tranId")) id = std::to_string(*number);
  }));
  return id;
}

client::Request SessionDialect::movements(const MoneyOrder& order, UtcTime began) const {
  if (!transfers(order)) return {kWithdrawals, {{"withdrawOrderId", order.id}}};
  return {kTransfers,
          {{"type", std::string(product_.transfer_out)}, {"startTime", client::millis_text(began)}, {"size", "100"}}};
}

Result<std::vector<client::Movement>> SessionDialect::read_movements(const MoneyOrder& order, std::string_view body) {
  std::vector<client::Movement> rows;
  if (transfers(order)) {
    BASIS_TRY(reader_.object("the transfers", body, [&](wire::JsonObject root) {
      if (!root.has("rows")) return;
      root.for_each("rows", [&](wire::JsonObject row) {
        client::Movement& movement = rows.emplace_back();
        movement.venue_id = std::to_string(row.integer("tranId"));
        movement.asset = row.text("asset");
        movement.amount = row.number<Amount>("amount");
        const std::string_view status = row.text("status");
        movement.state = status == "CONFIRMED" ? TransferState::done
                         : status == "FAILED"  ? TransferState::failed
                                               : TransferState::in_transit;
      });
    }));
    return rows;
  }
  BASIS_TRY(reader_.array("the withdrawals", body, [&](wire::JsonObject row) {
    const std::string own(row.find_text("withdrawOrderId").value_or(""));
    if (own.empty()) return;
    client::Movement& movement = rows.emplace_back();
    movement.own_id = own;
    const std::int64_t status = row.integer("status");
    for (const WithdrawalWord& word : kWithdrawalWords)
      if (word.status == status) movement.state = word.state;
    if (const auto paid = row.find_number<Amount>("transactionFee")) movement.fee = *paid;
  }));
  return rows;
}

}  // namespace basis::binance
