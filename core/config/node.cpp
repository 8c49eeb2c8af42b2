#include "core/config/node.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/config/schema.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

const Schema& node_schema() {
  using enum ValueKind;
  using enum Need;
  static const Schema kSchema = {
      {"pricing.max_age_seconds", integer, "[1, 3600]", required, "", "an older top or mark is not used"},
      {"pricing.max_funding_age_seconds", integer, "[1, 86400]", required, "", "an older funding rate is not used"},
      {"pricing.quote_size.*", amount, "(0, )", required, "", "coins that executable prices are for, by asset"},
      {"pricing.volatility.grid_seconds", integer, "[1, 3600]", required, "", "between two samples of fair value"},
      {"pricing.volatility.half_life_seconds", integer, "[1, 2592000]", required, "",
       "in which a return's weight halves"},
      {"pricing.volatility.minimum_returns", integer, "[1, 100000]", required, "", "before so many there is no figure"},
      {"limits.price_band_bps", basis_points, "(0, 10000)", required, "", "between an order's price and the mid"},
      {"limits.maximum_order_notional", amount, "(0, )", required, "", "USDT"},
      {"limits.maximum_position.*", amount, "(0, )", required, "", "coins, by asset"},
      {"limits.maximum_gross", amount, "(0, )", required, "", "USDT, over all instruments"},
      {"limits.daily_loss", amount, "(0, )", required, "", "USDT; beyond it orders only reduce"},
      {"limits.orders_per_second", integer, "[1, 10000]", required, "", "of one instrument"},
      {"limits.order_burst", integer, "[1, 10000]", required, "", "of one instrument, at once"},
      {"limits.total_orders_per_second", integer, "[1, 100000]", required, "", "of all"},
      {"limits.total_order_burst", integer, "[1, 100000]", required, "", "of all, at once"},
      {"limits.max_risk_age_seconds", integer, "[1, 600]", required, "",
       "with an older view of risk orders only reduce"},
      {"limits.receive_window_milliseconds", integer, "[1, 60000]", required, "", "a venue may take a signed request"},
      {"limits.dead_man_seconds", integer, "[0, 600]", required, "",
       "without a word from us a venue that has a dead-man's switch cancels our orders; 0: it is not armed"},
      {"stop.how", choice, "leave | reduce | flatten", defaulted, "leave", "what an orderly stop does with positions"},
      {"stop.wait_seconds", integer, "[1, 86400]", defaulted, "600", "how long that may take"},
      {"staging.endpoints", choice, "testnet | demo | mainnet", defaulted, "testnet",
       "where the environment staging connects to"},
      {"api.certificate", text, "", optional, "", "certificate chain (PEM) of the control API; without it plain HTTP"},
      {"api.key", text, "", optional, "", "its key (PEM)"},
      {"alerts.repeat_seconds", integer, "[0, 604800]", defaulted, "3600",
       "an alert that lasts is told again; 0: once"},
      {"alerts.calm_seconds", integer, "[0, 3600]", defaulted, "10", "without its cause, before an alert is over"},
      {"alerts.quiet_seconds", integer, "[0, 86400]", defaulted, "300",
       "events of one kind are told once in this time"},
      {"alerts.start_seconds", integer, "[0, 86400]", defaulted, "300", "a start has not begun; 0: not told"},
      {"alerts.silent_seconds", integer, "[0, 3600]", defaulted, "30", "the node's thread is busy; 0: not told"},
      {"alerts.session_seconds", integer, "[0, 86400]", defaulted, "60", "a session is not ready; 0: not told"},
      {"alerts.book_seconds", integer, "[0, 86400]", defaulted, "60", "an order book has no price; 0: not told"},
      {"alerts.step_seconds", integer, "[0, 86400]", defaulted, "300", "no step was closed; 0: not told"},
      {"alerts.risk_seconds", integer, "[0, 86400]", defaulted, "60", "risk is not safe; 0: at once"},
      {"alerts.chain_seconds", integer, "[0, 86400]", defaulted, "120", "no new block; 0: not told"},
      {"alerts.plan_seconds", integer, "[0, 604800]", defaulted, "3600", "a plan is open; 0: not told"},
      {"alerts.reserve_seconds", integer, "[0, 604800]", defaulted, "3600",
       "the reserve is under half of its target; 0: not told"},
      {"alerts.clock_milliseconds", integer, "[0, 60000]", defaulted, "1000",
       "between a venue's clock and ours; 0: not told"},
      {"alerts.journal_seconds", integer, "[0, 86400]", defaulted, "30",
       "the database of the journal is behind; 0: not told"},
      {"alerts.margin_ratio", ratio, "[0, 10]", defaulted, "0.1", "of an account, under it; 0: not told"},
      {"alerts.health_factor", ratio, "[0, 100]", defaulted, "1.02", "of an account, under it; 0: not told"},
      {"alerts.day_loss_bps", basis_points, "[0, 10000]", defaulted, "100", "of equity, of the UTC day; 0: not told"},
      {"alerts.drawdown_bps", basis_points, "[0, 10000]", defaulted, "300", "of equity, since the start; 0: not told"},
      {"alerts.gas_money", amount, "[0, )", defaulted, "0.02",
       "ether for gas beside the capital, under it; 0: not told"},
      {"alerts.ca", text, "", optional, "", "authorities (PEM) of the webhook's certificate; without it the system's"},
      {"journal.max_lag_seconds", integer, "[0, 86400]", defaulted, "120",
       "the journal's database is so far behind: orders only reduce; 0: no limit"},
      {"journal.max_lag_entries", integer, "[0, 1000000000]", defaulted, "200000", "likewise, by entries"},
      {"journal.halt_lag_seconds", integer, "[0, 604800]", defaulted, "3600",
       "the journal's database is so far behind: no orders; 0: no limit"},
      {"journal.halt_lag_entries", integer, "[0, 1000000000]", defaulted, "5000000", "likewise, by entries"},
      {"disk.reduce_megabytes", integer, "[0, 1000000000]", defaulted, "500",
       "the run's file system has less free: orders only reduce; 0: no limit"},
      {"disk.halt_megabytes", integer, "[0, 1000000000]", defaulted, "100", "likewise: no orders; 0: no limit"},
      {"hot_sockets", flag, "", defaulted, "true", "sockets of orders and order books are read by every poll"},
      {"withdrawal_addresses.*", text_list, "", optional, "",
       "of Ethereum, where withdrawals of this exchange may go to; no other address is ever sent to a venue"},
      {"queues.capacity", integer, "[64, 1048576]", required, "", "events from a feed to one consumer"},
      {"lanes.*.core", integer, "[0, 1023]", optional, "", "the core it is pinned to"},
      {"lanes.*.idle", choice, "spin | yield", required, "", "what it does when nothing waits"},
      {"placement.*", text, "", required, "", "actor -> lane"},
  };
  return kSchema;
}

