#include "venues/binance/instruments.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::binance {
namespace {

/// One rule of a market in the venue's answer.
struct RuleRow {
  std::string_view filter;
  std::string_view field;
  void (*judge)(InstrumentVerdict& verdict, std::string_view found);
};

void judge_notional(InstrumentVerdict& verdict, std::string_view found) {
  client::judge_rule(verdict, "minimum notional", verdict.market->minimum_notional, found);
}

// Spot has NOTIONAL or, on older markets, MIN_NOTIONAL; USDⓈ-M has MIN_NOTIONAL with another field.
constexpr RuleRow kRules[] = {
    {"PRICE_FILTER", "tickSize",
     [](InstrumentVerdict& v, std::string_view t) { client::judge_rule(v, "tick", v.market->tick, t); }},
    {"LOT_SIZE", "stepSize",
     [](InstrumentVerdict& v, std::string_view t) { client::judge_rule(v, "step", v.market->step, t); }},
    {"LOT_SIZE", "minQty",
     [](InstrumentVerdict& v, std::string_view t) {
       client::judge_rule(v, "minimum size", v.market->minimum_size, t);
     }},
    {"NOTIONAL", "minNotional", &judge_notional},
    {"MIN_NOTIONAL", "minNotional", &judge_notional},
    {"MIN_NOTIONAL", "notional", &judge_notional},
};

void judge_symbol(wire::JsonObject& row, InstrumentVerdict& verdict) {
  verdict.listed = true;
  verdict.status = row.find_text("status").value_or("");
  if (verdict.status.empty()) verdict.status = row.find_text("contractStatus").value_or("unknown");
  verdict.trading = verdict.status == "TRADING";
  bool priced = false;
  row.for_each("filters", [&](wire::JsonObject filter) {
    const std::string type(filter.text("filterType"));
    priced = priced || type == "PRICE_FILTER";
    for (const RuleRow& rule : kRules) {
      if (rule.filter != type) continue;
      if (const auto found = filter.find_text(rule.field)) rule.judge(verdict, *found);
    }
  });
  if (!priced && verdict.fault.empty()) verdict.fault = verdict.market->key + ": the venue tells no tick";
}

/// A limit of `rateLimits`; absent for one of a kind that is not counted here.
std::optional<net::RateWindow> window_of(wire::JsonObject& row) {
  const std::string kind(row.text("rateLimitType"));
  const std::string unit(row.text("interval"));
  const std::int64_t count = row.integer("intervalNum");
  const std::int64_t limit = row.integer("limit");
  struct Unit {
    std::string_view name;
    Nanos length;
  };
  static constexpr Unit kUnits[] = {{"SECOND", kSecond}, {"MINUTE", kMinute}, {"HOUR", kHour}, {"DAY", kDay}};
  const auto* const known =
      std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& each) { return each.name == unit; });
  const bool weight = kind == "REQUEST_WEIGHT";
  if ((!weight && kind != "ORDERS") || known == std::end(kUnits) || count < 1 || count > 1000 || limit < 1)
    return std::nullopt;
  net::RateWindow window;
  const std::string name = fmt::format("{}{}", count, unit.front());
  window.name = (weight ? "weight-" : "orders-") + name;
  window.kind = weight ? &net::RateCost::weight : &net::RateCost::orders;
  window.limit = limit;
  window.length = known->length * count;
  window.header = (weight ? "X-MBX-USED-WEIGHT-" : "X-MBX-ORDER-COUNT-") + name;
  return window;
}

}  // namespace

Result<ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                       std::span<const Market* const> markets) {
  ExchangeRules rules;
  for (const Market* market : markets) rules.verdicts.emplace_back().market = market;
  BASIS_TRY(reader.object("the exchange information", body, [&](wire::JsonObject root) {
    if (root.has("rateLimits"))
      root.for_each("rateLimits", [&](wire::JsonObject row) {
        if (const auto window = window_of(row)) rules.limits.push_back(*window);
      });
    root.for_each("symbols", [&](wire::JsonObject row) {
      const std::string_view symbol = row.text("symbol");
      for (InstrumentVerdict& verdict : rules.verdicts)
        if (verdict.market->native == symbol) return judge_symbol(row, verdict);
    });
  }));
  return rules;
}

}  // namespace basis::binance
