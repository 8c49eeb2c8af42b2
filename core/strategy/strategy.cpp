#include "core/strategy/strategy.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/execution/cash_plan.hpp"
#include "core/execution/dry_route.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/strategy/blocks.hpp"
#include "core/strategy/dust_sale.hpp"

namespace basis {
namespace {

/// Limit of tries to unwind, because a position might never be unwound to the last unit. Tries are a
/// `time_throttle_interval` apart, also those that send nothing, so that a clock of small steps does not use them up.
constexpr int kMostUnwindings = 6;
/// An entry that was not finished is gone on with after this time.
constexpr Nanos kTriedAgain = kMinute * 5;

/// Multiple of the gas of a round trip that stays in the wallet, because gas prices can rise
/// tenfold within hours.
const Ratio kGasKept = Ratio::from_int(4);

/// The gas of a rebalance is at most this many times that of a transfer.
const Ratio kRebalanceGas = Ratio::from_int(50);

/// Whether an exit queue still holds coins for the wallet.
bool queued(const PortfolioView& portfolio) {
  const auto& all = portfolio.universe.instruments();
  return std::any_of(all.begin(), all.end(), [&](const Instrument& instrument) {
    return instrument.on_chain && instrument.type == PositionType::base_token &&
           instrument.asset == portfolio.universe.delta_asset() &&
           portfolio.universe.name(instrument.account) != kWalletAccount &&
           !portfolio.holding(instrument.id).amount.is_zero();
  });
}

/// Whether anything is held besides the share class in the wallet.
bool holds_positions(const PortfolioView& portfolio) {
  const InstrumentId cash = portfolio.in_wallet(portfolio.universe.name(portfolio.universe.share_asset()));
  const auto& all = portfolio.universe.instruments();
  return std::any_of(all.begin(), all.end(), [&](const Instrument& instrument) {
    return instrument.id != cash && !portfolio.holding(instrument.id).amount.is_zero();
  });
}

Amount wallet_cash(const PortfolioView& portfolio) {
  return portfolio.holding(portfolio.in_wallet(portfolio.universe.name(portfolio.universe.share_asset()))).amount;
}

}  // namespace

InstructionBlocks Strategy::leave_all(const PortfolioView& portfolio, ExitSpeed speed) const {
  InstructionBlocks blocks = exit_full(portfolio, speed);
  append_blocks(blocks, dust_sale(portfolio, context_.settings, context_.costs, true));
  return blocks;
}
InstructionBlocks Strategy::sell_dust(const PortfolioView& portfolio) const {
  return dust_sale(portfolio, context_.settings, context_.costs, false);
}
std::optional<std::string> Strategy::entry_obstacle(const PortfolioView&, const EntryPlan&) const {
  return std::nullopt;
}
std::string Strategy::entry_remark(const PortfolioView&) const { return {}; }
bool Strategy::earns_too_little(const PortfolioView&) const { return false; }
std::optional<Decision> Strategy::override_risk(const PortfolioView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_delta(const PortfolioView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_margin(const PortfolioView&) const { return std::nullopt; }
bool Strategy::worth_rebalancing(const PortfolioView&) const { return true; }

Amount Strategy::deployable(Amount equity, Amount gas_due, Ratio reserve) {
  const Amount after_gas = std::max(Amount{}, equity - gas_due);
  const Amount reserved = after_gas - mul(after_gas, reserve, Rounding::ceil);
  return std::max(Amount{}, std::min(reserved, equity - mul(gas_due, kGasKept, Rounding::ceil)));
}

bool Strategy::worth_its_gas(Amount worth, Amount gas_due) const {
  return worth >= std::max(mode().transfer.minimum, mul(gas_due, kLeastMoveInGas, Rounding::ceil));
}

Amount Strategy::gas(const PortfolioView& portfolio, std::string_view operation) const {
  return context_.costs.gas(operation, portfolio.universe, portfolio.market);
}

void Strategy::receive(const CapitalFlow& flow) {
  if (!flow.deposit) {
    // From here on, managed equity and the equity to compare it with are both without it.
    if (memory_.rebalanced_equity && flow.amount)
      *memory_.rebalanced_equity -= std::min(*memory_.rebalanced_equity, *flow.amount);
    memory_.withdrawals.push_back(flow);
    return;
  }
  memory_.deposits += *flow.amount;
  if (memory_.closed == StaysOut::by_owner) memory_.closed = StaysOut::no;
}

void Strategy::refused() {
  memory_.passed_over = memory_.answered;
  owe_again();
}

/// A payment that was not made is still owed.
void Strategy::owe_again() {
  if (!paying_) return;
  memory_.withdrawals.insert(memory_.withdrawals.begin(), paying_->flow);
  memory_.paid = paying_->paid_before;
  paying_.reset();
}

void Strategy::come_back() {
  memory_.leaving.reset();
  const auto everything = [](const CapitalFlow& flow) { return !flow.amount; };
  if (memory_.closed != StaysOut::by_owner || std::ranges::any_of(memory_.withdrawals, everything)) return;
  memory_.closed = StaysOut::no;
  // Where a rest could not be closed, the position counts as entered: it is built up as an entry that was not finished.
  memory_.unfinished = UtcTime{};
}

Amount Strategy::managed(const PortfolioView& portfolio) const {
  Amount rest = portfolio.equity();
  for (const CapitalFlow& flow : memory_.withdrawals) rest = flow.amount ? rest - *flow.amount : Amount{};
  return std::max(Amount{}, rest);
}

Goal Strategy::goal(const PortfolioView& portfolio) const {
  const Amount kept = managed(portfolio);
  const ExitSpeed speed = memory_.withdrawals.empty() ? ExitSpeed::fast : memory_.withdrawals.front().speed;
  Goal goal{kept, std::max(Amount{}, portfolio.equity() - kept), speed};
  if (!memory_.withdrawals.empty()) goal.set_aside += gas(portfolio, "transfer");
  return goal;
}

Decision Strategy::pay(const PortfolioView& portfolio, Amount amount, std::string reason) {
  paying_ = Payment{memory_.withdrawals.front(), memory_.paid};
  memory_.withdrawals.erase(memory_.withdrawals.begin());
  const std::string& share = context_.universe.name(context_.universe.share_asset());
  // A fast payment was taken from the reserve; at the next step the legs follow and refill it.
  if (memory_.unwindings == 0 && entered(portfolio)) memory_.paid += amount;
  memory_.waited = false;
  memory_.unwindings = 0;
  return {DecisionKind::pay_out,
          std::move(reason),
          false,
          {single_block(contract_call(ActionType::pay_out, share, amount))}};
}

/// The first try takes the owed part out of every leg; after an exit queue, a second does the same
/// with the legs that had to wait for it. Later tries take at market what is still missing.
Goal Strategy::unwinding_goal(const PortfolioView& portfolio, const CapitalFlow& flow) {
  const Amount worth = portfolio.equity();
  const Amount in_wallet = wallet_cash(portfolio);
  Goal target{std::max(Amount{}, worth - *flow.amount), *flow.amount + gas(portfolio, "transfer"), flow.speed, {}};
  const bool released = memory_.unwindings == 2 && std::exchange(memory_.waited, false);
  if (memory_.unwindings == 1) memory_.unwound = {target.equity, worth};
  if (memory_.unwindings == 1 || released) {
    target.part = memory_.unwound;
    target.part->in_wallet = memory_.unwound.of(in_wallet);
    target.part->released = released;
    return target;
  }
  target.speed = ExitSpeed::fast;
  // What is missing may be less than any order or transfer: fees took it. Every further try frees more.
  const Amount least =
      std::max(mode().transfer.minimum, mul(gas(portfolio, "transfer"), kLeastMoveInGas, Rounding::ceil));
  target.set_aside += mul(least, Ratio::from_int(memory_.unwindings - 2), Rounding::ceil);
  const Amount legs = std::max(Amount::from_raw(1), worth - in_wallet);
  target.part = KeptPart{std::clamp(worth - target.set_aside, Amount{}, legs), legs};
  return target;
}

/// Reduces positions by the amount that is owed; waits while coins are in an exit queue.
std::optional<Decision> Strategy::unwind_for(const PortfolioView& portfolio, const CapitalFlow& flow) {
  if (memory_.leaving) return std::nullopt;
  if (memory_.unwindings > 0 && queued(portfolio)) {
    memory_.waited = true;
    return std::nullopt;
  }
  if (memory_.unwindings > 0 && throttled(memory_.unwound_at, portfolio.now())) return std::nullopt;
  memory_.unwound_at = portfolio.now();
  ++memory_.unwindings;
  if (flow.amount && memory_.unwindings < kMostUnwindings)
    return Decision{DecisionKind::exit_partial, "withdrawal of " + flow.amount->to_string(), false,
                    exit_partial(portfolio, unwinding_goal(portfolio, flow))};
  memory_.closed = StaysOut::by_owner;
  return Decision{DecisionKind::exit_full, "withdrawal of everything", false, leave_all(portfolio, flow.speed)};
}

std::optional<Decision> Strategy::serve_withdrawal(const PortfolioView& portfolio) {
  if (memory_.withdrawals.empty()) return std::nullopt;
  const CapitalFlow flow = memory_.withdrawals.front();
  const Amount payable = std::max(Amount{}, wallet_cash(portfolio) - gas(portfolio, "transfer"));
  const bool waited = !queued(portfolio) && memory_.unwindings > 0;
  // After an exit queue the other legs follow before the payment.
  const bool legs_wait = memory_.waited && memory_.unwindings == 1;
  const bool all_out = !holds_positions(portfolio) || memory_.unwindings > 2 * kMostUnwindings;
  if (flow.amount && payable >= *flow.amount && !legs_wait && (flow.speed == ExitSpeed::fast || waited))
    return pay(portfolio, *flow.amount, "withdrawal of " + flow.amount->to_string());
  if (all_out && !queued(portfolio))
    return pay(portfolio, flow.amount ? std::min(*flow.amount, payable) : payable, "withdrawal of all there is");
  auto decision = unwind_for(portfolio, flow);
  if (decision && decision->blocks.empty() && flow.amount && payable >= *flow.amount)
    return pay(portfolio, *flow.amount, "withdrawal of " + flow.amount->to_string());
  return decision;
}

/// Closes everything, as often as it takes; over when nothing is left that can be closed.
std::optional<Decision> Strategy::serve_leaving(const PortfolioView& portfolio, Notes& notes) {
  if (!memory_.leaving) return std::nullopt;
  memory_.closed = StaysOut::by_owner;
  if (++memory_.leavings > kMostUnwindings) {
    memory_.leaving.reset();
    return std::nullopt;
  }
  const bool refused = memory_.passed_over == Question::withdrawal;
  std::optional<Decision> answer;
  if (holds_positions(portfolio) && !queued(portfolio))
    answer = Decision{DecisionKind::exit_full, "everything is closed by hand", false,
                      leave_all(portfolio, *memory_.leaving)};
  auto decision = feasible(Question::withdrawal, std::move(answer), portfolio, notes);
  if (!decision && !refused && !queued(portfolio)) memory_.leaving.reset();
  return decision;
}

/// Puts deposits to work; after a payment from the reserve, brings the legs to their new size.
std::optional<Decision> Strategy::follow_capital(const PortfolioView& portfolio) {
  const Amount paid_in = std::exchange(memory_.deposits, Amount{});
  if (paid_in.sign() <= 0) return follow_payment(portfolio);
  const Amount before = std::max(Amount{}, portfolio.equity() - paid_in);
  const bool large = paid_in >= mul(before, mode().large_deposit, Rounding::ceil);
  InstructionBlocks blocks = large ? entry_full(portfolio, goal(portfolio)) : entry_partial(portfolio, goal(portfolio));
  const DecisionKind up = large ? DecisionKind::entry_full : DecisionKind::entry_partial;
  return Decision{scale_up(blocks) ? up : DecisionKind::exit_partial, "deposit of " + paid_in.to_string(), false,
                  std::move(blocks)};
}

/// With W paid out of the reserve and equity E left, every leg and what the reserve was go to
/// E / (E + W). Not done for so little that gas would be about a hundredth of it.
std::optional<Decision> Strategy::follow_payment(const PortfolioView& portfolio) {
  const Amount paid = std::exchange(memory_.paid, Amount{});
  const Amount worth = portfolio.equity();
  if (paid.sign() <= 0 || worth.sign() <= 0) return std::nullopt;
  Goal target{worth, Amount{}, ExitSpeed::fast, KeptPart{worth, worth + paid}};
  const Amount in_wallet = wallet_cash(portfolio);
  if (target.part->leaving(worth - in_wallet) < mul(gas(portfolio, "transfer"), Ratio::from_int(100), Rounding::ceil))
    return std::nullopt;
  target.part->in_wallet = target.part->of(in_wallet + paid);
  return Decision{DecisionKind::exit_partial, "the legs follow a withdrawal", false, exit_partial(portfolio, target)};
}

/// What ended an entry early may still be there, so that every try costs something.
std::optional<Decision> Strategy::finish_entry(const PortfolioView& portfolio) {
  if (!memory_.unfinished || portfolio.now() - *memory_.unfinished < kTriedAgain) return std::nullopt;
  memory_.unfinished.reset();
  if (memory_.closed != StaysOut::no || !memory_.withdrawals.empty()) return std::nullopt;
  InstructionBlocks blocks = entry_partial(portfolio, goal(portfolio));
  if (!scale_up(blocks)) return std::nullopt;
  return Decision{DecisionKind::entry_partial, "the last entry was not finished", false, std::move(blocks)};
}

void Strategy::watch_carry(const PortfolioView& portfolio) {
  if (!entered(portfolio) || !earns_too_little(portfolio))
    memory_.low_since.reset();
  else if (!memory_.low_since)
    memory_.low_since = portfolio.now();
}

std::optional<Decision> Strategy::leave_for_carry(const PortfolioView& portfolio) const {
  const ExitGateSettings& gate = mode().exit_gate;
  if (!memory_.low_since || portfolio.now() - *memory_.low_since < gate.patience) return std::nullopt;
  return Decision{DecisionKind::exit_full,
                  fmt::format("exit gate: funding has been at or under {} bps a year since {}", gate.carry_bps,
                              memory_.low_since->to_string()),
                  false, leave_all(portfolio, ExitSpeed::fast)};
}

std::optional<Decision> Strategy::remove_dust(const PortfolioView& portfolio) const {
  InstructionBlocks blocks = sell_dust(portfolio);
  if (blocks.empty()) return std::nullopt;
  return Decision{DecisionKind::sell_dust, "dust over its threshold", false, std::move(blocks)};
}

std::optional<Decision> Strategy::follow_equity(const PortfolioView& portfolio) const {
  if (!memory_.rebalanced_equity || memory_.rebalanced_equity->sign() <= 0 || !memory_.withdrawals.empty())
    return std::nullopt;
  const Amount base = *memory_.rebalanced_equity;
  const Amount moved = portfolio.equity() - base;
  const Amount limit = mul(base, mode().position_deviation_threshold, Rounding::floor);
  if (moved.abs() <= limit || !worth_rebalancing(portfolio)) return std::nullopt;
  const bool up = moved.sign() > 0;
  InstructionBlocks blocks = up ? entry_partial(portfolio, goal(portfolio)) : exit_partial(portfolio, goal(portfolio));
  // A risen equity can still need smaller legs, for example after a rise of the asset's price.
  return Decision{
      scale_up(blocks) ? DecisionKind::entry_partial : DecisionKind::exit_partial,
      fmt::format("equity {} by {:.4f} since the last rebalance", up ? "rose" : "fell", ratio(moved.abs(), base)), true,
      std::move(blocks)};
}

std::optional<Decision> Strategy::feasible(Question question, std::optional<Decision> answer,
                                           const PortfolioView& portfolio, Notes& notes) {
  std::string reason;
  const Router& router = memory_.rebalanced_equity ? router_ : entry_router_;
  const bool acts = answer && answer->kind != DecisionKind::hold;
  if (acts) reason = why_nothing_sent(router, answer->blocks, portfolio);
  if (acts && reason.empty() && memory_.passed_over == question) reason = "a venue refused its orders at the last step";
  if (reason.empty()) {
    memory_.noted.erase(question);
    if (acts) memory_.answered = question;
    return answer;
  }
  if (question == Question::entry) memory_.not_entered = reason;
  if (memory_.noted.insert(question).second)
    notes.push_back(fmt::format("{} ({}): {}", decision_name(answer->kind), answer->reason, reason));
  return std::nullopt;
}

std::optional<Decision> Strategy::ask_regular(const PortfolioView& portfolio, Notes& notes) {
  using Answer = std::optional<Decision> (Strategy::*)(const PortfolioView&) const;
  static constexpr std::array<std::pair<Question, Answer>, 5> kOrder = {{{Question::delta, &Strategy::correct_delta},
                                                                         {Question::margin, &Strategy::correct_margin},
                                                                         {Question::carry, &Strategy::leave_for_carry},
                                                                         {Question::dust, &Strategy::remove_dust},
                                                                         {Question::equity, &Strategy::follow_equity}}};
  for (const auto& [question, answer] : kOrder)
    if (auto decision = feasible(question, (this->*answer)(portfolio), portfolio, notes)) return decision;
  return std::nullopt;
}

std::optional<Decision> Strategy::ask_risk(const PortfolioView& portfolio, Notes& notes) {
  if (!entered(portfolio) || !mode().rebalance_enabled) return std::nullopt;
  auto decision = feasible(Question::risk, override_risk(portfolio), portfolio, notes);
  if (decision) decision->urgent = true;
  return decision;
}

std::optional<Decision> Strategy::choose(const PortfolioView& portfolio, bool only_leaves, Notes& notes) {
  if (auto decision = ask_risk(portfolio, notes)) return decision;
  // What is closed by hand pays withdrawals as soon as there is enough.
  const bool first = memory_.leaving && memory_.leavings == 0;
  if (first)
    if (auto decision = serve_leaving(portfolio, notes)) return decision;
  if (auto decision = feasible(Question::withdrawal, serve_withdrawal(portfolio), portfolio, notes)) return decision;
  owe_again();
  if (!first)
    if (auto decision = serve_leaving(portfolio, notes)) return decision;
  if (only_leaves || memory_.leaving) return std::nullopt;
  if (!entered(portfolio)) {
    if (!memory_.withdrawals.empty()) return std::nullopt;
    memory_.deposits = Amount{};
    return feasible(Question::entry, enter(portfolio), portfolio, notes);
  }
  if (auto decision = feasible(Question::capital, follow_capital(portfolio), portfolio, notes)) return decision;
  if (auto decision = feasible(Question::capital, finish_entry(portfolio), portfolio, notes)) return decision;
  return mode().rebalance_enabled ? ask_regular(portfolio, notes) : std::nullopt;
}

/// The gas of a rebalance is no reason for another.
void Strategy::settle_costs(const PortfolioView& portfolio) {
  if (!std::exchange(memory_.settling, false) || !memory_.rebalanced_equity) return;
  const Amount fallen = *memory_.rebalanced_equity - (managed(portfolio) - memory_.deposits);
  const Amount most = mul(gas(portfolio, "transfer"), kRebalanceGas, Rounding::ceil);
  if (fallen.sign() > 0 && fallen <= most) *memory_.rebalanced_equity -= fallen;
}

Decision Strategy::decide(const PortfolioView& portfolio, bool plan_open, bool only_leaves) {
  watch_carry(portfolio);
  // Risk is not made to wait.
  const bool leaves_now = memory_.hurried && memory_.leaving;
  const bool waits = (plan_open && !leaves_now) || (throttled(memory_.acted_at, portfolio.now()) && !memory_.hurried);
  if (!waits) {
    memory_.hurried = false;
    paying_.reset();
  }
  if (plan_open) memory_.acted_at = portfolio.now();
  if (!waits) settle_costs(portfolio);
  Notes notes;
  auto chosen = waits ? ask_risk(portfolio, notes) : choose(portfolio, only_leaves, notes);
  if (!waits || memory_.passed_over == Question::risk) memory_.passed_over.reset();
  const char* const on_target = memory_.unfinished ? "an entry that was not finished is tried again" : "on target";
  const bool leaves = memory_.leaving || !memory_.withdrawals.empty();
  const char* const idle = leaves ? "waiting for the exit queue" : only_leaves ? "nothing new is begun" : on_target;
  const char* const resting = plan_open ? "a plan is under way" : waits ? "throttled" : idle;
  if (!chosen) chosen = {DecisionKind::hold, resting, false, {}};
  chosen->not_carried_out = std::move(notes);
  if (const std::string reason = std::exchange(memory_.not_entered, {}); !reason.empty()) chosen->waits_for = reason;
  if (chosen->kind == DecisionKind::hold) return *chosen;
  memory_.acted_at = portfolio.now();
  if (chosen->kind == DecisionKind::pay_out || chosen->kind == DecisionKind::sell_dust) return *chosen;
  chosen->first_entry = chosen->kind == DecisionKind::entry_full && !memory_.rebalanced_equity;
  memory_.rebalanced_equity = managed(portfolio);
  memory_.settling = true;
  // What leaves ends the wish for more.
  if (chosen->kind == DecisionKind::exit_partial || chosen->kind == DecisionKind::exit_full) memory_.unfinished.reset();
  // What the exit gate closed, the entry gate may open again.
  if (chosen->kind == DecisionKind::exit_full && memory_.closed == StaysOut::no && memory_.answered != Question::carry)
    memory_.closed = StaysOut::by_risk;
  return *chosen;
}

}  // namespace basis
