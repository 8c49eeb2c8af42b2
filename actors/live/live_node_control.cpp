#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actors/live/live_node.hpp"

// What persons ask of a live node, and what rules beside it demand.

namespace basis {

/// What the node alone knows of a payment: where it may go, and what there is.
Result<void> LiveNode::check_payment(const ControlCommand& command, std::optional<Amount> equity) const {
  const std::string& unit = parts_.settings->mode.share_class;
  if (command.amount && equity && *command.amount > *equity)
    return Error(ErrorKind::usage, fmt::format("amount: {} {} is more than there is (allowed: up to {})",
                                               command.amount->to_string(), unit, equity->to_string()));
  if (parts_.chain_client == nullptr) {
    if (!command.address.empty())
      return Error(ErrorKind::usage, "to: the wallet of this run is simulated, and pays its owner at no address");
    return ok();
  }
  const std::vector<std::string>& owners = parts_.chain_client->owners();
  if (command.address.empty() && owners.size() == 1) return ok();
  const auto address = chain::Address::parse(command.address);
  if (address && std::find(owners.begin(), owners.end(), address.value().to_string()) != owners.end()) return ok();
  return Error(ErrorKind::usage, fmt::format("to: '{}' is no address that may be paid (allowed: {})", command.address,
                                             owners.empty() ? "those of BASIS_WITHDRAWAL_ALLOW_LIST, which is not set"
                                                            : fmt::format("{}", fmt::join(owners, ", "))));
}

Result<void> LiveNode::control(const ControlCommand& command, std::optional<Amount> equity) {
  const auto taking = note(node_input::Asked{command, equity});
  if (failure_) return Error(ErrorKind::usage, "the node ends: " + failure_->text());
  if (stopping_) return Error(ErrorKind::usage, "the node stops");
  if (node_->control_state().knows(command.id)) return ok();
  if (command.action == ControlAction::withdraw) {
    BASIS_TRY(check_payment(command, equity));
  }
  BASIS_TRY(node_->control(now(), command));
  if (command.action == ControlAction::deposit && parts_.wallet != nullptr && parts_.chain_client == nullptr)
    parts_.wallet->owner_pays(parts_.settings->mode.share_class, *command.amount);
  return ok();
}

Result<void> LiveNode::limit(journal::KillRule rule, KillState state, const std::string& reason) {
  const auto taking = note(node_input::Limited{rule, state, reason});
  if (failure_) return *failure_;
  if (stopping_) return ok();
  take(node_->limit(now(), rule, state, reason));
  return failure_ ? Result<void>(*failure_) : ok();
}

void LiveNode::warn(const std::string& source, const SessionAlert& alert) {
  const auto taking = note(node_input::Warned{source, alert.kind, alert.text});
  if (parts_.live != nullptr) parts_.live->alert(source, alert, now());
  node_->alert(now(), {source, alert.kind, alert.text});
}

}  // namespace basis