Nanos seconds(const ConfigTree& tree, std::string_view key) { return kSecond * get_integer(tree, key); }

AlertSettings read_alerts(const ConfigTree& tree) {
  AlertSettings alerts;
  alerts.repeat = seconds(tree, "alerts.repeat_seconds");
  alerts.calm = seconds(tree, "alerts.calm_seconds");
  alerts.quiet = seconds(tree, "alerts.quiet_seconds");
  alerts.starting = seconds(tree, "alerts.start_seconds");
  alerts.silent = seconds(tree, "alerts.silent_seconds");
  alerts.session = seconds(tree, "alerts.session_seconds");
  alerts.book = seconds(tree, "alerts.book_seconds");
  alerts.step = seconds(tree, "alerts.step_seconds");
  alerts.risk = seconds(tree, "alerts.risk_seconds");
  alerts.chain = seconds(tree, "alerts.chain_seconds");
  alerts.plan = seconds(tree, "alerts.plan_seconds");
  alerts.reserve = seconds(tree, "alerts.reserve_seconds");
  alerts.clock = Nanos{1'000'000} * get_integer(tree, "alerts.clock_milliseconds");
  alerts.journal = seconds(tree, "alerts.journal_seconds");
  alerts.margin = get_number<Ratio>(tree, "alerts.margin_ratio");
  alerts.health = get_number<Ratio>(tree, "alerts.health_factor");
  alerts.day_loss = get_number<BasisPoints>(tree, "alerts.day_loss_bps");
  alerts.drawdown = get_number<BasisPoints>(tree, "alerts.drawdown_bps");
  alerts.gas_money = get_number<Amount>(tree, "alerts.gas_money");
  alerts.ca_file = find_text(tree, "alerts.ca");
  return alerts;
}

JournalLimits read_journal_limits(const ConfigTree& tree) {
  JournalLimits limits;
  limits.reduce_lag = seconds(tree, "journal.max_lag_seconds");
  limits.halt_lag = seconds(tree, "journal.halt_lag_seconds");
  limits.reduce_entries = get_integer(tree, "journal.max_lag_entries");
  limits.halt_entries = get_integer(tree, "journal.halt_lag_entries");
  return limits;
}

