#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/config/cross_checks.hpp"
#include "core/config/text_distance.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

/// A parsed key `venue:type:symbol`. The venue `wallet` has no file of that name; it stands for the venue with the
/// capability `wallet`.
struct InstrumentText {
  std::string venue;
  std::string type;
  std::string symbol;
};

std::optional<InstrumentText> take_apart(const std::string& key) {
  const std::size_t first = key.find(':');
  const std::size_t second = first == std::string::npos ? first : key.find(':', first + 1);
  if (second == std::string::npos || key.find(':', second + 1) != std::string::npos) return std::nullopt;
  InstrumentText parts{key.substr(0, first), key.substr(first + 1, second - first - 1), key.substr(second + 1)};
  if (parts.venue.empty() || parts.type.empty() || parts.symbol.empty()) return std::nullopt;
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

/// The file of the instrument's venue, if the mode uses that venue; null with a reason in `problem` otherwise.
const ConfigTree* venue_of(const ConfigTrees& trees, const std::string& name, std::string& problem) {
  const std::vector<std::string> used = find_list(trees.mode, "venues");
  std::vector<std::string> allowed;
  for (const std::string& venue : used) {
    const bool holds_wallet = trees.has_capability(venue, "wallet");
    if (trees.venues.contains(venue) && (venue == name || (holds_wallet && name == "wallet")))
      return &trees.venues.at(venue);
    allowed.push_back(holds_wallet ? "wallet" : venue);
  }
  problem = fmt::format("'{}' is not a venue of the mode{} (allowed: {})", name, suggestion(name, allowed),
                        fmt::join(allowed, " | "));
  return nullptr;
}

std::string instrument_problem(const ConfigTrees& trees, const std::string& key) {
  const std::optional<InstrumentText> parts = take_apart(key);
  if (!parts) return "is not of the form venue:type:symbol";
  const TypeRow* type = find_type(parts->type);
  if (type == nullptr) return type_problem(parts->type);
  std::string problem;
  const ConfigTree* venue = venue_of(trees, parts->venue, problem);
  // An unreadable file has been reported already, and its symbols are unknown.
  if (venue == nullptr || venue->values.empty()) return problem;
  const Names known = type->symbols(*venue);
  if (known.contains(parts->symbol)) return {};
  return fmt::format("{} knows no {} '{}'{} (allowed: {})", venue->file, parts->type, parts->symbol,
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
    const std::string wanted = fmt::format("{}:Perp:{}USDT", venue, asset);
    if (!share || share->is_zero() || declared.contains(wanted)) continue;
    faults.push_back(fmt::format("{}: instruments: '{}' is missing, but hedge_allocation.{} is {}",
                                 trees.mode.place_of("instruments"), wanted, venue, share->to_string()));
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
}

}  // namespace basis
