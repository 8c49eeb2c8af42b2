#include "actors/live/live_node.hpp"

// What a live node takes, as it is noted.

namespace basis {
namespace {

/// While it starts or stops a node that notes its turns takes one so often.
constexpr Nanos kLeastTurn{1'000'000};

}  // namespace

/// What follows from an input is of the input's instant.
std::optional<NodeInputs::Taking> LiveNode::note(const node_input::Body& body) const {
  if (parts_.inputs == nullptr) return std::nullopt;
  return std::optional<NodeInputs::Taking>(std::in_place, *parts_.inputs, body);
}

void LiveNode::note_begin() {
  if (parts_.inputs == nullptr) return;
  node_input::Began began = parts_.began;
  began.mode = parts_.settings->mode.mode;
  began.configuration = parts_.configuration;
  began.node_id = parts_.node_id;
  began.starts_paused = parts_.starts_paused;
  began.adopt = parts_.adopt;
  if (parts_.wallet != nullptr) {
    began.wallet = parts_.wallet->address();
    noted_wallet_ = noted(*parts_.wallet, *parts_.inputs);
    parts_.wallet = noted_wallet_.get();
  }
  const NodeInputs::Taking taking(*parts_.inputs, began);
  started_utc_ = parts_.inputs->now_utc();
  started_mono_ = parts_.inputs->now_mono();
}

Result<void> LiveNode::flush_inputs() const { return parts_.inputs != nullptr ? parts_.inputs->flush() : ok(); }

SessionListener& LiveNode::listener(AccountId account) {
  SessionListener& heard = venues_->listener(account);
  if (parts_.inputs == nullptr) return heard;
  std::unique_ptr<SessionListener>& by = noted_[account];
  if (by == nullptr) by = noted(heard, account, *parts_.inputs);
  return *by;
}

/// Of what is noted nothing may be missing: only a turn that could do nothing is left out.
bool LiveNode::due(UtcTime now) const {
  if ((!node_->started() || stopping_) && now < turned_ + kLeastTurn) return false;
  return parts_.inputs->taken() != taken_ || now >= next_look_ || venues_->waits() || node_->due(now) ||
         parts_.chain_client != nullptr;
}

/// A clock's offset is known to the turn that follows.
void LiveNode::note_offsets() {
  venues_->clock_offsets([this](AccountId account, Nanos offset) {
    const auto [known, fresh] = offsets_.try_emplace(account, offset);
    if (!fresh && known->second == offset) return;
    known->second = offset;
    const auto taking = note(node_input::OffsetMeasured{account, offset});
  });
}

Result<void> LiveNode::turn() {
  if (parts_.inputs == nullptr) return take_turn();
  if (!due(now())) return failure_ ? Result<void>(*failure_) : ok();
  note_offsets();
  return take_turn();
}

}  // namespace basis
