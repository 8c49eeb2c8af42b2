#include "core/execution/cash_plan.hpp"

#include <algorithm>

namespace basis {
namespace {

/// A move is made in at most this many transfers, so that the work of a step does not grow with the capital.
constexpr i128 kMostParts = 100;

/// One account compared with its target.
struct Standing {
  AccountId account;
  Amount surplus;  ///< movable cash over the target
  Amount deficit;
};

Standing stand(AccountId account, Amount balance, Amount cash, Amount target) {
  const Amount over = balance - target;
  if (over.sign() < 0) return {account, Amount{}, -over};
  return {account, std::max(Amount{}, std::min(over, cash)), Amount{}};
}

Amount margin_weight(const ModeSettings& mode, const std::string& venue, Amount margin) {
  const auto share = mode.hedge_allocation.find(venue);
  return share == mode.hedge_allocation.end() ? Amount{} : mul(margin, share->second, Rounding::floor);
}

std::vector<Standing> standings(const PortfolioView& portfolio, const Instruction& instruction,
                                const ModeSettings& mode) {
  std::vector<Standing> all;
  const AccountId wallet = *portfolio.universe.find_account(kWalletAccount);
  const Amount in_wallet =
      portfolio.holding(portfolio.universe.get(wallet, PositionType::base_token, kQuoteAsset)).amount;
  all.push_back(stand(wallet, in_wallet, in_wallet, instruction.cash.wallet));
  for (const AccountMargin& margin : portfolio.risk.margins)
    all.push_back(stand(margin.account, margin.balance, margin.cash,
                        account_target(portfolio.universe, margin.account, instruction.cash, mode)));
  return all;
}

/// The most that one of the transfers of a move carries: the maximum, or more where that would make over `kMostParts`.
Amount largest_part(Amount amount, Amount maximum) {
  return std::max(maximum, Amount::from_raw(div_round(amount.raw(), kMostParts, Rounding::ceil)));
}

void append_split(std::vector<CashMove>& moves, const CashMove& move, Amount part) {
  Amount rest = move.amount;
  while (rest > part) {
    moves.push_back({move.from, move.to, part});
    rest -= part;
  }
  moves.push_back({move.from, move.to, rest});
}

/// Number of transfers that a move of `amount` is split into.
i128 pieces(Amount amount, Amount maximum) {
  return div_round(amount.raw(), largest_part(amount, maximum).raw(), Rounding::ceil);
}

}  // namespace

const Ratio kLeastMoveInGas = Ratio::from_int(10);

std::optional<AccountId> spot_account(const Universe& universe, const ModeSettings& mode) {
  const auto route = mode.routing.find(std::string(action_name(ActionType::spot_trade)));
  if (route == mode.routing.end()) return std::nullopt;
  const ExchangeAccounts* exchange = universe.exchange(route->second);
  return exchange == nullptr ? std::nullopt : exchange->spot;
}

Amount account_target(const Universe& universe, AccountId account, const CashTargets& targets,
                      const ModeSettings& mode) {
  const auto spot = spot_account(universe, mode);
  const Amount margin = margin_weight(mode, universe.venue_of(account), targets.margin);
  return spot && *spot == account ? margin + targets.spot : margin;
}

std::vector<CashMove> plan_cash(const PortfolioView& portfolio, const Instruction& instruction,
                                const Settings& settings, const CostCalculator& costs) {
  const TransferSettings& limits = settings.mode.transfer;
  const Amount gas = costs.gas("transfer", portfolio.universe, portfolio.market);
  std::vector<Standing> all = standings(portfolio, instruction, settings.mode);
  std::vector<CashMove> moves;
  for (;;) {
    const auto by_surplus = [](const Standing& a, const Standing& b) { return a.surplus < b.surplus; };
    const auto by_deficit = [](const Standing& a, const Standing& b) { return a.deficit < b.deficit; };
    Standing& giver = *std::max_element(all.begin(), all.end(), by_surplus);
    Standing& taker = *std::max_element(all.begin(), all.end(), by_deficit);
    const Amount asked = std::min(giver.surplus, taker.deficit);
    if (asked.sign() <= 0) break;
    const Amount gas_due = Amount::from_raw(mul_div(gas.raw(), pieces(asked, limits.maximum), 1, Rounding::ceil));
    const Amount amount = std::min(asked, giver.surplus - gas_due);
    // The largest possible move comes first, so when it is too small, all others are too.
    const Amount worth_it = instruction.everything ? gas_due : mul(gas_due, kLeastMoveInGas, Rounding::ceil);
    const Amount least = instruction.discretionary ? limits.minimum : worth_it;
    if (amount.sign() <= 0 || amount < least) break;
    append_split(moves, {giver.account, taker.account, amount}, largest_part(amount, limits.maximum));
    giver.surplus = std::max(Amount{}, giver.surplus - amount - gas_due);
    taker.deficit -= amount;
  }
  return moves;
}

}  // namespace basis
