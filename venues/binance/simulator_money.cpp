#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

// Money. Source: developers.binance.com, Wallet.

struct NetworkRow {
  std::string_view asset;
  std::string_view network;
  std::string_view fee;
  std::string_view minimum;
};
constexpr std::array<NetworkRow, 4> kNetworks{{{"USDT", "ETH", "4", "10"},
                                               {"ETH", "ETH", "0.0008", "0.001"},
                                               {"BTC", "BTC", "0.00002", "0.0001"},
                                               {"BNB", "BSC", "0.00001", "0.01"}}};

const NetworkRow* network_of(std::string_view asset, std::string_view network) {
  for (const NetworkRow& row : kNetworks)
    if (row.asset == asset && (network.empty() || row.network == network)) return &row;
  return nullptr;
}

Outcome capital_config(Desk& desk, const Call& call) {
  const ExchangeAccount& pool = *call.account().pool("spot");
  JsonFields json;
  json.array();
  for (const NetworkRow& row : kNetworks) {
    const auto asset = desk.universe().find_asset(row.asset);
    const Amount free = asset ? pool.available(*asset) : Amount{};
    const Amount held = asset ? pool.held(*asset) : Amount{};
    json.object()
        .text("coin", row.asset)
        .flag("depositAllEnable", true)
        .text("free", eight(free))
        .text("freeze", "0")
        .text("ipoable", "0")
        .text("ipoing", "0")
        .flag("isLegalMoney", false)
        .text("locked", eight(held - free))
        .text("name", row.asset)
        .text("storage", "0")
        .flag("trading", true)
        .flag("withdrawAllEnable", true)
        .text("withdrawing", "0")
        .array("networkList")
        .object()
        .text("network", row.network)
        .text("coin", row.asset)
        .text("withdrawIntegerMultiple", "0.00000001")
        .flag("isDefault", true)
        .flag("depositEnable", true)
        .flag("withdrawEnable", true)
        .text("depositDesc", "")
        .text("withdrawDesc", "")
        .text("name", row.network)
        .flag("resetAddressStatus", false)
        .text("withdrawFee", row.fee)
        .text("withdrawMin", row.minimum)
        .text("withdrawMax", "10000000")
        .text("withdrawInternalMin", row.minimum)
        .number("minConfirm", 6)
        .number("unLockConfirm", 64)
        .flag("sameAddress", false)
        .text("addressRegex", "^(0x)[0-9A-Fa-f]{40}$")
        .text("memoRegex", "")
        .number("estimatedArrivalTime", 1)
        .flag("busy", false)
        .end_object()
        .end_array()
        .end_object();
  }
  return json.end_array().take();
}

struct TransferRow {
  std::string_view type;
  std::string_view from;
  std::string_view to;
};
constexpr std::array<TransferRow, 2> kTransfers{{{"MAIN_UMFUTURE", "spot", "perp"}, {"UMFUTURE_MAIN", "perp", "spot"}}};

Outcome transfer_money(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("type"));
  BOOST_OUTCOME_TRY(const std::string_view asset, call.params.need("asset"));
  BOOST_OUTCOME_TRY(const auto amount, call.params.amount("amount"));
  const auto row =
      std::find_if(kTransfers.begin(), kTransfers.end(), [&](const auto& one) { return one.type == type; });
  if (row == kTransfers.end()) return malformed("type");
  if (!amount || amount->sign() <= 0) return malformed("amount");
  if (!desk.universe().find_asset(asset)) return Refusal{-4026, "The asset is not supported."};
  ClientMovement movement;
  movement.asset = asset;
  movement.amount = *amount;
  movement.from = row->from;
  movement.to = row->to;
  movement.words = type;
  movement.due = call.now + desk.transfer_time.value_or(desk.settings().transfer_time);
  if (!call.account().move(movement, call.now)) return Refusal{-5013, "Asset transfer failed: insufficient balance"};
  return JsonFields()
      .object()
      .number("tranId", 100'000'000'000 + call.account().movements().back().number)
      .end_object()
      .take();
}

Outcome transfer_history(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("type"));
  JsonFields rows;
  rows.array();
  std::int64_t total = 0;
  const auto& movements = call.account().movements();
  for (auto at = movements.rbegin(); at != movements.rend(); ++at) {
    if (at->kind != ClientMovement::Kind::transfer || at->words != type) continue;
    ++total;
    rows.object()
        .text("asset", at->asset)
        .text("amount", at->amount.to_string())
        .text("type", at->words)
        .text("status", at->failed ? "FAILED"
                        : at->done ? "CONFIRMED"
                                   : "PENDING")
        .number("tranId", 100'000'000'000 + at->number)
        .number("timestamp", sim::millis(at->asked))
        .end_object();
  }
  JsonFields json;
  return json.object().number("total", total).raw("rows", rows.end_array().take()).end_object().take();
}

