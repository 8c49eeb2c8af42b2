#include "core/config/hot_path.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/config/schema.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

const Schema& hot_path_schema() {
  using enum ValueKind;
  using enum Need;
  static const Schema kSchema = {
      {"pricing.max_age_seconds", integer, "[1, 3600]", required, "", "an older top or mark is not used"},
      {"pricing.max_funding_age_seconds", integer, "[1, 86400]", required, "", "an older funding rate is not used"},
      {"pricing.carry_horizon_hours", integer, "[1, 8760]", required, "",
       "over which entering and leaving is written off"},
      {"pricing.clip.*", amount, "(0, )", required, "", "coins that executable prices are for, by asset"},
      {"pricing.volatility.grid_seconds", integer, "[1, 3600]", required, "", "between two samples of fair value"},
      {"pricing.volatility.half_life_seconds", integer, "[1, 2592000]", required, "",
       "in which a return's weight halves"},
      {"pricing.volatility.minimum_returns", integer, "[1, 100000]", required, "", "before so many there is no figure"},
      {"signal.enter_carry_bps", basis_points, "(-100000, 100000)", required, "", "a year; enter at or over"},
      {"signal.minimum_entry_basis_bps", basis_points, "(-10000, 10000)", required, "", "enter only at or over"},
      {"signal.exit_carry_bps", basis_points, "(-100000, 100000)", required, "", "a year; leave at or under"},
      {"signal.cool_down_seconds", integer, "[0, 86400]", required, "", "between two signals of a pair"},
      {"signal.slippage_bps", basis_points, "[0, 1000)", required, "",
       "a limit's distance behind the signal's average"},
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
      {"limits.max_naked_seconds", integer, "[1, 3600]", required, "", "a hedge may be incomplete"},
      {"limits.receive_window_milliseconds", integer, "[1, 60000]", required, "", "a venue may take a signed request"},
      {"queues.capacity", integer, "[64, 1048576]", required, "", "events from a feed to one consumer"},
      {"lanes.*.core", integer, "[0, 1023]", optional, "", "the core it is pinned to"},
      {"lanes.*.idle", choice, "spin | yield", required, "", "what it does when nothing waits"},
      {"placement.*", text, "", required, "", "actor -> lane"},
  };
  return kSchema;
}

Nanos seconds(const ConfigTree& tree, std::string_view key) { return kSecond * get_integer(tree, key); }

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
void read_lanes(const ConfigTree& tree, HotPathSettings& settings, Faults& faults) {
  for (const std::string& name : tree.children("lanes")) {
    const std::string key = "lanes." + name;
    LaneSettings lane;
    if (const auto* core = tree.find(key + ".core")) lane.core = static_cast<unsigned>(std::stoul(core->text));
    lane.spins = find_text(tree, key + ".idle") == "spin";
    settings.lanes.emplace(name, lane);
  }
  const std::vector<std::string>& actors = hot_path_actors();
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

void check(const ConfigTree& tree, const HotPathSettings& settings, Faults& faults) {
  if (settings.exit_carry_bps >= settings.enter_carry_bps)
    faults.push_back(fmt::format("{}: signal.exit_carry_bps: {} is not under signal.enter_carry_bps ({})",
                                 tree.place_of("signal.exit_carry_bps"), settings.exit_carry_bps,
                                 settings.enter_carry_bps));
  for (const auto& [asset, clip] : settings.clip) {
    const auto most = settings.maximum_position.find(asset);
    if (most == settings.maximum_position.end())
      faults.push_back(
          fmt::format("{}: limits.maximum_position.{}: missing, pricing.clip names the asset", tree.file, asset));
    else if (most->second < clip)
      faults.push_back(fmt::format("{}: limits.maximum_position.{}: {} is under one clip of {}",
                                   tree.place_of("limits.maximum_position." + asset), asset, most->second.to_string(),
                                   clip.to_string()));
  }
  if (settings.clip.empty()) faults.push_back(fmt::format("{}: pricing.clip: names no asset", tree.file));
}

HotPathSettings build(const ConfigTree& tree, Faults& faults) {
  const auto bps = [&](std::string_view key) { return get_number<BasisPoints>(tree, key).to_double(); };
  HotPathSettings settings;
  settings.max_age = seconds(tree, "pricing.max_age_seconds");
  settings.max_funding_age = seconds(tree, "pricing.max_funding_age_seconds");
  settings.carry_horizon = kHour * get_integer(tree, "pricing.carry_horizon_hours");
  settings.clip = coins_by_asset(tree, "pricing.clip", faults);
  settings.volatility_grid = seconds(tree, "pricing.volatility.grid_seconds");
  settings.volatility_half_life = seconds(tree, "pricing.volatility.half_life_seconds");
  settings.volatility_minimum_returns =
      static_cast<std::uint32_t>(get_integer(tree, "pricing.volatility.minimum_returns"));
  settings.enter_carry_bps = bps("signal.enter_carry_bps");
  settings.minimum_entry_basis_bps = bps("signal.minimum_entry_basis_bps");
  settings.exit_carry_bps = bps("signal.exit_carry_bps");
  settings.cool_down = seconds(tree, "signal.cool_down_seconds");
  settings.slippage = get_number<BasisPoints>(tree, "signal.slippage_bps");
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
  settings.max_naked_time = seconds(tree, "limits.max_naked_seconds");
  settings.receive_window = Nanos{1'000'000} * get_integer(tree, "limits.receive_window_milliseconds");
  settings.queue_capacity = static_cast<std::size_t>(get_integer(tree, "queues.capacity"));
  return settings;
}

}  // namespace

const std::vector<std::string>& hot_path_actors() {
  static const std::vector<std::string> kActors = {"pricing", "risk", "position_monitor", "strategy_manager",
                                                   "execution_manager"};
  return kActors;
}

Result<HotPathSettings> load_hot_path(const std::filesystem::path& config_dir,
                                      const std::vector<std::string>& overrides) {
  BASIS_TRY(ConfigTree tree, read_config_tree(config_dir / "hot_path.yaml"));
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
  apply_schema(hot_path_schema(), tree, faults);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  HotPathSettings settings = build(tree, faults);
  read_lanes(tree, settings, faults);
  check(tree, settings, faults);
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return settings;
}

}  // namespace basis
