#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/transaction.hpp"
#include "venues/chain/transaction_lane.hpp"

namespace basis::chain {
namespace {

/// What a node is asked for before a transaction is signed, in this order.
enum Question : std::size_t { chain_id, estimate, count, pending_count, balance, fee_history, questions };

/// What its answers say.
struct Needs {
  std::uint64_t gas = 0;
  std::uint64_t count = 0;    ///< transactions of the wallet that are in the chain
  std::uint64_t pending = 0;  ///< and those that the node has besides
  u256 balance;
  FeeHistory fees;
};

Result<Needs> read_needs(const std::vector<RpcAnswer>& answers) {
  Needs needs;
  BASIS_TRY(needs.gas, quantity64_of(*answers[estimate].result()));
  BASIS_TRY(needs.count, quantity64_of(*answers[count].result()));
  BASIS_TRY(needs.pending, quantity64_of(*answers[pending_count].result()));
  BASIS_TRY(needs.balance, quantity_of(*answers[balance].result()));
  BASIS_TRY(needs.fees, read_fee_history(*answers[fee_history].result()));
  return needs;
}

std::string ether_text(const u256& wei) {
  const auto amount = Wei(wei).to_amount(18);
  return amount ? amount.value().to_string() : wei.str() + " wei";
}

}  // namespace

std::string TransactionLane::call_parameters(const LaneRequest& request, std::string_view block) const {
  JsonWriter json;
  json.begin_array().begin_object().key("from").string(wallet_.to_string());
  json.key("to").string(request.to.to_string()).key("value").string(quantity_text(request.value));
  json.key("data").string(to_hex(request.data)).end_object().string(block).end_array();
  return std::move(json).take();
}

/// Asks what the first that waits needs. The estimate runs it on the last block: what would revert is not sent.
void TransactionLane::prepare() {
  asking_ = true;
  if (!waiting_.front().since) waiting_.front().since = rpc_.network().now_utc();
  const LaneRequest& request = waiting_.front().request;
  JsonWriter latest, pending;
  latest.begin_array().string(wallet_.to_string()).string("latest").end_array();
  pending.begin_array().string(wallet_.to_string()).string("pending").end_array();
  std::vector<RpcCall> calls(questions);
  calls[chain_id] = {"eth_chainId"};
  calls[estimate] = {"eth_estimateGas", call_parameters(request, "latest")};
  calls[count] = {"eth_getTransactionCount", latest.text()};
  calls[pending_count] = {"eth_getTransactionCount", pending.text()};
  calls[balance] = {"eth_getBalance", latest.text()};
  calls[fee_history] = {"eth_feeHistory", fee_history_parameters(settings_.fees)};
  rpc_.batch(std::move(calls), guarded([this](const std::vector<RpcAnswer>& answers) {
               asking_ = false;
               if (cancel_front_) {
                 cancel_front_ = false;
                 return refuse_front("cancelled before it was sent");
               }
               prepared(answers);
             }));
}

/// Nothing has been sent: the next block is another try, until the limit.
void TransactionLane::put_off(const std::string& why) {
  if (rpc_.network().now_utc() - *waiting_.front().since >= settings_.prepare_limit)
    return refuse_front("nothing was sent: " + why);
  tell_once("prepare", fmt::format("{} waits: {}", waiting_.front().request.purpose, why));
}

void TransactionLane::prepared(const std::vector<RpcAnswer>& answers) {
  // A revert may be an effect of what else is wrong, so it is judged last.
  for (const std::size_t question : {chain_id, count, pending_count, balance, fee_history, estimate}) {
    if (answers[question].result() != nullptr) continue;
    const RpcFault& fault = answers[question].fault();
    const bool final = question == estimate && fault.kind != RpcFaultKind::later &&
                       fault.kind != RpcFaultKind::unknown && fault.kind != RpcFaultKind::access;
    if (!final) return put_off(fault.text);
    return refuse_front(fault.kind == RpcFaultKind::reverted ? "it would revert: " + reason_of(fault) : fault.text);
  }
  const auto chain = quantity64_of(*answers[chain_id].result());
  if (!chain || chain.value() != settings_.chain_id)
    return refuse_front(
        fmt::format("the node is on chain {}, and not on {}", chain ? chain.value() : 0, settings_.chain_id));
  const auto read = read_needs(answers);
  if (!read) return put_off(read.error().text());
  const Needs& needs = read.value();
  const auto kept = store_.next_nonce();
  if (!kept) return refuse_front("nothing was sent: " + kept.error().text());
  if (needs.count < kept.value())
    return put_off(fmt::format("the node lags: it knows {} transactions of {}", needs.count, kept.value()));
  // What stands on a transaction of someone else stands or falls with it.
  if (needs.pending > needs.count)
    return put_off(
        fmt::format("{} transactions of {} that are not of this node wait at the RPC's node: something else "
                    "uses its key",
                    needs.pending - needs.count, wallet_.to_string()));
  const auto fees = first_fees(needs.fees, settings_.fees);
  if (!fees)
    return refuse_front(fmt::format("a unit of gas costs {} wei, more than {} of fees.most",
                                    needs.fees.next_base_fee.str(), settings_.fees.most.str()));
  if (needs.gas > kMaximumTransactionGas)
    return refuse_front(fmt::format("it needs {} units of gas, more than one transaction may use: {}", needs.gas,
                                    kMaximumTransactionGas));
  const std::uint64_t gas =
      std::min(needs.gas / 100 * settings_.gas_percent + settings_.gas_percent, kMaximumTransactionGas);
  const u256 cost = waiting_.front().request.value + fees->maximum * gas;
  if (cost > needs.balance)
    return refuse_front(
        fmt::format("the wallet holds {} ETH; value and gas may take {}", ether_text(needs.balance), ether_text(cost)));
  sign_and_send(needs.count, gas, *fees);
}

void TransactionLane::sign_and_send(std::uint64_t nonce, std::uint64_t gas, const Fees& fees) {
  Active active;
  active.entry.request = waiting_.front().request;
  active.entry.nonce = nonce;
  active.entry.gas = gas;
  active.entry.attempts.push_back(signed_attempt(active.entry, fees, false));
  if (!keep(active.entry)) return refuse_front("nothing was sent: it cannot be kept");
  active.done = std::move(waiting_.front().done);
  active.attempt_block = active.first_block = heads_.tip()->number;
  waiting_.pop_front();
  told_.clear();
  active_ = std::move(active);
  broadcast();
}

LaneAttempt TransactionLane::signed_attempt(const LaneEntry& entry, const Fees& fees, bool cancels) const {
  Transaction transaction;
  transaction.chain_id = settings_.chain_id;
  transaction.nonce = entry.nonce;
  transaction.max_fee = fees.maximum;
  transaction.max_priority_fee = fees.priority;
  transaction.gas_limit = cancels ? kPlainTransactionGas : entry.gas;
  transaction.to = cancels ? wallet_ : entry.request.to;
  if (!cancels) {
    transaction.value = entry.request.value;
    transaction.data = entry.request.data;
  }
  LaneAttempt attempt;
  attempt.fees = fees;
  attempt.cancels = cancels;
  attempt.signed_utc = rpc_.network().now_utc();
  RawTransaction made = sign_transaction(transaction, key_);
  attempt.raw = std::move(made.bytes);
  attempt.hash = made.hash;
  return attempt;
}

/// Sends the last attempt: for the first time, or the same bytes again.
void TransactionLane::broadcast() {
  const LaneAttempt& attempt = active_->entry.attempts.back();
  active_->sent_block = heads_.tip()->number;
  RpcCall call{"eth_sendRawTransaction"};
  JsonWriter json;
  json.begin_array();
  if (settings_.private_blocks > 0) {
    call.method = "eth_sendPrivateTransaction";
    json.begin_object().key("tx").string(to_hex(attempt.raw));
    json.key("maxBlockNumber").string(quantity_text(active_->sent_block + settings_.private_blocks)).end_object();
  } else {
    json.string(to_hex(attempt.raw));
  }
  json.end_array();
  call.parameters = std::move(json).take();
  asking_ = true;
  rpc_.call(std::move(call), guarded([this, hash = attempt.hash](const RpcAnswer& answer) {
              asking_ = false;
              if (active_) sent(hash, answer);
            }),
            RpcEffect::sends);
}

void TransactionLane::sent(const Hash32& hash, const RpcAnswer& answer) {
  Active& active = *active_;
  const bool first = active.entry.attempts.size() == 1 && !active.may_be_taken;
  if (answer.result() != nullptr) {
    active.may_be_taken = true;
    const auto told = bytes_of(*answer.result());
    if (settings_.private_blocks == 0 && (!told || !std::ranges::equal(told.value(), hash)))
      tell_once("hash", fmt::format("the node answers {} with another hash", to_hex(hash)));
    return;
  }
  const RpcFault& fault = answer.fault();
  switch (fault.kind) {
    case RpcFaultKind::known:
    case RpcFaultKind::unknown:
    case RpcFaultKind::nonce_used:  // by which transaction, the next block tells
    case RpcFaultKind::underpriced:
      active.may_be_taken = true;
      // At the next block it is replaced by one that pays more.
      if (fault.kind == RpcFaultKind::underpriced) active.attempt_block = 0;
      return;
    case RpcFaultKind::later:
    case RpcFaultKind::access:
      return tell_once("send", fmt::format("{} is sent again: {}", active.entry.request.purpose, fault.text));
    case RpcFaultKind::reverted:
    case RpcFaultKind::refused:
    case RpcFaultKind::funds:
      // What was refused at its first sending is in no pool; of a later sending this says nothing.
      if (!first)
        return tell_once("again", fmt::format("{}: the node says: {}", active.entry.request.purpose, fault.text));
      active.entry.reason = reason_of(fault);
      return end(LaneState::released, {false, active.entry.reason});
  }
}

}  // namespace basis::chain