Outcome withdraw(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  BOOST_OUTCOME_TRY(const std::string_view address, call.params.need("address"));
  BOOST_OUTCOME_TRY(const auto amount, call.params.amount("amount"));
  if (!amount || amount->sign() <= 0) return malformed("amount");
  const NetworkRow* const network = network_of(coin, call.params.text("network"));
  if (network == nullptr) return Refusal{-4007, "The network is not supported for this asset."};
  if (call.params.has("addressTag")) return Refusal{-4106, "This chain does not support an address tag."};
  if (*amount < from_text<Amount>(network->minimum))
    return Refusal{-4024, fmt::format("The amount must be at least {}.", network->minimum)};
  const std::string own_id(call.params.text("withdrawOrderId"));
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == ClientMovement::Kind::withdrawal && !own_id.empty() && one.client_id == own_id)
      return JsonFields().object().text("id", fmt::format("w{:032}", one.number)).end_object().take();
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::withdrawal;
  movement.client_id = own_id;
  movement.asset = coin;
  movement.amount = *amount;
  movement.fee = from_text<Amount>(network->fee);
  movement.from = "spot";
  movement.address = address;
  movement.network = network->network;
  movement.held_until = desk.withdrawals_held_until;
  movement.due = std::max(call.now, movement.held_until) + desk.transfer_time.value_or(desk.settings().transfer_time);
  if (!call.account().move(movement, call.now)) return Refusal{-4026, "User has insufficient balance"};
  return JsonFields()
      .object()
      .text("id", fmt::format("w{:032}", call.account().movements().back().number))
      .end_object()
      .take();
}

/// 0: a mail waits for its reader, 3: rejected, 4: processing, 6: done.
std::int64_t withdrawal_status(const ClientMovement& movement, UtcTime now) {
  if (movement.failed) return 3;
  if (movement.done) return 6;
  return now < movement.held_until ? 0 : 4;
}

Outcome withdraw_history(Desk&, const Call& call) {
  const std::string_view coin = call.params.text("coin");
  const std::string_view own_id = call.params.text("withdrawOrderId");
  JsonFields json;
  json.array();
  const auto& movements = call.account().movements();
  for (auto at = movements.rbegin(); at != movements.rend(); ++at) {
    if (at->kind != ClientMovement::Kind::withdrawal || (!coin.empty() && coin != at->asset) ||
        (!own_id.empty() && own_id != at->client_id))
      continue;
    json.object()
        .text("id", fmt::format("w{:032}", at->number))
        .text("amount", (at->amount - at->fee).to_string())
        .text("transactionFee", at->fee.to_string())
        .text("coin", at->asset)
        .number("status", withdrawal_status(*at, call.now))
        .text("address", at->address)
        .text("txId", at->done || at->on_chain ? sim::transaction_of(*at) : "")
        .text("applyTime", at->asked.to_string().substr(0, 10) + " " + at->asked.to_string().substr(11, 8))
        .text("network", at->network)
        .number("transferType", 0)
        .text("withdrawOrderId", at->client_id)
        .text("info", "")
        .number("confirmNo", at->done ? 6 : 0)
        .number("walletType", 0)
        .text("txKey", "")
        .end_object();
  }
  return json.end_array().take();
}

Outcome deposit_history(Desk&, const Call& call) {
  const std::string_view coin = call.params.text("coin");
  const std::string_view hash = call.params.text("txId");
  JsonFields json;
  json.array();
  const auto& movements = call.account().movements();
  for (auto at = movements.rbegin(); at != movements.rend(); ++at) {
    if (at->kind != ClientMovement::Kind::deposit || (!coin.empty() && coin != at->asset) ||
        (!hash.empty() && hash != sim::transaction_of(*at)))
      continue;
    json.object()
        .text("id", fmt::format("{}", 700'000'000 + at->number))
        .text("amount", at->amount.to_string())
        .text("coin", at->asset)
        .text("network", at->network)
        .number("status", at->done ? 1 : 0)
        .text("address", at->address)
        .text("addressTag", "")
        .text("txId", sim::transaction_of(*at))
        .number("insertTime", sim::millis(at->asked))
        .number("transferType", 0)
        .text("confirmTimes", at->done ? "12/12" : "1/12")
        .number("unlockConfirm", 12)
        .number("walletType", 0)
        .end_object();
  }
  return json.end_array().take();
}

Outcome deposit_address(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  const std::string& address = call.account().deposit_address();
  return JsonFields()
      .object()
      .text("address", address.empty() ? "0x00000000000000000000000000000000000000b1" : address)
      .text("coin", coin)
      .text("tag", "")
      .text("url", "")
      .end_object()
      .take();
}

constexpr std::array kMoneyEndpoints = {
    VenueEndpoint{"GET", "/sapi/v1/capital/config/getall", "", Security::signature, 10, 0, &capital_config},
    VenueEndpoint{"POST", "/sapi/v1/asset/transfer", "", Security::signature, 1, 0, &transfer_money},
    VenueEndpoint{"GET", "/sapi/v1/asset/transfer", "", Security::signature, 1, 0, &transfer_history},
    VenueEndpoint{"POST", "/sapi/v1/capital/withdraw/apply", "", Security::signature, 1, 0, &withdraw},
    VenueEndpoint{"GET", "/sapi/v1/capital/withdraw/history", "", Security::signature, 1, 0, &withdraw_history},
    VenueEndpoint{"GET", "/sapi/v1/capital/deposit/hisrec", "", Security::signature, 1, 0, &deposit_history},
    VenueEndpoint{"GET", "/sapi/v1/capital/deposit/address", "", Security::signature, 10, 0, &deposit_address},
};

}  // namespace

std::span<const VenueEndpoint> money_endpoints() { return kMoneyEndpoints; }

}  // namespace basis::binance::simulated
