#include "tools/wallet/wallet_group.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/wallet/call_tree.hpp"
#include "venues/chain/abi_event.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/instadapp/calls.hpp"
#include "venues/instadapp/errors.hpp"

namespace basis {
namespace {

/// uniswap/v3-core, IUniswapV3PoolEvents.sol: amounts as the pool sees them, what it pays out is negative.
const chain::Event& swapped() {
  static const chain::Event kEvent(
      "Swap(address indexed sender,address indexed recipient,int256 amount0,int256 amount1,uint160 sqrtPriceX96,"
      "uint128 liquidity,int24 tick)");
  return kEvent;
}

/// What a transfer of all may leave of a token that moves whole shares (BasisExecutor.sol, kDust).
constexpr unsigned kDustUnits = 2;
constexpr std::uint64_t kHealthUnitsOfRatio = 1'000'000;  // 1e-18 in 1e-12

/// What the swaps of a simulated transaction paid out, in their order.
std::vector<u256> paid_out(const std::vector<chain::Log>& logs) {
  std::vector<u256> amounts;
  for (const chain::Log& log : logs) {
    if (log.topics.empty() || log.topics.front() != swapped().topic()) continue;
    const auto values = swapped().decode(log.topics, log.data);
    if (!values) continue;
    const auto& first = values.value()[2].sint();
    const auto& second = values.value()[3].sint();
    amounts.emplace_back(u256(first < 0 ? -first : -second));
  }
  return amounts;
}

class GroupTrial {
 public:
  GroupTrial(WalletDesk& desk, const GroupRun& run) : desk_(desk), run_(run), steps_(run.file.steps) {}

  Result<TriedGroup> run() {
    BASIS_TRY(terms_.account, desk_.account());
    if (run_.through == Through::spells && !terms_.account) {
      BASIS_TRY(foresee_account());
    }
    BASIS_TRY(tried_.before, read_state(desk_, terms_.account));
    const bool bounded = std::ranges::any_of(run_.file.slippage_bps, [](const auto& one) { return one.has_value(); });
    if (bounded) {
      // What the swaps pay is seen first, with no bound on it.
      for (std::size_t i = 0; i < steps_.size(); ++i)
        if (run_.file.slippage_bps[i]) steps_[i].minimum_out = Amount::from_raw(1);
      BASIS_TRY(const auto seen, simulate());
      BASIS_TRY(bound(paid_out(seen.logs)));
    }
    BASIS_TRY(const auto call, simulate());
    tried_.gas = call.gas_used;
    tried_.transfers = transfer_rows(call.logs, book_, desk_.access().wallet);
    return std::move(tried_);
  }

 private:
  /// The address that an account would get that is built now.
  Result<void> foresee_account() {
    BASIS_TRY(const auto build, instadapp::build(book_, desk_.access().wallet));
    BASIS_TRY(const auto answers, desk_.simulate({build}));
    if (!answers[0].succeeded)
      return Error(ErrorKind::usage, fmt::format("{} would revert: {}", build.text,
                                                 instadapp::cast_reason(contract_reverts(), answers[0].returned)));
    BASIS_TRY(terms_.account, instadapp::built_account(answers[0].returned));
    terms_.build = tried_.builds = true;
    return ok();
  }

  /// Plans and tries; the simulated transaction, with the state after it in `tried_`.
  Result<chain::SimulatedCall> simulate() {
    terms_.through = run_.through;
    terms_.wallet = desk_.access().wallet;
    terms_.deadline = std::max(desk_.now_utc(), desk_.block_time()) + run_.deadline;
    terms_.least_health = run_.least_health;
    BASIS_TRY(tried_.plan, route_group(book_, steps_, terms_, tried_.before));
    BASIS_TRY(const auto questions, WalletQuestions::create(book_, desk_.access().wallet, terms_.account));
    std::vector<chain::ContractCall> calls = tried_.plan.before;
    calls.push_back(tried_.plan.transaction);
    calls.insert(calls.end(), questions.calls().begin(), questions.calls().end());
    BASIS_TRY(const auto answers, desk_.simulate(calls));
    const std::size_t own = tried_.plan.before.size() + 1;
    for (std::size_t i = 0; i < own; ++i) {
      if (!answers[i].succeeded) return fails(i, answers[i]);
    }
    std::vector<chain::Bytes> told;
    for (std::size_t i = own; i < answers.size(); ++i) told.push_back(answers[i].returned);
    BASIS_TRY(tried_.after, questions.read(told));
    BASIS_TRY(nothing_stays("executor", tried_.before.in_executor, tried_.after.in_executor));
    constexpr auto kLoose = WalletState::Kind::account_held;
    BASIS_TRY(nothing_stays("account", tried_.before.of(kLoose), tried_.after.of(kLoose)));
    BASIS_TRY(is_healthy());
    return answers[own - 1];
  }

