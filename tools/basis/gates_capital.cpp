#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tools/basis/gates.hpp"

namespace basis {
namespace {

std::string dollars(Amount amount) { return fmt::format("{:.0f} USDT", to_double(amount.raw()) / 1e18); }
std::string coins(Amount amount, const std::string& coin) {
  return fmt::format("{:.4g} {}", to_double(amount.raw()) / 1e18, coin);
}

/// What accounts and wallet hold: of the share class, and of what else the mode knows.
struct Holdings {
  Amount capital;
  std::vector<std::string> others;
};

void count_account(const CheckRun& run, const CheckedAccount& checked, Holdings& held) {
  const Universe& universe = run.live->markets.universe;
  const std::string& share = run.settings().mode.share_class;
  for (const auto& [asset, told] : checked.desk->balances()) {
    const std::string& token = checked.account.universe.name(asset);
    if (told.amount.is_zero()) continue;
    if (token == share) {
      held.capital += told.amount;
      continue;
    }
    const auto known = std::ranges::find_if(universe.instruments(), [&](const Instrument& instrument) {
      return universe.name(instrument.account) == checked.account.name && instrument.type == PositionType::base_token &&
             instrument.token == token;
    });
    if (known != universe.instruments().end())
      held.others.push_back(fmt::format("{} of {}", told.amount.to_string(), known->key));
  }
  for (const auto& [market, told] : checked.desk->positions())
    if (!told.amount.is_zero())
      held.others.push_back(fmt::format("{} of {}", told.amount.to_string(), checked.desk->market(market).key));
}

void count_wallet(const CheckRun& run, Holdings& held) {
  const Universe& universe = run.live->markets.universe;
  const std::string& share = run.settings().mode.share_class;
  for (const Instrument& instrument : universe.instruments()) {
    const Amount amount = run.reading->holdings[instrument.id.index()].amount;
    if (!instrument.on_chain || amount.is_zero()) continue;
    const bool in_wallet = universe.name(instrument.account) == kWalletAccount;
    if (in_wallet && instrument.token == share)
      held.capital += amount;
    else if (!(in_wallet && instrument.token == kEther))  // gas money
      held.others.push_back(fmt::format("{} of {}", amount.to_string(), instrument.key));
  }
}

/// One limit of configs/node.yaml against what the mode would do with the capital.
void hold_against(GateRows& rows, const std::string& limit, Amount most, Amount wanted, const std::string& wanted_text,
                  const std::string& most_text, const std::string& then) {
  if (wanted > most)
    rows.warn(limit, fmt::format("{} exceeds {}: {}", wanted_text, most_text, then),
              fmt::format("--set node.limits.{}=..., or less capital", limit));
  else
    rows.pass(limit, fmt::format("{} is within {}", wanted_text, most_text));
}

/// The largest part of the capital that one order moves when nothing cuts it.
Amount largest_order(const ModeSettings& mode, Amount capital, Price mid) {
  if (!mode.pair.clip.is_zero()) return mul(mode.pair.clip, mid, Rounding::ceil);
  Ratio share;
  for (const auto& [venue, part] : mode.hedge_allocation) share = std::max(share, part);
  return share.is_zero() ? capital : mul(capital, share, Rounding::ceil);
}

/// Capital in dollars; absent: it is in ether, whose price is not known.
std::optional<Amount> capital_in_dollars(const CheckRun& run) {
  const std::string& share = run.settings().mode.share_class;
  if (share == kQuoteAsset) return run.capital;
  const auto mid = run.mids.find(share);
  if (mid == run.mids.end()) return std::nullopt;
  return mul(*run.capital, mid->second, Rounding::floor);
}

}  // namespace

void look_at_holdings(CheckRun& run, GateRows& rows) {
  if (!run.own_folder.empty())
    return rows.pass("capital", fmt::format("{} {} of --capital", run.config().capital.to_string(),
                                            run.settings().mode.share_class));
  const bool all_told = std::ranges::all_of(run.accounts, [](const auto& one) { return one.second.refused.empty(); });
  const bool wallet_lacks = run.has_chain() && !run.reading;
  if (!run.configured || !all_told || wallet_lacks || (run.accounts.empty() && !run.reading))
    return rows.skip("capital", "not every account tells what it holds");
  Holdings held;
  for (const auto& [name, checked] : run.accounts) count_account(run, checked, held);
  if (run.reading) count_wallet(run, held);
  run.capital = held.capital;
  const std::string& share = run.settings().mode.share_class;
  if (run.first == false)
    rows.pass("capital",
              fmt::format("{} {}; the start compares all with the journal", held.capital.to_string(), share));
  else if (held.capital.is_zero() && !run.options->adopt)
    rows.fail("capital", fmt::format("nothing of {} is there", share), "pay in first: it is the run's capital");
  else
    rows.pass("capital", fmt::format("{} {}", held.capital.to_string(), share));
  if (run.first == false || held.others.empty()) return;
  const std::string found = fmt::format("{}", fmt::join(held.others, ", "));
  if (run.options->adopt)
    rows.pass("other holdings", found + ": taken as capital, too");
  else
    rows.fail("other holdings", found + fmt::format(": not of the share class {}", share),
              "sell or move it, or take it as capital with --adopt");
}

void look_at_limits(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("limits", "no configuration");
  const NodeSettings& node = run.config().node;
  const ModeSettings& mode = run.settings().mode;
  if (run.live->markets.tradable.empty()) return rows.pass("limits", "the mode trades on no exchange");
  for (const MarketId id : run.live->markets.tradable) {
    const Market& market = run.live->markets.universe[id];
    if (market.minimum_notional > node.maximum_order_notional)
      rows.fail("maximum_order_notional",
                fmt::format("{}: the smallest order is {}", market.key, dollars(market.minimum_notional)),
                "--set node.limits.maximum_order_notional=...");
  }
  const auto position = node.maximum_position.find(mode.asset);
  if (position == node.maximum_position.end())
    rows.fail("maximum_position", fmt::format("there is none of {}", mode.asset), "name it in configs/node.yaml");
  if (!run.capital) return rows.skip("capital", "what there is, the accounts tell later");
  const auto mid = run.mids.find(mode.asset);
  const auto capital = capital_in_dollars(run);
  if (!capital) return rows.skip("capital", "no price of " + mode.share_class);
  if (mid == run.mids.end() && !mode.pair.clip.is_zero()) return rows.skip("capital", "no price of " + mode.asset);
  const Amount order = largest_order(mode, *capital, mid == run.mids.end() ? Price{} : mid->second);
  hold_against(rows, "maximum_order_notional", node.maximum_order_notional, order, "an order of " + dollars(order),
               dollars(node.maximum_order_notional), "orders are cut to it");
  const Amount gross = *capital + *capital;
  hold_against(rows, "maximum_gross", node.maximum_gross, gross, "both legs of all capital, " + dollars(gross) + ",",
               dollars(node.maximum_gross), "an entry ends there");
  if (mid == run.mids.end() || position == node.maximum_position.end()) return;
  const Amount all = div(*capital, mid->second, Rounding::ceil);
  const Amount most = amount_of(position->second);
  hold_against(rows, "maximum_position." + mode.asset, most, all, "all capital, " + coins(all, mode.asset) + ",",
               coins(most, mode.asset), "an entry ends there");
}

}  // namespace basis
