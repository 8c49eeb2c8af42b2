#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientFill;
using sim::ClientIncome;
using sim::ClientMovement;
using sim::JsonFields;

/// One change of a currency of the unified account.
struct LogRow {
  std::int64_t number = 0;
  UtcTime at;
  std::string_view type;
  AssetId asset;
  Amount change, cash_flow, fee, funding;
  const ClientFill* fill = nullptr;
  std::int64_t payment = 0;  ///< of funding
  std::optional<MarketId> market;
};

void add_fill(std::vector<LogRow>& rows, Desk& desk, const ClientFill& fill) {
  const Market& market = desk.universe()[fill.market];
  LogRow row;
  row.at = fill.at;
  row.type = fill.origin == FillOrigin::liquidation    ? "LIQUIDATION"
             : fill.origin == FillOrigin::deleveraging ? "ADL"
                                                       : "TRADE";
  row.fill = &fill;
  row.market = fill.market;
  const auto add = [&](AssetId asset, Amount flow) {
    row.asset = asset;
    row.cash_flow = flow;
    row.fee = asset == fill.fee_asset ? fill.fee : Amount{};
    row.change = flow - row.fee;
    rows.push_back(row);
  };
  if (!market.is_spot()) return add(*market.quote, fill.realised);
  const bool buys = fill.side == OrderSide::buy;
  add(*market.base, buys ? amount_of(fill.size) : -amount_of(fill.size));
  add(*market.quote, buys ? -fill.worth : fill.worth);
}

/// What has changed the account, the newest first.
std::vector<LogRow> rows_of(Desk& desk, const sim::ClientAccount& account) {
  std::vector<LogRow> rows;
  for (const ClientFill& fill : account.fills()) add_fill(rows, desk, fill);
  for (const ClientIncome& income : account.incomes()) {
    if (income.kind != "FUNDING_FEE") continue;
    LogRow row;
    row.at = income.at;
    row.type = "SETTLEMENT";
    row.asset = *desk.universe().find_asset(income.asset);
    row.change = row.funding = income.amount;
    row.payment = income.number;
    row.market = income.market;
    rows.push_back(row);
  }
  for (const ClientMovement& one : account.movements()) {
    const bool out = one.from == "unified";
    const bool in = one.to == "unified" && one.done && !one.failed;
    LogRow row;
    row.asset = *desk.universe().find_asset(one.asset);
    row.type = out ? "TRANSFER_OUT" : "TRANSFER_IN";
    row.at = out ? one.asked : one.due;
    row.change = row.cash_flow = out ? -one.amount : one.amount;
    if (out || in) rows.push_back(row);
    if (!out || !one.done || !one.failed) continue;
    // What has failed came back.
    row.type = "TRANSFER_IN";
    row.at = one.due;
    row.change = row.cash_flow = one.amount;
    rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const LogRow& a, const LogRow& b) { return a.at < b.at; });
  for (LogRow& row : rows) row.number = 1 + (&row - rows.data());
  std::reverse(rows.begin(), rows.end());
  return rows;
}

void write_row(JsonFields& json, Desk& desk, const Call& call, const LogRow& row, Amount balance) {
  const Market* const market = row.market ? &desk.universe()[*row.market] : nullptr;
  const Amount held =
      market != nullptr && !market->is_spot() ? call.account().pool_of(*market).position(*market).amount : Amount{};
  json.object()
      .text("id", std::to_string(row.number))
      .text("symbol", market != nullptr ? market->native : "")
      .text("category", market != nullptr ? category_word(category_of(*market)) : "")
      .text("side", row.fill == nullptr ? "None" : side_word(row.fill->side))
      .text("transactionTime", std::to_string(sim::millis(row.at)))
      .text("type", row.type)
      .text("transSubType", "")
      .text("qty", row.fill != nullptr ? row.fill->size.to_string() : held.abs().to_string())
      .text("size", held.to_string())
      .text("currency", desk.universe().name(row.asset))
      .text("tradePrice", row.fill != nullptr ? row.fill->price.to_string() : "")
      .text("funding", row.type == "SETTLEMENT" ? shown(row.funding) : "")
      .text("fee", shown(row.fee))
      .text("cashFlow", shown(row.cash_flow))
      .text("change", shown(row.change))
      .text("cashBalance", shown(balance))
      .text("feeRate", "")
      .text("bonusChange", "")
      .text("tradeId", row.fill != nullptr ? exec_id(*market, row.fill->id)
                       : row.payment > 0   ? funding_id(row.payment)
                                           : "")
      .text("orderId", row.fill != nullptr ? order_id(*market, row.fill->order) : "")
      .text("orderLinkId", row.fill != nullptr ? call.account().order(row.fill->order)->client_id : "")
      .text("extraFees", "")
      .end_object();
}

}  // namespace

/// "Get Transaction Log": by default the last day, at most seven.
Outcome answer_transaction_log(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 20));
  BOOST_OUTCOME_TRY(const AskedSpan span, asked_span(call, kDay));
  const std::string_view type = call.params.text("type");
  const std::string_view currency = call.params.text("currency");
  const std::string_view category = call.params.text("category");
  const std::string_view symbol = call.params.text("symbol");
  const ExchangeAccount& pool = *call.account().pool("unified");
  std::map<AssetId, Amount> balances;
  for (const AccountSpec::Pocket& pocket : pool.spec().pockets) balances[pocket.asset] = pool.held(pocket.asset);
  struct Told {
    LogRow row;
    Amount balance;
  };
  std::vector<Told> found;
  for (const LogRow& row : rows_of(desk, call.account())) {
    const Amount after = balances[row.asset];
    balances[row.asset] -= row.change;
    const std::int64_t at = sim::millis(row.at);
    const Market* const market = row.market ? &desk.universe()[*row.market] : nullptr;
    if (at < span.from || at > span.to || (!type.empty() && type != row.type)) continue;
    if (!currency.empty() && currency != desk.universe().name(row.asset)) continue;
    if (!category.empty() && (market == nullptr || category != category_word(category_of(*market)))) continue;
    if (!symbol.empty() && (market == nullptr || market->native != symbol)) continue;
    found.push_back({row, after});
  }
  const std::string next = keep_page(found, call.params, std::clamp<std::int64_t>(limit, 1, 50),
                                     [](const Told& one) { return one.row.number; });
  JsonFields json;
  json.object().array("list");
  for (const Told& one : found) write_row(json, desk, call, one.row, one.balance);
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

}  // namespace basis::bybit::simulated
