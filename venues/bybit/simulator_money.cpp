#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator_money.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

/// Usual values of "Get Coin Info".
constexpr std::array<NetworkRow, 3> kNetworks{{{"USDT", "ETH", "Ethereum (ERC20)", "4", "10"},
                                               {"ETH", "ETH", "Ethereum", "0.0008", "0.001"},
                                               {"BTC", "BTC", "Bitcoin", "0.00002", "0.0001"}}};

struct AccountRow {
  std::string_view word;
  std::string_view pool;
};
constexpr std::array<AccountRow, 2> kAccounts{{{"UNIFIED", "unified"}, {"FUND", "funding"}}};

std::string_view account_word(std::string_view pool) {
  for (const AccountRow& row : kAccounts)
    if (row.pool == pool) return row.word;
  return "UNIFIED";
}

Amount held_in(const sim::ClientAccount& account, std::string_view pool, AssetId asset) {
  if (pool == "unified") return account.pool("unified")->held(asset);
  const auto found = account.funding()->find(asset);
  return found == account.funding()->end() ? Amount{} : found->second;
}

}  // namespace

std::span<const NetworkRow> coin_networks() { return kNetworks; }

std::string_view pool_of(std::string_view word) {
  for (const AccountRow& row : kAccounts)
    if (row.word == word) return row.pool;
  return {};
}

Amount movable_in(const sim::ClientAccount& account, std::string_view pool, AssetId asset) {
  return pool == "unified" ? account.pool("unified")->withdrawable(asset) : held_in(account, pool, asset);
}

std::vector<const ClientMovement*> listed(const Call& call, ClientMovement::Kind kind, std::string_view id_name) {
  const std::string_view coin = call.params.text("coin");
  const std::string_view id = call.params.text(id_name);
  std::vector<const ClientMovement*> found;
  const auto& movements = call.account().movements();
  for (auto one = movements.rbegin(); one != movements.rend(); ++one) {
    const bool named = id.empty() || one->client_id == id || std::to_string(one->number) == id;
    if (one->kind == kind && (coin.empty() || coin == one->asset) && named) found.push_back(&*one);
  }
  return found;
}

namespace {

Outcome coin_information(Desk&, const Call& call) {
  const std::string_view coin = call.params.text("coin");
  JsonFields json;
  json.object().array("rows");
  for (const NetworkRow& row : coin_networks()) {
    if (!coin.empty() && coin != row.asset) continue;
    json.object()
        .text("name", row.asset)
        .text("coin", row.asset)
        .text("remainAmount", "10000000")
        .array("chains")
        .object()
        .text("chainType", row.name)
        .text("confirmation", "6")
        .text("withdrawFee", row.fee)
        .text("depositMin", "0")
        .text("withdrawMin", row.minimum)
        .text("chain", row.chain)
        .text("chainDeposit", "1")
        .text("chainWithdraw", "1")
        .text("minAccuracy", "8")
        .text("withdrawPercentageFee", "0")
        .text("contractAddress", "")
        .text("safeConfirmNumber", "65")
        .text("withdrawMax", "10000000")
        .end_object()
        .end_array()
        .end_object();
  }
  return json.end_array().end_object().take();
}

std::string_view transfer_status(const ClientMovement& one) {
  return one.failed ? "FAILED" : one.done ? "SUCCESS" : "PENDING";
}

/// "Create Internal Transfer": `transferId` is a UUID of the client's, and counts once.
Outcome transfer(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view id, call.params.need("transferId"));
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  BOOST_OUTCOME_TRY(const std::string_view from, call.params.need("fromAccountType"));
  BOOST_OUTCOME_TRY(const std::string_view to, call.params.need("toAccountType"));
  BOOST_OUTCOME_TRY(const auto amount, call.params.amount("amount"));
  if (id.size() != 36) return Refusal{131203, "Request parameter error: transferId", 200};
  if (!amount || amount->sign() <= 0) return Refusal{131215, "Amount error", 200};
  if (pool_of(from).empty() || pool_of(to).empty())
    return Refusal{131231, "Transfers into this account are not supported", 200};
  if (from == to) return Refusal{131211, "fromAccountType can't be the same as toAccountType", 200};
  if (!desk.universe().find_asset(coin)) return Refusal{131203, "Request parameter error: coin", 200};
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == ClientMovement::Kind::transfer && one.client_id == id)
      return Refusal{131214, "TransferId exist", 200};
  ClientMovement movement;
  movement.client_id = id;
  movement.asset = coin;
  movement.amount = *amount;
  movement.from = pool_of(from);
  movement.to = pool_of(to);
  movement.due = call.now + desk.money_time();
  if (!call.account().move(movement, call.now)) return Refusal{131212, "Insufficient balance", 200};
  return JsonFields().object().text("transferId", id).text("status", "PENDING").end_object().take();
}

