#include "core/results/entry_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "core/results/event_line.hpp"
#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

constexpr std::array<std::string_view, 3> kActions = {"new", "cancel", "amend"};
constexpr std::array<std::string_view, kOrderKinds> kKinds = {"market", "limit", "limit_ioc", "post_only", "limit_fok"};
constexpr std::array<std::string_view, 5> kTransferStates = {"in transit", "waits for data of a person", "done",
                                                             "failed", "cancelled"};

template <std::size_t Count, class Enum>
std::string_view word(const std::array<std::string_view, Count>& words, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < Count ? words[at] : std::string_view("unknown");
}

std::string_view side_word(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

/// ", WORD TEXT" where there is one.
std::string also(std::string_view word, std::string_view text) {
  return text.empty() ? std::string() : fmt::format(", {}{}{}", word, word.empty() ? "" : " ", text);
}
std::string also_reason(RejectReason reason) {
  return reason == RejectReason::none ? std::string() : also("reason", reject_reason_name(reason));
}

/// The words of each kind of entry.
struct EntryWords {
  const JournalNames& names;

  [[nodiscard]] const std::string& name(AccountId id) const { return of(names.accounts, id.index()); }
  [[nodiscard]] const std::string& name(InstrumentId id) const { return of(names.instruments, id.index()); }
  [[nodiscard]] const std::string& name(MarketId id) const { return of(names.markets, id.index()); }
  [[nodiscard]] static const std::string& of(const std::vector<std::string>& all, std::size_t at) {
    static const std::string kNone = "none";
    return at < all.size() ? all[at] : kNone;
  }

  std::string operator()(const journal::BootBegan& boot) const {
    return fmt::format("boot {} of node {}: {} in {}, configuration {}", boot.boot + 1, boot.node_id, boot.mode,
                       boot.share_class, boot.configuration);
  }
  std::string operator()(const journal::KillSwitchSet& set) const {
    static constexpr std::array<std::string_view, 3> kWords = {"set", "tightened", "limited"};
    return fmt::format("kill switch {} to {}: {}", kWords[static_cast<std::size_t>(set.how)],
                       kill_state_name(set.state), set.reason);
  }
  std::string operator()(const journal::PlanBegan& plan) const {
    return fmt::format("a plan begins: {}: {}", decision_name(plan.decision), plan.reason);
  }
  std::string operator()(const journal::PlanEnded& plan) const {
    return fmt::format("the plan ends: {}, {} orders accepted, {} refused", decision_name(plan.decision), plan.accepted,
                       plan.refused);
  }
  std::string operator()(const journal::PairBegan& began) const {
    const PairOrder& pair = began.order;
    std::string text = fmt::format("pair {} begins: {} {} of {}", pair.id, side_word(pair.first.side),
                                   pair.coins.to_string(), name(pair.first.market));
    if (pair.second) text += fmt::format(", {} as many of {}", side_word(pair.second->side), name(pair.second->market));
    if (pair.terms.least_edge_bps) text += fmt::format(", edge of {:.4g} bps at least", *pair.terms.least_edge_bps);
    if (pair.twin) text += ", the twin of a leg that its venue closed";
    return text + (pair.urgent ? ", urgent" : "");
  }
  std::string operator()(const journal::PairStopped& stopped) const {
    return fmt::format("pair {} is to end with what is even", stopped.pair);
  }
  std::string operator()(const journal::PairWorked& worked) const {
    return figures(worked.figures) + also("", worked.reason);
  }
  std::string operator()(const journal::PairClosed& closed) const { return figures(closed.figures); }
  std::string operator()(const journal::CommandSent& sent) const {
    return fmt::format("{} order {} sent: {}, mid {}{}", word(kActions, sent.command.action), sent.command.id.view(),
                       command_text(sent.command, names), sent.mid.to_string(),
                       sent.pair == 0 ? std::string() : fmt::format(", pair {}", sent.pair));
  }
  std::string operator()(const journal::OrderHeard& heard) const {
    const OrderReport& told = heard.report;
    std::string text =
        fmt::format("{} told of order {}: {}", name(told.market), told.id.view(), report_kind_name(told.kind));
    if (told.kind == ReportKind::fill)
      text += fmt::format(" of {} at {}", told.size.to_string(), told.price.to_string());
    if (told.filled_known) text += fmt::format(", {} filled", told.filled.to_string());
    return text + also_reason(told.reason);
  }
  std::string operator()(const journal::MarketDownloaded& downloaded) const {
    const MarketDownload& found = downloaded.download;
    return fmt::format("{} downloaded: {} open orders, {} fills, {} ended, position {}", name(found.market),
                       found.open.size(), found.fills.size(), found.ended.size(), found.position.to_string());
  }
  std::string operator()(const journal::FillHeard& heard) const {
    const OrderEffect& fill = heard.fill;
    return fmt::format("fill of order {} told: {} {} of {} at {}, mid when sent {}, {}", fill.id.view(),
                       side_word(fill.side), fill.size.to_string(), name(fill.market), fill.price.to_string(),
                       heard.arrival.to_string(),
                       fill.fee_known ? "fee " + fill.fee.to_string() : std::string("fee not known yet"));
  }
  std::string operator()(const journal::AccountHeard& heard) const {
    const AccountReport& told = heard.report;
    std::string text = fmt::format("{} told of {}: {}", name(told.account), account_report_kind_name(told.kind),
                                   told.amount.to_string());
    if (told.kind == AccountReportKind::transfer) text += also("", word(kTransferStates, told.state));
    const bool of_market = told.kind == AccountReportKind::position || told.kind == AccountReportKind::funding ||
                           told.kind == AccountReportKind::liquidation || told.kind == AccountReportKind::deleveraging;
    if (of_market) text += also("of", name(told.market));
    return text + (told.price.is_zero() ? std::string() : also("at", told.price.to_string()));
  }
  std::string operator()(const journal::FlowTaken& taken) const {
    const CapitalFlow& flow = taken.flow;
    return fmt::format("the owner {} {}", flow.deposit ? "pays in" : "asks back",
                       flow.amount ? flow.amount->to_string() : "all");
  }
  std::string operator()(const journal::DecisionMade& made) const {
    return fmt::format("decision {}: {}, equity {}", decision_name(made.decision->kind), made.decision->reason,
                       made.equity.to_string());
  }
  std::string operator()(const journal::EntryWaits& waits) const { return "the entry waits: " + waits.reason; }
  std::string operator()(const journal::NotCarriedOut& left) const { return "not carried out: " + left.what; }
  std::string operator()(const journal::Rebalanced& done) const {
    return fmt::format("rebalanced: {}: {}", decision_name(done.decision), done.reason);
  }
  std::string operator()(const journal::OrderMade& made) const { return "order made: " + order(*made.order); }
  std::string operator()(const journal::OrderRefused& refused) const {
    return fmt::format("order refused: {}: {}", order(*refused.order), refused.refusal);
  }
  std::string operator()(const journal::ContractCalled& called) const {
    return fmt::format("contract called by order {}: {} at {}", called.order->client_id,
                       action_name(called.order->action), name(called.order->account));
  }
  std::string operator()(const journal::PartNotSent& left) const {
    return fmt::format("not sent: {}: {}", action_name(left.action), left.reason);
  }
  std::string operator()(const journal::OrdersCut& cut) const { return "orders are cut: " + cut.left; }
  std::string operator()(const journal::PlanWaits& plan) const {
    return fmt::format("the plan waits: {}: {}, for {}", decision_name(plan.decision), plan.reason, plan.waits_for);
  }
  std::string operator()(const journal::PlanReplaced& plan) const {
    return fmt::format("the plan is replaced: {} by {}", decision_name(plan.decision), decision_name(plan.by));
  }
  std::string operator()(const journal::Posting& posting) const {
    std::string text = posting.leaves() ? std::string("in transit") : std::string(entry_kind_name(posting.entry.kind));
    if (posting.fill) {
      const Fill& fill = posting.fill->fill;
      text = fmt::format("fill of order {}: {} {} of {} at {}, cost {}", posting.fill->client_id,
                         fill.buy ? "bought" : "sold", fill.size.to_string(), name(fill.instrument),
                         fill.price.to_string(), fill.cost.to_string());
    }
    std::vector<std::string> changes;
    for (const journal::BalanceChange& change : posting.balances)
      changes.push_back(
          fmt::format("{} {} -> {}", name(change.instrument), change.before.to_string(), change.after.to_string()));
    text += fmt::format(": {}", fmt::join(changes, "; "));
    if (posting.leaves())
      text +=
          fmt::format(", {} to {}", posting.entry.movements.front().amount.to_string(), name(posting.entry.flight->to));
    return text;
  }
  std::string operator()(const journal::DifferenceFound& found) const { return "difference: " + found.text; }
  std::string operator()(const journal::VenueNoticed& noticed) const {
    return fmt::format("{} of {}: {}", noticed.notice.kind, name(noticed.notice.instrument), noticed.notice.text);
  }
  std::string operator()(const journal::RiskAlert& alert) const {
    return fmt::format("risk {}, was {}: {}", risk_status_name(alert.status), risk_status_name(alert.was),
                       fmt::join(alert.reasons, "; "));
  }
  std::string operator()(const journal::ReserveChanged& changed) const {
    return fmt::format("the wallet's reserve is {}, was {}", reserve_status_name(changed.status),
                       reserve_status_name(changed.was));
  }
  std::string operator()(const journal::AccrualSummed& summed) const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < journal::kAccruals.size(); ++i)
      parts.push_back(fmt::format("{} {}", kAttributionNames[static_cast<std::size_t>(journal::kAccruals[i])],
                                  summed.amounts[i].to_string()));
    return fmt::format("accrued: {}", fmt::join(parts, ", "));
  }
  std::string operator()(const journal::PersonAlerted& alerted) const {
    return fmt::format("alert of {}: {}: {}", alerted.source, alerted.kind, alerted.text);
  }
  /// A kind that has no words is told by its members.
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }

 private:
  [[nodiscard]] static std::string figures(const PairFigures& pair) {
    return fmt::format(
        "pair {} ended ({}): {} and {} traded, {} left, {} orders, {} fills, {} refusals, {:.1f} s naked", pair.id,
        pair_end_name(pair.end), pair.first.to_string(), pair.second.to_string(), pair.left.to_string(), pair.orders,
        pair.fills, pair.refusals, static_cast<double>(pair.naked.count) / 1e9);
  }
  [[nodiscard]] std::string order(const Order& order) const {
    std::string text = fmt::format("{}: {}", order.client_id, action_name(order.action));
    if (order.type == ExecutionType::cex_trade) text += order.buy ? ", buy" : ", sell";
    text += fmt::format(" {} of {} at {}", order.size.to_string(), name(order.instrument), name(order.account));
    if (order.type == ExecutionType::wallet_transfer) text += " to " + name(order.destination);
    return text + also("", order.reason);
  }
};

}  // namespace

std::string command_text(const OrderCommand& command, const JournalNames& names) {
  std::string text = fmt::format("{} {} of {}, {}", side_word(command.side), command.size.to_string(),
                                 EntryWords::of(names.markets, command.market.index()), word(kKinds, command.kind));
  if (command.has_limit()) text += " at " + command.limit.to_string();
  return text + (command.reduce_only ? ", reduce-only" : "");
}

std::string entry_text(const JournalEntry& entry, const JournalNames& names) {
  std::string text = std::visit(EntryWords{names}, entry.body);
  if (text.empty()) text = fmt::format("{} {}", journal_kind(entry.body), event_fields(entry, names));
  return text;
}

}  // namespace basis