DiskLimits read_disk_limits(const ConfigTree& tree) {
  constexpr std::int64_t kMegabyte = 1'000'000;
  return {get_integer(tree, "disk.reduce_megabytes") * kMegabyte, get_integer(tree, "disk.halt_megabytes") * kMegabyte};
}

void check_disk_limits(const ConfigTree& tree, Faults& faults) {
  const std::int64_t reduces = get_integer(tree, "disk.reduce_megabytes");
  const std::int64_t halts = get_integer(tree, "disk.halt_megabytes");
  if (halts != 0 && halts >= reduces)
    faults.push_back(fmt::format(
        "{}: disk.halt_megabytes: {} is not under disk.reduce_megabytes of {} (allowed: 0, or less than that)",
        tree.place_of("disk.halt_megabytes"), halts, reduces));
}

/// A node reduces before it halts.
void check_journal_limits(const ConfigTree& tree, Faults& faults) {
  for (const char* unit : {"seconds", "entries"}) {
    const std::string first = fmt::format("journal.max_lag_{}", unit),
                      second = fmt::format("journal.halt_lag_{}", unit);
    const std::int64_t reduces = get_integer(tree, first), halts = get_integer(tree, second);
    if (halts != 0 && (reduces == 0 || halts <= reduces))
      faults.push_back(fmt::format("{}: {}: {} is not over {} of {} (allowed: 0, or more than that)",
                                   tree.place_of(second), second, halts, first, reduces));
  }
}

std::map<std::string, Quantity> coins_by_asset(const ConfigTree& tree, const std::string& group, Faults& faults) {
  std::map<std::string, Quantity> coins;
  for (const std::string& asset : tree.children(group)) {
    const std::string key = group + "." + asset;
    const auto size = Quantity::parse(get_text(tree, key));
    if (size)
      coins.emplace(asset, size.value());
    else
      faults.push_back(fmt::format("{}: {}: {}", tree.place_of(key), key, size.error().text()));
  }
  return coins;
}

/// Reads the lanes and the placement. Every actor must be placed on a lane that exists.
void read_lanes(const ConfigTree& tree, NodeSettings& settings, Faults& faults) {
  for (const std::string& name : tree.children("lanes")) {
    const std::string key = "lanes." + name;
    LaneSettings lane;
    if (const auto* core = tree.find(key + ".core")) lane.core = static_cast<unsigned>(std::stoul(core->text));
    lane.spins = find_text(tree, key + ".idle") == "spin";
    settings.lanes.emplace(name, lane);
  }
  const std::vector<std::string>& actors = placed_actors();
  for (const std::string& actor : tree.children("placement")) {
    const std::string key = "placement." + actor;
    const std::string lane = find_text(tree, key);
    if (std::find(actors.begin(), actors.end(), actor) == actors.end())
      faults.push_back(fmt::format("{}: {}: there is no such actor (allowed: {})", tree.place_of(key), key,
                                   fmt::join(actors, " | ")));
    else if (!settings.lanes.contains(lane))
      faults.push_back(fmt::format("{}: {}: '{}' is no lane (allowed: {})", tree.place_of(key), key, lane,
                                   fmt::join(tree.children("lanes"), " | ")));
    settings.placement.emplace(actor, lane);
  }
  for (const std::string& actor : actors)
    if (!settings.placement.contains(actor))
      faults.push_back(fmt::format("{}: placement.{}: missing, a lane is required (allowed: {})", tree.file, actor,
                                   fmt::join(tree.children("lanes"), " | ")));
}

/// "0x" and 40 hexadecimal digits.
bool is_address(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return text.size() == 42 && text.starts_with("0x") && text.find_first_not_of(kDigits, 2) == text.npos;
}

void read_addresses(const ConfigTree& tree, NodeSettings& settings, Faults& faults) {
  for (const std::string& venue : tree.children("withdrawal_addresses")) {
    const std::string key = "withdrawal_addresses." + venue;
    std::vector<std::string>& addresses = settings.withdrawal_addresses[venue] = find_list(tree, key);
    for (const std::string& address : addresses)
      if (!is_address(address))
        faults.push_back(fmt::format("{}: {}: '{}' is no address of Ethereum (allowed: 0x and 40 hexadecimal digits)",
                                     tree.place_of(key), key, address));
  }
}

