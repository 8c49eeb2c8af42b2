#include "core/results/event_line.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include "core/base/json_writer.hpp"

namespace basis {
namespace {

/// The type of each kind of entry in `events.jsonl`.
struct EventType {
  std::string_view operator()(const journal::FlowTaken&) const { return "flow"; }
  std::string_view operator()(const journal::DecisionMade&) const { return "decision"; }
  std::string_view operator()(const journal::EntryWaits&) const { return "entry_waits"; }
  std::string_view operator()(const journal::NotCarriedOut&) const { return "not_carried_out"; }
  std::string_view operator()(const journal::Rebalanced&) const { return "rebalance"; }
  std::string_view operator()(const journal::OrderMade&) const { return "order"; }
  std::string_view operator()(const journal::OrderRefused&) const { return "order_refused"; }
  std::string_view operator()(const journal::ContractCalled&) const { return "contract_call"; }
  std::string_view operator()(const journal::PartNotSent&) const { return "not_sent"; }
  std::string_view operator()(const journal::OrdersCut&) const { return "orders_cut"; }
  std::string_view operator()(const journal::PlanWaits&) const { return "plan_waits"; }
  std::string_view operator()(const journal::PlanReplaced&) const { return "plan_replaced"; }
  std::string_view operator()(const journal::PairClosed&) const { return "pair"; }
  std::string_view operator()(const journal::Posting& posting) const {
    if (posting.fill) return "fill";
    return posting.leaves() ? "in_transit" : entry_kind_name(posting.entry.kind);
  }
  std::string_view operator()(const journal::DifferenceFound&) const { return "difference"; }
  std::string_view operator()(const journal::VenueNoticed&) const { return "venue_notice"; }
  std::string_view operator()(const journal::RiskAlert&) const { return "risk_alert"; }
  std::string_view operator()(const journal::ReserveChanged&) const { return "reserve"; }
  std::string_view operator()(const journal::AccrualSummed&) const { return "accrual"; }
  std::string_view operator()(const journal::PersonAlerted&) const { return "alert"; }
  std::string_view operator()(const journal::ControlTaken&) const { return "control"; }
  /// The others are for the node itself.
  template <class Other>
  std::string_view operator()(const Other&) const {
    return {};
  }
};

/// Writes the members of a line that its kind has.
struct EventFields {
  const JournalNames& names;
  JsonWriter& json;

  [[nodiscard]] const std::string& name(AccountId id) const { return names.accounts.at(id.index()); }
  [[nodiscard]] const std::string& name(InstrumentId id) const { return names.instruments.at(id.index()); }

