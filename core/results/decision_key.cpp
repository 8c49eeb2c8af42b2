#include "core/results/decision_key.hpp"

#include "core/results/journal_codec.hpp"

namespace basis {
namespace {

OrderPtr without_ids(const OrderPtr& order) {
  auto plain = std::make_shared<Order>(*order);
  plain->client_id.clear();
  plain->cause = {};
  plain->due.reset();
  return plain;
}

/// The body of an entry that is a decision, less its ids and times.
struct PlainBody {
  using Body = std::optional<journal::Body>;

  template <class Other>
  Body operator()(const Other&) const {
    return std::nullopt;
  }
  Body operator()(const journal::DecisionMade& made) const { return journal::DecisionMade{made.decision, {}, {}}; }
  Body operator()(const journal::OrderMade& made) const {
    return journal::OrderMade{without_ids(made.order), made.uses};
  }
  Body operator()(const journal::OrderRefused& refused) const {
    return journal::OrderRefused{without_ids(refused.order), refused.refusal};
  }
  Body operator()(const journal::PairBegan& began) const {
    journal::PairBegan plain = began;
    plain.order.id = 0;
    return plain;
  }
  Body operator()(const journal::CommandSent& sent) const {
    journal::CommandSent plain = sent;
    plain.command.id = {};
    plain.pair = 0;
    plain.deadline = {};
    return plain;
  }
  Body operator()(const journal::PairStopped&) const { return journal::PairStopped{}; }
  Body operator()(const journal::KillSwitchSet& set) const { return set; }
  Body operator()(const journal::EntryWaits& waits) const { return waits; }
  Body operator()(const journal::NotCarriedOut& what) const { return what; }
  Body operator()(const journal::Rebalanced& what) const { return what; }
  Body operator()(const journal::PartNotSent& what) const { return what; }
  Body operator()(const journal::OrdersCut& what) const { return what; }
  Body operator()(const journal::PlanBegan& plan) const { return plan; }
  Body operator()(const journal::PlanEnded& plan) const { return plan; }
  Body operator()(const journal::PlanWaits& plan) const { return plan; }
  Body operator()(const journal::PlanReplaced& plan) const { return plan; }
  Body operator()(const journal::RiskAlert& alert) const { return alert; }
};

}  // namespace

std::optional<std::string> decision_key(const JournalEntry& entry) {
  const auto plain = std::visit(PlainBody{}, entry.body);
  if (!plain) return std::nullopt;
  return std::string(journal_kind(*plain)) + ' ' + encode_body(*plain);
}

}  // namespace basis
