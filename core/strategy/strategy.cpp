#include "core/strategy/strategy.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/market/valuation.hpp"
#include "core/strategy/dust_sale.hpp"

namespace basis {
namespace {

/// A position that cannot be unwound to the last unit must not be tried for ever.
constexpr int kMostUnwindings = 6;

InstructionBlock pay_out(const std::string& token, Amount amount) {
  Instruction instruction;
  instruction.action = ActionType::pay_out;
  instruction.token = token;
  instruction.amount = amount;
  return {{instruction}, BlockKind::sequence, {}};
}

/// Whether an exit queue still owes the wallet something.
bool queued(const BookView& book) {
  const auto& all = book.universe.instruments();
  return std::any_of(all.begin(), all.end(), [&](const Instrument& instrument) {
    return instrument.on_chain && instrument.type == PositionType::base_token &&
           instrument.asset == book.universe.delta_asset() &&
           book.universe.name(instrument.account) != kWalletAccount && !book.holding(instrument.id).amount.is_zero();
  });
}

/// Whether anything is held besides the share class in the wallet.
bool holds_positions(const BookView& book) {
  const InstrumentId cash = book.in_wallet(book.universe.name(book.universe.share_asset()));
  const auto& all = book.universe.instruments();
  return std::any_of(all.begin(), all.end(), [&](const Instrument& instrument) {
    return instrument.id != cash && !book.holding(instrument.id).amount.is_zero();
  });
}

Amount wallet_cash(const BookView& book) {
  return book.holding(book.in_wallet(book.universe.name(book.universe.share_asset()))).amount;
}

void append(InstructionBlocks& blocks, InstructionBlocks more) {
  for (InstructionBlock& block : more) blocks.push_back(std::move(block));
}

}  // namespace

InstructionBlocks Strategy::sell_dust(const BookView& book) const {
  return dust_sale(book, context_.settings, context_.costs, false);
}
std::optional<std::string> Strategy::entry_obstacle(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::override_risk(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_delta(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_margin(const BookView&) const { return std::nullopt; }
bool Strategy::worth_rebalancing(const BookView&) const { return true; }

Amount Strategy::deployable(Amount equity, Amount gas_due) const {
  const Amount after_gas = std::max(Amount{}, equity - gas_due);
  return after_gas - mul(after_gas, mode().reserve_ratio, Rounding::ceil);
}

Amount Strategy::gas(const BookView& book, std::string_view operation) const {
  return context_.costs.gas(operation, book.universe, book.market);
}

void Strategy::receive(const CapitalFlow& flow) {
  if (!flow.deposit) {
    withdrawals_.push_back(flow);
    return;
  }
  deposits_ += *flow.amount;
  if (closed_ == Closed::by_owner) closed_ = Closed::no;
}

Amount Strategy::managed(const BookView& book) const {
  Amount rest = book.equity();
  for (const CapitalFlow& flow : withdrawals_) rest = flow.amount ? rest - *flow.amount : Amount{};
  return std::max(Amount{}, rest);
}

Goal Strategy::goal(const BookView& book) const {
  const Amount kept = managed(book);
  const ExitSpeed speed = withdrawals_.empty() ? ExitSpeed::fast : withdrawals_.front().speed;
  Goal goal{kept, std::max(Amount{}, book.equity() - kept), speed};
  if (!withdrawals_.empty()) goal.set_aside += gas(book, "transfer");
  return goal;
}

std::optional<Decision> Strategy::enter(const BookView& book) const {
  if (closed_ != Closed::no) return Decision{DecisionKind::hold, "closed by a full exit", false, {}};
  if (book.equity().sign() <= 0) return Decision{DecisionKind::hold, "no capital", false, {}};
  if (const auto obstacle = entry_obstacle(book)) return Decision{DecisionKind::hold, *obstacle, false, {}};
  return Decision{DecisionKind::entry_full, "start", false, entry_full(book, goal(book))};
}

Decision Strategy::pay(const BookView& book, Amount amount, std::string reason) {
  if (rebalanced_equity_) *rebalanced_equity_ -= std::min(*rebalanced_equity_, amount);
  withdrawals_.erase(withdrawals_.begin());
  const std::string& share = context_.universe.name(context_.universe.share_asset());
  // What a fast payment took from the reserve, the legs give back at the next step.
  retarget_ = unwindings_ == 0 && entered(book);
  unwindings_ = 0;
  return {DecisionKind::pay_out, std::move(reason), false, {pay_out(share, amount)}};
}

/// Positions come down by what is owed; an exit queue is waited for.
std::optional<Decision> Strategy::unwind_for(const BookView& book, const CapitalFlow& flow) {
  if (unwindings_ > 0 && queued(book)) return std::nullopt;
  ++unwindings_;
  if (flow.amount && unwindings_ < kMostUnwindings)
    return Decision{DecisionKind::exit_partial, "withdrawal of " + flow.amount->to_string(), false,
                    exit_partial(book, goal(book))};
  InstructionBlocks blocks = exit_full(book, flow.speed);
  append(blocks, dust_sale(book, context_.settings, context_.costs, true));
  closed_ = Closed::by_owner;
  return Decision{DecisionKind::exit_full, "withdrawal of everything", false, std::move(blocks)};
}

std::optional<Decision> Strategy::serve_withdrawal(const BookView& book) {
  if (withdrawals_.empty()) return std::nullopt;
  const CapitalFlow flow = withdrawals_.front();
  const Amount payable = std::max(Amount{}, wallet_cash(book) - gas(book, "transfer"));
  const bool waited = !queued(book) && unwindings_ > 0;
  const bool all_out = !holds_positions(book) || unwindings_ > 2 * kMostUnwindings;
  if (flow.amount && payable >= *flow.amount && (flow.speed == ExitSpeed::fast || waited))
    return pay(book, *flow.amount, "withdrawal of " + flow.amount->to_string());
  if (all_out && !queued(book))
    return pay(book, flow.amount ? std::min(*flow.amount, payable) : payable, "withdrawal of all there is");
  return unwind_for(book, flow);
}

/// Deposits are put to work; after a payment out of the reserve the legs follow.
std::optional<Decision> Strategy::follow_capital(const BookView& book) {
  const Amount paid_in = std::exchange(deposits_, Amount{});
  const bool retarget = std::exchange(retarget_, false);
  if (paid_in.sign() > 0) {
    const Amount before = std::max(Amount{}, book.equity() - paid_in);
    const bool large = paid_in >= mul(before, mode().large_deposit, Rounding::ceil);
    return Decision{large ? DecisionKind::entry_full : DecisionKind::entry_partial, "deposit of " + paid_in.to_string(),
                    false, large ? entry_full(book, goal(book)) : entry_partial(book, goal(book))};
  }
  if (!retarget || !worth_rebalancing(book)) return std::nullopt;
  return Decision{DecisionKind::exit_partial, "the legs follow a withdrawal", false, exit_partial(book, goal(book))};
}

std::optional<Decision> Strategy::remove_dust(const BookView& book) const {
  InstructionBlocks blocks = sell_dust(book);
  if (blocks.empty()) return std::nullopt;
  return Decision{DecisionKind::sell_dust, "dust over its threshold", false, std::move(blocks)};
}

std::optional<Decision> Strategy::follow_equity(const BookView& book) const {
  if (!rebalanced_equity_ || !withdrawals_.empty()) return std::nullopt;
  const Amount base = *rebalanced_equity_;
  const Amount moved = book.equity() - base;
  const Amount limit = mul(base, mode().position_deviation_threshold, Rounding::floor);
  if (moved.abs() <= limit || !worth_rebalancing(book)) return std::nullopt;
  const bool up = moved.sign() > 0;
  return Decision{
      up ? DecisionKind::entry_partial : DecisionKind::exit_partial,
      fmt::format("equity {} by {:.4f} since the last rebalance", up ? "rose" : "fell", ratio(moved.abs(), base)), true,
      up ? entry_partial(book, goal(book)) : exit_partial(book, goal(book))};
}

std::optional<Decision> Strategy::choose(const BookView& book) {
  const bool in = entered(book);
  if (in && mode().rebalance_enabled)
    if (auto decision = override_risk(book)) return decision;
  if (auto decision = serve_withdrawal(book)) return decision;
  if (!in) {
    if (!withdrawals_.empty()) return std::nullopt;
    deposits_ = Amount{};
    return enter(book);
  }
  if (auto decision = follow_capital(book)) return decision;
  if (!mode().rebalance_enabled) return std::nullopt;
  using Question = std::optional<Decision> (Strategy::*)(const BookView&) const;
  static constexpr std::array<Question, 4> kOrder = {&Strategy::correct_delta, &Strategy::correct_margin,
                                                     &Strategy::remove_dust, &Strategy::follow_equity};
  for (const Question question : kOrder)
    if (auto decision = (this->*question)(book)) return decision;
  return std::nullopt;
}

Decision Strategy::decide(const BookView& book) {
  if (acted_at_ && book.now() - *acted_at_ < mode().time_throttle_interval)
    return {DecisionKind::hold, "throttled", false, {}};
  auto chosen = choose(book);
  if (!chosen)
    return {DecisionKind::hold, withdrawals_.empty() ? "on target" : "waiting for the exit queue", false, {}};
  if (chosen->kind == DecisionKind::hold) return *chosen;
  acted_at_ = book.now();
  if (chosen->kind == DecisionKind::pay_out || chosen->kind == DecisionKind::sell_dust) return *chosen;
  rebalanced_equity_ = managed(book);
  if (chosen->kind == DecisionKind::exit_full && closed_ == Closed::no) closed_ = Closed::by_risk;
  return *chosen;
}

}  // namespace basis
