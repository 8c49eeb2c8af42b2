#include <fmt/format.h>

#include <memory>

#include "core/results/replace_file.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/trade_acts.hpp"
#include "tools/trade/acceptance.hpp"

namespace basis {
namespace {

using AccountSteps = std::vector<std::pair<std::string, AcceptanceStep>>;

void tell_step(const std::string& account, const AcceptanceStep& step) {
  fmt::print(stderr, "{:<14} {:<14} {:<8} {:>6} ms  {}\n", account, step.step, acceptance_word(step.outcome),
             step.took.count / 1'000'000, step.figure);
}

/// The steps of one account. What keeps it from being opened is the first of them.
void accept_account(const TradeConfig& config, const TradeOptions& options, const std::string& account,
                    AccountSteps& steps) {
  std::unique_ptr<TradeAccess> access;
  Acceptance::Parts parts;
  parts.open = [&]() -> Result<std::unique_ptr<TradeDesk>> {
    BASIS_TRY(access, open_trade_access(config, account, true));
    return open_trade_desk(config, *access, std::nullopt);
  };
  parts.market = options.market;
  parts.network = config.network.get();
  parts.limits = config.limits();
  parts.wait = config.wait;
  parts.told = [&](const AcceptanceStep& step) {
    steps.emplace_back(account, step);
    if (!options.json) tell_step(account, step);
  };
  Acceptance(std::move(parts)).run();
}

Result<int> accept(const TradeOptions& options) {
  BASIS_TRY(const TradeConfig config, read_trade_config(options, true));
  const std::vector<std::string> known = tradable_accounts(config.loaded.settings);
  // A name that is none is told before anything is tried.
  for (const std::string& account : options.venues) {
    BASIS_TRY(open_trade_account(config.loaded.settings, account));
  }
  AccountSteps steps;
  for (const std::string& account : options.venues.empty() ? known : options.venues)
    if (!interrupted()) accept_account(config, options, account, steps);
  TradeReport report;
  report.action = "acceptance";
  for (const auto& [account, step] : steps) {
    if (!report.account.ends_with(account)) report.account += (report.account.empty() ? "" : ", ") + account;
    if (step.outcome != AcceptanceStep::Outcome::failed) continue;
    report.status = OrderStatus::refused;
    report.text += fmt::format("{}{}: {}", report.text.empty() ? "" : "; ", account, step.step);
  }
  if (interrupted()) {
    report.status = OrderStatus::unknown;
    report.text = "interrupted";
  }
  report.tables = {acceptance_table(steps)};
  const std::string json = report_json(report) + "\n";
  BASIS_TRY(replace_file(options.out, json));
  fmt::print("{}", options.json ? json : table_text(report.tables.front()));
  if (report.status == OrderStatus::accepted) return kExitDone;
  fmt::print(stderr, "basis: acceptance: failed: {} (see {})\n", report.text, options.out);
  return kExitGate;
}

int acceptance_command(const TradeOptions& options) {
  catch_interrupts();
  const Result<int> done = accept(options);
  return done ? done.value() : report_error(done.error());
}

}  // namespace

void add_acceptance_command(CLI::App& trade, int& exit_code) {
  CLI::App* const command =
      trade.add_subcommand("acceptance", "Try everything that a node asks of a venue, with the smallest orders");
  auto options = std::make_shared<TradeOptions>();
  options->market = "BTCUSDT";
  options->out = "acceptance.json";
  command->add_option("--venue", options->venues, "An account; may be repeated (default: all that can be traded)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--market", options->market, "The market that is traded (default: BTCUSDT)");
  command->add_option("--out", options->out, "The file of its JSON document (default: acceptance.json)");
  add_trade_options(*command, *options, true);
  command->footer(
      "\nIt leaves positions as they were and no order of its own. Exit codes: 0 no step failed, 2 usage or "
      "configuration,\n4 a step failed, which the table names.\n");
  command->callback([options, &exit_code] { exit_code = acceptance_command(*options); });
}

}  // namespace basis