Outcome transfers(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 20));
  auto found = listed(call, ClientMovement::Kind::transfer, "transferId");
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const ClientMovement* one) { return one->number; });
  JsonFields json;
  json.object().array("list");
  for (const ClientMovement* one : found)
    json.object()
        .text("transferId", one->client_id)
        .text("coin", one->asset)
        .text("amount", one->amount.to_string())
        .text("fromAccountType", account_word(one->from))
        .text("toAccountType", account_word(one->to))
        .text("timestamp", std::to_string(sim::millis(one->asked)))
        .text("status", transfer_status(*one))
        .end_object();
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

/// "Get All Coins Balance" and "Get Single Coin Balance" of one account.
void write_coin(JsonFields& json, Desk& desk, const sim::ClientAccount& account, std::string_view pool, AssetId asset) {
  json.object()
      .text("coin", desk.universe().name(asset))
      .text("walletBalance", shown(held_in(account, pool, asset)))
      .text("transferBalance", shown(movable_in(account, pool, asset)))
      .text("bonus", "")
      .end_object();
}

Outcome all_balances(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("accountType"));
  const std::string_view pool = pool_of(type);
  if (pool.empty()) return Refusal{131204, "Account info error", 200};
  const std::string wanted = fmt::format(",{},", call.params.text("coin"));
  JsonFields json;
  json.object().text("memberId", "1448939").text("accountType", type).array("balance");
  for (const std::string& name : desk.universe().assets()) {
    const AssetId asset = *desk.universe().find_asset(name);
    const bool named = wanted.find("," + name + ",") != wanted.npos;
    if (named || (wanted == ",," && !held_in(call.account(), pool, asset).is_zero()))
      write_coin(json, desk, call.account(), pool, asset);
  }
  return json.end_array().end_object().take();
}

Outcome one_balance(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("accountType"));
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  const std::string_view pool = pool_of(type);
  const auto asset = desk.universe().find_asset(coin);
  if (pool.empty() || !asset) return Refusal{131204, "Account info error", 200};
  JsonFields balance;
  write_coin(balance, desk, call.account(), pool, *asset);
  return JsonFields()
      .object()
      .text("accountType", type)
      .number("bizType", 1)
      .text("accountId", "1448939")
      .text("memberId", "1448939")
      .raw("balance", balance.take())
      .end_object()
      .take();
}

constexpr std::array kMoneyEndpoints = {
    VenueEndpoint{"GET", "/v5/asset/coin/query-info", "", true, 5, 5, &coin_information},
    VenueEndpoint{"POST", "/v5/asset/transfer/inter-transfer", "", true, 20, 20, &transfer},
    VenueEndpoint{"GET", "/v5/asset/transfer/query-inter-transfer-list", "", true, 60, 60, &transfers},
    VenueEndpoint{"GET", "/v5/asset/transfer/query-account-coins-balance", "", true, 5, 5, &all_balances},
    VenueEndpoint{"GET", "/v5/asset/transfer/query-account-coin-balance", "", true, 5, 5, &one_balance},
};

}  // namespace

std::span<const VenueEndpoint> money_endpoints() { return kMoneyEndpoints; }

}  // namespace basis::bybit::simulated