void check(const ConfigTree& tree, const NodeSettings& settings, Faults& faults) {
  for (const auto& [asset, size] : settings.quote_size) {
    const auto most = settings.maximum_position.find(asset);
    if (most == settings.maximum_position.end())
      faults.push_back(
          fmt::format("{}: limits.maximum_position.{}: missing, pricing.quote_size names the asset", tree.file, asset));
    else if (most->second < size)
      faults.push_back(fmt::format("{}: limits.maximum_position.{}: {} is under pricing.quote_size of {}",
                                   tree.place_of("limits.maximum_position." + asset), asset, most->second.to_string(),
                                   size.to_string()));
  }
  if (settings.quote_size.empty()) faults.push_back(fmt::format("{}: pricing.quote_size: names no asset", tree.file));
}

NodeSettings build(const ConfigTree& tree, Faults& faults) {
  NodeSettings settings;
  settings.max_age = seconds(tree, "pricing.max_age_seconds");
  settings.max_funding_age = seconds(tree, "pricing.max_funding_age_seconds");
  settings.quote_size = coins_by_asset(tree, "pricing.quote_size", faults);
  settings.volatility_grid = seconds(tree, "pricing.volatility.grid_seconds");
  settings.volatility_half_life = seconds(tree, "pricing.volatility.half_life_seconds");
  settings.volatility_minimum_returns =
      static_cast<std::uint32_t>(get_integer(tree, "pricing.volatility.minimum_returns"));
  settings.price_band = get_number<BasisPoints>(tree, "limits.price_band_bps");
  settings.maximum_order_notional = get_number<Amount>(tree, "limits.maximum_order_notional");
  settings.maximum_position = coins_by_asset(tree, "limits.maximum_position", faults);
  settings.maximum_gross = get_number<Amount>(tree, "limits.maximum_gross");
  settings.daily_loss = get_number<Amount>(tree, "limits.daily_loss");
  settings.orders_per_second = get_integer(tree, "limits.orders_per_second");
  settings.order_burst = get_integer(tree, "limits.order_burst");
  settings.total_orders_per_second = get_integer(tree, "limits.total_orders_per_second");
  settings.total_order_burst = get_integer(tree, "limits.total_order_burst");
  settings.max_risk_age = seconds(tree, "limits.max_risk_age_seconds");
  settings.dead_man = seconds(tree, "limits.dead_man_seconds");
  settings.receive_window = Nanos{1'000'000} * get_integer(tree, "limits.receive_window_milliseconds");
  const std::string& staging = get_text(tree, "staging.endpoints");
  settings.staging_network = staging == "mainnet" ? "live" : staging;
  settings.api_certificate = find_text(tree, "api.certificate");
  settings.api_key = find_text(tree, "api.key");
  if (settings.api_certificate.empty() != settings.api_key.empty())
    faults.push_back(fmt::format("{}: api: certificate and key are given together or not at all", tree.file));
  settings.alerts = read_alerts(tree);
  settings.journal = read_journal_limits(tree);
  settings.disk = read_disk_limits(tree);
  const std::string& stop = get_text(tree, "stop.how");
  settings.stop = stop == "leave" ? StopWay::leave : stop == "reduce" ? StopWay::reduce : StopWay::flatten;
  settings.stop_wait = seconds(tree, "stop.wait_seconds");
  settings.hot_sockets = get_flag(tree, "hot_sockets");
  settings.queue_capacity = static_cast<std::size_t>(get_integer(tree, "queues.capacity"));
  return settings;
}

}  // namespace

const std::vector<std::string>& placed_actors() {
  static const std::vector<std::string> kActors = {"pricing", "risk", "pair_sender"};
  return kActors;
}

Result<NodeSettings> load_node(const std::filesystem::path& config_dir, const std::vector<std::string>& overrides) {
  BASIS_TRY(ConfigTree tree, read_config_tree(config_dir / "node.yaml"));
  Faults faults;
  for (const std::string& text : overrides) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      faults.push_back(fmt::format("{}: '{}' is not of the form key=value", kFromCommandLine, text));
      continue;
    }
    ConfigValue value;
    value.text = text.substr(equals + 1);
    value.origin = {std::string(kFromCommandLine), 0, true};
    tree.values.insert_or_assign(text.substr(0, equals), std::move(value));
  }
  apply_schema(node_schema(), tree, faults);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  NodeSettings settings = build(tree, faults);
  read_lanes(tree, settings, faults);
  read_addresses(tree, settings, faults);
  check(tree, settings, faults);
  check_journal_limits(tree, faults);
  check_disk_limits(tree, faults);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return settings;
}

}  // namespace basis
