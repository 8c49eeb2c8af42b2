#include <fmt/format.h>

#include <algorithm>

#include "core/config/cross_checks.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

struct CapabilityRow {
  std::string_view capability;
  std::string_view kind;   ///< the only kind of venue that may have it
  std::string_view group;  ///< group of keys that the venue's file must have; empty: none
};

constexpr CapabilityRow kCapabilities[] = {
    {"spot", "cex", "spot"},         {"perp", "cex", "perp"},         {"transfer", "cex", ""},
    {"lend", "lending", "reserves"}, {"stake", "staking", "staking"}, {"flash_loan", "flash_loan", "flash_loan"},
    {"wallet", "wallet", "tokens"},  {"swap", "dex", "pools"},        {"atomic", "middleware", ""},
};

void check_capabilities(const std::string& name, const ConfigTree& venue, Faults& faults) {
  const std::string kind = find_text(venue, "kind");
  const std::string place = venue.place_of("capabilities");
  for (const std::string& capability : find_list(venue, "capabilities")) {
    const auto row = std::find_if(std::begin(kCapabilities), std::end(kCapabilities),
                                  [&](const CapabilityRow& candidate) { return candidate.capability == capability; });
    require(row != std::end(kCapabilities), "a capability the schema allows has no row");
    if (!kind.empty() && row->kind != kind)
      faults.push_back(fmt::format("{}: capabilities: '{}' is for kind {}, but kind is {} ({})", place, capability,
                                   row->kind, kind, venue.place_of("kind")));
    else if (!row->group.empty() && venue.children(row->group).empty())
      faults.push_back(fmt::format("{}: capabilities: '{}' is claimed for {}, but no key under '{}' is given", place,
                                   capability, name, row->group));
  }
}

/// A market's sizes must be multiples of the size step, with minimum <= maximum. Its symbol must be base and quote
/// concatenated. Its venue must give the fees of that kind of market.
void check_market(const ConfigTree& venue, const std::string& market, const std::string& symbol, Faults& faults) {
  const std::string at = market + "." + symbol;
  require_below(venue, at + ".minimum_size", at + ".maximum_size", true, faults);
  const auto step = find_number<Amount>(venue, at + ".step");
  for (const char* bound : {".minimum_size", ".maximum_size"}) {
    const auto size = find_number<Amount>(venue, at + bound);
    if (!step || !size || size->raw() % step->raw() == 0) continue;
    faults.push_back(fmt::format("{}: {}{} ({}) must be a multiple of {}.step ({}, {})", venue.place_of(at + bound), at,
                                 bound, size->to_string(), at, step->to_string(), venue.place_of(at + ".step")));
  }
  const std::string base = find_text(venue, at + ".base");
  const std::string quote = find_text(venue, at + ".quote");
  if (!base.empty() && !quote.empty() && base + quote != symbol)
    faults.push_back(fmt::format("{}: {}: the symbol must be base and quote in one, {}{}", venue.place_of(at + ".base"),
                                 at, base, quote));
  if (venue.children("fees." + market).empty())
    faults.push_back(fmt::format("{}: fees.{}: missing, but {} is given", venue.file, market, at));
}

/// Tiers must be named 1, 2, 3, ... Notional and maintenance margin rise, leverage falls; only the last tier may have
/// no upper end.
void check_tiers(const ConfigTree& venue, const std::string& symbol, Faults& faults) {
  const std::string group = fmt::format("perp.{}.margin_tiers", symbol);
  const std::size_t count = venue.children(group).size();
  if (count == 0) faults.push_back(fmt::format("{}: {}: missing, at least tier 1 is required", venue.file, group));
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string tier = fmt::format("{}.{}", group, i);
    const std::string next = fmt::format("{}.{}", group, i + 1);
    if (venue.children(tier).empty()) {
      faults.push_back(fmt::format("{}: {}: missing, tiers are numbered 1 to {}", venue.file, tier, count));
      return;
    }
    if (i == count) return;
    if (venue.find(tier + ".up_to") == nullptr)
      faults.push_back(fmt::format("{}: {}.up_to: missing, only the last tier may be open", venue.file, tier));
    require_below(venue, tier + ".up_to", next + ".up_to", false, faults);
    require_below(venue, tier + ".maintenance_margin", next + ".maintenance_margin", false, faults);
    require_below(venue, next + ".max_leverage", tier + ".max_leverage", false, faults);
  }
}

/// Order entry is described for spot and for perps. An interval without a number of orders would have no effect.
void check_orders(const ConfigTree& venue, Faults& faults) {
  for (const std::string& market : venue.children("orders")) {
    const std::string at = "orders." + market;
    if (market != "spot" && market != "perp")
      faults.push_back(fmt::format("{}: {}: must be orders.spot or orders.perp", venue.file, at));
    if (venue.find(at + ".interval_seconds") != nullptr && venue.find(at + ".per_interval") == nullptr)
      faults.push_back(fmt::format("{}: {}.interval_seconds has no effect without {}.per_interval",
                                   venue.place_of(at + ".interval_seconds"), at, at));
  }
}

