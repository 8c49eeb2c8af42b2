#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

struct NetworkRow {
  std::string_view asset;
  std::string_view chain;
  std::string_view name;
  std::string_view fee;
  std::string_view minimum;
};
/// Usual values of "Get Coin Info".
constexpr std::array<NetworkRow, 3> kNetworks{{{"USDT", "ETH", "Ethereum (ERC20)", "4", "10"},
                                               {"ETH", "ETH", "Ethereum", "0.0008", "0.001"},
                                               {"BTC", "BTC", "Bitcoin", "0.00002", "0.0001"}}};

struct AccountRow {
  std::string_view word;
  std::string_view pool;
};
constexpr std::array<AccountRow, 2> kAccounts{{{"UNIFIED", "unified"}, {"FUND", "funding"}}};

std::string_view pool_of(std::string_view word) {
  for (const AccountRow& row : kAccounts)
    if (row.word == word) return row.pool;
  return {};
}

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

Amount movable_in(const sim::ClientAccount& account, std::string_view pool, AssetId asset) {
  return pool == "unified" ? account.pool("unified")->withdrawable(asset) : held_in(account, pool, asset);
}

Outcome coin_information(Desk&, const Call& call) {
  const std::string_view coin = call.params.text("coin");
  JsonFields json;
  json.object().array("rows");
  for (const NetworkRow& row : kNetworks) {
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

/// What a listing wants of the movements of one kind, the newest first.
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

/// The pool that a withdrawal leaves from by `accountType`; "FUND,UTA" takes the first that has enough.
std::string_view paying_pool(const sim::ClientAccount& account, std::string_view words, AssetId asset, Amount amount) {
  std::string_view pool;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    const std::string_view word = words.substr(0, end);
    pool = word == "UTA" ? "unified" : pool_of(word);
    if (pool.empty() || movable_in(account, pool, asset) >= amount) return pool;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return pool;
}

/// "Withdraw": `requestId` counts once. Whole amounts include the fee (feeType 1) or are sent besides it (0).
Outcome withdraw(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  BOOST_OUTCOME_TRY(const std::string_view address, call.params.need("address"));
  BOOST_OUTCOME_TRY(const std::string_view account, call.params.need("accountType"));
  BOOST_OUTCOME_TRY(call.params.need("timestamp"));
  BOOST_OUTCOME_TRY(const auto amount, call.params.amount("amount"));
  BOOST_OUTCOME_TRY(const std::int64_t fee_type, call.params.integer("feeType", 0));
  const std::string_view chain = call.params.text("chain");
  const auto network = std::find_if(kNetworks.begin(), kNetworks.end(), [&](const NetworkRow& row) {
    return row.asset == coin && (chain.empty() || chain == row.chain);
  });
  if (network == kNetworks.end())
    return Refusal{131002, "Withdraw address chain or destination tag are not equal", 200};
  if (call.params.has("tag")) return Refusal{131081, "Do not input memo/tag,please.", 200};
  if (!amount || *amount < from_text<Amount>(network->minimum))
    return Refusal{131096, "Withdraw amount does not satify the lower limit or upper limit", 200};
  const std::string_view id = call.params.text("requestId");
  for (const ClientMovement& one : call.account().movements())
    if (one.kind == ClientMovement::Kind::withdrawal && !id.empty() && one.client_id == id)
      return JsonFields().object().text("id", std::to_string(one.number)).end_object().take();
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::withdrawal;
  movement.client_id = id;
  movement.asset = coin;
  movement.fee = from_text<Amount>(network->fee);
  movement.amount = fee_type == 1 ? *amount : *amount + movement.fee;
  movement.from = paying_pool(call.account(), account, *desk.universe().find_asset(coin), movement.amount);
  if (movement.from.empty()) return Refusal{131002, "Parameter error", 200};
  movement.address = address;
  movement.network = network->chain;
  movement.held_until = desk.withdrawals_held_until;
  movement.due = std::max(call.now, movement.held_until) + desk.money_time();
  if (!call.account().move(movement, call.now))
    return Refusal{131085, "Withdrawal amount is greater than your availale balance", 200};
  return JsonFields().object().text("id", std::to_string(call.account().movements().back().number)).end_object().take();
}

/// "withdrawStatus" of "Enum Definitions".
std::string_view withdrawal_status(const ClientMovement& one, UtcTime now) {
  if (one.failed && one.done) return "Fail";
  if (one.done) return "success";
  return now < one.held_until ? "SecurityCheck" : "Pending";
}

Outcome withdrawals(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 50));
  auto found = listed(call, ClientMovement::Kind::withdrawal, "withdrawID");
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const ClientMovement* one) { return one->number; });
  JsonFields json;
  json.object().array("rows");
  for (const ClientMovement* one : found)
    json.object()
        .text("coin", one->asset)
        .text("chain", one->network)
        .text("amount", (one->amount - one->fee).to_string())
        .text("txID", one->done && !one->failed ? fmt::format("0x{:064x}", one->number) : "")
        .text("status", withdrawal_status(*one, call.now))
        .text("toAddress", one->address)
        .text("tag", "")
        .text("withdrawFee", one->fee.to_string())
        .text("createTime", std::to_string(sim::millis(one->asked)))
        .text("updateTime", std::to_string(sim::millis(one->done ? one->due : one->asked)))
        .text("withdrawId", std::to_string(one->number))
        .number("withdrawType", 0)
        .text("requestId", one->client_id)
        .end_object();
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

/// "Get Deposit Records": 1 is on its way, 3 has arrived, 4 has failed.
Outcome deposits(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 50));
  auto found = listed(call, ClientMovement::Kind::deposit, "id");
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const ClientMovement* one) { return one->number; });
  JsonFields json;
  json.object().array("rows");
  for (const ClientMovement* one : found)
    json.object()
        .text("coin", one->asset)
        .text("chain", one->network)
        .text("amount", one->amount.to_string())
        .text("txID", fmt::format("0x{:064x}", one->number))
        .number("status", one->failed ? 4
                          : one->done ? 3
                                      : 1)
        .text("toAddress", one->address)
        .text("tag", "")
        .text("depositFee", "")
        .text("successAt", std::to_string(sim::millis(one->due)))
        .text("confirmations", one->done ? "12" : "1")
        .text("txIndex", "0")
        .text("blockHash", "")
        .text("depositType", "0")
        .text("fromAddress", "")
        .text("id", std::to_string(one->number))
        .end_object();
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

Outcome deposit_address(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  JsonFields json;
  json.object().text("coin", coin).array("chains");
  for (const NetworkRow& row : kNetworks)
    if (row.asset == coin)
      json.object()
          .text("chainType", row.name)
          .text("addressDeposit", "0x00000000000000000000000000000000000000b2")
          .text("tagDeposit", "")
          .text("chain", row.chain)
          .text("batchReleaseLimit", "-1")
          .end_object();
  return json.end_array().end_object().take();
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
    VenueEndpoint{"POST", "/v5/asset/withdraw/create", "", true, 5, 5, &withdraw},
    VenueEndpoint{"GET", "/v5/asset/withdraw/query-record", "", true, 5, 5, &withdrawals},
    VenueEndpoint{"GET", "/v5/asset/deposit/query-record", "", true, 5, 5, &deposits},
    VenueEndpoint{"GET", "/v5/asset/deposit/query-address", "", true, 5, 5, &deposit_address},
};

}  // namespace

std::span<const VenueEndpoint> money_endpoints() { return kMoneyEndpoints; }

}  // namespace basis::bybit::simulated
