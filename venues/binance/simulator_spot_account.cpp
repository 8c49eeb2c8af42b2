#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"
#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientMovement;
using sim::JsonFields;

std::string rate_text(BasisPoints bps) { return format_decimal(div_round(bps.raw(), 10'000, Rounding::half_even), 8); }

std::string eight_rate(BasisPoints bps) {
  return eight(Price::from_raw_checked(div_round(bps.raw(), 10'000, Rounding::half_even)));
}

Outcome spot_account(Desk& desk, const Call& call) {
  const sim::ClientAccount& account = call.account();
  const ExchangeAccount& pool = *account.pool("spot");
  const std::vector<const Market*> markets = desk.markets_of(Segment::spot);
  const BasisPoints maker = markets.empty() ? BasisPoints{} : markets.front()->maker_fee;
  const BasisPoints taker = markets.empty() ? BasisPoints{} : markets.front()->taker_fee;
  BOOST_OUTCOME_TRY(const bool only_held, call.params.flag("omitZeroBalances", false));
  JsonFields json;
  json.object()
      .number("makerCommission", maker.raw() / BasisPoints::kOne)
      .number("takerCommission", taker.raw() / BasisPoints::kOne)
      .number("buyerCommission", 0)
      .number("sellerCommission", 0)
      .object("commissionRates")
      .text("maker", eight_rate(maker))
      .text("taker", eight_rate(taker))
      .text("buyer", "0.00000000")
      .text("seller", "0.00000000")
      .end_object()
      .flag("canTrade", true)
      .flag("canWithdraw", true)
      .flag("canDeposit", true)
      .flag("brokered", false)
      .flag("requireSelfTradePrevention", false)
      .flag("preventSor", false)
      .number("updateTime", call.time(call.now))
      .text("accountType", "SPOT")
      .array("balances");
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) {
    const Amount held = pool.held(pocket.asset);
    const Amount free = pool.available(pocket.asset);
    if (only_held && held.is_zero()) continue;
    json.object()
        .text("asset", desk.universe().name(pocket.asset))
        .text("free", eight(free))
        .text("locked", eight(held - free))
        .end_object();
  }
  return json.end_array()
      .raw("permissions", R"(["SPOT"])")
      .number("uid", static_cast<std::int64_t>(1'000'000))
      .end_object()
      .take();
}

Outcome spot_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const auto order, call.params.integer("orderId"));
  BOOST_OUTCOME_TRY(const auto from, call.params.integer("fromId"));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  if (call.params.has("startTime") && call.params.has("endTime") && end - start > 24 * 3'600 * 1'000)
    return Refusal{-1127, "More than 24 hours between startTime and endTime."};
  std::vector<const sim::ClientFill*> found;
  for (const sim::ClientFill& fill : call.account().fills()) {
    const std::int64_t at = sim::millis(fill.at);
    if (fill.market == market->id && (!order || fill.order == *order) && (!from || fill.id >= *from) && at >= start &&
        at <= end)
      found.push_back(&fill);
  }
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 1'000));
  const bool oldest = from || call.params.has("startTime");
  if (found.size() > most)
    oldest ? found.resize(most) : (void)found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(most));
  JsonFields json;
  json.array();
  for (const sim::ClientFill* fill : found)
    json.object()
        .text("symbol", market->native)
        .number("id", fill->id)
        .number("orderId", fill->order)
        .number("orderListId", -1)
        .text("price", eight(fill->price))
        .text("qty", eight(fill->size))
        .text("quoteQty", eight(fill->worth))
        .text("commission", eight(fill->fee))
        .text("commissionAsset", desk.universe().name(fill->fee_asset))
        .number("time", call.time(fill->at))
        .flag("isBuyer", fill->side == OrderSide::buy)
        .flag("isMaker", fill->liquidity == Liquidity::maker)
        .flag("isBestMatch", true)
        .end_object();
  return json.end_array().take();
}

Outcome order_count(Desk&, const Call& call) {
  LimitCount short_count = call.client->orders_10s[0];
  LimitCount day_count = call.client->orders_long[0];
  JsonFields json;
  json.array()
      .object()
      .text("rateLimitType", "ORDERS")
      .text("interval", "SECOND")
      .number("intervalNum", 10)
      .number("limit", 50)
      .number("count", short_count.add(call.now, kSecond * 10, 0))
      .end_object()
      .object()
      .text("rateLimitType", "ORDERS")
      .text("interval", "DAY")
      .number("intervalNum", 1)
      .number("limit", 160'000)
      .number("count", day_count.add(call.now, kDay, 0))
      .end_object();
  return json.end_array().take();
}

Outcome commission(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  JsonFields json;
  json.object().text("symbol", market->native);
  json.object("standardCommission")
      .text("maker", eight_rate(market->maker_fee))
      .text("taker", eight_rate(market->taker_fee))
      .text("buyer", "0.00000000")
      .text("seller", "0.00000000")
      .end_object();
  for (const std::string_view none : {"specialCommission", "taxCommission"})
    json.object(none)
        .text("maker", "0.00000000")
        .text("taker", "0.00000000")
        .text("buyer", "0.00000000")
        .text("seller", "0.00000000")
        .end_object();
  json.object("discount")
      .flag("enabledForAccount", call.account().pool("spot")->fee_token().has_value())
      .flag("enabledForSymbol", true)
      .text("discountAsset", desk.settings().venue->fee_token)
      .text("discount", "0.75000000")
      .end_object();
  return json.end_object().take();
}

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
  movement.due = call.now + desk.transfer_time.value_or(desk.settings().transfer_time);
  if (!call.account().move(movement, call.now)) return Refusal{-4026, "User has insufficient balance"};
  return JsonFields()
      .object()
      .text("id", fmt::format("w{:032}", call.account().movements().back().number))
      .end_object()
      .take();
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
        .number("status", at->failed ? 3
                          : at->done ? 6
                                     : 4)
        .text("address", at->address)
        .text("txId", at->done ? fmt::format("0x{:064x}", at->number) : "")
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
  JsonFields json;
  json.array();
  const auto& movements = call.account().movements();
  for (auto at = movements.rbegin(); at != movements.rend(); ++at) {
    if (at->kind != ClientMovement::Kind::deposit || (!coin.empty() && coin != at->asset)) continue;
    json.object()
        .text("id", fmt::format("{}", 700'000'000 + at->number))
        .text("amount", at->amount.to_string())
        .text("coin", at->asset)
        .text("network", at->network)
        .number("status", at->done ? 1 : 0)
        .text("address", at->address)
        .text("addressTag", "")
        .text("txId", fmt::format("0x{:064x}", at->number))
        .number("insertTime", sim::millis(at->asked))
        .number("transferType", 0)
        .text("confirmTimes", at->done ? "12/12" : "1/12")
        .number("unlockConfirm", 12)
        .number("walletType", 0)
        .end_object();
  }
  return json.end_array().take();
}

Outcome api_restrictions(Desk&, const Call&) {
  JsonFields json;
  json.object().flag("ipRestrict", false).number("createTime", 1'700'000'000'000);
  for (const std::string_view yes : {"enableReading", "enableWithdrawals", "enableInternalTransfer",
                                     "permitsUniversalTransfer", "enableFutures", "enableSpotAndMarginTrading"})
    json.flag(yes, true);
  for (const std::string_view no : {"enableMargin", "enableVanillaOptions", "enableFixApiTrade", "enableFixReadOnly",
                                    "enablePortfolioMarginTrading"})
    json.flag(no, false);
  return json.end_object().take();
}

Outcome deposit_address(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view coin, call.params.need("coin"));
  return JsonFields()
      .object()
      .text("address", "0x00000000000000000000000000000000000000b1")
      .text("coin", coin)
      .text("tag", "")
      .text("url", "")
      .end_object()
      .take();
}

Outcome system_status(Desk&, const Call&) { return std::string(R"({"status":0,"msg":"normal"})"); }

Outcome spot_balance_bnb(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const bool on, call.params.flag("spotBNBBurn", false));
  const auto token = desk.universe().find_asset(desk.settings().venue->fee_token);
  const auto markets = desk.markets_of(Segment::spot);
  Price price;
  for (const Market* market : markets)
    if (token && market->base == *token) price = desk.markets().board(market->id).last();
  call.account().pool("spot")->pay_fees_in(on ? token : std::nullopt, price);
  return JsonFields().object().flag("spotBNBBurn", on).flag("interestBNBBurn", false).end_object().take();
}

