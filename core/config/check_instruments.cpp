#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/config/cross_checks.hpp"
#include "core/config/text_distance.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

/// A parsed key `account:type:symbol`.
struct InstrumentText {
  std::string account;
  std::string type;
  std::string symbol;
};

std::optional<InstrumentText> take_apart(const std::string& key) {
  const std::size_t first = key.find(':');
  const std::size_t second = first == std::string::npos ? first : key.find(':', first + 1);
  if (second == std::string::npos || key.find(':', second + 1) != std::string::npos) return std::nullopt;
  InstrumentText parts{key.substr(0, first), key.substr(first + 1, second - first - 1), key.substr(second + 1)};
  if (parts.account.empty() || parts.type.empty() || parts.symbol.empty()) return std::nullopt;
  return parts;
}

using Names = std::set<std::string>;

Names coins(const ConfigTree& venue) {
  Names names = {};
  for (const char* market : {"spot", "perp"})
    for (const std::string& symbol : venue.children(market))
      for (const char* side : {"base", "quote"})
        names.insert(find_text(venue, fmt::format("{}.{}.{}", market, symbol, side)));
  for (const std::string& token : venue.children("tokens")) names.insert(token);
  // A staking protocol holds these for its users: claims of the exit queue, and reward distributions.
  if (const std::string underlying = find_text(venue, "staking.underlying"); !underlying.empty())
    names.insert(underlying);
  for (const std::string& token : find_list(venue, "staking.reward_tokens")) names.insert(token);
  return names;
}

Names perps(const ConfigTree& venue) {
  const std::vector<std::string> symbols = venue.children("perp");
  return {symbols.begin(), symbols.end()};
}

Names a_tokens(const ConfigTree& venue) {
  Names names;
  for (const std::string& asset : venue.children("reserves")) names.insert("a" + asset);
  return names;
}

Names debt_tokens(const ConfigTree& venue) {
  Names names;
  for (const std::string& asset : venue.children("reserves"))
    if (find_text(venue, fmt::format("reserves.{}.borrowable", asset)) == "true") names.insert("debt" + asset);
  return names;
}

Names staking_tokens(const ConfigTree& venue) {
  const std::string token = find_text(venue, "staking.token");
  return token.empty() ? Names{} : Names{token};
}

struct TypeRow {
  std::string_view type;
  Names (*symbols)(const ConfigTree& venue);  ///< the symbols of this type in a venue's file
  std::vector<std::string_view> actions;      ///< the actions that open and close such a position; all need a route
};

const TypeRow kTypes[] = {
    {"BaseToken", coins, {}},
    {"aToken", a_tokens, {"supply", "withdraw"}},
    {"debtToken", debt_tokens, {"borrow", "repay"}},
    {"LST", staking_tokens, {"stake", "unstake"}},
    {"Perp", perps, {"perp_trade"}},
};

const TypeRow* find_type(const std::string& type) {
  for (const TypeRow& row : kTypes)
    if (row.type == type) return &row;
  return nullptr;
}

std::string type_problem(const std::string& type) {
  std::vector<std::string> types;
  for (const TypeRow& row : kTypes) types.emplace_back(row.type);
  return fmt::format("unknown type '{}'{} (allowed: {})", type, suggestion(type, types), fmt::join(types, " | "));
}

/// The accounts of the mode's venues, each once.
std::vector<std::string> mode_accounts(const ConfigTrees& trees) {
  std::vector<std::string> accounts;
  for (const std::string& venue : trees.mode_venues()) {
    const AccountNames names = trees.accounts_of(venue);
    accounts.push_back(names.spot);
    if (names.perp != names.spot) accounts.push_back(names.perp);
  }
  return accounts;
}

/// Why an account cannot hold instruments of a type; empty when it can.
std::string account_problem(const ConfigTrees& trees, const InstrumentText& parts) {
  std::string venue = trees.venue_of_account(parts.account);
  const bool is_perp = parts.type == "Perp";
  if (!venue.empty() && (!is_perp || trees.accounts_of(venue).perp == parts.account)) return {};
  const std::vector<std::string> used = trees.mode_venues();
  if (venue.empty() && std::find(used.begin(), used.end(), parts.account) != used.end()) venue = parts.account;
  if (venue.empty()) {
    const std::vector<std::string> allowed = mode_accounts(trees);
    return fmt::format("'{}' is not an account of the mode's venues{} (allowed: {})", parts.account,
                       suggestion(parts.account, allowed), fmt::join(allowed, " | "));
  }
  const AccountNames names = trees.accounts_of(venue);
  const std::string& right = is_perp ? names.perp : names.spot;
  return fmt::format("{} of {} are in the account '{}' (allowed: {}:{}:{})", is_perp ? "perps" : "coins", venue, right,
                     right, parts.type, parts.symbol);
}

