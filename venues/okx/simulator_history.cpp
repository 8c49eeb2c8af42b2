#include <algorithm>
#include <array>

#include "venues/okx/simulator_words.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

/// What a list of fills or bills is asked for by: ids that it ends before (`after`) or begins after (`before`), times,
/// and how many, at most 100. Lists begin with the newest.
struct Paging {
  std::int64_t after, before, begin, end, limit;
  bool oldest;
};
Checked<Paging> read_paging(const Params& params) {
  Paging asked{};
  BOOST_OUTCOME_TRY(asked.after, params.integer("after", std::int64_t{1} << 62));
  BOOST_OUTCOME_TRY(asked.before, params.integer("before", 0));
  BOOST_OUTCOME_TRY(asked.begin, params.integer("begin", 0));
  BOOST_OUTCOME_TRY(asked.end, params.integer("end", std::int64_t{1} << 62));
  BOOST_OUTCOME_TRY(asked.limit, params.integer("limit", 100));
  asked.limit = std::clamp<std::int64_t>(asked.limit, 1, 100);
  asked.oldest = params.has("before");
  return asked;
}

bool within(const Paging& asked, std::int64_t id, std::int64_t at) {
  return id < asked.after && id > asked.before && at >= asked.begin && at <= asked.end;
}

/// `subType` of a fill's bill: bought and sold, by an order, a liquidation, ADL. Source: "Get bills details".
std::string_view bill_type(const sim::ClientFill& fill) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kTypes = {{{"1", "2"}, {"106", "107"}, {"127", "128"}}};
  return kTypes[static_cast<std::size_t>(fill.origin)][fill.side == OrderSide::buy ? 0 : 1];
}

/// Fills are numbered by their order in the account: that is their `billId`.
void write_fill(JsonFields& json, const Desk& desk, const Call& call, const sim::ClientFill& fill, std::int64_t bill) {
  const Market& market = desk.universe()[fill.market];
  const std::string at = std::to_string(desk.time(fill.at));
  json.object()
      .text("instType", type_of(market))
      .text("instId", market.native)
      .text("tradeId", std::to_string(trade_id_of(fill)))
      .text("ordId", std::to_string(fill.order))
      .text("clOrdId", call.account().order(fill.order)->client_id)
      .text("billId", std::to_string(bill))
      .text("subType", bill_type(fill))
      .text("tag", "")
      .text("fillPx", fill.price.to_string())
      .text("fillSz", shown(market, fill.size))
      .text("fillIdxPx", desk.board(market).index().to_string())
      .text("fillPnl", money(fill.realised))
      .text("fillPxVol", "")
      .text("fillPxUsd", "")
      .text("fillMarkVol", "")
      .text("fillFwdPx", "")
      .text("fillMarkPx", "")
      .text("side", fill.side == OrderSide::buy ? "buy" : "sell")
      .text("posSide", "net")
      .text("execType", fill.liquidity == Liquidity::maker ? "M" : "T")
      .text("feeCcy", desk.universe().name(fill.fee_asset))
      .text("fee", negated(fill.fee))
      .text("feeRate", fee_rate(fill.liquidity == Liquidity::maker ? market.maker_fee : market.taker_fee))
      .text("fillTime", at)
      .text("ts", at)
      .end_object();
}

constexpr std::int64_t kFirstFillBill = 500'000'000;
constexpr std::int64_t kFirstBill = 900'000'000;

Outcome fills_of(Desk& desk, const Call& call, Nanos window) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const Paging asked, read_paging(params));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(params));
  BOOST_OUTCOME_TRY(const auto order, params.integer("ordId"));
  const std::string_view type = params.text("instType");
  std::vector<std::size_t> found;
  const auto& fills = call.account().fills();
  for (std::size_t i = 0; i < fills.size(); ++i) {
    const sim::ClientFill& fill = fills[i];
    const Market& market = desk.universe()[fill.market];
    if ((only == nullptr || only->id == fill.market) && (!order || *order == fill.order) &&
        (type.empty() || type == type_of(market)) && call.now - fill.at <= window &&
        within(asked, kFirstFillBill + static_cast<std::int64_t>(i), desk.time(fill.at)))
      found.push_back(i);
  }
  sim::keep_at_most(found, asked.limit, asked.oldest);
  JsonFields json;
  json.array();
  for (auto at = found.rbegin(); at != found.rend(); ++at)
    write_fill(json, desk, call, fills[*at], kFirstFillBill + static_cast<std::int64_t>(*at));
  return Reply(json.end_array().take());
}

