#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tools/basis/trade_setup.hpp"
#include "tools/trade/trade_report.hpp"

namespace basis {

/// One action's command: its configuration and its account.
struct TradeRun {
  const TradeOptions& options;
  const TradeConfig& config;
  const TradeAccess& access;
  std::optional<MarketId> market{};

  /// A desk that is connected; `since`: from when on fills are listed.
  [[nodiscard]] Result<std::unique_ptr<TradeDesk>> desk(std::optional<UtcTime> since = std::nullopt) const;
};

/// Which options an action has beside those of all.
enum class TradeNeeds : std::uint8_t { account, one_market, any_market, time, id, order, terms, transfer, withdrawal };

/// An action of `basis trade` on one account.
struct TradeAction {
  std::string_view name;
  std::string_view help;
  bool changes;  ///< something at the venue
  TradeNeeds needs;
  Result<TradeReport> (*act)(const TradeRun& run);
};
std::span<const TradeAction> trade_actions();

/// The options of all actions; of one that changes something the consent to real money. They outlive `command`.
void add_trade_options(CLI::App& command, TradeOptions& options, bool changes);

/// Adds `acceptance` to the subcommand `trade`.
void add_acceptance_command(CLI::App& trade, int& exit_code);

}  // namespace basis
