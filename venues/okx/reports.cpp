#include "venues/okx/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "venues/okx/errors.hpp"
#include "venues/okx/report_words.hpp"

namespace basis::okx {

Reports::Reports(AccountId account, const Universe& universe, std::span<const Market* const> markets)
    : account_(account), universe_(universe) {
  for (const Market* market : markets) markets_.emplace(market->native, market);
}

const Market* Reports::market_of(std::string_view native) const {
  const auto found = markets_.find(native);
  return found == markets_.end() ? nullptr : found->second;
}

/// A size in the market's unit as coins, rounded down; an empty text is none.
Quantity Reports::coins(wire::JsonObject& from, std::string_view key, const Market& market) const {
  const auto text = from.find_text(key);
  if (!text || text->empty()) return {};
  const Contracts size = from.number<Contracts>(key);
  const std::int64_t unit = market.contract_size ? market.contract_size->raw() : Quantity::kOne;
  const i128 raw = i128{size.raw()} * unit / Quantity::kOne;
  if (raw < 0 || raw > std::numeric_limits<std::int64_t>::max()) {
    from.fail(key, "is out of range");
    return {};
  }
  return Quantity::from_raw(static_cast<std::int64_t>(raw));
}

Result<void> Reports::event(std::string_view json, client::PrivateNews& news) {
  news.clear();
  std::string channel;
  return reader_.object("a private message", json, [&](wire::JsonObject root) {
    auto argument = root.find_object("arg");
    if (!argument) return;
    channel = argument->text("channel");
    if (channel != "orders" && channel != "account" && channel != "positions") return;
    news.kind = client::PrivateKind::news;
    root.for_each("data", [&](wire::JsonObject row) {
      if (channel == "orders") return order_row(row, news);
      if (channel == "positions") {
        if (const auto report = position_row(row, &news)) news.accounts.push_back(*report);
        return;
      }
      const UtcTime at = row.millis("uTime");
      row.for_each("details", [&](wire::JsonObject detail) {
        if (auto report = balance_row(detail)) {
          report->at_venue = at;
          news.accounts.push_back(*report);
        }
      });
    });
  });
}

/// What was paid is negative at the venue.
void Reports::read_fee(wire::JsonObject& row, std::string_view amount, std::string_view asset, OrderReport& fill,
                       std::string* unknown) const {
  const auto text = row.find_text(amount);
  if (!text || text->empty()) return;
  const Amount fee = -row.number<Amount>(amount);
  const std::string_view coin = row.find_text(asset).value_or("");
  const auto known = universe_.find_asset(coin);
  if (!known) {
    if (unknown != nullptr && !coin.empty()) *unknown = coin;
    return;
  }
  fill.fee_known = true;
  fill.fee = fee;
  fill.fee_asset = *known;
}

/// A message tells one thing: a fill, an amendment and what became of it, an end, or that the order is open. An order
/// that a fill has ended is told with the fill.
void Reports::order_row(wire::JsonObject& row, client::PrivateNews& news) {
  const Market* const market = market_of(row.text("instId"));
  if (market == nullptr) return;
  OrderReport report;
  report.market = market->id;
  report.id = client::own_id(row.find_text("clOrdId").value_or(""));
  report.order = VenueKey::of(row.integer("ordId"));
  report.side = side_of(row.text("side"));
  report.filled = coins(row, "accFillSz", *market);
  report.filled_known = true;
  report.origin = origin_of(row.find_text("category").value_or("normal"));
  const std::string state(row.text("state"));
  const std::string amended(row.find_text("amendResult").value_or(""));
  const std::string trade(row.find_text("tradeId").value_or(""));
  const OrderWord* const word = find_order_word(state);
  if (word == nullptr) return row.fail("state", fmt::format("'{}' is not known", state));
  report.at_venue = row.millis("uTime");
  const Quantity part = coins(row, "fillSz", *market);
  if (!trade.empty() && part.sign() > 0) {
    report.kind = ReportKind::fill;
    report.trade = VenueKey::of(row.integer("tradeId"));
    report.price = row.number<Price>("fillPx");
    report.size = part;
    report.liquidity = row.find_text("execType") == "M" ? Liquidity::maker : Liquidity::taker;
    read_fee(row, "fillFee", "fillFeeCcy", report, &news.unknown_asset);
    news.orders.push_back(report);
    if (report.origin != FillOrigin::order)
      news.accounts.push_back(client::closing_of(report, account_, market->quote.value_or(universe_.quote_asset())));
    return;
  }
  if (report.origin != FillOrigin::order) return;
  if (const auto price = row.find_text("px"); price && !price->empty()) report.price = row.number<Price>("px");
  // A market order over so much of the quote has no size in coins.
  if (row.find_text("tgtCcy") != "quote_ccy") report.size = coins(row, "sz", *market);
  if (!word->open) {
    if (word->end == ReportKind::fill) return;
    report.kind = word->end;
    report.reason = cancel_reason(row.find_text("cancelSource").value_or(""));
  } else if (amended == "-1") {
    report.kind = ReportKind::rejected;
    report.of = OrderAction::amend;
    report.reason = classify(row.find_integer("code").value_or(0), 0).reason;
  } else {
    report.kind = amended.empty() ? ReportKind::accepted : ReportKind::amended;
  }
  news.orders.push_back(report);
}

std::optional<AccountReport> Reports::position_row(wire::JsonObject& row, client::PrivateNews* news) {
  const Market* const market = market_of(row.text("instId"));
  if (market == nullptr || market->is_spot()) return std::nullopt;
  if (row.find_text("posSide").value_or("net") != "net") {
    row.fail("posSide", "is of the long/short position mode");
    return std::nullopt;
  }
  AccountReport report;
  report.kind = AccountReportKind::position;
  report.account = account_;
  report.market = market->id;
  const Amount contracts = row.number<Amount>("pos");
  constexpr std::int64_t kMostContracts = 1'000'000'000'000;
  if (contracts.abs() > Amount::from_int(kMostContracts)) {
    row.fail("pos", "is out of range");
    return std::nullopt;
  }
  report.amount = market->contract_size ? Amount::from_raw(mul_div(contracts.raw(), market->contract_size->raw(),
                                                                   Quantity::kOne, Rounding::toward_zero))
                                        : contracts;
  if (const auto price = row.find_text("avgPx"); price && !price->empty()) report.price = row.average("avgPx");
  if (const auto at = row.find_text("uTime"); at && !at->empty()) report.at_venue = row.millis("uTime");
  if (news == nullptr) return report;
  const auto leverage =
      static_cast<std::int64_t>(row.find_number<Amount>("lever").value_or(Amount{}).raw() / Amount::kOne);
  auto& last = leverages_[market->id];
  if (leverage > 0 && last != leverage) {
    last = leverage;
    news->kind = client::PrivateKind::config_changed;
    news->market = market->id;
    news->leverage = leverage;
    news->text = fmt::format("the leverage of {} is {} at the venue", market->native, leverage);
  }
  return report;
}

}  // namespace basis::okx
