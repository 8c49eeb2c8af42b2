#include "core/results/assumptions.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace basis {
namespace {

using Lines = std::vector<std::string>;

bool holds_staked_tokens(const ModeSettings& mode) { return mode.routing.contains("stake"); }
bool borrows(const ModeSettings& mode) { return mode.routing.contains("borrow"); }
bool lends(const ModeSettings& mode) { return mode.routing.contains("supply"); }
bool trades_perps(const ModeSettings& mode) { return !mode.hedge_allocation.empty(); }

void add_execution(const ModeSettings& mode, Nanos step, Lines& lines) {
  const bool hourly = step == kHour;
  const char* const name = hourly ? "hour" : "step";
  lines.push_back(fmt::format(
      "The clock steps {}. Decisions are made on the open of a bar and executed at that price; the strategy "
      "does nothing between two opens.",
      hourly ? "hourly"
             : fmt::format("every {} s", static_cast<double>(step.count) / static_cast<double>(kSecond.count))));
  lines.push_back(
      mode.execution.costs == CostModel::model
          ? fmt::format("Trades pay the cost table, fees and slippage together, by pair and size, beyond a million "
                        "with the square root of size, on an exchange never less than its taker fee and half a basis "
                        "point; every operation on chain and every withdrawal from an exchange pays that {}'s gas.",
                        name)
          : "Ideal: trades pay neither fees nor slippage, operations pay no gas.");
  if (mode.execution.rounding == RoundingModel::none)
    lines.emplace_back("Ideal: orders have exact sizes; no step, tick or minimum of a venue is obeyed.");
  if (!mode.rebalance_enabled) lines.emplace_back("Nothing is rebalanced after the entry.");
  const bool waits = mode.execution.delays == DelayModel::model && trades_perps(mode);
  lines.push_back(
      waits ? fmt::format("Orders are filled at once and completely; a transfer arrives at the first {} at or after it "
                          "is due. Until then it counts in equity and net delta, not in margin, and what needs it "
                          "waits.",
                          name)
            : fmt::format("Orders are filled at once and completely, and transfers arrive within their {}.", name));
  static constexpr std::array<std::pair<CapacityModel, const char*>, 3> kCapacity = {
      {{CapacityModel::remark, "Caps, free liquidity and participation in a bar's volume are told and do not bind."},
       {CapacityModel::refuse, "What is over a cap, free liquidity or the allowed participation is not sent."},
       {CapacityModel::off, "Caps, free liquidity and participation are not looked at."}}};
  for (const auto& [model, text] : kCapacity)
    if (mode.execution.capacity == model) lines.emplace_back(text);
}

std::string delays_line(const Settings& settings) {
  std::string line = "Until a transfer is there it takes";
  const auto minutes = [](Nanos delay) { return delay.count / kMinute.count; };
  for (const auto& [name, venue] : settings.venues) {
    if (venue.kind == "wallet") line += fmt::format(" {} min to leave the wallet;", minutes(venue.delays.call));
    if (venue.kind == "cex")
      line += fmt::format(" {} min to leave {} and {} to arrive there;", minutes(venue.delays.withdrawal), name,
                          minutes(venue.delays.deposit));
  }
  line.back() = '.';
  return line;
}

void add_holdings(const Settings& settings, Lines& lines) {
  const ModeSettings& mode = settings.mode;
  if (trades_perps(mode))
    lines.emplace_back("Funding is paid on the settled rate at each stamp, on the venue's own mark.");
  if (trades_perps(mode))
    lines.push_back(
        fmt::format("An account is liquidated at the maintenance margin of the venue's tiers, tried {}.",
                    mode.execution.liquidation == LiquidationModel::intrabar
                        ? "at every open and inside every bar, shorts against its high, longs against its low"
                        : "at opens only"));
  if (trades_perps(mode) && mode.execution.delays == DelayModel::model) lines.push_back(delays_line(settings));
  for (const auto& [name, venue] : settings.venues)
    if (trades_perps(mode) && venue.accounts.spot != venue.accounts.perp)
      lines.push_back(
          fmt::format("Spot and perps of {} are in two accounts, {} and {}: what is in the first is no margin in "
                      "the second, and a transfer between them is free and arrives at once.",
                      name, venue.accounts.spot, venue.accounts.perp));
  if (lends(mode))
    lines.emplace_back(
        "Aave's indices are interpolated linearly within the day; a loan is liquidated at oracle prices, and what no "
        "collateral covers is written off.");
  if (!holds_staked_tokens(mode)) return;
  lines.emplace_back(
      "Staked tokens are marked at the protocol's oracle rate; the figures at market use the DEX rate, and the oracle "
      "rate before that series begins.");
  for (const auto& [name, venue] : settings.venues)
    if (venue.staking && venue.staking->lst_type == mode.lst_type)
      lines.push_back(fmt::format("An exit queue takes the longest wait that {} states, {} days.", name,
                                  venue.staking->queue_maximum.count / kDay.count));
  lines.emplace_back(mode.rewards_mode == RewardsMode::base_only
                         ? "No restaking rewards are credited."
                         : "Restaking rewards are credited at payout, for the time-weighted holding of their period.");
}

void add_left_out(const ModeSettings& mode, Lines& lines) {
  std::string out = "Left out: partial fills, the default of a venue or protocol, a depeg of USDT";
  if (trades_perps(mode)) out += ", automatic deleveraging by an exchange";
  if (holds_staked_tokens(mode)) out += ", slashing";
  if (lends(mode))
    out += fmt::format(", the run's own effect on {} rates", borrows(mode) ? "lending and borrowing" : "lending");
  if (trades_perps(mode)) out += ", its effect on funding";
  lines.push_back(out + ".");
}

}  // namespace

std::vector<std::string> run_assumptions(const Settings& settings, const std::map<std::string, std::size_t>& fills_from,
                                         Nanos step) {
  Lines lines;
  add_execution(settings.mode, step, lines);
  add_holdings(settings, lines);
  add_left_out(settings.mode, lines);
  for (const auto& [rule, rows] : fills_from)
    if (rows > 0) lines.push_back(fmt::format("Stand-in series: {}, {} rows.", rule, rows));
  return lines;
}

}  // namespace basis
