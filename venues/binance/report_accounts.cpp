#include <fmt/format.h>

#include "venues/binance/reports.hpp"

namespace basis::binance {

void Reports::account_position(wire::JsonObject& event, PrivateNews& news) {
  event.for_each("B", [&](wire::JsonObject row) {
    const std::optional<AssetId> asset = universe_.find_asset(row.text("a"));
    const Amount free = row.number<Amount>("f");
    const Amount locked = row.number<Amount>("l");
    if (!asset) return;
    AccountReport report;
    report.kind = AccountReportKind::balance;
    report.account = account_;
    report.asset = *asset;
    report.amount = free + locked;
    report.available = free;
    report.withdrawable = free;
    report.free_known = true;
    report.at_venue = news.at_venue;
    news.accounts.push_back(report);
  });
}

void Reports::account_update(wire::JsonObject& event, PrivateNews& news) {
  auto update = event.find_object("a");
  if (!update) return event.fail("a", "is missing");
  const std::string_view reason = update->text("m");
  if (reason == "FUNDING_FEE") news.kind = PrivateKind::funding;
  if (reason == "DEPOSIT" || reason == "WITHDRAW" || reason == "ADMIN_DEPOSIT" || reason == "ADMIN_WITHDRAW")
    news.kind = PrivateKind::balance_moved;
  update->for_each("B", [&](wire::JsonObject row) {
    const std::optional<AssetId> asset = universe_.find_asset(row.text("a"));
    AccountReport report;
    report.kind = AccountReportKind::balance;
    report.account = account_;
    report.amount = row.number<Amount>("wb");
    report.at_venue = news.at_venue;
    if (!asset) return;
    report.asset = *asset;
    news.accounts.push_back(report);
  });
  // A funding payment of a cross position names no position.
  if (!update->has("P")) return;
  update->for_each("P", [&](wire::JsonObject row) {
    const Market* market = market_of(row.text("s"));
    if (market == nullptr) return;
    if (row.find_text("ps").value_or("BOTH") != "BOTH") return row.fail("ps", "is of the hedge position mode");
    AccountReport report;
    report.kind = AccountReportKind::position;
    report.account = account_;
    report.market = market->id;
    report.amount = row.number<Amount>("pa");
    report.price = row.average("ep");
    report.at_venue = news.at_venue;
    news.accounts.push_back(report);
  });
}

void Reports::config_update(wire::JsonObject& event, PrivateNews& news) {
  if (auto changed = event.find_object("ac")) {
    const std::string_view symbol = changed->text("s");
    news.leverage = changed->integer("l");
    if (const Market* market = market_of(symbol)) news.market = market->id;
    news.text = fmt::format("the leverage of {} was set to {} at the venue", symbol, news.leverage);
    if (!news.market) news.kind = PrivateKind::ignored;
  } else if (auto info = event.find_object("ai")) {
    news.text = fmt::format("the multi-assets mode was switched {} at the venue", info->flag("j") ? "on" : "off");
  }
}

}  // namespace basis::binance
