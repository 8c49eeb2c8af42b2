#pragma once

#include "core/config/venue_accounts.hpp"
#include "core/risk/live_risk.hpp"
#include "tests/core/portfolio/support.hpp"

namespace basis::test {

/// The rules of a market of this token, with the first tier of `tiers` as maintenance margin.
inline MarketSettings rules_of(const std::string& token, std::vector<MarginTier> tiers = {}) {
  MarketSettings rules;
  rules.symbol = token + "USDT";
  rules.native_symbol = rules.symbol;
  rules.base = token;
  rules.quote = "USDT";
  rules.tick = price("0.01");
  rules.step = amount("0.001");
  rules.maximum_size = amount("1000000");
  rules.funding_interval = kHour * 8;
  if (!tiers.empty()) rules.maintenance_margin = tiers.front().maintenance_margin;
  rules.margin_tiers = std::move(tiers);
  return rules;
}

/// `bare`, and a market at its exchange for every coin and perp of an exchange.
inline Settings with_markets(Settings settings, const std::vector<MarginTier>& tiers) {
  for (const std::string& key : settings.mode.instruments) {
    const std::string account = key.substr(0, key.find(':'));
    const auto venue = settings.venues.find(venue_of_account(settings, account));
    if (venue == settings.venues.end() || venue->second.kind != "cex") continue;
    venue->second.name = venue->first;
    const std::string symbol = key.substr(key.rfind(':') + 1);
    if (key.find(":Perp:") != key.npos)
      venue->second.perp[symbol] = rules_of(symbol.substr(0, symbol.size() - 4), tiers);
    else if (symbol != "USDT")
      venue->second.spot[symbol + "USDT"] = rules_of(symbol);
  }
  return settings;
}

}  // namespace basis::test
