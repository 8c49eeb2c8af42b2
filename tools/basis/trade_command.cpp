#include <fmt/format.h>

#include <memory>

#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/hand_report.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/trade_acts.hpp"

namespace basis {
namespace {

/// The command that asks what became of something.
std::string asks_again(const TradeOptions& options, const TradeReport& report, UtcTime began) {
  std::string where = fmt::format("--venue {}", report.account);
  if (!options.simulator.empty()) where += " --simulator " + options.simulator;
  if (!options.simulator_ca.empty()) where += " --sim-ca " + options.simulator_ca;
  const std::string id = report.tables.empty() || report.tables.front().rows.empty()
                             ? options.id
                             : report.tables.front().rows.front().front();
  if (report.action == "cancel-all") return fmt::format("basis trade open {} --market {}", where, options.market);
  if (report.action == "transfer" || report.action == "withdraw")
    return fmt::format("basis trade {} {} --asset {} --amount {} {} --id {} --asked {}", report.action, where,
                       options.asset, options.amount,
                       report.action == "transfer"
                           ? "--to " + options.to
                           : fmt::format("--address {} --network {}", options.address, options.network),
                       id, options.asked.empty() ? began.snap(kSecond).to_string() : options.asked);
  return fmt::format("basis trade order {} --market {} --id {}", where, options.market, id);
}

Result<TradeReport> run_trade(const TradeAction& action, const TradeOptions& options) {
  BASIS_TRY(const TradeConfig config, read_trade_config(options, action.changes));
  const UtcTime began = config.network->now_utc();
  BASIS_TRY(const auto access, open_trade_access(config, options.venues.front(), action.changes));
  TradeRun run{options, config, *access, std::nullopt};
  if (!options.market.empty()) {
    BASIS_TRY(run.market, access->account.find_market("--market", options.market));
  }
  BASIS_TRY(TradeReport report, action.act(run));
  if (report.status == OrderStatus::unknown) report.again = asks_again(options, report, began);
  return report;
}

int trade_command(const TradeAction& action, const TradeOptions& options) {
  catch_interrupts();
  const Result<TradeReport> done = run_trade(action, options);
  return done ? tell_report(done.value(), options.json) : report_error(done.error());
}

void add_order_options(CLI::App& command, TradeOptions& options) {
  command.add_option("--size", options.order.size, "Coins, also where the venue counts contracts")->required();
  command.add_option("--limit", options.order.limit, "Price; without one it is a market order");
  command.add_option("--kind", options.order.kind,
                     "market | limit | ioc | fok | post_only (default: limit with\n--limit, else market)");
  command.add_flag("--reduce-only", options.order.reduce_only, "Perps: it may only make the position smaller");
}

void add_money_options(CLI::App& command, TradeOptions& options) {
  command.add_option("--asset", options.asset, "What is moved: USDT")->required();
  command.add_option("--amount", options.amount, "How much of it")->required();
  command.add_option("--id", options.id, "Of a movement that an earlier command asked for: it is looked for first");
  command.add_option("--asked", options.asked, "With --id: when it was asked for, UTC");
}

/// The options that an action has beside those of all.
void add_own_options(CLI::App& command, TradeOptions& options, TradeNeeds needs) {
  const bool of_account =
      needs == TradeNeeds::account || needs == TradeNeeds::transfer || needs == TradeNeeds::withdrawal;
  if (!of_account) {
    CLI::Option* const market =
        command.add_option("--market", options.market, "BTCUSDT; of both products: Spot:BTCUSDT");
    if (needs != TradeNeeds::any_market) market->required();
  }
  if (needs == TradeNeeds::id || needs == TradeNeeds::terms)
    command.add_option("--id", options.id, "Our id of the order")->required();
  if (needs == TradeNeeds::time)
    command.add_option("--since", options.since, "First instant, UTC (default: a day ago)");
  if (needs == TradeNeeds::order) add_order_options(command, options);
  if (needs == TradeNeeds::terms) {
    command.add_option("--size", options.order.size, "Its new whole size in coins, with what has filled");
    command.add_option("--limit", options.order.limit, "Its new price");
  }
  if (needs == TradeNeeds::transfer) {
    add_money_options(command, options);
    command.add_option("--to", options.to, "The other account: binance_usdm")->required();
  }
  if (needs == TradeNeeds::withdrawal) {
    add_money_options(command, options);
    command.add_option("--address", options.address, "One of withdrawal_addresses of configs/node.yaml")->required();
    command.add_option("--network", options.network, "As the venue names it (default: ETH)");
  }
}

}  // namespace

void add_trade_options(CLI::App& command, TradeOptions& options, bool changes) {
  command.add_option("--simulator", options.simulator,
                     "A running basis sim, HOST:PORT, instead of the venues of\nBASIS_ENVIRONMENT; without credentials "
                     "its demo account");
  command.add_option("--sim-ca", options.simulator_ca, "With --simulator: its authority (PEM); it speaks TLS");
  command.add_option("--wait", options.wait, "Seconds that the venue has to answer (default: 30)");
  command.add_option("--config", options.config_dir, "Folder of the configuration");
  command
      .add_option("--set", options.overrides,
                  "Override a key: node.KEY=VALUE of configs/node.yaml, or a venue's; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_flag("--json", options.json, "One JSON document instead of tables");
  if (changes) command.add_flag("--yes-real-money", options.real_money, "Needed on the venues' live networks");
}

void add_trade_command(CLI::App& app, int& exit_code) {
  CLI::App* const trade = app.add_subcommand("trade", "Trade an account by hand, simulated or real");
  trade->require_subcommand(1);
  trade->footer(kHandCodes);
  for (const TradeAction& action : trade_actions()) {
    CLI::App* const command = trade->add_subcommand(std::string(action.name), std::string(action.help));
    auto options = std::make_shared<TradeOptions>();
    options->order.side = action.name;
    command->add_option("--venue", options->venues, "The account: binance, binance_usdm, bybit, okx")
        ->required()
        ->expected(1);
    add_own_options(*command, *options, action.needs);
    add_trade_options(*command, *options, action.changes);
    command->footer(kHandCodes);
    command->callback([options, &action, &exit_code] { exit_code = trade_command(action, *options); });
  }
  add_acceptance_command(*trade, exit_code);
}

}  // namespace basis
