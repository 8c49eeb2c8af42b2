#include "venues/bybit/instruments.hpp"

namespace basis::bybit {
namespace {

/// One rule of a market in the venue's answer, by the names that spot and derivatives have for it.
struct RuleRow {
  std::string_view group;
  std::string_view spot;
  std::string_view linear;
  void (*judge)(InstrumentVerdict& verdict, std::string_view found);
};

constexpr RuleRow kRules[] = {
    {"priceFilter", "tickSize", "tickSize",
     [](InstrumentVerdict& v, std::string_view t) { client::judge_rule(v, "tick", v.market->tick, t); }},
    {"lotSizeFilter", "basePrecision", "qtyStep",
     [](InstrumentVerdict& v, std::string_view t) { client::judge_rule(v, "step", v.market->step, t); }},
    {"lotSizeFilter", "minOrderQty", "minOrderQty",
     [](InstrumentVerdict& v, std::string_view t) {
       client::judge_rule(v, "minimum size", v.market->minimum_size, t);
     }},
    {"lotSizeFilter", "minOrderAmt", "minNotionalValue",
     [](InstrumentVerdict& v, std::string_view t) {
       client::judge_rule(v, "minimum notional", v.market->minimum_notional, t);
     }},
};

void judge_symbol(wire::JsonObject& row, InstrumentVerdict& verdict) {
  verdict.listed = true;
  verdict.status = row.find_text("status").value_or("unknown");
  verdict.trading = verdict.status == "Trading";
  for (const RuleRow& rule : kRules) {
    auto group = row.find_object(rule.group);
    if (!group) return row.fail(rule.group, "is missing");
    const auto found = group->find_text(verdict.market->is_spot() ? rule.spot : rule.linear);
    if (found) rule.judge(verdict, *found);
    if (!found && rule.group == "priceFilter" && verdict.fault.empty())
      verdict.fault = verdict.market->key + ": the venue tells no tick";
  }
}

}  // namespace

Result<ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                       std::span<const Market* const> markets) {
  ExchangeRules rules;
  for (const Market* market : markets) rules.verdicts.emplace_back().market = market;
  BASIS_TRY(reader.object("the instruments", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("list", [&](wire::JsonObject row) {
      const std::string symbol(row.text("symbol"));
      for (InstrumentVerdict& verdict : rules.verdicts)
        if (verdict.market->native == symbol) return judge_symbol(row, verdict);
    });
  }));
  return rules;
}

}  // namespace basis::bybit
