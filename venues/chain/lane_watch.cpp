#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/transaction.hpp"
#include "venues/chain/transaction_lane.hpp"

namespace basis::chain {

/// Looks for the transaction that is out: its receipts, the wallet's count, and what a replacement would pay.
void TransactionLane::look() {
  if (asking_) return;
  asking_ = true;
  std::vector<RpcCall> calls;
  for (const LaneAttempt& attempt : active_->entry.attempts) {
    JsonWriter json;
    json.begin_array().string(to_hex(attempt.hash)).end_array();
    calls.push_back({"eth_getTransactionReceipt", std::move(json).take()});
  }
  JsonWriter json;
  json.begin_array().string(wallet_.to_string()).string("latest").end_array();
  calls.push_back({"eth_getTransactionCount", std::move(json).take()});
  calls.push_back({"eth_feeHistory", fee_history_parameters(settings_.fees)});
  rpc_.batch(std::move(calls), guarded([this](const std::vector<RpcAnswer>& answers) {
               asking_ = false;
               if (active_) looked(answers);
             }));
}

void TransactionLane::looked(const std::vector<RpcAnswer>& answers) {
  const std::size_t attempts = answers.size() - 2;
  bool all_told = true;
  for (std::size_t i = 0; i < attempts; ++i) {
    const auto* const result = answers[i].result();
    const auto receipt =
        result == nullptr ? Result<std::optional<Receipt>>(Error(ErrorKind::data, "no answer")) : read_receipt(*result);
    if (receipt && receipt.value()) return found(*receipt.value());
    all_told = all_told && receipt.has_value();
  }
  if (active_->seen_block) {
    listener_.on_lane_text(fmt::format("{} is not in block {} any more; it is sent again",
                                       active_->entry.request.purpose, *active_->seen_block));
    active_->seen_block.reset();
    active_->sent_block = 0;
  }
  const auto* const told = answers[attempts].result();
  const auto count =
      told == nullptr ? Result<std::uint64_t>(Error(ErrorKind::data, "no answer")) : quantity64_of(*told);
  if (!all_told || !count) return;  // the next block is another try
  std::optional<FeeHistory> history;
  if (const auto* const fees = answers[attempts + 1].result())
    if (auto read = read_fee_history(*fees)) history = std::move(read).value();
  not_found(count.value(), history);
}

void TransactionLane::found(const Receipt& receipt) {
  active_->search_block.reset();
  // A node of another fork, or one that has not heard of the last blocks.
  const auto held = heads_.holds(receipt.block, receipt.block_hash);
  if (held && !*held) return;
  active_->seen_block = receipt.block;
  const Head& tip = *heads_.tip();
  if (tip.number + 1 < receipt.block + settings_.confirmations) return;
  const auto& attempts = active_->entry.attempts;
  const auto attempt = std::ranges::find(attempts, receipt.hash, &LaneAttempt::hash);
  if (attempt == attempts.end())
    return tell_once("receipt", "the node answers with the receipt of another transaction");
  if (receipt.succeeded) return settle(receipt, {});
  if (receipt.gas_used >= active_->entry.gas) return settle(receipt, "out of gas");
  ask_reason(receipt);
}

/// Runs it again where it reverted: a receipt does not say why.
void TransactionLane::ask_reason(const Receipt& receipt) {
  asking_ = true;
  const std::uint64_t before = receipt.block == 0 ? 0 : receipt.block - 1;
  rpc_.call({"eth_call", call_parameters(active_->entry.request, quantity_text(before))},
            guarded([this, receipt](const RpcAnswer& answer) {
              asking_ = false;
              if (!active_) return;
              const bool told = answer.result() == nullptr && answer.fault().kind == RpcFaultKind::reverted;
              settle(receipt, told ? reason_of(answer.fault()) : "it reverted in its block, and does not before it");
            }));
}

void TransactionLane::settle(const Receipt& receipt, std::string reason) {
  LaneEntry& entry = active_->entry;
  const auto attempt = std::ranges::find(entry.attempts, receipt.hash, &LaneAttempt::hash);
  entry.block = receipt.block;
  entry.mined = receipt.hash;
  entry.gas_used = receipt.gas_used;
  entry.gas_price = receipt.gas_price;
  LaneOutcome outcome;
  outcome.receipt = receipt;
  LaneState state = LaneState::mined;
  if (attempt->cancels) {
    state = LaneState::cancelled;
    outcome.reason = "cancelled";
  } else if (!receipt.succeeded) {
    state = LaneState::reverted;
    outcome.reason = "it reverted: " + reason;
  } else {
    outcome.done = true;
  }
  entry.reason = outcome.reason;
  end(state, outcome);
}

void TransactionLane::not_found(std::uint64_t count, const std::optional<FeeHistory>& history) {
  Active& active = *active_;
  const std::uint64_t tip = heads_.tip()->number;
  // A node may know the count and not yet the receipt, or another transaction has the nonce: its block tells which.
  if (count > active.entry.nonce) return search();
  active.search_block.reset();
  const LaneAttempt& last = active.entry.attempts.back();
  const bool stuck =
      tip >= active.attempt_block + settings_.stuck_blocks || (history && history->next_base_fee > last.fees.maximum);
  if (stuck && history && count < active.entry.nonce) return fill(count, *history);
  if (stuck && history && active.may_be_taken) return replace(*history, last.cancels);
  if (!active.may_be_taken || tip >= active.sent_block + settings_.resend_blocks) broadcast();
}

/// A nonce before ours is free again: a transaction of someone else had it, and is in the chain no more. An empty one
/// of ours takes it; ours keeps its own, as it may still get into the chain.
void TransactionLane::fill(std::uint64_t nonce, const FeeHistory& history) {
  // Where it is one of ours, the node lags.
  const auto ours = store_.takes(nonce);
  if (!ours || ours.value()) return broadcast();
  const auto fees = first_fees(history, settings_.fees);
  if (!fees) return broadcast();
  Active filler;
  LaneEntry& entry = filler.entry;
  entry.request.id = fmt::format("nonce {} of {}", nonce, wallet_.to_string());
  entry.request.to = wallet_;
  entry.request.purpose = fmt::format("an empty transaction for the free nonce {}", nonce);
  entry.nonce = nonce;
  entry.gas = kPlainTransactionGas;
  entry.attempts.push_back(signed_attempt(entry, *fees, false));
  if (!keep(entry)) return;
  listener_.on_lane_text(entry.request.purpose + ": what was before ours is not in the chain any more");
  filler.attempt_block = filler.first_block = heads_.tip()->number;
  active_->attempt_block = heads_.tip()->number;
  held_.push_front(std::move(*active_));
  active_ = std::move(filler);
  broadcast();
}

void TransactionLane::replace(const FeeHistory& history, bool cancels) {
  Active& active = *active_;
  const auto fees = replacing_fees(active.entry.attempts.back().fees, history, settings_.fees);
  if (!fees) {
    tell_once("stuck", fmt::format("{} is stuck: a replacement would pay more than {} wei a unit of gas, which "
                                   "fees.most allows",
                                   active.entry.request.purpose, settings_.fees.most.str()));
    if (heads_.tip()->number >= active.sent_block + settings_.resend_blocks && !asking_) broadcast();
    return;
  }
  LaneEntry entry = active.entry;
  entry.attempts.push_back(signed_attempt(entry, *fees, cancels));
  if (!keep(entry)) return;
  active.entry = std::move(entry);
  active.attempt_block = heads_.tip()->number;
  broadcast();
}

}  // namespace basis::chain
