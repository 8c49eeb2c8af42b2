#include <fmt/format.h>

#include <algorithm>

#include "venues/okx/report_words.hpp"
#include "venues/okx/reports.hpp"

namespace basis::okx {

client::ListedOrder Reports::listed_order(wire::JsonObject& row) const {
  client::ListedOrder listed;
  listed.symbol = row.text("instId");
  listed.client = row.find_text("clOrdId").value_or("");
  listed.origin = origin_of(row.find_text("category").value_or("normal"));
  const Market* const market = market_of(listed.symbol);
  OrderRecord& record = listed.record;
  record.order = VenueKey::of(row.integer("ordId"));
  if (market == nullptr) return listed;
  listed.known_market = true;
  record.terms.market = market->id;
  record.terms.id = client::own_id(listed.client);
  if (const auto price = row.find_text("px"); price && !price->empty()) record.terms.limit = row.number<Price>("px");
  record.filled = coins(row, "accFillSz", *market);
  record.terms.size = row.find_text("tgtCcy") == "quote_ccy" ? record.filled : coins(row, "sz", *market);
  record.terms.kind = kind_of(row.text("ordType"));
  record.terms.side = side_of(row.text("side"));
  record.terms.reduce_only = row.flag("reduceOnly");
  record.at_venue = row.millis("uTime");
  const std::string state(row.text("state"));
  const OrderWord* const word = find_order_word(state);
  if (word == nullptr) {
    row.fail("state", fmt::format("'{}' is not known", state));
    return listed;
  }
  record.open = word->open;
  record.end = word->end;
  record.reason = cancel_reason(row.find_text("cancelSource").value_or(""));
  return listed;
}

Result<Listed<client::ListedOrder>> Reports::orders(std::string_view json) {
  Listed<client::ListedOrder> all;
  BASIS_TRY(reader_.object("a list of orders", json, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      ++all.count;
      all.oldest = row.text("ordId");
      all.rows.push_back(listed_order(row));
    });
  }));
  return all;
}

/// Lists begin with the newest; rows are given in the order in which they happened.
Result<Listed<OrderReport>> Reports::fills(std::string_view json) {
  Listed<OrderReport> all;
  BASIS_TRY(reader_.object("a list of fills", json, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      ++all.count;
      all.oldest = row.text("billId");
      const Market* const market = market_of(row.text("instId"));
      if (market == nullptr) return;
      OrderReport fill;
      fill.kind = ReportKind::fill;
      fill.market = market->id;
      fill.id = client::own_id(row.find_text("clOrdId").value_or(""));
      fill.order = VenueKey::of(row.integer("ordId"));
      fill.trade = VenueKey::of(row.integer("tradeId"));
      fill.price = row.number<Price>("fillPx");
      fill.size = coins(row, "fillSz", *market);
      fill.side = side_of(row.text("side"));
      fill.liquidity = row.find_text("execType") == "M" ? Liquidity::maker : Liquidity::taker;
      fill.origin = origin_of_bill(row.find_integer("subType").value_or(0));
      fill.at_venue = row.millis("ts");
      read_fee(row, "fee", "feeCcy", fill, nullptr);
      all.rows.push_back(fill);
    });
  }));
  std::reverse(all.rows.begin(), all.rows.end());
  return all;
}

/// `cashBal` is without unrealised profit; what may leave is what is available, without such a profit.
std::optional<AccountReport> Reports::balance_row(wire::JsonObject& row) const {
  const std::optional<AssetId> asset = universe_.find_asset(row.text("ccy"));
  if (!asset) return std::nullopt;
  AccountReport report;
  report.kind = AccountReportKind::balance;
  report.account = account_;
  report.asset = *asset;
  report.amount = row.number<Amount>("cashBal");
  const auto number = [&](std::string_view key) {
    const auto text = row.find_text(key);
    return text && !text->empty() ? row.number<Amount>(key) : Amount{};
  };
  const auto equity = row.find_text("availEq");
  report.available = number(equity && !equity->empty() ? "availEq" : "availBal");
  report.withdrawable = std::max(report.available - std::max(number("upl"), Amount{}), Amount{});
  report.free_known = true;
  return report;
}

Result<std::vector<AccountReport>> Reports::balances(std::string_view json) {
  std::vector<AccountReport> all;
  BASIS_TRY(reader_.object("the balances", json, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject account) {
      account.for_each("details", [&](wire::JsonObject row) {
        if (const auto report = balance_row(row)) all.push_back(*report);
      });
    });
  }));
  // An account without a currency does not list it.
  for (const auto& [native, market] : markets_)
    for (const auto& asset : {market->base, market->quote}) {
      const bool ours = asset && (market->is_spot() || asset == market->quote);
      const auto told = [&](const AccountReport& report) { return report.asset == *asset; };
      if (!ours || std::any_of(all.begin(), all.end(), told)) continue;
      AccountReport& none = all.emplace_back();
      none.kind = AccountReportKind::balance;
      none.account = account_;
      none.asset = *asset;
      none.free_known = true;
    }
  return all;
}

Result<std::vector<AccountReport>> Reports::positions(std::string_view json) {
  std::vector<AccountReport> all;
  BASIS_TRY(reader_.object("the positions", json, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      if (const auto report = position_row(row, nullptr)) all.push_back(*report);
    });
  }));
  return all;
}

Result<Listed<AccountReport>> Reports::payments(std::string_view json) {
  Listed<AccountReport> all;
  BASIS_TRY(reader_.object("the bills", json, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      ++all.count;
      all.oldest = row.text("billId");
      const std::int64_t type = row.integer("type");
      const Market* const market = market_of(row.find_text("instId").value_or(""));
      const auto asset = universe_.find_asset(row.text("ccy"));
      if (type != 8 || market == nullptr || !asset) return;
      AccountReport report;
      report.kind = AccountReportKind::funding;
      report.account = account_;
      report.market = market->id;
      report.asset = *asset;
      report.id = VenueKey::of(row.integer("billId"));
      report.amount = row.number<Amount>("balChg");
      report.at_venue = row.millis("ts");
      all.rows.push_back(report);
    });
  }));
  return all;
}

}  // namespace basis::okx
