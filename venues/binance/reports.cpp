#include "venues/binance/reports.hpp"

#include <fmt/format.h>

#include "venues/binance/report_words.hpp"

namespace basis::binance {
namespace {

/// Why the matching engine refused an order of the stream, by `r` (enums.md, "Order Rejection Reason").
RejectReason rejection_of(std::string_view word) {
  if (word.find("INSUFFICIENT_BALANCE") != std::string_view::npos) return RejectReason::funds;
  if (word.find("WOULD_TRIGGER") != std::string_view::npos) return RejectReason::post_only;
  if (word.find("WOULD_MATCH") != std::string_view::npos) return RejectReason::post_only;
  if (word.find("DUPLICATE") != std::string_view::npos) return RejectReason::duplicate_id;
  if (word.find("MARKET") != std::string_view::npos) return RejectReason::no_market;
  return RejectReason::other;
}

}  // namespace

FillOrigin origin_of(std::string_view client_id) {
  if (client_id.starts_with("adl_autoclose")) return FillOrigin::deleveraging;
  if (client_id.starts_with("autoclose-")) return FillOrigin::liquidation;
  return FillOrigin::order;
}

Reports::Reports(Product product, AccountId account, const Universe& universe, std::span<const Market* const> markets)
    : product_(product), account_(account), universe_(universe) {
  for (const Market* market : markets) markets_.emplace(market->native, market);
}

const Market* Reports::market_of(std::string_view symbol) const {
  const auto found = markets_.find(symbol);
  return found == markets_.end() ? nullptr : found->second;
}

AssetId Reports::quote_of(MarketId market) const {
  for (const auto& [symbol, known] : markets_)
    if (known->id == market) return known->quote.value_or(universe_.quote_asset());
  return universe_.quote_asset();
}

Result<void> Reports::event(std::string_view json, PrivateNews& news) {
  news.clear();
  struct Row {
    std::string_view name;
    void (Reports::*read)(wire::JsonObject&, PrivateNews&);
    PrivateKind kind;
  };
  static constexpr Row kRows[] = {
      {"executionReport", &Reports::execution_report, PrivateKind::news},
      {"outboundAccountPosition", &Reports::account_position, PrivateKind::news},
      {"balanceUpdate", nullptr, PrivateKind::balance_moved},
      {"eventStreamTerminated", nullptr, PrivateKind::stream_ended},
      {"serverShutdown", nullptr, PrivateKind::stream_ended},
      {"ORDER_TRADE_UPDATE", &Reports::trade_update, PrivateKind::news},
      {"TRADE_LITE", &Reports::trade_lite, PrivateKind::news},
      {"ACCOUNT_UPDATE", &Reports::account_update, PrivateKind::news},
      {"ACCOUNT_CONFIG_UPDATE", &Reports::config_update, PrivateKind::config_changed},
      {"MARGIN_CALL", nullptr, PrivateKind::margin_call},
      {"listenKeyExpired", nullptr, PrivateKind::key_expired},
  };
  return reader_.object("a user event", json, [&](wire::JsonObject event) {
    const std::string_view name = event.text("e");
    for (const Row& row : kRows) {
      if (row.name != name) continue;
      news.kind = row.kind;
      news.at_venue = event.millis("E");
      if (row.kind == PrivateKind::margin_call) news.text = "the venue calls for margin";
      if (row.read != nullptr) (this->*row.read)(event, news);
    }
  });
}

void Reports::read_fee(wire::JsonObject& from, std::string_view amount, std::string_view asset, OrderReport& report,
                       std::string* unknown) const {
  const std::optional<Amount> fee = from.find_number<Amount>(amount);
  const std::optional<std::string_view> coin = from.find_text(asset);
  if (!fee) return;
  if (!coin) {
    // A trade without a fee names no coin.
    report.fee_known = fee->is_zero();
    if (report.fee_known) report.fee_asset = quote_of(report.market);
    return;
  }
  const std::optional<AssetId> known = universe_.find_asset(*coin);
  if (!known) {
    if (unknown != nullptr) *unknown = *coin;
    return;
  }
  report.fee_known = true;
  report.fee = *fee;
  report.fee_asset = *known;
}

/// What a stream's message of either product says of its order. Fields are read in the order in which the venue writes
/// them: the parser goes forward from one to the next, and round the message for one that stands before.
struct Reports::Streamed {
  OrderReport report;
  std::string_view client, original, execution;
  const OrderWord* status = nullptr;
  [[nodiscard]] bool fills() const { return execution == "TRADE" || execution == "CALCULATED"; }
};

Reports::Streamed Reports::read_streamed(wire::JsonObject& order, const Market& market, PrivateNews& news) const {
  Streamed read;
  OrderReport& report = read.report;
  report.market = market.id;
  read.client = order.text("c");
  report.side = side_of(order.text("S"));
  report.size = order.number<Quantity>("q");
  report.price = order.number<Price>("p");
  if (product_ == Product::spot) read.original = order.find_text("C").value_or("");
  read.execution = order.text("x");
  read.status = find_order_word(order.text("X"));
  report.order = VenueKey::of(order.integer("i"));
  const bool fills = read.fills();
  if (fills) report.size = order.number<Quantity>("l");
  report.filled = order.number<Quantity>("z");
  report.filled_known = true;
  if (fills) {
    report.kind = ReportKind::fill;
    report.price = order.number<Price>("L");
    read_fee(order, "n", "N", report, &news.unknown_asset);
  }
  report.at_venue = order.millis("T");
  if (fills) {
    report.trade = VenueKey::of(order.integer("t"));
    report.liquidity = order.flag("m") ? Liquidity::maker : Liquidity::taker;
  }
  return read;
}

/// Spot. A cancel's own id stands in `c`; the id of the order that it ended in `C`.
void Reports::execution_report(wire::JsonObject& event, PrivateNews& news) {
  const Market* market = market_of(event.text("s"));
  if (market == nullptr) return;
  const Streamed read = read_streamed(event, *market, news);
  OrderReport report = read.report;
  report.id = client::own_id(read.original.empty() ? read.client : read.original);
  if (read.execution == "NEW") {
    report.kind = ReportKind::accepted;
  } else if (read.execution == "CANCELED") {
    report.kind = ReportKind::cancelled;
  } else if (read.execution == "REPLACED") {
    report.kind = ReportKind::amended;
  } else if (read.execution == "REJECTED") {
    report.kind = ReportKind::rejected;
    report.reason = rejection_of(event.text("r"));
  } else if (read.execution == "EXPIRED" || read.execution == "TRADE_PREVENTION") {
    // A prevented match that leaves the order open changes nothing that counts here.
    if (read.status != nullptr && read.status->open) return;
    report.kind = ReportKind::expired;
    if (read.status != nullptr) report.reason = read.status->reason;
  } else if (read.execution != "TRADE") {
    return;
  }
  news.orders.push_back(report);
}

void Reports::trade_update(wire::JsonObject& event, PrivateNews& news) {
  if (auto order = event.find_object("o")) return take_trade_update(*order, news);
  event.fail("o", "is missing");
}

/// USDⓈ-M. An order of the venue's own has a client id that says why; it names no order of ours.
void Reports::take_trade_update(wire::JsonObject& order, PrivateNews& news) {
  const Market* market = market_of(order.text("s"));
  if (market == nullptr) return;
  const Streamed read = read_streamed(order, *market, news);
  OrderReport report = read.report;
  report.id = client::own_id(read.client);
  report.origin = origin_of(read.client);
  if (read.fills()) {
    // Trade zero is none.
    if (report.trade == VenueKey::of(0)) return;
    news.orders.push_back(report);
    if (report.origin != FillOrigin::order)
      news.accounts.push_back(client::closing_of(report, account_, quote_of(report.market)));
    return;
  }
  if (report.origin != FillOrigin::order) return;
  if (read.execution == "NEW") {
    report.kind = ReportKind::accepted;
  } else if (read.execution == "CANCELED") {
    report.kind = ReportKind::cancelled;
  } else if (read.execution == "EXPIRED") {
    report.kind = ReportKind::expired;
    if (read.status != nullptr) report.reason = read.status->reason;
  } else if (read.execution == "AMENDMENT") {
    report.kind = ReportKind::amended;
  } else {
    return;
  }
  news.orders.push_back(report);
}

/// USDⓈ-M's fast stream of fills, without their fees.
void Reports::trade_lite(wire::JsonObject& event, PrivateNews& news) {
  const Market* market = market_of(event.text("s"));
  if (market == nullptr) return;
  const std::string_view client = event.text("c");
  // The full report tells it, with its account event.
  if (origin_of(client) != FillOrigin::order) return;
  OrderReport report;
  report.kind = ReportKind::fill;
  report.market = market->id;
  report.id = client::own_id(client);
  report.side = side_of(event.text("S"));
  report.order = VenueKey::of(event.integer("i"));
  report.trade = VenueKey::of(event.integer("t"));
  report.price = event.number<Price>("L");
  report.size = event.number<Quantity>("l");
  report.liquidity = event.flag("m") ? Liquidity::maker : Liquidity::taker;
  report.at_venue = event.millis("T");
  news.orders.push_back(report);
}

}  // namespace basis::binance
