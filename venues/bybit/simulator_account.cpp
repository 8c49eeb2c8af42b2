#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientFill;
using sim::ClientIncome;
using sim::JsonFields;

/// "Get API Key Information". A unified account answers `uta` 1 and `unified` 0.
Outcome key_information(Desk&, const Call& call) {
  return JsonFields()
      .object()
      .text("id", "2208369")
      .text("note", call.account().spec().name)
      .text("apiKey", call.account().spec().key)
      .number("readOnly", 0)
      .text("secret", "")
      .object("permissions")
      .raw("ContractTrade", R"(["Order","Position"])")
      .raw("Spot", R"(["SpotTrade"])")
      .raw("Wallet", R"(["AccountTransfer","SubMemberTransfer","Withdraw"])")
      .raw("Options", "[]")
      .raw("Derivatives", R"(["DerivativesTrade"])")
      .raw("Exchange", R"(["ExchangeHistory"])")
      .end_object()
      .raw("ips", R"(["127.0.0.1"])")
      .number("type", 1)
      .number("deadlineDay", -2)
      .text("expiredAt", "1970-01-01T00:00:00Z")
      .text("createdAt", "2025-10-13T03:20:45Z")
      .number("unified", 0)
      .number("uta", 1)
      .number("userID", 1'448'939)
      .number("inviterID", 0)
      .text("vipLevel", "No VIP")
      .text("mktMakerLevel", "0")
      .number("affiliateID", 0)
      .text("rsaPublicKey", "")
      .flag("isMaster", true)
      .text("parentUid", "0")
      .text("kycLevel", "LEVEL_1")
      .text("kycRegion", "")
      .end_object()
      .take();
}

/// Status 6: a unified account 2.0 (Pro).
Outcome account_information(Desk&, const Call& call) {
  const auto& windows = call.client->switch_windows;
  const bool armed = windows[0] || windows[1];
  const Nanos window = windows[1] ? *windows[1] : windows[0].value_or(kSecond * 10);
  return JsonFields()
      .object()
      .text("marginMode", call.client->margin_mode)
      .text("updatedTime", std::to_string(sim::millis(call.now)))
      .number("unifiedMarginStatus", 6)
      .text("dcpStatus", armed ? "ON" : "OFF")
      .number("timeWindow", window.count / kSecond.count)
      .number("smpGroup", 0)
      .flag("isMasterTrader", false)
      .text("spotHedgingStatus", "OFF")
      .end_object()
      .take();
}

Outcome switch_information(Desk&, const Call& call) {
  JsonFields json;
  json.object().array("dcpInfos");
  for (const Category category : {Category::spot, Category::linear})
    if (const auto window = call.client->switch_windows[static_cast<std::size_t>(category)])
      json.object()
          .text("product", category == Category::spot ? "SPOT" : "DERIVATIVES")
          .text("dcpStatus", "ON")
          .text("timeWindow", std::to_string(window->count / kSecond.count))
          .end_object();
  return json.end_array().end_object().take();
}

Outcome wallet_balance(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view type, call.params.need("accountType"));
  if (type != "UNIFIED") return wrong_parameter("accountType only support UNIFIED.");
  std::vector<AssetId> only;
  std::string_view coins = call.params.text("coin");
  while (!coins.empty()) {
    const std::size_t end = std::min(coins.find(','), coins.size());
    if (const auto asset = desk.universe().find_asset(coins.substr(0, end))) only.push_back(*asset);
    coins.remove_prefix(std::min(end + 1, coins.size()));
  }
  JsonFields json;
  json.object().array("list");
  write_wallet(json, desk, *call.client, only);
  return json.end_array().end_object().take();
}

/// "Get Transferable Amount (Unified)": what may leave the account, by coin.
Outcome withdrawable(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(std::string_view coins, call.params.need("coinName"));
  const ExchangeAccount& pool = *call.account().pool("unified");
  JsonFields map;
  map.object();
  std::string first;
  while (!coins.empty()) {
    const std::size_t end = std::min(coins.find(','), coins.size());
    const std::string_view coin = coins.substr(0, end);
    const auto asset = desk.universe().find_asset(coin);
    const std::string amount = shown(asset ? pool.withdrawable(*asset) : Amount{});
    if (first.empty()) first = amount;
    map.text(coin, amount);
    coins.remove_prefix(std::min(end + 1, coins.size()));
  }
  return JsonFields()
      .object()
      .text("availableWithdrawal", first)
      .raw("availableWithdrawalMap", map.end_object().take())
      .end_object()
      .take();
}

