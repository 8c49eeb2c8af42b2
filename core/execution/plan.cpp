#include "core/execution/plan.hpp"

#include <algorithm>
#include <set>

#include "core/execution/routing.hpp"

namespace basis {
namespace {

/// Accounts of all exchanges, or of the one that holds this account.
std::vector<AccountId> exchange_accounts(const Universe& universe, const std::optional<AccountId>& of = {}) {
  std::vector<AccountId> accounts;
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    if (universe.is_on_chain(account)) continue;
    if (!of || account == *of || universe.same_exchange(account, *of)) accounts.push_back(account);
  }
  return accounts;
}

}  // namespace

bool PlanTransfers::under_way(UtcTime now) const {
  return std::ranges::any_of(sent_, [&](const Sent& one) { return one.due > now; });
}

bool PlanTransfers::into(AccountId account, UtcTime now) const {
  return std::ranges::any_of(sent_, [&](const Sent& one) { return one.into == account && one.due > now; });
}

bool PlanTransfers::into_any(std::span<const AccountId> accounts, UtcTime now) const {
  return std::ranges::any_of(accounts, [&](AccountId account) { return into(account, now); });
}

std::string PlanTransfers::text(const Universe& universe, UtcTime now) const {
  std::set<std::string> accounts;
  UtcTime last = now;
  for (const Sent& one : sent_) {
    if (one.due <= now) continue;
    accounts.insert(universe.name(one.into));
    last = std::max(last, one.due);
  }
  std::string text;
  for (const std::string& name : accounts) text += (text.empty() ? "" : ", ") + name;
  return "transfers into " + text + ", the last due at " + last.to_string();
}

std::vector<AccountId> accounts_needed(const Universe& universe, const Settings& settings,
                                       const InstructionBlock& block, std::size_t instruction) {
  const AccountId wallet = *universe.find_account(kWalletAccount);
  if (block.kind == BlockKind::pair) return exchange_accounts(universe);
  if (block.kind != BlockKind::sequence) return {wallet};
  const Instruction& next = block.instructions[instruction];
  switch (next.action) {
    case ActionType::spot_trade:
      return exchange_accounts(universe, routed_account(universe, settings, ActionType::spot_trade));
    case ActionType::perp_trade: return exchange_accounts(universe);
    case ActionType::wallet_transfer: break;
    default: return {wallet};
  }
  if (next.idle_only) return exchange_accounts(universe);
  if (!next.move) return {};
  if (*next.move == AssetMove::to_trading) return {wallet};
  return exchange_accounts(universe, routed_account(universe, settings, ActionType::spot_trade));
}

AccountId account_needed(const Universe& universe, const Order& order) {
  return universe.is_on_chain(order.account) ? *universe.find_account(kWalletAccount) : order.account;
}

}  // namespace basis
