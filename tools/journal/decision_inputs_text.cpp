#include "tools/journal/decision_inputs_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/readable.hpp"
#include "core/portfolio/exposure.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/risk.hpp"
#include "core/risk/risk_limits.hpp"

namespace basis {
namespace {

/// Adds "WORD: a, b" where there is something to tell.
void add(std::vector<std::string>& lines, std::string_view word, const std::vector<std::string>& parts) {
  if (!parts.empty()) lines.push_back(fmt::format("{}: {}", word, fmt::join(parts, ", ")));
}

template <class Vector>
bool has(const Vector& values, std::size_t at) {
  return at < values.size();
}

void add_market(const MarketSnapshot& market, const JournalNames& names, const StoryWorld& world,
                std::vector<std::string>& lines) {
  std::vector<std::string> prices, marks, funding, rates;
  for (std::size_t i = 0; i < market.prices.size(); ++i) {
    const std::string asset = world.universe != nullptr ? world.universe->assets()[i] : fmt::format("asset {}", i);
    if (!market.prices[i].is_zero() && asset != kQuoteAsset)
      prices.push_back(fmt::format("{} {}", asset, market.prices[i].to_string()));
  }
  for (std::size_t i = 0; i < names.instruments.size(); ++i) {
    const std::string& name = names.instruments[i];
    if (has(market.marks, i) && !market.marks[i].is_zero())
      marks.push_back(fmt::format("{} {}", name, market.marks[i].to_string()));
    if (has(market.funding_known, i) && market.funding_known[i])
      funding.push_back(fmt::format("{} {:.4f} %", name, to_double(market.funding_known[i]->raw()) / 1e25));
    if (has(market.market_rates, i) && market.market_rates[i])
      rates.push_back(fmt::format("{} {:.6f} (oracle {:.6f})", name, to_double(market.market_rates[i]->raw()) / 1e27,
                                  to_double(market.rates[i].raw()) / 1e27));
  }
  add(lines, "prices", prices);
  add(lines, "marks", marks);
  add(lines, "last funding", funding);
  add(lines, "rates of staked tokens", rates);
  if (market.gas_price) lines.push_back(fmt::format("gas: {} ETH a unit", market.gas_price->to_string()));
}

/// As the monitors measured it.
void add_risk(const journal::DecisionInputs& inputs, const StoryWorld& world, std::vector<std::string>& lines) {
  const Universe& universe = *world.universe;
  const PositionSet held = owned(inputs.positions, inputs.on_the_way);
  if (inputs.positions.size() != universe.instruments().size() || unvalued(universe, held, *inputs.market)) return;
  const Exposure exposure = measure_exposure(universe, held, *inputs.market);
  const RiskReport risk =
      assess_risk(universe, inputs.positions, *inputs.market, exposure, risk_limits(universe, *world.settings));
  const int decimals = readable_decimals(world.settings->mode.share_class);
  lines.push_back(fmt::format("equity {} {}, net delta {} {}, gross {}", readable_amount(exposure.equity, decimals),
                              world.settings->mode.share_class, exposure.net_delta.to_string(),
                              universe.name(universe.delta_asset()), exposure.gross_delta.to_string()));
  std::vector<std::string> parts;
  for (const AccountMargin& margin : risk.margins)
    if (margin.margin_ratio)
      parts.push_back(fmt::format("{} {}", universe.name(margin.account), readable_percent(*margin.margin_ratio)));
  add(lines, "margin ratios", parts);
  parts.clear();
  for (const LendingAccount& account : risk.lending) {
    if (const auto ltv = account.ltv())
      parts.push_back(fmt::format("{} LTV {}", universe.name(account.account), readable_percent(*ltv)));
    if (const auto health = account.health_factor()) parts.push_back(fmt::format("health factor {:.4f}", *health));
  }
  add(lines, "lending", parts);
  lines.push_back(fmt::format("risk {}{}{}", risk_status_name(risk.status), risk.reasons.empty() ? "" : ": ",
                              fmt::join(risk.reasons, "; ")));
}

}  // namespace

std::vector<std::string> decision_inputs_text(const journal::DecisionInputs& inputs, const JournalNames& names,
                                              const StoryWorld& world) {
  std::vector<std::string> lines;
  lines.push_back("market of " + inputs.market->time.to_string());
  add_market(*inputs.market, names, world, lines);
  std::vector<std::string> held, coming;
  for (std::size_t i = 0; i < names.instruments.size(); ++i) {
    if (has(inputs.positions, i) && !inputs.positions[i].amount.is_zero())
      held.push_back(fmt::format("{} {}", names.instruments[i], inputs.positions[i].amount.to_string()));
    if (has(inputs.on_the_way, i) && !inputs.on_the_way[i].is_zero())
      coming.push_back(fmt::format("{} to {}", inputs.on_the_way[i].to_string(), names.instruments[i]));
  }
  add(lines, "held", held);
  add(lines, "on the way", coming);
  if (world.universe != nullptr && world.settings != nullptr) add_risk(inputs, world, lines);
  if (inputs.plan_open) lines.emplace_back("a plan is open: only its risk may override it");
  if (inputs.strategy.acted_at) lines.push_back("acted last at " + inputs.strategy.acted_at->to_string());
  return lines;
}

}  // namespace basis
