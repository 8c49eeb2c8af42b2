#include "venues/chain/transaction_lane.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"

namespace basis::chain {

TransactionLane::TransactionLane(Rpc& rpc, const Heads& heads, LaneStore& store, const PrivateKey& key,
                                 const RevertReader& reverts, LaneSettings settings, LaneListener& listener)
    : rpc_(rpc),
      heads_(heads),
      store_(store),
      key_(key),
      reverts_(reverts),
      settings_(std::move(settings)),
      listener_(listener),
      wallet_(key.address()) {}

TransactionLane::~TransactionLane() { *alive_ = false; }

Result<void> TransactionLane::recover() {
  BASIS_TRY(auto pending, store_.pending());
  for (LaneEntry& entry : pending) {
    listener_.on_lane_text(fmt::format("{} was sent by an earlier run with nonce {}; its outcome is looked for",
                                       entry.request.purpose, entry.nonce));
    Active& active = held_.emplace_back();
    active.entry = std::move(entry);
    active.may_be_taken = true;
  }
  next();
  return ok();
}

void TransactionLane::submit(LaneRequest request, Done done) {
  const auto same = [&request](const LaneRequest& other) {
    if (other.id != request.id) return false;
    require(other == request, "one id for two transactions");
    return true;
  };
  if (active_ && same(active_->entry.request)) return active_->done.push_back(std::move(done));
  for (Active& held : held_)
    if (same(held.entry.request)) return held.done.push_back(std::move(done));
  for (Waiting& waiting : waiting_)
    if (same(waiting.request)) return waiting.done.push_back(std::move(done));
  const auto kept = store_.find(request.id);
  if (!kept) return later({std::move(done)}, {false, "nothing was sent: " + kept.error().text()});
  if (kept.value()) {
    const LaneEntry& entry = *kept.value();
    same(entry.request);
    if (entry.state != LaneState::pending && entry.state != LaneState::released)
      return answer_again(entry, std::move(done));
  }
  waiting_.push_back({std::move(request), {}});
  waiting_.back().done.push_back(std::move(done));
  next();
}

/// The outcome of a request that an earlier run has settled.
void TransactionLane::answer_again(const LaneEntry& entry, Done done) {
  if (entry.state != LaneState::mined) return later({std::move(done)}, {false, entry.reason});
  JsonWriter parameters;
  parameters.begin_array().string(to_hex(entry.mined)).end_array();
  rpc_.call({"eth_getTransactionReceipt", std::move(parameters).take()},
            guarded([this, entry, done = std::move(done)](const RpcAnswer& answer) {
              const auto* const result = answer.result();
              const auto receipt =
                  result == nullptr ? Result<std::optional<Receipt>>(std::optional<Receipt>()) : read_receipt(*result);
              if (receipt && receipt.value()) return done({true, {}, receipt.value()});
              // It is in the chain; only what it logged is not told yet.
              const std::uint64_t timer = next_timer_++;
              timers_[timer] = rpc_.network().after(kSecond * 5, [this, entry, done, timer] {
                const auto ended = timers_.extract(timer);
                answer_again(entry, done);
              });
            }));
}

bool TransactionLane::cancel(const std::string& id) {
  const auto waiting = std::ranges::find_if(waiting_, [&id](const Waiting& one) { return one.request.id == id; });
  if (waiting != waiting_.end()) {
    if (waiting == waiting_.begin() && asking_ && !active_)
      cancel_front_ = true;
    else {
      auto done = std::move(waiting->done);
      waiting_.erase(waiting);
      later(std::move(done), {false, "cancelled before it was sent"});
    }
    return true;
  }
  if (!active_ || active_->entry.request.id != id) return false;
  Active& active = *active_;
  if (!active.may_be_taken && active.entry.attempts.size() == 1 && !asking_) {
    active.entry.reason = "cancelled before it was sent";
    end(LaneState::released, {false, active.entry.reason});
    return true;
  }
  if (active.entry.attempts.back().cancels) return true;
  rpc_.call({"eth_feeHistory", fee_history_parameters(settings_.fees)}, guarded([this, id](const RpcAnswer& answer) {
              if (!active_ || active_->entry.request.id != id) return;
              const auto history = answer.result() == nullptr ? Result<FeeHistory>(Error(ErrorKind::data, "no answer"))
                                                              : read_fee_history(*answer.result());
              if (!history) return listener_.on_lane_text(id + ": is not cancelled: the node does not tell fees");
              replace(history.value(), true);
            }));
  return true;
}

void TransactionLane::on_head(const Head&) {
  if (active_) return look();
  next();
}

std::vector<LaneView> TransactionLane::open() const {
  std::vector<LaneView> all;
  if (active_) {
    const Active& active = *active_;
    all.push_back({active.entry.request, active.entry.nonce, active.entry.attempts,
                   active.seen_block ? fmt::format("is in block {}", *active.seen_block)
                                     : fmt::format("was sent in block {}", active.sent_block)});
  }
  for (const Active& held : held_)
    all.push_back({held.entry.request, held.entry.nonce, held.entry.attempts, "was sent, and waits"});
  for (const Waiting& waiting : waiting_) all.push_back({waiting.request, {}, {}, "waits"});
  return all;
}

/// Takes up the first that is open.
void TransactionLane::next() {
  if (active_ || asking_ || heads_.tip() == nullptr) return;
  if (!held_.empty()) {
    active_ = std::move(held_.front());
    held_.pop_front();
    // Of an earlier run it is not known when it was sent.
    if (active_->attempt_block == 0) active_->attempt_block = heads_.tip()->number;
    return look();
  }
  if (!waiting_.empty()) prepare();
}

void TransactionLane::end(LaneState state, const LaneOutcome& outcome) {
  active_->entry.state = state;
  if (!keep(active_->entry)) return;
  auto done = std::move(active_->done);
  active_.reset();
  told_.clear();
  later(std::move(done), outcome);
  next();
}

/// Writes an entry down. Without it nothing may leave.
bool TransactionLane::keep(const LaneEntry& entry) {
  const auto kept = store_.put(entry);
  if (!kept) tell_once("store", fmt::format("{}: cannot be kept: {}", entry.request.purpose, kept.error().text()));
  return kept.has_value();
}

void TransactionLane::refuse_front(const std::string& reason) {
  auto done = std::move(waiting_.front().done);
  waiting_.pop_front();
  told_.clear();
  later(std::move(done), {false, reason});
  next();
}

/// Tells an outcome, after this call.
void TransactionLane::later(std::vector<Done> done, LaneOutcome outcome) {
  const std::uint64_t timer = next_timer_++;
  timers_[timer] = rpc_.network().after(
      Nanos{}, [this, timer, done = std::move(done), outcome = std::move(outcome), alive = alive_] {
        const auto ended = timers_.extract(timer);
        for (const Done& one : done)
          if (*alive) one(outcome);
      });
}

std::string TransactionLane::reason_of(const RpcFault& fault) const {
  if (fault.kind != RpcFaultKind::reverted) return fault.text;
  // Without data the node's words are all there is.
  return fault.revert.empty() ? fault.text : reverts_.read(fault.revert).text;
}

void TransactionLane::tell_once(const std::string& key, const std::string& text) {
  if (told_.insert(key).second) listener_.on_lane_text(text);
}

}  // namespace basis::chain
