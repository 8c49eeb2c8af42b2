#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/okx/simulator_money.hpp"

namespace basis::okx::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

constexpr std::int64_t kFirstWithdrawal = 67'000'000;
constexpr std::int64_t kFirstDeposit = 4'700'000;

std::string withdrawal_json(const ClientMovement& one) {
  return JsonFields()
      .object()
      .text("wdId", std::to_string(kFirstWithdrawal + one.number))
      .text("clientId", one.client_id)
      .text("ccy", one.asset)
      .text("chain", one.network)
      .text("amt", one.amount.to_string())
      .end_object()
      .take();
}

/// The fee comes on top of the amount. A client id counts once.
Outcome withdraw(Desk& desk, const Call& call) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const std::string_view currency, params.need("ccy"));
  BOOST_OUTCOME_TRY(const auto amount, params.amount("amt"));
  BOOST_OUTCOME_TRY(const std::string_view destination, params.need("dest"));
  BOOST_OUTCOME_TRY(const std::string_view address, params.need("toAddr"));
  if (!amount || amount->sign() <= 0) return wrong("amt");
  if (destination != "4") return wrong("dest");
  const ChainRow* const chain = chain_of(currency, params.text("chain"));
  if (chain == nullptr) return wrong("chain");
  if (*amount < from_text<Amount>(chain->minimum))
    return Refusal{58206, "Withdrawal amount is less than the lower limit.", 200};
  if (address == "0x000000000000000000000000000000000000dead")
    return Refusal{58207, "Withdrawal address is not on the verified address list.", 200};
  const std::string_view own_id = params.text("clientId");
  if (movement_with(call, ClientMovement::Kind::withdrawal, own_id) != nullptr)
    return Refusal{58246, "The client ID has been used.", 200};
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::withdrawal;
  movement.client_id = own_id;
  movement.asset = currency;
  movement.fee = from_text<Amount>(chain->fee);
  movement.amount = *amount + movement.fee;
  movement.from = "funding";
  movement.address = address;
  movement.network = chain->chain;
  movement.held_until = desk.state.withdrawals_held_until;
  movement.due = arrival(desk, std::max(call.now, movement.held_until));
  if (!call.account().move(movement, call.now)) return Refusal{58350, "Insufficient balance.", 200};
  ClientMovement told = call.account().movements().back();
  told.amount = *amount;
  return Reply("[" + withdrawal_json(told) + "]");
}

/// -1 failed, 0 waiting, 1 broadcast, 10 waiting for a transfer, 17 in review, 2 done. Source: "Get withdrawal
/// history".
std::string_view withdrawal_state(const ClientMovement& one, UtcTime now) {
  if (one.failed) return "-1";
  if (one.done) return "2";
  if (!one.transaction.empty()) return "1";
  return now < one.held_until ? "17" : "0";
}

/// Movements of a kind, the newest first, by what a request names them with.
template <class Write>
Reply list_movements(const Desk& desk, const Call& call, ClientMovement::Kind kind, std::string_view id_name,
                     std::int64_t first, const Write& write) {
  const Params& params = call.params();
  const std::string_view own_id = params.text("clientId"), currency = params.text("ccy"), id = params.text(id_name);
  const std::string_view hash = params.text("txId");
  const auto after = params.integer("after"), before = params.integer("before");
  JsonFields json;
  json.array();
  const auto& movements = call.account().movements();
  int told = 0;
  for (auto at = movements.rbegin(); at != movements.rend() && told < 100; ++at) {
    const std::int64_t asked = desk.time(at->asked);
    if (at->kind != kind || (!own_id.empty() && own_id != at->client_id) ||
        (!currency.empty() && currency != at->asset) || (!id.empty() && id != std::to_string(first + at->number)) ||
        (!hash.empty() && hash != sim::transaction_of(*at)) || (after && after.value() && asked >= *after.value()) ||
        (before && before.value() && asked <= *before.value()))
      continue;
    ++told;
    write(json, *at);
  }
  return {json.end_array().take()};
}

std::string hash_of(const ClientMovement& one) { return one.done || one.on_chain ? sim::transaction_of(one) : ""; }

Outcome withdrawal_history(Desk& desk, const Call& call) {
  return list_movements(desk, call, ClientMovement::Kind::withdrawal, "wdId", kFirstWithdrawal,
                        [&](JsonFields& json, const ClientMovement& one) {
                          json.object()
                              .text("wdId", std::to_string(kFirstWithdrawal + one.number))
                              .text("clientId", one.client_id)
                              .text("ccy", one.asset)
                              .text("chain", one.network)
                              .text("amt", (one.amount - one.fee).to_string())
                              .text("fee", one.fee.to_string())
                              .text("feeCcy", one.asset)
                              .text("from", "")
                              .text("to", one.address)
                              .text("tag", "")
                              .text("memo", "")
                              .text("txId", hash_of(one))
                              .text("state", withdrawal_state(one, call.now))
                              .flag("nonTradableAsset", false)
                              .text("ts", std::to_string(desk.time(one.asked)))
                              .end_object();
                        });
}

Outcome deposit_history(Desk& desk, const Call& call) {
  return list_movements(desk, call, ClientMovement::Kind::deposit, "depId", kFirstDeposit,
                        [&](JsonFields& json, const ClientMovement& one) {
                          json.object()
                              .text("depId", std::to_string(kFirstDeposit + one.number))
                              .text("ccy", one.asset)
                              .text("chain", one.asset + "-ERC20")
                              .text("amt", one.amount.to_string())
                              .text("from", "")
                              .text("to", one.address)
                              .text("txId", sim::transaction_of(one))
                              .text("state", one.done ? "2" : "0")
                              .text("actualDepBlkConfirm", one.done ? "12" : "1")
                              .text("fromWdId", "")
                              .text("areaCodeFrom", "")
                              .text("ts", std::to_string(desk.time(one.asked)))
                              .end_object();
                        });
}

Outcome deposit_address(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view currency, call.params().need("ccy"));
  const std::string& address = call.account().deposit_address();
  const ChainRow* const chain = chain_of(currency, {});
  if (chain == nullptr) return wrong("ccy");
  JsonFields json;
  json.array()
      .object()
      .text("addr", address.empty() ? "0x00000000000000000000000000000000000000b3" : address)
      .text("ccy", currency)
      .text("chain", chain->chain)
      .text("ctAddr", "")
      .flag("selected", true)
      .text("to", "6")
      .text("verifiedName", "")
      .end_object();
  return Reply(json.end_array().take());
}

constexpr std::array kWithdrawalEndpoints = {
    VenueEndpoint{"POST", "/api/v5/asset/withdrawal", "", true, 6, kSecond, LimitBy::user, false, &withdraw},
    VenueEndpoint{"GET", "/api/v5/asset/withdrawal-history", "", true, 6, kSecond, LimitBy::user, false,
                  &withdrawal_history},
    VenueEndpoint{"GET", "/api/v5/asset/deposit-history", "", true, 6, kSecond, LimitBy::user, false, &deposit_history},
    VenueEndpoint{"GET", "/api/v5/asset/deposit-address", "", true, 6, kSecond, LimitBy::user, false, &deposit_address},
};

}  // namespace

std::span<const VenueEndpoint> withdrawal_endpoints() { return kWithdrawalEndpoints; }

}  // namespace basis::okx::simulated