Outcome positions(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  if (category != Category::linear) return wrong_parameter("category only support linear or inverse or option");
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  if (only == nullptr && !call.params.has("settleCoin")) return wrong_parameter("symbol or settleCoin is required");
  const ExchangeAccount& pool = *call.account().pool("unified");
  JsonFields json;
  json.object().text("category", "linear").array("list");
  for (const Market* market : desk.markets_of(category)) {
    // Without a symbol only what is held is listed; a named one is told when it is flat, too.
    if (only != nullptr ? only != market : pool.position(*market).amount.is_zero()) continue;
    write_position(json, desk, *call.client, *market, FillOrigin::order, call.now, false);
  }
  return json.end_array().text("nextPageCursor", "").end_object().take();
}

/// A fill or a payment of funding, numbered by time.
struct Execution {
  const ClientFill* fill = nullptr;
  const ClientIncome* funding = nullptr;
  std::int64_t number = 0;
};

std::vector<Execution> executions_of(const sim::ClientAccount& account) {
  std::vector<Execution> found;
  for (const ClientFill& fill : account.fills()) found.push_back({&fill, nullptr, 0});
  for (const ClientIncome& income : account.incomes())
    if (income.kind == "FUNDING_FEE") found.push_back({nullptr, &income, 0});
  const auto at = [](const Execution& one) { return one.fill != nullptr ? one.fill->at : one.funding->at; };
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return at(a) < at(b); });
  for (Execution& one : found) one.number = 1 + (&one - found.data());
  std::reverse(found.begin(), found.end());
  return found;
}

bool wanted(const Execution& one, const Call& call, Category category, const Market* only, const AskedSpan& span,
            Desk& desk) {
  const Market& market = desk.universe()[one.fill != nullptr ? one.fill->market : *one.funding->market];
  const std::int64_t at = sim::millis(one.fill != nullptr ? one.fill->at : one.funding->at);
  const std::string_view type = one.fill != nullptr ? exec_type_word(one.fill->origin) : "Funding";
  if (category_of(market) != category || (only != nullptr && only != &market) || at < span.from || at > span.to)
    return false;
  if (call.params.has("execType") && call.params.text("execType") != type) return false;
  const auto id = call.params.find("orderId");
  const auto link = call.params.find("orderLinkId");
  if (!id && !link) return true;
  if (one.fill == nullptr) return false;
  return (!id || order_number(*id) == one.fill->order) &&
         (!link || call.account().order(one.fill->order)->client_id == *link);
}

/// What the order had open after this fill.
Quantity left_after(const sim::ClientAccount& account, const sim::ClientOrder& order, const ClientFill& fill) {
  Quantity left = order.terms.size;
  for (const std::size_t at : order.fills) {
    const ClientFill& one = account.fills()[at];
    left = one.size < left ? left - one.size : Quantity{};
    if (&one == &fill) break;
  }
  return left;
}

Outcome executions(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 50));
  BOOST_OUTCOME_TRY(const AskedSpan span, asked_span(call));
  std::vector<Execution> found;
  for (const Execution& one : executions_of(call.account()))
    if (wanted(one, call, category, only, span, desk)) found.push_back(one);
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 100),
                                     [](const Execution& one) { return one.number; });
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (const Execution& one : found) {
    if (one.funding != nullptr) {
      write_funding_execution(json, desk, *call.client, *one.funding);
      continue;
    }
    const sim::ClientOrder& order = *call.account().order(one.fill->order);
    write_execution(json, desk, order, *one.fill, left_after(call.account(), order, *one.fill), false);
  }
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

Outcome fee_rates(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (const Market* market : desk.markets_of(category))
    if (only == nullptr || only == market)
      json.object()
          .text("symbol", market->native)
          .text("takerFeeRate", rate_text(market->taker_fee))
          .text("makerFeeRate", rate_text(market->maker_fee))
          .end_object();
  return json.end_array().end_object().take();
}

constexpr std::array kAccountEndpoints = {
    VenueEndpoint{"GET", "/v5/account/wallet-balance", "", true, 50, 50, &wallet_balance},
    VenueEndpoint{"GET", "/v5/account/withdrawal", "", true, 50, 50, &withdrawable},
    VenueEndpoint{"GET", "/v5/position/list", "", true, 50, 50, &positions},
    VenueEndpoint{"GET", "/v5/execution/list", "", true, 50, 50, &executions},
    VenueEndpoint{"GET", "/v5/account/info", "", true, 50, 50, &account_information},
    VenueEndpoint{"GET", "/v5/account/fee-rate", "", true, 10, 5, &fee_rates},
    VenueEndpoint{"GET", "/v5/account/query-dcp-info", "", true, 50, 50, &switch_information},
    VenueEndpoint{"GET", "/v5/account/transaction-log", "", true, 25, 25, &answer_transaction_log},
    VenueEndpoint{"GET", "/v5/user/query-api", "", true, 10, 10, &key_information},
};

}  // namespace

std::span<const VenueEndpoint> account_endpoints() { return kAccountEndpoints; }

}  // namespace basis::bybit::simulated