  /// A fault of ours: what stays there is out of the wallet's sight.
  static Result<void> nothing_stays(std::string_view where, const std::map<std::string, Wei>& before,
                                    const std::map<std::string, Wei>& after) {
    for (const auto& [symbol, amount] : after)
      if (amount.value() > before.at(symbol).value() + kDustUnits)
        return Error(ErrorKind::usage,
                     fmt::format("{} units of {} would stay in the {}", amount.to_string(), symbol, where));
    return ok();
  }

  /// The executor checks it by itself; no spell does.
  [[nodiscard]] Result<void> is_healthy() const {
    if (run_.through == Through::executor || healthy(tried_.after, run_)) return ok();
    return Error(ErrorKind::usage,
                 fmt::format("the account's health factor would be {}, and must be at least {}",
                             health_text(tried_.after.account_health), run_.least_health->to_string()));
  }

  [[nodiscard]] Error fails(std::size_t index, const chain::SimulatedCall& answer) const {
    const bool whole = index == tried_.plan.before.size();
    const std::string what = whole ? "the transaction" : tried_.plan.before[index].text;
    const std::string why = answer.returned.empty() ? answer.fault
                            : whole                 ? tried_.plan.reason(answer.returned)
                                                    : contract_reverts().read(answer.returned).text;
    return {ErrorKind::usage, fmt::format("{} would revert: {}", what, why)};
  }

  Result<void> bound(const std::vector<u256>& paid) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (steps_[i].action != ActionType::swap) continue;
      if (next == paid.size()) return Error(ErrorKind::usage, "a swap of the group pays nothing");
      const u256 out = paid[next++];
      if (!run_.file.slippage_bps[i]) continue;
      BASIS_TRY(const auto token, desk_.access().book.token(steps_[i].into));
      const Wei least(u256(out * (10'000 - *run_.file.slippage_bps[i]) / 10'000));
      BASIS_TRY(steps_[i].minimum_out, least.to_amount(token.decimals));
    }
    return ok();
  }

  WalletDesk& desk_;
  const GroupRun& run_;
  const chain::ContractBook& book_ = desk_.access().book;
  std::vector<GroupStep> steps_;
  RouteTerms terms_;
  TriedGroup tried_;
};

}  // namespace

bool healthy(const WalletState& state, const GroupRun& run) {
  return !run.least_health || !state.account_health ||
         state.account_health->value() >= u256(run.least_health->raw()) * kHealthUnitsOfRatio;
}

Result<TriedGroup> try_group(WalletDesk& desk, const GroupRun& run) {
  BASIS_TRY(TriedGroup tried, GroupTrial(desk, run).run());
  for (const GroupStep& step : tried.plan.after)
    if (step.action != ActionType::wrap && step.action != ActionType::unwrap)
      return Error(ErrorKind::usage,
                   fmt::format("after flash_repay: {} (allowed: wrap, unwrap)", action_name(step.action)));
  // Allowances are not there yet, so that only a group without any can be traced before it is sent.
  if (tried.plan.before.empty()) {
    if (const auto tree = desk.trace(tried.plan.transaction))
      tried.tree = call_tree_lines(tree.value(), desk.access().book, contract_reverts());
  }
  return tried;
}

TradeReport dry_run_report(const TriedGroup& group) {
  TradeReport report;
  report.account = "wallet";
  report.action = "dry-run";
  TradeTable calls{"calls", {"number", "call"}};
  std::size_t number = 0;
  const auto add = [&](const std::string& text) { calls.rows.push_back({fmt::format("{}", ++number), text}); };
  for (const chain::ContractCall& call : group.plan.before) add(call.text);
  add(fmt::format("{}, {} gas", group.plan.transaction.text, group.gas));
  for (const std::string& line : group.plan.lines) calls.rows.push_back({"", "  " + line});
  for (const GroupStep& step : group.plan.after) add(fmt::format("{} what is there then", action_name(step.action)));
  report.tables.push_back(std::move(calls));
  for (TradeTable& table : change_tables(group.before, group.after)) report.tables.push_back(std::move(table));
  report.tables.push_back({"transfers", {"token", "from", "to", "amount"}, group.transfers});
  if (!group.tree.empty()) {
    TradeTable tree{"trace", {"call"}};
    for (const std::string& line : group.tree) tree.rows.push_back({line});
    report.tables.push_back(std::move(tree));
  }
  return report;
}

}  // namespace basis