std::string instrument_problem(const ConfigTrees& trees, const std::string& key) {
  const std::optional<InstrumentText> parts = take_apart(key);
  if (!parts) return "is not of the form account:type:symbol";
  const TypeRow* type = find_type(parts->type);
  if (type == nullptr) return type_problem(parts->type);
  if (std::string problem = account_problem(trees, *parts); !problem.empty()) return problem;
  const ConfigTree& venue = trees.venues.at(trees.venue_of_account(parts->account));
  // An unreadable file has been reported already, and its symbols are unknown.
  if (venue.values.empty()) return {};
  const Names known = type->symbols(venue);
  if (known.contains(parts->symbol)) return {};
  return fmt::format("{} knows no {} '{}'{} (allowed: {})", venue.file, parts->type, parts->symbol,
                     suggestion(parts->symbol, {known.begin(), known.end()}),
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, " | ")));
}

void check_needed_routes(const ConfigTrees& trees, Faults& faults) {
  std::set<std::string> needed;
  for (const std::string& key : find_list(trees.mode, "instruments")) {
    const std::optional<InstrumentText> parts = take_apart(key);
    const TypeRow* type = parts ? find_type(parts->type) : nullptr;
    if (type != nullptr) needed.insert(type->actions.begin(), type->actions.end());
  }
  for (const std::string& action : needed) {
    if (trees.mode.find("routing." + action) != nullptr) continue;
    faults.push_back(
        fmt::format("{}: routing.{}: missing, but the mode's instruments need it", trees.mode.file, action));
  }
}

/// A hedge on a venue trades the perp of that venue, so the mode must declare the instrument.
void check_hedge_instruments(const ConfigTrees& trees, Faults& faults) {
  if (find_text(trees.mode, "routing.perp_trade") != "hedge_allocation") return;
  const std::set<std::string> declared = find_set(trees.mode, "instruments");
  const std::string asset = find_text(trees.mode, "asset");
  if (asset.empty() || declared.empty()) return;
  for (const std::string& venue : trees.mode.children("hedge_allocation")) {
    const auto share = find_number<Ratio>(trees.mode, "hedge_allocation." + venue);
    if (!trees.venues.contains(venue)) continue;
    const AccountNames names = trees.accounts_of(venue);
    const auto key_in = [&](const std::string& account) { return fmt::format("{}:Perp:{}USDT", account, asset); };
    // A key with another account of the venue has been told which is right.
    if (declared.contains(key_in(names.spot)) || declared.contains(key_in(venue))) continue;
    const std::string wanted = key_in(names.perp);
    if (!share || share->is_zero() || declared.contains(wanted)) continue;
    faults.push_back(fmt::format("{}: instruments: '{}' is missing, but hedge_allocation.{} is {}",
                                 trees.mode.place_of("instruments"), wanted, venue, share->to_string()));
  }
}

/// Every account that an exchange has in the mode holds USDT: it pays, and it is margin. What a venue's account of
/// perps has comes from outside through its account of spot.
void check_cash_instruments(const ConfigTrees& trees, Faults& faults) {
  const std::set<std::string> declared = find_set(trees.mode, "instruments");
  if (declared.empty()) return;
  const auto holds_any = [&](const std::string& account) {
    return std::any_of(declared.begin(), declared.end(),
                       [&](const std::string& key) { return key.starts_with(account + ":"); });
  };
  for (const std::string& venue : trees.mode_venues()) {
    if (find_text(trees.venues.at(venue), "kind") != "cex") continue;
    const AccountNames names = trees.accounts_of(venue);
    const bool trades_spot = trees.routed_venue("spot_trade") == venue;
    const bool holds_perps = holds_any(names.perp);
    const auto require_cash = [&](const std::string& account, std::string_view why) {
      const std::string wanted = account + ":BaseToken:USDT";
      if (declared.contains(wanted)) return;
      faults.push_back(
          fmt::format("{}: instruments: '{}' is missing, but {}", trees.mode.place_of("instruments"), wanted, why));
    };
    if (trades_spot)
      require_cash(names.spot, fmt::format("routing.spot_trade is {}", venue));
    else if (holds_perps || holds_any(names.spot))
      require_cash(names.spot, fmt::format("transfers to and from {} go through it", venue));
    if (holds_perps && names.perp != names.spot)
      require_cash(names.perp, fmt::format("it is the margin of what '{}' holds", names.perp));
  }
}

}  // namespace

void check_instruments(const ConfigTrees& trees, Faults& faults) {
  for (const std::string& key : find_list(trees.mode, "instruments")) {
    const std::string problem = instrument_problem(trees, key);
    if (!problem.empty())
      faults.push_back(fmt::format("{}: instruments: '{}': {}", trees.mode.place_of("instruments"), key, problem));
  }
  check_needed_routes(trees, faults);
  check_hedge_instruments(trees, faults);
  check_cash_instruments(trees, faults);
}

}  // namespace basis