constexpr std::string_view kNetworks[] = {"live", "testnet", "demo"};

/// An endpoint is told by a network and a market that the program knows, and by a scheme that fits what it serves. Its
/// host and port are read where it is used.
void check_endpoints(const ConfigTree& venue, Faults& faults) {
  for (const std::string& network : venue.children("endpoints")) {
    const std::string group = "endpoints." + network;
    if (std::find(std::begin(kNetworks), std::end(kNetworks), network) == std::end(kNetworks))
      faults.push_back(
          fmt::format("{}: {}: no such network (allowed: {})", venue.file, group, fmt::join(kNetworks, " | ")));
    for (const std::string& market : venue.children(group)) {
      const std::string at = fmt::format("{}.{}", group, market);
      if (market != "spot" && market != "perp")
        faults.push_back(fmt::format("{}: {}: must be {}.spot or {}.perp", venue.file, at, group, group));
      for (const std::string& part : venue.children(at)) {
        const std::string key = fmt::format("{}.{}", at, part);
        const std::string url = find_text(venue, key);
        const std::string scheme = part == "rest" || part == "money" ? "http" : "ws";
        if (!url.empty() && !url.starts_with(scheme + "s://") && !url.starts_with(scheme + "://"))
          faults.push_back(fmt::format("{}: {}: '{}' must begin with {}s:// or {}://", venue.place_of(key), key, url,
                                       scheme, scheme));
      }
    }
  }
}

void check_cex(const ConfigTree& venue, Faults& faults) {
  check_endpoints(venue, faults);
  check_orders(venue, faults);
  for (const char* market : {"spot", "perp"})
    for (const std::string& symbol : venue.children(market)) check_market(venue, market, symbol, faults);
  for (const std::string& symbol : venue.children("perp")) check_tiers(venue, symbol, faults);
}

void check_lending(const ConfigTree& venue, Faults& faults) {
  const std::vector<std::string> reserves = venue.children("reserves");
  for (const std::string& asset : reserves) {
    const std::string at = "reserves." + asset;
    require_below(venue, at + ".ltv", at + ".liquidation_threshold", true, faults);
  }
  for (const std::string& name : venue.children("emodes")) {
    const std::string at = "emodes." + name;
    require_below(venue, at + ".ltv", at + ".liquidation_threshold", false, faults);
    for (const char* list : {".collateral", ".borrowable"})
      for (const std::string& asset : find_list(venue, at + list))
        if (std::find(reserves.begin(), reserves.end(), asset) == reserves.end())
          faults.push_back(fmt::format("{}: {}{}: '{}' is no reserve (allowed: {})", venue.place_of(at + list), at,
                                       list, asset, fmt::join(reserves, " | ")));
  }
}

void check_pools(const ConfigTree& venue, Faults& faults) {
  const std::set<std::string> tiers = find_set(venue, "fee_tiers_bps");
  for (const std::string& pool : venue.children("pools")) {
    const std::string key = fmt::format("pools.{}.fee_bps", pool);
    const std::string fee = find_text(venue, key);
    if (fee.empty() || tiers.empty() || tiers.contains(fee)) continue;
    faults.push_back(fmt::format("{}: {} ({}) must be one of fee_tiers_bps ({}, {})", venue.place_of(key), key, fee,
                                 fmt::join(tiers, ", "), venue.place_of("fee_tiers_bps")));
  }
}

constexpr std::size_t kAddressDigits = 40;

bool is_address(std::string_view text) {
  return text.size() == kAddressDigits + 2 && text.starts_with("0x") &&
         text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

/// A whole number above 0 in its one form, of 63 bits (EIP-2294 leaves less than that).
bool is_chain_id(std::string_view text) {
  return !text.empty() && text.size() <= 18 && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A chain is told by its id, a contract by an address.
void check_contracts(const ConfigTree& venue, Faults& faults) {
  for (const std::string& chain : venue.children("contracts")) {
    const std::string prefix = fmt::format("contracts.{}.", chain);
    if (!is_chain_id(chain))
      faults.push_back(
          fmt::format("{}: contracts.{}: no id of a chain (allowed: a whole number above 0: 1 is "
                      "mainnet, 11155111 Sepolia)",
                      venue.file, chain));
    for (auto at = venue.values.lower_bound(prefix); at != venue.values.end() && at->first.starts_with(prefix); ++at)
      if (!is_address(at->second.text))
        faults.push_back(fmt::format("{}: {}: '{}' is no address (allowed: 0x and {} hexadecimal digits)",
                                     at->second.origin.text(), at->first, at->second.text, kAddressDigits));
  }
}

}  // namespace

void check_venue(const std::string& name, const ConfigTree& venue, Faults& faults) {
  check_capabilities(name, venue, faults);
  check_cex(venue, faults);
  check_lending(venue, faults);
  check_pools(venue, faults);
  check_contracts(venue, faults);
  require_below(venue, "staking.queue_days.minimum", "staking.queue_days.maximum", true, faults);
  require_below(venue, "staking.minimum_unstake", "staking.maximum_unstake", true, faults);
}

}  // namespace basis
