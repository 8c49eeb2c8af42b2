#include <fmt/format.h>

#include <array>
#include <memory>

#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/chain_options.hpp"
#include "tools/basis/chain_start_local.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/hand_report.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/basis/trade_setup.hpp"
#include "tools/wallet/deploy_executor.hpp"
#include "tools/wallet/wallet_group.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {
namespace {

/// The mode whose configuration names every protocol.
constexpr const char* kModeOfAllProtocols = "usdt_market_neutral";

/// What an action works with.
struct ChainRun {
  const ChainOptions& options;
  const Settings& settings;
  WalletDesk& desk;
};

struct ChainAction {
  std::string_view name;
  std::string_view help;
  bool sends;  ///< deploy-executor: with --send alone
  Result<TradeReport> (*act)(const ChainRun& run);
  void (*add)(CLI::App& command, ChainOptions& options);
};

void add_nothing(CLI::App&, ChainOptions&) {}

void add_group(CLI::App& command, ChainOptions& options) {
  command.add_option("FILE", options.file, "The group: a YAML list of actions")->required();
  command.add_option("--least-health", options.health,
                     "The health factor that the lending account must keep, or nothing\nhappens (default: 1.01)");
  command.add_option("--through", options.through,
                     "spells: of an Instadapp account, which is built at first use; executor: our\ncontract (default: "
                     "venues.instadapp.through, or else spells where the chain has\nthem)");
}

void add_id(CLI::App& command, ChainOptions& options) {
  command.add_option("--id", options.id, "Of what an earlier command has sent: what it sent is not sent again");
}

void add_send(CLI::App& command, ChainOptions& options) {
  add_group(command, options);
  add_id(command, options);
}

void add_allowance(CLI::App& command, ChainOptions& options) {
  command.add_option("--token", options.token, "Whose allowance: USDT")->required();
  command.add_option("--spender", options.spender, "An address, or a contract by name: aave_v3.pool")->required();
  add_id(command, options);
}

void add_approve(CLI::App& command, ChainOptions& options) {
  add_allowance(command, options);
  command.add_option("--amount", options.amount, "How much it may take");
  command.add_flag("--unlimited", options.unlimited, "Without a limit: whoever owns the spender may take all");
}

void add_lane(CLI::App& command, ChainOptions& options) {
  command.add_option(
      "--lane", options.lane,
      "Folder of the wallets' transactions (default: basis/wallets in\nXDG_STATE_HOME or ~/.local/state)");
}

void add_unstick(CLI::App& command, ChainOptions& options) {
  command.add_flag("--cancel", options.cancel, "Replace what is open by transactions that do nothing");
}

Result<Amount> read_amount(const char* option, const std::string& text) {
  const auto amount = Amount::parse(text);
  if (amount && amount.value().sign() > 0) return amount.value();
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is no number over 0 with at most 18 decimals", option, text));
}

Result<GroupRun> read_group(const ChainRun& chain) {
  const ChainOptions& options = chain.options;
  GroupRun run;
  BASIS_TRY(run.file, read_group_file(options.file));
  BASIS_TRY(run.through, choose_route(options.through, chain.settings, chain.desk.access().book));
  const auto health = Ratio::parse(options.health);
  if (!health || health.value() < Ratio::from_int(1) || health.value() > Ratio::from_int(100))
    return Error(ErrorKind::usage,
                 fmt::format("--least-health: '{}' is no health factor (allowed: 1 to 100)", options.health));
  run.least_health = health.value();
  return run;
}

Result<TradeReport> act_positions(const ChainRun& run) { return show_positions(run.desk); }

Result<TradeReport> act_balances(const ChainRun& run) {
  BASIS_TRY(TradeReport report, show_positions(run.desk));
  report.action = "balances";
  std::erase_if(report.tables.front().rows, [](const auto& row) { return row.front() != "wallet"; });
  report.tables.resize(1);
  return report;
}

Result<TradeReport> act_gas(const ChainRun& run) {
  std::map<std::string, std::int64_t> units;
  for (const auto& [name, gas] : run.settings.venues.at("alchemy").gas_units) units.emplace(name, gas);
  return show_gas(run.desk, units);
}

Result<TradeReport> act_nonce(const ChainRun& run) {
  BASIS_TRY(const auto file, lane_file(run.options.lane, process_environment(), run.desk.access()));
  return show_nonce(run.desk, file);
}

Result<TradeReport> act_unstick(const ChainRun& run) {
  BASIS_TRY(TradeReport report, unstick(run.desk, run.options.cancel));
  if (report.status == OrderStatus::unknown) report.again = "basis chain unstick";
  return report;
}

/// Sends an allowance, under the id of an earlier command where one is given.
Result<TradeReport> send_allowance(const ChainRun& run, const Allowance& allowance, const char* action,
                                   const std::string& amount) {
  const std::string id = run.options.id.empty() ? fresh_id(run.desk, action) : run.options.id;
  BASIS_TRY(TradeReport report, allow(run.desk, allowance, id));
  if (report.status == OrderStatus::unknown)
    report.again = fmt::format("basis chain {} --token {} --spender {}{} --id {}", action, allowance.token,
                               allowance.spender, amount, id);
  return report;
}

Result<TradeReport> act_approve(const ChainRun& run) {
  Allowance allowance{run.options.token, run.options.spender, std::nullopt};
  if (run.options.unlimited != run.options.amount.empty())
    return Error(ErrorKind::usage, "--amount or --unlimited: one of them");
  if (!run.options.unlimited) {
    BASIS_TRY(allowance.amount, read_amount("--amount", run.options.amount));
  }
  return send_allowance(run, allowance, "approve",
                        run.options.unlimited ? " --unlimited" : " --amount " + run.options.amount);
}

Result<TradeReport> act_revoke(const ChainRun& run) {
  return send_allowance(run, {run.options.token, run.options.spender, Amount{}}, "revoke", "");
}

void add_deploy(CLI::App& command, ChainOptions& options) {
  command.add_flag("--send", options.send, "Deploy it; without this it is only tried");
  add_id(command, options);
}

Result<TradeReport> act_deploy(const ChainRun& run) {
  if (!run.options.send) return try_executor(run.desk);
  const std::string id = run.options.id.empty() ? fresh_id(run.desk, "executor") : run.options.id;
  BASIS_TRY(TradeReport report, deploy_executor(run.desk, id));
  if (report.status == OrderStatus::unknown) report.again = "basis chain deploy-executor --send --id " + id;
  return report;
}

Result<TradeReport> act_dry_run(const ChainRun& run) {
  BASIS_TRY(const GroupRun group, read_group(run));
  BASIS_TRY(const TriedGroup tried, try_group(run.desk, group));
  return dry_run_report(tried);
}

Result<TradeReport> act_send(const ChainRun& run) {
  BASIS_TRY(const GroupRun group, read_group(run));
  const std::string id = run.options.id.empty() ? fresh_id(run.desk, "group") : run.options.id;
  BASIS_TRY(TradeReport report, send_group(run.desk, group, id));
  if (report.status == OrderStatus::unknown)
    report.again = fmt::format("basis chain send {} --through {} --id {}", run.options.file,
                               group.through == Through::spells ? "spells" : "executor", id);
  return report;
}

constexpr std::array kActions{
    ChainAction{"balances", "What the wallet holds", false, act_balances, add_nothing},
    ChainAction{"positions", "What it and its DSA hold, supply and owe, and health factors", false, act_positions,
                add_nothing},
    ChainAction{"gas", "What gas costs now", false, act_gas, add_nothing},
    ChainAction{"nonce", "Its transactions: in the chain, waiting at the node, open here", false, act_nonce, add_lane},
    ChainAction{"unstick", "Look after what is open until nothing is", true, act_unstick, add_unstick},
    ChainAction{"approve", "Let a contract take an amount of a token", true, act_approve, add_approve},
    ChainAction{"revoke", "Let a contract take nothing of a token any more", true, act_revoke, add_allowance},
    ChainAction{"dry-run", "Try a group of actions, without sending it", false, act_dry_run, add_group},
    ChainAction{"send", "Send a group of actions as one transaction", true, act_send, add_send},
    ChainAction{"deploy-executor", "Put our executor for the wallet on the chain", true, act_deploy, add_deploy},
};

Result<void> check_real_money(const WalletAccess& access, const ChainAction& action, const ChainOptions& options) {
  if (!action.sends || options.real_money || !access.real_money()) return ok();
  return Error(ErrorKind::usage,
               fmt::format("chain {} of '{}' moves real money: say so with --yes-real-money, or use Sepolia "
                           "or a local chain",
                           access.chain_id, access.network));
}

/// What an action's command was told, checked.
struct ChainConfig {
  LoadedConfig loaded;
  WalletAccess access;
  Nanos wait;
  std::unique_ptr<net::BeastNetwork> network;
};

Result<ChainConfig> read_chain_config(const ChainAction& action, const ChainOptions& options) {
  ChainConfig config;
  BASIS_TRY(config.wait, read_seconds("--wait", options.wait));
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  BASIS_TRY(environment.check_execution_mode("chain", ExecutionMode::live));
  environment.execution_mode.reset();
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  const Overrides overrides = split_overrides(options.overrides);
  BASIS_TRY(config.loaded, load_config(folder, kModeOfAllProtocols, overrides.others, environment));
  BASIS_TRY(config.access, read_wallet_access(environment, config.loaded.settings, action.sends));
  BASIS_TRY(check_real_money(config.access, action, options));
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(config.network, net::BeastNetwork::make({.proxies = proxies}));
  return config;
}

/// A desk of the wallet, with its lane where the action sends. It ends before the configuration.
Result<std::unique_ptr<WalletDesk>> open_desk(ChainConfig& config, const ChainAction& action,
                                              const ChainOptions& options) {
  WalletDesk::Parts parts;
  parts.access = &config.access;
  parts.network = config.network.get();
  parts.run = [&network = *config.network](Nanos limit) { network.run_for(limit); };
  parts.interrupted = [] { return interrupted(); };
  parts.tell = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  parts.wait = config.wait;
  if (config.access.network == "local") {
    parts.poll = Nanos{200'000'000};
    parts.lane.confirmations = 1;
  }
  BASIS_TRY(auto desk, WalletDesk::open(std::move(parts)));
  if (!action.sends) return desk;
  const auto process = process_environment();
  BASIS_TRY(const auto file, lane_file(options.lane, process, config.access));
  const auto runtime = process.find("XDG_RUNTIME_DIR");
  BASIS_TRY(desk->take_lane(file, lock_folder(runtime == process.end() ? std::string() : runtime->second)));
  return desk;
}

Result<TradeReport> run_action(const ChainAction& action, const ChainOptions& options) {
  BASIS_TRY(ChainConfig config, read_chain_config(action, options));
  BASIS_TRY(const auto desk, open_desk(config, action, options));
  return action.act({options, config.loaded.settings, *desk});
}

int chain_command(ChainAction action, const ChainOptions& options) {
  catch_interrupts();
  if (action.act == act_deploy) action.sends = options.send;
  const Result<TradeReport> done = run_action(action, options);
  return done ? tell_report(done.value(), options.json) : report_error(done.error());
}

}  // namespace

void add_chain_command(CLI::App& app, int& exit_code) {
  CLI::App* const chain = app.add_subcommand("chain", "A wallet on a chain by hand: read, try and send");
  chain->require_subcommand(1);
  chain->footer(kHandCodes);
  for (const ChainAction& action : kActions) {
    CLI::App* const command = chain->add_subcommand(std::string(action.name), std::string(action.help));
    auto options = std::make_shared<ChainOptions>();
    action.add(*command, *options);
    command->add_option("--config", options->config_dir, "Folder of the configuration");
    command->add_option("--set", options->overrides, "Override a key of a venue's configuration; may be repeated")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_flag("--json", options->json, "One JSON document instead of tables");
    if (action.sends) {
      command->add_option("--wait", options->wait,
                          "Seconds that a transaction has to get into the chain (default: 300)");
      add_lane(*command, *options);
      command->add_flag("--yes-real-money", options->real_money, "Needed on every chain but Sepolia and a local one");
    }
    command->footer(kHandCodes);
    command->callback([options, &action, &exit_code] { exit_code = chain_command(action, *options); });
  }
  add_start_local(*chain, exit_code);
}

}  // namespace basis
