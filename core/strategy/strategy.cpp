#include "core/strategy/strategy.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace basis {

InstructionBlocks Strategy::sell_dust(const BookView&) const { return {}; }
std::optional<std::string> Strategy::entry_obstacle(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::override_risk(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_delta(const BookView&) const { return std::nullopt; }
std::optional<Decision> Strategy::correct_margin(const BookView&) const { return std::nullopt; }
bool Strategy::worth_rebalancing(const BookView&) const { return true; }

Amount Strategy::deployable(Amount equity, Amount gas) const {
  const Amount after_gas = std::max(Amount{}, equity - gas);
  return after_gas - mul(after_gas, mode().reserve_ratio, Rounding::ceil);
}

std::optional<Decision> Strategy::enter(const BookView& book) const {
  if (closed_) return Decision{DecisionKind::hold, "closed by a full exit", false, {}};
  if (const auto obstacle = entry_obstacle(book)) return Decision{DecisionKind::hold, *obstacle, false, {}};
  return Decision{DecisionKind::entry_full, "start", false, entry_full(book, book.equity())};
}

std::optional<Decision> Strategy::remove_dust(const BookView& book) const {
  InstructionBlocks blocks = sell_dust(book);
  if (blocks.empty()) return std::nullopt;
  return Decision{DecisionKind::sell_dust, "dust over its threshold", false, std::move(blocks)};
}

std::optional<Decision> Strategy::follow_equity(const BookView& book) const {
  if (!rebalanced_equity_) return std::nullopt;
  const Amount base = *rebalanced_equity_;
  const Amount moved = book.equity() - base;
  const Amount limit = mul(base, mode().position_deviation_threshold, Rounding::floor);
  if (moved.abs() <= limit || !worth_rebalancing(book)) return std::nullopt;
  const bool up = moved.sign() > 0;
  return Decision{
      up ? DecisionKind::entry_partial : DecisionKind::exit_partial,
      fmt::format("equity {} by {:.4f} since the last rebalance", up ? "rose" : "fell", ratio(moved.abs(), base)), true,
      up ? entry_partial(book, book.equity()) : exit_partial(book, book.equity())};
}

std::optional<Decision> Strategy::choose(const BookView& book) const {
  if (!entered(book)) return enter(book);
  if (!mode().rebalance_enabled) return std::nullopt;
  using Question = std::optional<Decision> (Strategy::*)(const BookView&) const;
  static constexpr std::array<Question, 5> kOrder = {&Strategy::override_risk, &Strategy::correct_delta,
                                                     &Strategy::correct_margin, &Strategy::remove_dust,
                                                     &Strategy::follow_equity};
  for (const Question question : kOrder)
    if (auto decision = (this->*question)(book)) return decision;
  return std::nullopt;
}

Decision Strategy::decide(const BookView& book) {
  if (acted_at_ && book.now() - *acted_at_ < mode().time_throttle_interval)
    return {DecisionKind::hold, "throttled", false, {}};
  auto chosen = choose(book);
  if (!chosen) return {DecisionKind::hold, "on target", false, {}};
  if (chosen->kind == DecisionKind::hold) return *chosen;
  acted_at_ = book.now();
  if (chosen->kind != DecisionKind::sell_dust) rebalanced_equity_ = book.equity();
  if (chosen->kind == DecisionKind::exit_full) closed_ = true;
  return *chosen;
}

}  // namespace basis
