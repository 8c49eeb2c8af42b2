#include "tools/stress/stress_text.hpp"

#include <array>

#include <fmt/format.h>

#include "core/base/json_writer.hpp"
#include "core/base/pretty_json.hpp"
#include "core/base/readable.hpp"
#include "tools/stress/stress_figures.hpp"

namespace basis {
namespace {

constexpr int kCoinDecimals = 6;

struct Label {
  std::string_view name, text;
};
constexpr std::array<Label, 10> kLabels = {{{"equity", "equity"},
                                            {"equity_at_market", "equity at market rates"},
                                            {"health_factor", "health factor"},
                                            {"ltv", "loan to value"},
                                            {"price_fall_to_liquidation", "fall to liquidation"},
                                            {"margin_ratio", "margin ratio"},
                                            {"price_rise_to_liquidation", "rise to liquidation"},
                                            {"net_delta", "net delta"},
                                            {"net_delta_of_equity", "net delta / equity"},
                                            {"million_gas", "a million gas"}}};

std::string label_of(const StressFigure& figure) {
  for (const Label& label : kLabels)
    if (label.name == figure.name) return fmt::format("{}{}{}", label.text, figure.of.empty() ? "" : " ", figure.of);
  broken_invariant("a stress figure without a label: " + figure.name);
}

std::string shown(const StressFigure& figure, int decimals) {
  switch (figure.kind) {
    case FigureKind::amount: return readable_amount(*figure.amount, decimals);
    case FigureKind::coins: return readable_amount(*figure.amount, kCoinDecimals);
    case FigureKind::ratio: return figure.number ? readable_number(*figure.number, 4) : "none held";
    case FigureKind::percent: return figure.number ? readable_percent(*figure.number) : "none held";
  }
  broken_invariant("a stress figure of no kind");
}

std::string row(std::string_view label, std::string_view before, std::string_view after, std::string_view note = {}) {
  return fmt::format("  {:<32}{:>18}{:>18}{}{}\n", label, before, after, note.empty() ? "" : "  ", note);
}

std::string listed(std::string_view title, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += fmt::format("  {}: {}\n", title, line);
  return text;
}

Amount loss_of(const StressState& before, const StressOutcome& outcome) {
  return before.exposure.equity - outcome.after.exposure.equity;
}

std::optional<double> loss_fraction(const StressState& before, const StressOutcome& outcome) {
  if (before.exposure.equity.sign() <= 0) return std::nullopt;
  return ratio(loss_of(before, outcome), before.exposure.equity);
}

void write_lines(JsonWriter& json, std::string_view key, const std::vector<std::string>& lines) {
  json.key(key).begin_array();
  for (const std::string& line : lines) json.string(line);
  json.end_array();
}

void write_value(JsonWriter& json, const StressFigure& figure) {
  if (figure.amount) {
    json.string(figure.amount->to_string());
  } else if (figure.number) {
    json.number(*figure.number);
  } else {
    json.null();
  }
}

/// Members of one state; the figures of accounts are in an object by account.
void write_state(JsonWriter& json, const StressRules& rules, const StressState& state) {
  const std::vector<StressFigure> figures = stress_figures(rules, state);
  json.begin_object();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const bool by_account = figures[i].kind != FigureKind::coins && !figures[i].of.empty();
    const bool first = i == 0 || figures[i - 1].name != figures[i].name;
    const bool last = i + 1 == figures.size() || figures[i + 1].name != figures[i].name;
    if (first) json.key(figures[i].name);
    if (by_account && first) json.begin_object();
    if (by_account) json.key(figures[i].of);
    write_value(json, figures[i]);
    if (by_account && last) json.end_object();
  }
  json.key("status").string(risk_status_name(state.risk.status));
  json.key("reserve").string(reserve_status_name(state.risk.reserve));
  write_lines(json, "reasons", state.risk.reasons);
  json.end_object();
}

void write_outcome(JsonWriter& json, const StressRules& rules, const StressState& before,
                   const StressOutcome& outcome) {
  json.begin_object();
  json.key("shock").string(outcome.shock.text);
  json.key("loss").string(loss_of(before, outcome).to_string());
  const auto fraction = loss_fraction(before, outcome);
  json.key("loss_of_equity");
  fraction ? json.number(*fraction) : json.null();
  json.key("funding").string(outcome.funding.to_string());
  write_lines(json, "liquidations", outcome.liquidations);
  write_lines(json, "without_part", outcome.without_part);
  json.key("after");
  write_state(json, rules, outcome.after);
  json.end_object();
}

}  // namespace

std::string stress_table(const StressRules& rules, const StressState& before, const StressOutcome& outcome) {
  const std::string& share = rules.settings.mode.share_class;
  const int decimals = readable_decimals(share);
  const std::vector<StressFigure> first = stress_figures(rules, before);
  const std::vector<StressFigure> second = stress_figures(rules, outcome.after);
  std::string text = fmt::format("shock {}\n", outcome.shock.text) + row("", "before", "after");
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::string_view unit = first[i].kind == FigureKind::amount ? std::string_view(share) : std::string_view{};
    text += row(label_of(first[i]), shown(first[i], decimals), shown(second[i], decimals), unit);
    if (i > 0) continue;
    const auto fraction = loss_fraction(before, outcome);
    text += row("loss", "", readable_amount(loss_of(before, outcome), decimals),
                share + (fraction ? ", " + readable_percent(*fraction) : ""));
    if (outcome.shock.funding) text += row("funding received", "", readable_amount(outcome.funding, 2), "USDT");
  }
  text += row("status", risk_status_name(before.risk.status), risk_status_name(outcome.after.risk.status));
  text += row("reserve", reserve_status_name(before.risk.reserve), reserve_status_name(outcome.after.risk.reserve));
  text += row("liquidations", "", std::to_string(outcome.liquidations.size()));
  text += listed("before", before.risk.reasons) + listed("after", outcome.after.risk.reasons) +
          listed("liquidated", outcome.liquidations);
  for (const std::string& name : outcome.without_part)
    text += fmt::format("  note: nothing in {} depends on {}\n", rules.settings.mode.mode, name);
  return text;
}

std::string stress_json(const StressRules& rules, const StressState& before, std::span<const StressOutcome> outcomes) {
  JsonWriter json;
  json.begin_object();
  json.key("mode").string(rules.settings.mode.mode);
  json.key("share_class").string(rules.settings.mode.share_class);
  json.key("time").string(before.market.time.to_string());
  json.key("before");
  write_state(json, rules, before);
  json.key("shocks").begin_array();
  for (const StressOutcome& outcome : outcomes) write_outcome(json, rules, before, outcome);
  json.end_array();
  json.end_object();
  return pretty_json(json.text());
}

}  // namespace basis
