#include "venues/binance/instruments.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::binance {
namespace {

/// One rule of a market in the venue's answer.
struct RuleRow {
  std::string_view filter;
  std::string_view field;
  std::string_view name;
  std::string (*compare)(const Market& market, std::string_view found);  ///< empty: equal
};

template <class F>
std::string compared(F ours, std::string_view found) {
  const Result<F> theirs = F::parse(found);
  if (!theirs) return fmt::format("'{}' at the venue cannot be held", found.substr(0, 40));
  if (theirs.value() == ours) return {};
  return fmt::format("{} at the venue, {} in the configuration", theirs.value().to_string(), ours.to_string());
}

// Spot has NOTIONAL or, on older markets, MIN_NOTIONAL; USDⓈ-M has MIN_NOTIONAL with another field.
constexpr RuleRow kRules[] = {
    {"PRICE_FILTER", "tickSize", "tick", [](const Market& m, std::string_view t) { return compared(m.tick, t); }},
    {"LOT_SIZE", "stepSize", "step", [](const Market& m, std::string_view t) { return compared(m.step, t); }},
    {"LOT_SIZE", "minQty", "minimum size",
     [](const Market& m, std::string_view t) { return compared(m.minimum_size, t); }},
    {"NOTIONAL", "minNotional", "minimum notional",
     [](const Market& m, std::string_view t) { return compared(m.minimum_notional, t); }},
    {"MIN_NOTIONAL", "minNotional", "minimum notional",
     [](const Market& m, std::string_view t) { return compared(m.minimum_notional, t); }},
    {"MIN_NOTIONAL", "notional", "minimum notional",
     [](const Market& m, std::string_view t) { return compared(m.minimum_notional, t); }},
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
      const std::optional<std::string_view> found = filter.find_text(rule.field);
      if (!found) continue;
      const std::string difference = rule.compare(*verdict.market, *found);
      if (!difference.empty() && verdict.fault.empty())
        verdict.fault = fmt::format("{}: {} {}", verdict.market->key, rule.name, difference);
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

std::string InstrumentVerdict::why_not() const {
  if (!fault.empty()) return fault;
  if (!listed) return market->key + ": the venue does not list it";
  return trading ? std::string{} : fmt::format("{}: its status is {}", market->key, status);
}

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