/// Source: "Get transaction details (last 3 days)" and "(last 3 months)".
Outcome fills(Desk& desk, const Call& call) { return fills_of(desk, call, kDay * 3); }
Outcome fills_history(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(call.params().need("instType"));
  return fills_of(desk, call, kDay * 90);
}

/// Bills by the account's entries. Source: "Get bills details", `type` and `subType`.
struct BillRow {
  std::string_view kind;
  std::string_view type;
  std::string_view paid;
  std::string_view received;
};
constexpr std::array<BillRow, 5> kBills{{{"FUNDING_FEE", "8", "173", "174"},
                                         {"REALIZED_PNL", "2", "1", "2"},
                                         {"COMMISSION", "2", "1", "2"},
                                         {"INSURANCE_CLEAR", "5", "106", "106"},
                                         {"TRANSFER", "1", "12", "11"}}};

Outcome bills_of(Desk& desk, const Call& call, Nanos window) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const Paging asked, read_paging(params));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(params));
  const std::string_view type = params.text("type"), currency = params.text("ccy"), product = params.text("instType");
  std::vector<const sim::ClientIncome*> found;
  const auto row_of = [](const sim::ClientIncome& one) {
    return std::find_if(kBills.begin(), kBills.end(), [&](const BillRow& row) { return row.kind == one.kind; });
  };
  for (const sim::ClientIncome& one : call.account().incomes()) {
    const auto row = row_of(one);
    if (row != kBills.end() && (type.empty() || type == row->type) && (currency.empty() || currency == one.asset) &&
        (only == nullptr || one.market == only->id) &&
        (product.empty() || (one.market && product == type_of(desk.universe()[*one.market]))) &&
        call.now - one.at <= window && within(asked, kFirstBill + one.number, desk.time(one.at)))
      found.push_back(&one);
  }
  sim::keep_at_most(found, asked.limit, asked.oldest);
  JsonFields json;
  json.array();
  for (auto at = found.rbegin(); at != found.rend(); ++at) {
    const sim::ClientIncome& one = **at;
    const Market* const market = one.market ? &desk.universe()[*one.market] : nullptr;
    const bool fee = one.kind == "COMMISSION";
    json.object()
        .text("billId", std::to_string(kFirstBill + one.number))
        .text("type", row_of(one)->type)
        .text("subType", one.amount.sign() < 0 ? row_of(one)->paid : row_of(one)->received)
        .text("ccy", one.asset)
        .text("balChg", money(one.amount))
        .text("bal", "")
        .text("posBal", "")
        .text("posBalChg", "0")
        .text("sz", "")
        .text("px", market != nullptr ? desk.board(*market).mark().to_string() : "")
        .text("pnl", fee ? "0" : money(one.amount))
        .text("fee", fee ? money(one.amount) : "0")
        .text("mgnMode", market != nullptr ? "cross" : "")
        .text("instType", market != nullptr ? type_of(*market) : "")
        .text("instId", market != nullptr ? market->native : "")
        .text("ordId", "")
        .text("clOrdId", "")
        .text("tradeId", one.trade == 0 ? "" : std::to_string(one.trade))
        .text("execType", "")
        .text("from", "")
        .text("to", "")
        .text("notes", "")
        .text("tag", "")
        .text("interest", "")
        .text("fillTime", std::to_string(desk.time(one.at)))
        .text("ts", std::to_string(desk.time(one.at)))
        .end_object();
  }
  return Reply(json.end_array().take());
}

Outcome bills(Desk& desk, const Call& call) { return bills_of(desk, call, kDay * 7); }
Outcome bills_archive(Desk& desk, const Call& call) { return bills_of(desk, call, kDay * 90); }

constexpr std::array kHistoryEndpoints = {
    VenueEndpoint{"GET", "/api/v5/trade/fills", "", true, 60, kTwoSeconds, LimitBy::user, false, &fills},
    VenueEndpoint{"GET", "/api/v5/trade/fills-history", "", true, 10, kTwoSeconds, LimitBy::user, false,
                  &fills_history},
    VenueEndpoint{"GET", "/api/v5/account/bills", "", true, 5, kSecond, LimitBy::user, false, &bills},
    VenueEndpoint{"GET", "/api/v5/account/bills-archive", "", true, 5, kTwoSeconds, LimitBy::user, false,
                  &bills_archive},
};

}  // namespace

std::span<const VenueEndpoint> history_endpoints() { return kHistoryEndpoints; }

}  // namespace basis::okx::simulated