Outcome trade_fees(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call));
  JsonFields json;
  json.array();
  for (const Market* market : desk.markets_of(Segment::spot))
    if (only == nullptr || only == market)
      json.object()
          .text("symbol", market->native)
          .text("makerCommission", rate_text(market->maker_fee))
          .text("takerCommission", rate_text(market->taker_fee))
          .end_object();
  return json.end_array().take();
}

/// Products that are not simulated have no markets.
Outcome no_markets(Desk&, const Call& call) {
  return JsonFields()
      .object()
      .text("timezone", "UTC")
      .number("serverTime", sim::millis(call.now))
      .raw("rateLimits", "[]")
      .raw("symbols", "[]")
      .raw("optionSymbols", "[]")
      .end_object()
      .take();
}

Outcome no_pairs(Desk&, const Call&) { return std::string("[]"); }

constexpr std::array kSpotAccountEndpoints = {
    VenueEndpoint{"GET", "/sapi/v1/asset/tradeFee", "", Security::signature, 1, 0, &trade_fees},
    VenueEndpoint{"GET", "/sapi/v1/margin/allPairs", "", Security::key, 1, 0, &no_pairs},
    VenueEndpoint{"GET", "/sapi/v1/margin/isolated/allPairs", "", Security::key, 1, 0, &no_pairs},
    VenueEndpoint{"GET", "/dapi/v1/exchangeInfo", "", Security::none, 1, 0, &no_markets},
    VenueEndpoint{"GET", "/eapi/v1/exchangeInfo", "", Security::none, 1, 0, &no_markets},
    VenueEndpoint{"GET", "/api/v3/account", "account.status", Security::signature, 20, 0, &spot_account},
    VenueEndpoint{"GET", "/api/v3/myTrades", "myTrades", Security::signature, 20, 0, &spot_trades},
    VenueEndpoint{"GET", "/api/v3/rateLimit/order", "account.rateLimits.orders", Security::signature, 40, 0,
                  &order_count},
    VenueEndpoint{"GET", "/api/v3/account/commission", "account.commission", Security::signature, 20, 0, &commission},
    VenueEndpoint{"GET", "/sapi/v1/system/status", "", Security::none, 1, 0, &system_status},
    VenueEndpoint{"GET", "/sapi/v1/capital/config/getall", "", Security::signature, 10, 0, &capital_config},
    VenueEndpoint{"POST", "/sapi/v1/asset/transfer", "", Security::signature, 1, 0, &transfer_money},
    VenueEndpoint{"GET", "/sapi/v1/asset/transfer", "", Security::signature, 1, 0, &transfer_history},
    VenueEndpoint{"POST", "/sapi/v1/capital/withdraw/apply", "", Security::signature, 1, 0, &withdraw},
    VenueEndpoint{"GET", "/sapi/v1/capital/withdraw/history", "", Security::signature, 1, 0, &withdraw_history},
    VenueEndpoint{"GET", "/sapi/v1/capital/deposit/hisrec", "", Security::signature, 1, 0, &deposit_history},
    VenueEndpoint{"GET", "/sapi/v1/capital/deposit/address", "", Security::signature, 10, 0, &deposit_address},
    VenueEndpoint{"GET", "/sapi/v1/account/apiRestrictions", "", Security::signature, 1, 0, &api_restrictions},
    VenueEndpoint{"POST", "/sapi/v1/bnbBurn", "", Security::signature, 1, 0, &spot_balance_bnb},
};

}  // namespace

std::string fee_rate_text(BasisPoints bps) { return rate_text(bps); }

std::span<const VenueEndpoint> spot_account_endpoints() { return kSpotAccountEndpoints; }

}  // namespace basis::binance::simulated
