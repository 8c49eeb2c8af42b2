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

/// Steps, by the key of the market that was tried.
using MarketSteps = std::vector<std::pair<std::string, AcceptanceStep>>;

/// A market that is tried, of the product of an account.
struct MarketTry {
  std::string account;
  std::string key;     ///< "binance_usdm:Perp:BTCUSDT"
  std::string market;  ///< "Perp:BTCUSDT"
};

void tell_step(const MarketTry& tried, const AcceptanceStep& step) {
  fmt::print(stderr, "{:<26} {:<14} {:<8} {:>6} ms  {}\n", tried.key, step.step, acceptance_word(step.outcome),
             step.took.count / 1'000'000, step.figure);
}

/// Both products of a unified account, unless --market names one. What is no account or no market is told before
/// anything is tried.
Result<std::vector<MarketTry>> markets_to_try(const TradeOptions& options, const Settings& settings) {
  std::vector<MarketTry> all;
  for (const std::string& name : options.venues.empty() ? tradable_accounts(settings) : options.venues) {
    BASIS_TRY(const TradeAccount account, open_trade_account(settings, name));
    BASIS_TRY(const std::vector<MarketId> markets, account.find_markets("--market", options.market));
    for (const MarketId market : markets)
      all.push_back({name, account.universe[market].key, std::string(product_and_symbol(account.universe[market]))});
  }
  return all;
}

/// What keeps the account from being opened is the first of the steps. True: a person's word stopped it.
bool accept_market(const TradeConfig& config, const TradeOptions& options, Nanos watched, const MarketTry& tried,
                   MarketSteps& steps) {
  bool stopped = false;
  std::unique_ptr<TradeAccess> access;
  Acceptance::Parts parts;
  parts.open = [&]() -> Result<std::unique_ptr<TradeDesk>> {
    BASIS_TRY(access, open_trade_access(config, tried.account, true));
    return open_trade_desk(config, *access, std::nullopt);
  };
  parts.market = tried.market;
  parts.network = config.network.get();
  parts.limits = config.limits();
  parts.wait = config.wait;
  parts.watched = watched;
  parts.interrupted = [] { return interrupted(); };
  parts.obeyed = [&stopped] {
    stopped = true;
    forget_interrupts();
  };
  parts.told = [&](const AcceptanceStep& step) {
    steps.emplace_back(tried.key, step);
    if (!options.json) tell_step(tried, step);
  };
  Acceptance(std::move(parts)).run();
  return stopped;
}

Result<int> accept(const TradeOptions& options) {
  BASIS_TRY(const Nanos watched, read_seconds("--seconds", options.seconds));
  BASIS_TRY(const TradeConfig config, read_trade_config(options, true));
  BASIS_TRY(const std::vector<MarketTry> tries, markets_to_try(options, config.loaded.settings));
  MarketSteps steps;
  TradeReport report;
  report.action = "acceptance";
  bool stopped = false;
  for (const MarketTry& tried : tries) {
    if (stopped) break;
    if (!report.account.ends_with(tried.account))
      report.account += (report.account.empty() ? "" : ", ") + tried.account;
    stopped = accept_market(config, options, watched, tried, steps) || interrupted();
  }
  for (const auto& [market, step] : steps) {
    if (step.outcome != AcceptanceStep::Outcome::failed) continue;
    report.status = OrderStatus::refused;
    report.text += fmt::format("{}{}: {}", report.text.empty() ? "" : "; ", market, step.step);
  }
  if (stopped) {
    report.status = OrderStatus::unknown;
    report.text = "interrupted" + (report.text.empty() ? "" : "; " + report.text);
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
  command->add_option("--market", options->market,
                      "The market that is traded, of each product that the account has\n(default: BTCUSDT)");
  command->add_option("--seconds", options->seconds, "How long market data is listened to (default: 10)");
  command->add_option("--out", options->out, "The file of its JSON document (default: acceptance.json)");
  add_trade_options(*command, *options, true);
  command->footer(
      "\nIt leaves positions as they were and no order of its own. Exit codes: 0 no step failed, 2 usage or "
      "configuration,\n4 a step failed, which the table names.\n");
  command->callback([options, &exit_code] { exit_code = acceptance_command(*options); });
}

}  // namespace basis
