#include <fmt/format.h>

#include <algorithm>

#include "tools/wallet/wallet_group.hpp"
#include "venues/chain_order.hpp"

namespace basis {
namespace {

/// The steps behind the loan's repayment, each on what is there then.
Result<void> send_after(WalletDesk& desk, const GroupRun& run, const std::string& id, Sent& sent) {
  const auto& steps = run.file.steps;
  const auto repaid = std::ranges::find(steps, ActionType::flash_repay, &GroupStep::action);
  std::size_t number = 0;
  for (auto step = repaid == steps.end() ? repaid : repaid + 1; step != steps.end(); ++step) {
    if (sent.status != OrderStatus::accepted) return ok();
    const std::string own = fmt::format("{}-after-{}", id, ++number);
    BASIS_TRY(const auto kept, desk.kept(own));
    std::optional<chain::ContractCall> call = kept;
    if (!call) {
      BASIS_TRY(const WalletState state, read_state(desk));
      BASIS_TRY(call, own_call(desk.access().book, *step, state.of(WalletState::Kind::held)));
    }
    if (!call) continue;
    BASIS_TRY(send_one(desk, own, *call, sent));
  }
  return ok();
}

/// Sends the transactions of a group under ids that are numbered.
class GroupSending {
 public:
  GroupSending(WalletDesk& desk, const GroupRun& run, const std::string& id) : desk_(desk), run_(run), id_(id) {}

  /// What an earlier command has sent of this group goes on as it was.
  Result<void> go_on() {
    BASIS_TRY(const auto account, desk_.account());
    const auto executor = desk_.access().book.contract("instadapp", "executor");
    for (;;) {
      BASIS_TRY(const auto kept, desk_.kept(fmt::format("{}-{}", id_, number_ + 1)));
      if (!kept) return ok();
      BASIS_TRY(send_next(*kept));
      earlier_.push_back(*kept);
      executed_ = executed_ || (executor && kept->to == executor.value());
      cast_ = cast_ || kept->to == account;
    }
  }

  Result<void> send() {
    if (sent_.status == OrderStatus::accepted && !executed_ && !cast_) {
      BASIS_TRY(TriedGroup tried, try_group(desk_, run_));
      if (tried.builds) {
        BASIS_TRY(send_next(tried.plan.before.front()));
        if (sent_.status != OrderStatus::accepted) return ok();
        // Another account may have been built in between: only now its address is certain.
        BASIS_TRY(tried, try_group(desk_, run_));
        if (tried.builds)
          return Error(ErrorKind::data, "the RPC does not list the account that was built yet (ask again with --id)");
      }
      for (const chain::ContractCall& call : tried.plan.before) {
        // What an earlier command was allowed nothing has used since.
        if (std::ranges::find(earlier_, call) != earlier_.end()) continue;
        BASIS_TRY(send_next(call));
      }
      BASIS_TRY(send_next(tried.plan.transaction));
      executed_ = run_.through == Through::executor;
    }
    return executed_ ? send_after(desk_, run_, id_, sent_) : ok();
  }

  void tell(TradeReport& report) {
    report.status = sent_.status;
    report.text = std::move(sent_.reason);
    report.tables.push_back(std::move(sent_.table));
  }

 private:
  Result<void> send_next(const chain::ContractCall& call) {
    return send_one(desk_, fmt::format("{}-{}", id_, ++number_), call, sent_);
  }

  WalletDesk& desk_;
  const GroupRun& run_;
  const std::string& id_;
  Sent sent_ = nothing_sent();
  std::size_t number_ = 0;
  std::vector<chain::ContractCall> earlier_;  ///< that an earlier command has sent
  bool executed_ = false;                     ///< the one transaction was the executor's
  bool cast_ = false;                         ///< it was the account's
};

}  // namespace

Result<TradeReport> send_group(WalletDesk& desk, const GroupRun& run, const std::string& id) {
  BASIS_TRY(const WalletState before, read_state(desk));
  GroupSending sending(desk, run, id);
  BASIS_TRY(sending.go_on());
  BASIS_TRY(sending.send());
  TradeReport report;
  report.account = "wallet";
  report.action = "send";
  BASIS_TRY(const WalletState state, read_state(desk));
  sending.tell(report);
  for (TradeTable& changed : change_tables(before, state)) report.tables.push_back(std::move(changed));
  // What has happened in between may have made less of it than the trial said.
  if (run.through == Through::spells && report.status == OrderStatus::accepted && !healthy(state, run))
    report.tables.push_back(
        {"warning",
         {"text"},
         {{fmt::format("the account's health factor is below {}", run.least_health->to_string())}}});
  return report;
}

}  // namespace basis
