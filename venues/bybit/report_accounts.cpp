#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/reports.hpp"

namespace basis::bybit {

/// Absent for a market that is not known here.
std::optional<AccountReport> Reports::read_position(wire::JsonObject& row, std::string_view entry) const {
  const Market* const market = market_of("linear", row.text("symbol"));
  if (market == nullptr) return std::nullopt;
  if (row.integer("positionIdx") != 0) {
    row.fail("positionIdx", "is of the hedge position mode");
    return std::nullopt;
  }
  AccountReport report;
  report.kind = AccountReportKind::position;
  report.account = account_;
  report.market = market->id;
  const std::string side(row.find_text("side").value_or(""));
  const Amount size = row.number<Amount>("size");
  report.amount = side == "Sell" ? -size : size;
  const std::string_view price = row.find_text(entry).value_or("");
  if (!price.empty()) report.price = row.average(entry);
  return report;
}

/// A position is told with every order of its market, changed or not; its leverage is news when it is another one.
void Reports::take_position(wire::JsonObject& row, PrivateNews& news) {
  std::optional<AccountReport> report = read_position(row, "entryPrice");
  if (!report) return;
  report->at_venue = news.at_venue;
  news.accounts.push_back(*report);
  const auto leverage = row.find_number<Price>("leverage");
  if (!leverage) return;
  const std::int64_t whole = leverage->raw() / Price::kOne;
  const auto [known, fresh] = leverages_.try_emplace(report->market, whole);
  if (!fresh && known->second == whole) return;
  known->second = whole;
  news.kind = PrivateKind::config_changed;
  news.market = report->market;
  news.leverage = whole;
  news.text = fmt::format("the leverage of {} is {} at the venue", row.text("symbol"), whole);
}

/// What is borrowed stands in `walletBalance`, and is not ours. An order may use what neither positions nor orders hold
/// back; profit that is not realised is margin, but stays.
void Reports::read_coins(wire::JsonObject& wallet, std::vector<AccountReport>& into, bool with_free) const {
  wallet.for_each("coin", [&](wire::JsonObject row) {
    const std::string coin(row.text("coin"));
    const auto amount_of = [&row](std::string_view name) {
      // Deprecated fields are empty.
      if (row.find_text(name).value_or("").empty()) return Amount{};
      return row.find_number<Amount>(name).value_or(Amount{});
    };
    AccountReport report;
    report.kind = AccountReportKind::balance;
    report.account = account_;
    report.amount = row.number<Amount>("walletBalance") - amount_of("spotBorrow");
    const std::optional<AssetId> asset = universe_.find_asset(coin);
    if (!asset) return;
    report.asset = *asset;
    if (with_free) {
      const Amount used = amount_of("locked") + amount_of("totalOrderIM") + amount_of("totalPositionIM");
      report.available = std::max(report.amount + amount_of("unrealisedPnl") - used, Amount{});
      const auto leaves = withdrawable_.find(*asset);
      report.withdrawable = leaves == withdrawable_.end() ? Amount{} : leaves->second;
      report.free_known = true;
    }
    into.push_back(report);
  });
}

void Reports::take_wallet(wire::JsonObject& row, PrivateNews& news) {
  const std::size_t before = news.accounts.size();
  read_coins(row, news.accounts, false);
  for (std::size_t i = before; i < news.accounts.size(); ++i) news.accounts[i].at_venue = news.at_venue;
}

Result<std::vector<AccountReport>> Reports::balances(std::string_view json) {
  std::vector<AccountReport> all;
  BASIS_TRY(reader_.object("the wallet", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("list", [&](wire::JsonObject wallet) { read_coins(wallet, all, true); });
  }));
  return all;
}

Result<void> Reports::withdrawable(std::string_view json) {
  return reader_.object("what may leave the account", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    auto map = result->find_object("availableWithdrawalMap");
    if (!map) return result->fail("availableWithdrawalMap", "is missing");
    for (const std::string& name : universe_.assets())
      if (const auto amount = map->find_number<Amount>(name)) withdrawable_[*universe_.find_asset(name)] = *amount;
  });
}

Result<std::vector<AccountReport>> Reports::positions(std::string_view json) {
  std::vector<AccountReport> all;
  BASIS_TRY(reader_.object("the positions", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("list", [&](wire::JsonObject row) {
      if (const auto report = read_position(row, "avgPrice")) all.push_back(*report);
    });
  }));
  return all;
}

Result<ListPage<AccountReport>> Reports::payments(std::string_view json) {
  ListPage<AccountReport> page;
  BASIS_TRY(reader_.object("the log of transactions", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("list", [&](wire::JsonObject row) {
      if (row.text("type") != "SETTLEMENT") return;
      const Market* const market = market_of(row.find_text("category").value_or("linear"), row.text("symbol"));
      const std::optional<AssetId> asset = universe_.find_asset(row.text("currency"));
      AccountReport report;
      report.kind = AccountReportKind::funding;
      report.account = account_;
      const std::string trade(row.find_text("tradeId").value_or(""));
      report.id = VenueKey::parse(trade.empty() ? row.text("id") : std::string_view(trade));
      report.amount = row.number<Amount>("funding");
      report.at_venue = row.millis("transactionTime");
      if (market == nullptr || !asset) return;
      report.market = market->id;
      report.asset = *asset;
      page.rows.push_back(report);
    });
    page.cursor = result->find_text("nextPageCursor").value_or("");
  }));
  std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

}  // namespace basis::bybit
