#include "venues/bybit/reports.hpp"

#include <fmt/format.h>

#include "venues/bybit/report_words.hpp"

namespace basis::bybit {

Reports::Reports(AccountId account, const Universe& universe, std::span<const Market* const> markets)
    : account_(account), universe_(universe) {
  for (const Market* market : markets) markets_.emplace(std::pair(market->is_spot(), market->native), market);
}

const Market* Reports::market_of(std::string_view category, std::string_view symbol) const {
  if (category != "spot" && category != "linear") return nullptr;
  const auto found = markets_.find(std::pair(category == "spot", std::string(symbol)));
  return found == markets_.end() ? nullptr : found->second;
}

bool Reports::changed(const VenueKey& order, const Terms& terms) {
  const auto [known, fresh] = terms_.try_emplace(order, terms);
  const bool others = !fresh && known->second != terms;
  known->second = terms;
  return others;
}

Result<void> Reports::event(std::string_view json, PrivateNews& news) {
  news.clear();
  struct Row {
    std::string_view topic;
    void (Reports::*read)(wire::JsonObject&, PrivateNews&);
  };
  static constexpr Row kRows[] = {
      {"order", &Reports::take_order},
      {"execution", &Reports::take_execution},
      {"execution.fast", &Reports::take_fast_execution},
      {"position", &Reports::take_position},
      {"wallet", &Reports::take_wallet},
  };
  return reader_.object("a private message", json, [&](wire::JsonObject message) {
    const std::string topic(message.text("topic"));
    for (const Row& row : kRows) {
      if (row.topic != topic) continue;
      news.kind = PrivateKind::news;
      news.at_venue = message.millis("creationTime");
      message.for_each("data", [&](wire::JsonObject item) { (this->*row.read)(item, news); });
      return;
    }
  });
}

/// An order tells its state, and how much has filled; the fills themselves come by `execution`. What an open order's
/// message changes of its terms is an amendment.
void Reports::take_order(wire::JsonObject& row, PrivateNews& news) {
  const std::string category(row.text("category"));
  ListedOrder listed = read_order(row, category);
  if (row.failed() || !listed.known_market || listed.origin != FillOrigin::order) return;
  const OrderRecord& record = listed.record;
  OrderReport report;
  report.id = record.terms.id;
  report.market = record.terms.market;
  report.side = record.terms.side;
  report.order = record.order;
  report.price = record.terms.limit;
  report.size = record.terms.size;
  report.filled = record.filled;
  report.filled_known = true;
  report.at_venue = record.at_venue;
  report.reason = record.reason;
  if (record.open) {
    const bool amended = changed(record.order, {record.terms.limit, record.terms.size});
    report.kind = amended ? ReportKind::amended : ReportKind::accepted;
  } else {
    terms_.erase(record.order);
    // That an order has filled is told by its fills; this says how much they have to be.
    report.kind = record.end == ReportKind::fill ? ReportKind::accepted : record.end;
  }
  news.orders.push_back(report);
}

void Reports::read_fee(wire::JsonObject& row, const Market& market, OrderReport& fill, std::string* unknown) const {
  const std::optional<Amount> fee = row.find_number<Amount>("execFee");
  if (!fee) return;
  const std::string_view coin = row.find_text("feeCurrency").value_or("");
  // Derivatives may leave the currency out: it is that of the settlement.
  const std::optional<AssetId> asset = coin.empty() ? std::optional(quote_of(market)) : universe_.find_asset(coin);
  if (!asset) {
    if (unknown != nullptr) *unknown = coin;
    return;
  }
  // An empty currency of spot says nothing of the coin.
  if (coin.empty() && market.is_spot() && !fee->is_zero()) return;
  fill.fee_known = true;
  fill.fee = *fee;
  fill.fee_asset = *asset;
}

OrderReport Reports::read_fill(wire::JsonObject& row, const Market& market) const {
  OrderReport fill;
  fill.kind = ReportKind::fill;
  fill.market = market.id;
  fill.order = VenueKey::parse(row.text("orderId"));
  fill.id = client::own_id(row.find_text("orderLinkId").value_or(""));
  fill.side = side_of(row.text("side"));
  fill.trade = VenueKey::parse(row.text("execId"));
  fill.price = row.number<Price>("execPrice");
  fill.size = row.number<Quantity>("execQty");
  fill.liquidity = row.flag("isMaker") ? Liquidity::maker : Liquidity::taker;
  fill.at_venue = row.millis("execTime");
  return fill;
}

void Reports::take_execution(wire::JsonObject& row, PrivateNews& news) {
  const std::string type(row.text("execType"));
  const std::string category(row.text("category"));
  if (type == "Funding") {
    // The log of transactions tells the payment.
    news.kind = PrivateKind::funding;
    return;
  }
  const Market* const market = market_of(category, row.text("symbol"));
  const FillOrigin origin = origin_of(type);
  if (market == nullptr || (type != "Trade" && origin == FillOrigin::order)) return;
  OrderReport fill = read_fill(row, *market);
  fill.origin = origin;
  read_fee(row, *market, fill, &news.unknown_asset);
  news.orders.push_back(fill);
  if (origin != FillOrigin::order) news.accounts.push_back(client::closing_of(fill, account_, quote_of(*market)));
}

/// No fee, no kind, and no client id where the fill was made: the full report adds them.
void Reports::take_fast_execution(wire::JsonObject& row, PrivateNews& news) {
  const std::string category(row.text("category"));
  const Market* const market = market_of(category, row.text("symbol"));
  if (market == nullptr) return;
  const OrderReport fill = read_fill(row, *market);
  // Without a client id it may be of a liquidation, which only the full report tells.
  if (fill.id.is_set() || terms_.contains(fill.order)) news.orders.push_back(fill);
}

std::string id_text(const VenueKey& key, bool spot) {
  if (spot) return std::to_string(key.low);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", key.high >> 32U, (key.high >> 16U) & 0xFFFFU,
                     key.high & 0xFFFFU, key.low >> 48U, key.low & 0xFFFF'FFFF'FFFFU);
}

}  // namespace basis::bybit
