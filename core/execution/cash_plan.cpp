#include "core/execution/cash_plan.hpp"

#include <algorithm>

#include "core/execution/cash_inside.hpp"
#include "core/execution/venue_cash.hpp"

namespace basis {
namespace {

/// A move is made in at most this many transfers, so that the work of a step does not grow with the capital.
constexpr i128 kMostParts = 100;

/// The wallet or an exchange compared with its target.
struct Standing {
  AccountId door;  ///< the account that sends and receives
  Amount surplus;  ///< movable cash over the target
  Amount deficit;
  CashAcross across{};  ///< what the plan sends out of it and into it
};

Standing stand(AccountId door, Amount balance, Amount cash, Amount target) {
  const Amount over = balance - target;
  if (over.sign() < 0) return {door, Amount{}, -over};
  return {door, std::max(Amount{}, std::min(over, cash)), Amount{}};
}

/// The wallet first, then the exchanges.
std::vector<Standing> standings(const PortfolioView& portfolio, const std::vector<VenueCash>& venues,
                                const Instruction& instruction, const ModeSettings& mode) {
  std::vector<Standing> all;
  const AccountId wallet = *portfolio.universe.find_account(kWalletAccount);
  const InstrumentId purse = portfolio.universe.get(wallet, PositionType::base_token, kQuoteAsset);
  const Amount in_wallet = portfolio.holding(purse).amount;
  // What is on the way counts as there, so that it is not sent twice; it cannot be given on.
  all.push_back(stand(wallet, in_wallet + portfolio.coming(purse), in_wallet, instruction.cash.wallet));
  for (const VenueCash& at : venues)
    all.push_back(stand(at.door(), at.balance() + at.coming, at.cash(),
                        venue_target(at.accounts->venue, instruction.cash, mode)));
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

/// Transfers between the wallet and the exchanges; notes them in the standings.
std::vector<CashMove> plan_across(std::vector<Standing>& all, const Instruction& instruction,
                                  const TransferSettings& limits, Amount gas) {
  std::vector<CashMove> moves;
  for (;;) {
    const auto by_surplus = [](const Standing& a, const Standing& b) { return a.surplus < b.surplus; };
    const auto by_deficit = [](const Standing& a, const Standing& b) { return a.deficit < b.deficit; };
    Standing& giver = *std::max_element(all.begin(), all.end(), by_surplus);
    Standing& taker = *std::max_element(all.begin(), all.end(), by_deficit);
    const Amount asked = std::min(giver.surplus, taker.deficit);
    if (asked.sign() <= 0) return moves;
    const Amount gas_due = Amount::from_raw(mul_div(gas.raw(), pieces(asked, limits.maximum), 1, Rounding::ceil));
    const Amount amount = std::min(asked, giver.surplus - gas_due);
    // The largest possible move comes first, so when it is too small, all others are too.
    const Amount worth_it = instruction.everything ? gas_due : mul(gas_due, kLeastMoveInGas, Rounding::ceil);
    const Amount least = instruction.discretionary ? limits.minimum : worth_it;
    if (amount.sign() <= 0 || amount < least) return moves;
    append_split(moves, {giver.door, taker.door, amount}, largest_part(amount, limits.maximum));
    giver.surplus = std::max(Amount{}, giver.surplus - amount - gas_due);
    giver.across.out += amount + gas_due;
    taker.deficit -= amount;
    taker.across.in += amount;
  }
}

}  // namespace

const Ratio kLeastMoveInGas = Ratio::from_int(10);

std::vector<CashMove> plan_cash(const PortfolioView& portfolio, const Instruction& instruction,
                                const Settings& settings, const CostCalculator& costs) {
  const std::vector<VenueCash> venues = venue_cash(portfolio);
  std::vector<Standing> all = standings(portfolio, venues, instruction, settings.mode);
  const std::vector<CashMove> across = plan_across(all, instruction, settings.mode.transfer,
                                                   costs.gas("transfer", portfolio.universe, portfolio.market));
  const InsidePlan inside(portfolio, instruction.cash, settings, costs, !across.empty());
  std::vector<CashMove> before;
  std::vector<CashMove> after;
  for (std::size_t i = 0; i < venues.size(); ++i) {
    const CashAcross& moved = all[i + 1].across;
    if (const auto move = inside.move(venues[i], moved)) (moved.in.is_zero() ? before : after).push_back(*move);
  }
  std::vector<CashMove> moves = std::move(before);
  moves.insert(moves.end(), across.begin(), across.end());
  moves.insert(moves.end(), after.begin(), after.end());
  return moves;
}

std::vector<CashMove> plan_idle_cash(const PortfolioView& portfolio, const ModeSettings& mode) {
  std::vector<CashMove> moves;
  for (const VenueCash& at : venue_cash(portfolio))
    if (at.split() && at.spot_cash.sign() > 0 && needs_margin(at, mode))
      moves.push_back({*at.accounts->spot, *at.accounts->perp, at.spot_cash});
  return moves;
}

}  // namespace basis