  void operator()(const journal::FlowTaken& taken) const {
    const CapitalFlow& flow = taken.flow;
    json.key("kind").string(flow.deposit ? "deposit" : "withdrawal");
    json.key("amount").string(flow.amount ? flow.amount->to_string() : "all");
    json.key("speed").string(exit_speed_name(flow.speed)).key("line").integer(static_cast<std::int64_t>(flow.line));
  }
  void operator()(const journal::ControlTaken& taken) const {
    const ControlCommand& command = taken.command;
    json.key("action").string(control_action_name(command.action)).key("by").string(command.by);
    if (!command.reason.empty()) json.key("reason").string(command.reason);
    const bool flows = command.action == ControlAction::deposit || command.action == ControlAction::withdraw;
    if (flows) json.key("amount").string(command.amount ? command.amount->to_string() : "all");
    if (command.action == ControlAction::withdraw || command.action == ControlAction::flatten)
      json.key("speed").string(exit_speed_name(command.speed));
    if (command.action == ControlAction::adopt)
      json.key("as").string(command.adopt_as == AdoptAs::capital ? "capital" : "unexplained");
    if (!command.address.empty()) json.key("to").string(command.address);
    if (command.action == ControlAction::set)
      json.key("parameter").string(command.key).key("value").string(command.value);
  }
  void operator()(const journal::DecisionMade& made) const {
    json.key("decision").string(decision_name(made.decision->kind)).key("reason").string(made.decision->reason);
    json.key("equity").string(made.equity.to_string());
  }
  void operator()(const journal::EntryWaits& waits) const { json.key("reason").string(waits.reason); }
  void operator()(const journal::NotCarriedOut& left) const { json.key("what").string(left.what); }
  void operator()(const journal::Rebalanced& done) const {
    json.key("decision").string(decision_name(done.decision)).key("reason").string(done.reason);
  }
  void operator()(const journal::OrderMade& made) const { write(*made.order); }
  void operator()(const journal::OrderRefused& refused) const {
    write(*refused.order);
    json.key("refusal").string(refused.refusal);
  }
  void operator()(const journal::ContractCalled& called) const {
    json.key("client_id").string(called.order->client_id).key("action").string(action_name(called.order->action));
    json.key("account").string(name(called.order->account));
  }
  void operator()(const journal::PartNotSent& left) const {
    json.key("action").string(action_name(left.action)).key("reason").string(left.reason);
  }
  void operator()(const journal::OrdersCut& cut) const { json.key("left").string(cut.left); }
  void operator()(const journal::PlanWaits& plan) const {
    json.key("decision").string(decision_name(plan.decision));
    json.key("waits_for").string(plan.waits_for).key("unsent").boolean(plan.unsent);
  }
  void operator()(const journal::PlanReplaced& plan) const {
    json.key("decision").string(decision_name(plan.decision)).key("reason").string(plan.reason);
    json.key("by").string(decision_name(plan.by)).key("unsent").boolean(plan.unsent);
  }
  void operator()(const journal::PairClosed& closed) const {
    const PairFigures& pair = closed.figures;
    json.key("pair").integer(static_cast<std::int64_t>(pair.id)).key("end").string(pair_end_name(pair.end));
    if (pair.waits != PairWait::nothing) json.key("waits").string(pair_wait_name(pair.waits));
    json.key("first").string(pair.first.to_string()).key("second").string(pair.second.to_string());
    if (!pair.closed.is_zero()) json.key("closed").string(pair.closed.to_string());
    json.key("left").string(pair.left.to_string()).key("unwound").string(pair.unwound.to_string());
    json.key("orders").integer(pair.orders).key("fills").integer(pair.fills).key("refusals").integer(pair.refusals);
    json.key("naked_seconds").number(static_cast<double>(pair.naked.count) / 1e9);
  }
  void operator()(const journal::Posting& posting) const {
    if (posting.fill) write(*posting.fill);
    json.key("balances").begin_array();
    for (const journal::BalanceChange& change : posting.balances) {
      json.begin_object().key("instrument").string(name(change.instrument));
      json.key("before").string(change.before.to_string());
      json.key("after").string(change.after.to_string()).end_object();
    }
    json.end_array();
    if (!posting.leaves()) return;
    const Flight& flight = *posting.entry.flight;
    json.key("to").string(name(flight.to)).key("due").string(flight.due.to_string());
    json.key("amount").string(posting.entry.movements.front().amount.to_string());
  }
  void operator()(const journal::DifferenceFound& found) const { json.key("text").string(found.text); }
  void operator()(const journal::VenueNoticed& noticed) const {
    json.key("notice").string(noticed.notice.kind).key("instrument").string(name(noticed.notice.instrument));
    json.key("text").string(noticed.notice.text);
  }
  void operator()(const journal::RiskAlert& alert) const {
    json.key("status").string(risk_status_name(alert.status)).key("was").string(risk_status_name(alert.was));
    json.key("reasons").begin_array();
    for (const std::string& reason : alert.reasons) json.string(reason);
    json.end_array();
  }
  void operator()(const journal::ReserveChanged& changed) const {
    json.key("status").string(reserve_status_name(changed.status));
    json.key("was").string(reserve_status_name(changed.was));
  }
  void operator()(const journal::AccrualSummed& summed) const {
    for (std::size_t i = 0; i < journal::kAccruals.size(); ++i)
      json.key(kAttributionNames[static_cast<std::size_t>(journal::kAccruals[i])])
          .string(summed.amounts[i].to_string());
  }
  void operator()(const journal::PersonAlerted& alerted) const {
    json.key("source").string(alerted.source).key("kind").string(alerted.kind).key("text").string(alerted.text);
  }

