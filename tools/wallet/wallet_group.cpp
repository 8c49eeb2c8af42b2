#include "tools/wallet/wallet_group.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/wallet/call_tree.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/abi_event.hpp"
#include "venues/chain_reverts.hpp"

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
    BASIS_TRY(tried_.before, read_state(desk_));
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
    tried_.transfers = transfer_rows(call.logs, desk_.access().book, desk_.access().wallet);
    return std::move(tried_);
  }

 private:
  /// Plans and tries; the simulated transaction, with the state after it in `tried_`.
  Result<chain::SimulatedCall> simulate() {
    GroupTerms terms;
    terms.wallet = desk_.access().wallet;
    terms.deadline = std::max(desk_.now_utc(), desk_.block_time()) + run_.deadline;
    terms.supplied = tried_.before.of(WalletState::Kind::supplied);
    terms.allowed = tried_.before.allowed;
    terms.least_health = run_.least_health;
    BASIS_TRY(tried_.plan, plan_group(desk_.access().book, steps_, terms));
    BASIS_TRY(const auto questions, WalletQuestions::create(desk_.access().book, desk_.access().wallet));
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
    // A fault of ours: what stays there is out of the wallet's sight.
    for (const auto& [symbol, amount] : tried_.after.in_executor)
      if (amount.value() > tried_.before.in_executor.at(symbol).value() + kDustUnits)
        return Error(ErrorKind::usage,
                     fmt::format("{} units of {} would stay in the executor", amount.to_string(), symbol));
    return answers[own - 1];
  }

  [[nodiscard]] Error fails(std::size_t index, const chain::SimulatedCall& answer) const {
    const bool whole = index == tried_.plan.before.size();
    const std::string what = whole ? "the transaction" : tried_.plan.before[index].text;
    const std::string why = answer.returned.empty() ? answer.fault
                            : whole ? instadapp::executor_reason(contract_reverts(), tried_.plan.group, answer.returned)
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
  std::vector<GroupStep> steps_;
  TriedGroup tried_;
};

/// What the wallet does by itself after the transaction.
Result<chain::ContractCall> own_call(WalletDesk& desk, const GroupStep& step) {
  const chain::ContractBook& book = desk.access().book;
  const bool wraps = step.action == ActionType::wrap;
  if (!wraps && step.action != ActionType::unwrap)
    return Error(ErrorKind::usage,
                 fmt::format("after flash_repay: {} (allowed: wrap, unwrap)", action_name(step.action)));
  Wei amount;
  if (step.amount) {
    BASIS_TRY(amount, Wei::from_amount(*step.amount, 18));
  } else {
    BASIS_TRY(const WalletState state, read_state(desk));
    amount = state.of(WalletState::Kind::held)[wraps ? "ETH" : "WETH"];
  }
  return wraps ? alchemy::wrap_ether(book, amount) : alchemy::unwrap_ether(book, amount);
}

/// The steps behind the loan's repayment, each on what is there then.
Result<void> send_after(WalletDesk& desk, const GroupRun& run, const std::string& id, Sent& sent) {
  const auto& steps = run.file.steps;
  const auto repaid = std::ranges::find(steps, ActionType::flash_repay, &GroupStep::action);
  std::size_t number = 0;
  for (auto step = repaid == steps.end() ? repaid : repaid + 1; step != steps.end(); ++step) {
    if (sent.status != OrderStatus::accepted) return ok();
    const std::string own = fmt::format("{}-after-{}", id, ++number);
    BASIS_TRY(const auto kept, desk.kept(own));
    Result<chain::ContractCall> call = kept ? Result<chain::ContractCall>(*kept) : own_call(desk, *step);
    if (!call) return call.error();
    BASIS_TRY(send_one(desk, own, call.value(), sent));
  }
  return ok();
}

}  // namespace

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
  for (const instadapp::ExecutorStep& step : group.plan.group.steps) calls.rows.push_back({"", "  " + step.call.text});
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

Result<TradeReport> send_group(WalletDesk& desk, const GroupRun& run, const std::string& id) {
  BASIS_TRY(const auto executor, desk.access().book.contract("instadapp", "executor"));
  BASIS_TRY(const WalletState before, read_state(desk));
  Sent sent = nothing_sent();
  std::size_t number = 0;
  const auto own_id = [&] { return fmt::format("{}-{}", id, ++number); };
  // What an earlier command has sent of this group goes on as it was.
  bool transacted = false;
  for (;; ++number) {
    BASIS_TRY(const auto kept, desk.kept(fmt::format("{}-{}", id, number + 1)));
    if (!kept) break;
    BASIS_TRY(send_one(desk, fmt::format("{}-{}", id, number + 1), *kept, sent));
    transacted = transacted || kept->to == executor;
  }
  if (sent.status == OrderStatus::accepted && !transacted) {
    BASIS_TRY(const TriedGroup tried, try_group(desk, run));
    for (const chain::ContractCall& call : tried.plan.before) {
      BASIS_TRY(send_one(desk, own_id(), call, sent));
    }
    BASIS_TRY(send_one(desk, own_id(), tried.plan.transaction, sent));
  }
  BASIS_TRY(send_after(desk, run, id, sent));
  TradeReport report;
  report.account = "wallet";
  report.action = "send";
  report.status = sent.status;
  report.text = std::move(sent.reason);
  report.tables.push_back(std::move(sent.table));
  BASIS_TRY(const WalletState state, read_state(desk));
  for (TradeTable& changed : change_tables(before, state)) report.tables.push_back(std::move(changed));
  return report;
}

}  // namespace basis
