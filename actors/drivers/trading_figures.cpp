#include "actors/drivers/trading_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis {
namespace {

std::int64_t counted(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// The number, or 128 bits in the form of a UUID.
std::string key_text(const VenueKey& key) {
  const VenueKey as_number = VenueKey::of(static_cast<std::int64_t>(key.low));
  if (as_number == key) return std::to_string(static_cast<std::int64_t>(key.low));
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", key.high >> 32U, key.high >> 16U & 0xFFFFU,
                     key.high & 0xFFFFU, key.low >> 48U, key.low & 0xFFFF'FFFF'FFFFU);
}

std::string_view side_name(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

std::string_view order_kind_name(OrderKind kind) {
  static constexpr std::array<std::string_view, kOrderKinds> kNames = {"market", "limit", "limit_ioc", "post_only",
                                                                       "limit_fok"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view action_text(OrderAction action) {
  return action == OrderAction::create ? "new" : action == OrderAction::cancel ? "cancel" : "amend";
}

void write_counts(JsonWriter& json, std::string_view key, const std::map<std::string, std::uint64_t>& counts) {
  json.key(key).begin_object();
  for (const auto& [name, count] : counts) json.key(name).integer(counted(count));
  json.end_object();
}

double share(Amount part, Amount whole) { return whole.is_zero() ? 0 : part.to_double() / whole.to_double(); }

void write_venue(JsonWriter& json, const VenueTrading& venue) {
  json.begin_object().key("orders").integer(counted(venue.orders)).key("fills").integer(counted(venue.fills));
  json.key("notional").string(venue.notional.to_string());
  json.key("slippage").string(venue.slippage.to_string());
  json.key("slippage_bps").number(share(venue.slippage, venue.notional) * 10'000);
  json.key("maker_share").number(share(venue.maker_notional, venue.notional));
  json.key("fees").begin_object();
  for (const auto& [token, fee] : venue.fees) json.key(token).string(fee.to_string());
  json.end_object();
  write_counts(json, "refused", venue.refused);
  json.end_object();
}

}  // namespace

TradingFigures::TradingFigures(const Universe& universe)
    : universe_(universe),
      orders_("sent,client_id,pair,market,action,kind,side,limit,size,mid\n"),
      fills_("at_venue,client_id,pair,market,side,price,size,liquidity,fee,fee_token,mid_when_sent,order,trade\n") {}

void TradingFigures::outcome(const HotOutcome& outcome) {
  std::visit([this](const auto& one) { take(one); }, outcome);
}

void TradingFigures::take(const OrderSent& sent) {
  const OrderCommand& order = sent.command;
  const Market& market = universe_[order.market];
  if (order.action == OrderAction::create) {
    ++venues_[market.venue].orders;
    open_[order.id] = {sent.at, sent.mid, sent.pair};
  }
  fmt::format_to(std::back_inserter(orders_), "{},{},{},{},{},{},{},{},{},{}\n", sent.at.to_string(), order.id.view(),
                 sent.pair, market.key, action_text(order.action), order_kind_name(order.kind), side_name(order.side),
                 order.has_limit() ? order.limit.to_string() : std::string(), order.size.to_string(),
                 sent.mid.to_string());
}

void TradingFigures::take(const FillCounted& filled) {
  const OrderEffect& fill = filled.fill;
  const Market& market = universe_[fill.market];
  VenueTrading& venue = venues_[market.venue];
  if (fill.fee_known && !fill.fee.is_zero()) venue.fees[universe_.name(fill.fee_asset)] += fill.fee;
  // The fee of a fill that was told without one is a row of its own, without a size.
  if (fill.size.is_zero()) return write_row(filled);
  ++venue.fills;
  const Amount notional = mul(amount_of(fill.size), fill.price, Rounding::half_even);
  venue.notional += notional;
  if (fill.liquidity == Liquidity::maker) {
    ++venue.maker_fills;
    venue.maker_notional += notional;
  }
  const auto sent = open_.find(fill.id);
  if (sent != open_.end()) {
    const Price against = fill.side == OrderSide::buy ? fill.price - sent->second.mid : sent->second.mid - fill.price;
    if (!sent->second.mid.is_zero()) venue.slippage += mul(amount_of(fill.size), against, Rounding::half_even);
    time_to_fill_.record(std::max<std::int64_t>((fill.at_venue - sent->second.at).count, 0));
  }
  write_row(filled);
}

void TradingFigures::write_row(const FillCounted& filled) {
  const OrderEffect& fill = filled.fill;
  const std::string_view liquidity = fill.liquidity == Liquidity::maker   ? "maker"
                                     : fill.liquidity == Liquidity::taker ? "taker"
                                                                          : "unknown";
  fmt::format_to(std::back_inserter(fills_), "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", fill.at_venue.to_string(),
                 fill.id.view(), filled.pair, universe_[fill.market].key, side_name(fill.side), fill.price.to_string(),
                 fill.size.to_string(), liquidity, fill.fee_known ? fill.fee.to_string() : std::string(),
                 fill.fee_known ? universe_.name(fill.fee_asset) : std::string(), filled.arrival.to_string(),
                 key_text(fill.order), key_text(fill.trade));
}

void TradingFigures::take(const OrderEnded& ended) {
  const OrderEffect& order = ended.order;
  if (open_.contains(order.id)) ended_.push_back(order.id);
  if (ended_.size() > kEndedKept) {
    open_.erase(ended_.front());
    ended_.pop_front();
  }
  if (order.state == OrderState::rejected)
    ++venues_[universe_[order.market].venue].refused[std::string(reject_reason_name(order.reason))];
}

void TradingFigures::take(const PairEnded& ended) {
  ++ends_[std::string(pair_end_name(ended.figures.end))];
  naked_ = naked_ + ended.figures.naked;
  longest_naked_ = std::max(longest_naked_, ended.figures.longest_naked);
  unwound_ += ended.figures.unwound;
}

void TradingFigures::take(const PairAlarmed& alarmed) { ++alarms_[std::string(pair_alarm_name(alarmed.alarm))]; }

void TradingFigures::write(JsonWriter& json) const {
  VenueTrading all;
  for (const auto& [name, venue] : venues_) {
    all.orders += venue.orders;
    all.fills += venue.fills;
    all.notional += venue.notional;
    all.maker_notional += venue.maker_notional;
    all.slippage += venue.slippage;
  }
  json.begin_object().key("orders").integer(counted(all.orders)).key("fills").integer(counted(all.fills));
  json.key("notional").string(all.notional.to_string()).key("slippage").string(all.slippage.to_string());
  json.key("slippage_bps").number(share(all.slippage, all.notional) * 10'000);
  json.key("maker_share").number(share(all.maker_notional, all.notional));
  json.key("time_to_fill_us").begin_object();
  for (const auto& [name, at] : {std::pair("p50", 0.5), std::pair("p99", 0.99)})
    json.key(name).number(static_cast<double>(time_to_fill_.percentile(at)) / 1'000);
  json.key("max").number(static_cast<double>(time_to_fill_.most()) / 1'000);
  json.end_object();
  json.key("naked_seconds").number(static_cast<double>(naked_.count) / 1e9);
  json.key("longest_naked_seconds").number(static_cast<double>(longest_naked_.count) / 1e9);
  json.key("unwound").string(unwound_.to_string());
  write_counts(json, "pairs", ends_);
  json.key("twins").integer(counted(twins_));
  write_counts(json, "alarms", alarms_);
  json.key("venues").begin_object();
  for (const auto& [name, venue] : venues_) {
    json.key(name);
    write_venue(json, venue);
  }
  json.end_object().end_object();
}

}  // namespace basis