  template <class Other>
  void operator()(const Other&) const {}

 private:
  void write(const Order& order) const {
    json.key("client_id").string(order.client_id).key("action").string(action_name(order.action));
    json.key("account").string(name(order.account));
    if (order.type == ExecutionType::wallet_transfer) json.key("to").string(name(order.destination));
    json.key("instrument").string(name(order.instrument));
    if (order.type == ExecutionType::cex_trade) json.key("side").string(order.buy ? "buy" : "sell");
    json.key("size").string(order.size.to_string()).key("reason").string(order.reason);
  }
  void write(const journal::FillTold& told) const {
    const Fill& fill = told.fill;
    json.key("client_id").string(told.client_id).key("instrument").string(name(fill.instrument));
    json.key("side").string(fill.buy ? "buy" : "sell").key("size").string(fill.size.to_string());
    json.key("arrival").string(fill.arrival.to_string()).key("price").string(fill.price.to_string());
    json.key("notional").string(fill.notional.to_string()).key("cost").string(fill.cost.to_string());
    json.key("reason").string(told.reason);
  }
};

}  // namespace

JournalNames journal_names(const Universe& universe) {
  JournalNames names{universe.accounts(), {}, {}};
  for (const Instrument& instrument : universe.instruments()) names.instruments.push_back(instrument.key);
  for (const Market& market : universe.markets()) names.markets.push_back(market.key);
  return names;
}

std::string_view event_type(const JournalEntry& entry) { return std::visit(EventType{}, entry.body); }

std::string event_fields(const JournalEntry& entry, const JournalNames& names) {
  JsonWriter json;
  std::visit(EventFields{names, json}, entry.body);
  return std::move(json).take();
}

std::optional<TradeRecord> trade_of(const JournalEntry& entry, const JournalNames& names) {
  const auto* posting = entry.as<journal::Posting>();
  if (posting == nullptr || !posting->fill) return std::nullopt;
  const Fill& fill = posting->fill->fill;
  return TradeRecord{entry.time,
                     names.instruments.at(fill.instrument.index()),
                     fill.buy,
                     fill.size,
                     fill.arrival,
                     fill.price,
                     fill.notional,
                     fill.cost,
                     posting->fill->reason};
}

void append_event_line(const JournalEntry& entry, std::int64_t line, std::int64_t cause, const JournalNames& names,
                       std::string& out) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, FMT_COMPILE(R"({{"seq":{},"time":"{}","type":"{}","cause":)"), line, entry.time.to_string(),
                 event_type(entry));
  if (cause > 0)
    fmt::format_to(to, FMT_COMPILE("{}"), cause);
  else
    fmt::format_to(to, FMT_COMPILE("null"));
  const std::string fields = event_fields(entry, names);
  fmt::format_to(to, FMT_COMPILE("{}{}}}\n"), fields.empty() ? "" : ",", fields);
}

void EventLines::append(const JournalEntry& entry, std::string& out) {
  if (lines_.size() <= entry.id.source) lines_.resize(entry.id.source + 1);
  std::vector<std::int64_t>& lines = lines_[entry.id.source];
  require(lines.size() + 1 == entry.id.number, "an entry was lost on its way to the journal");
  const bool shown = !event_type(entry).empty();
  lines.push_back(shown ? ++last_ : 0);
  if (!shown) return;
  const std::int64_t cause = entry.cause.known() ? lines_[entry.cause.source].at(entry.cause.number - 1) : 0;
  append_event_line(entry, last_, cause, names_, out);
}

}  // namespace basis
