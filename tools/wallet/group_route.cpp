#include "tools/wallet/group_route.hpp"

#include <fmt/format.h>

#include "venues/chain_account.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/chain_spells.hpp"
#include "venues/instadapp/errors.hpp"

namespace basis {
namespace {

Result<RoutedGroup> through_executor(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                                     const GroupTerms& terms) {
  BASIS_TRY(GroupPlan plan, plan_group(book, steps, terms));
  RoutedGroup routed{std::move(plan.before), std::move(plan.transaction), {}, std::move(plan.after), {}};
  for (const instadapp::ExecutorStep& step : plan.group.steps) routed.lines.push_back(step.call.text);
  routed.reason = [group = std::move(plan.group)](chain::ByteView revert) {
    return instadapp::executor_reason(contract_reverts(), group, revert);
  };
  return routed;
}

Result<RoutedGroup> through_spells(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                                   const SpellTerms& terms) {
  BASIS_TRY(SpellPlan plan, plan_spells(book, steps, terms));
  return RoutedGroup{std::move(plan.before),
                     std::move(plan.transaction),
                     instadapp::spell_lines(plan.spells),
                     {},
                     [](chain::ByteView revert) { return instadapp::cast_reason(contract_reverts(), revert); }};
}

}  // namespace

Result<Through> choose_route(const std::string& asked, const Settings& settings, const chain::ContractBook& book) {
  std::string word = asked;
  const auto venue = settings.venues.find("instadapp");
  if (word.empty() && venue != settings.venues.end() && venue->second.middleware)
    word = venue->second.middleware->through;
  if (word.empty()) return has_accounts(book) ? Through::spells : Through::executor;
  if (word == "spells") return Through::spells;
  if (word == "executor") return Through::executor;
  return Error(ErrorKind::usage, fmt::format("--through: '{}' (allowed: spells, executor)", word));
}

Result<RoutedGroup> route_group(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                                const RouteTerms& terms, const WalletState& state) {
  GroupTerms common;
  common.wallet = terms.wallet;
  common.deadline = terms.deadline;
  if (terms.through == Through::executor) {
    common.supplied = state.of(WalletState::Kind::supplied);
    common.allowed = state.allowed;
    common.least_health = terms.least_health;
    return through_executor(book, steps, common);
  }
  common.supplied = state.of(WalletState::Kind::account_supplied);
  common.allowed = state.allowed_account;
  return through_spells(book, steps, {std::move(common), terms.account.value(), terms.build});
}

}  // namespace basis
