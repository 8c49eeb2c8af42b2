#include "venues/sim_chain/chain_bank.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/erc20.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/keccak.hpp"
#include "venues/chain/make_call.hpp"
#include "venues/chain/receipt.hpp"

namespace basis::sim {
namespace {

/// Those of the chain's tokens that an exchange lists.
std::vector<chain::Token> listed_tokens(const chain::ContractBook& book, const Universe& universe, bool ether) {
  std::vector<chain::Token> tokens;
  for (const chain::Token& token : book.tokens())
    if (universe.find_asset(token.symbol) && (ether || !token.is_ether())) tokens.push_back(token);
  return tokens;
}

}  // namespace

ChainBank::ChainBank(ChainNode& node, const LocalChain& chain, ExchangeService& service, std::uint64_t confirmations)
    : node_(node),
      service_(service),
      account_(chain.exchange),
      tokens_(listed_tokens(chain.book, service.markets().universe(), true)),
      scan_(node, listed_tokens(chain.book, service.markets().universe(), false), confirmations, *this) {}

Result<std::string> ChainBank::begin() {
  service_.join(*this);
  BASIS_TRY(const bool known, scan_.begin(service_.chain_mark()));
  BASIS_TRY(find_unclaimed(scan_.mark()));
  service_.set_chain_mark(scan_.mark());
  BASIS_TRY(look());
  if (known) return std::string();
  return std::string("the chain is another one than that of --state: what was paid on it before is not looked at");
}

std::string ChainBank::deposit_address(std::string_view venue, std::string_view client) {
  const chain::Hash32 hash = chain::keccak256(fmt::format("basis sim deposit {} {}", venue, client));
  const auto address = chain::Address::from_bytes(chain::ByteView(hash).last(chain::Address::kSize));
  require(address.has_value(), "20 bytes are an address");
  scan_.watch(address.value());
  return address.value().to_string();
}

const chain::Token* ChainBank::token_of(std::string_view asset) const {
  const auto found =
      std::find_if(tokens_.begin(), tokens_.end(), [&](const chain::Token& one) { return one.symbol == asset; });
  return found == tokens_.end() ? nullptr : &*found;
}

void ChainBank::pay(const ChainPayment& payment) {
  (payment.transaction.empty() ? waiting_ : sent_).push_back(payment);
}

Result<chain::ContractCall> ChainBank::call_of(const ChainPayment& payment) const {
  const chain::Token& token = *token_of(payment.asset);
  BASIS_TRY(const chain::Address to, chain::Address::parse(payment.address));
  const Rounding down = Rounding::floor;
  BASIS_TRY(const Wei amount, Wei::from_amount(payment.amount, token.decimals, &down));
  std::string text = fmt::format("{} withdrawal of {} {}", payment.venue, payment.amount.to_string(), payment.asset);
  if (token.is_ether()) return chain::ContractCall{to, amount.value(), {}, std::move(text)};
  return chain::make_call(token.address, Wei(), chain::erc20().transfer, std::move(text), to, amount);
}

/// What is kept and where the chain's payments are counted until are written at once: what was sent later stands behind
/// that block, or waits for its own.
Result<void> ChainBank::find_unclaimed(const ChainMark& from) {
  for (std::uint64_t number = from.block + 1;; ++number) {
    BASIS_TRY(const auto blocks,
              node_.ask({{"eth_getBlockByNumber", fmt::format(R"(["{}",true])", chain::quantity_text(number))}}));
    if (blocks.front().is_null()) break;
    BASIS_TRY(take_unclaimed(blocks.front()));
  }
  BASIS_TRY(const auto next, node_.ask({{"eth_getBlockByNumber", R"(["pending",true])"}}));
  BASIS_TRY(take_unclaimed(next.front()));
  for (const auto& venue : service_.venues())
    for (const ClientAccount* client : venue->clients())
      for (const ClientMovement& movement : client->movements())
        std::erase_if(unclaimed_, [&](const Unclaimed& one) { return one.hash == movement.transaction; });
  return ok();
}

Result<void> ChainBank::take_unclaimed(const boost::json::value& block) {
  const auto* const fields = block.if_object();
  const auto* const all = fields == nullptr ? nullptr : fields->if_contains("transactions");
  if (all == nullptr || !all->is_array()) return Error(ErrorKind::data, "transactions: is no array");
  for (const auto& item : all->get_array()) {
    const auto* const one = item.if_object();
    if (one == nullptr || !one->contains("to") || !one->at("to").is_string()) continue;
    BASIS_TRY(const auto sender, chain::text_of(*one, "from"));
    BASIS_TRY(const chain::Address from, chain::Address::parse(sender));
    if (from != account_) continue;
    BASIS_TRY(const auto receiver, chain::text_of(*one, "to"));
    BASIS_TRY(const auto hash, chain::text_of(*one, "hash"));
    Unclaimed paid{std::string(hash), {}};
    BASIS_TRY(paid.call.to, chain::Address::parse(receiver));
    BASIS_TRY(paid.call.value, chain::quantity_of(*one, "value"));
    BASIS_TRY(paid.call.data, chain::bytes_of(*one, "input"));
    unclaimed_.push_back(std::move(paid));
  }
  return ok();
}

std::string ChainBank::claim(const chain::ContractCall& call) {
  const auto same = [&](const Unclaimed& one) {
    return one.call.to == call.to && one.call.value == call.value && one.call.data == call.data;
  };
  const auto found = std::find_if(unclaimed_.begin(), unclaimed_.end(), same);
  if (found == unclaimed_.end()) return {};
  std::string hash = std::move(found->hash);
  unclaimed_.erase(found);
  return hash;
}

/// One whose outcome is not known stays as it is: sent again it might be paid twice.
std::vector<std::string> ChainBank::send() {
  std::vector<std::string> lines;
  // What leaves while the node is asked goes with the next block.
  for (ChainPayment& payment : std::exchange(waiting_, {})) {
    const auto call = call_of(payment);
    ChainNode::Sent sent;
    if (!call)
      sent = {{}, true, call.error().text()};
    else if (sent.hash = claim(call.value()); sent.hash.empty())
      sent = node_.send(account_, call.value());
    if (!sent.hash.empty()) {
      payment.transaction = sent.hash;
      service_.payment_sent(payment);
      sent_.push_back(std::move(payment));
      continue;
    }
    lines.push_back(fmt::format("{} withdrawal of {} {} to {}: {}", payment.venue, payment.amount.to_string(),
                                payment.asset, payment.address, sent.text));
    if (sent.refused) service_.payment_ended(payment, false);
  }
  return lines;
}

Result<void> ChainBank::look_at_payments() {
  std::vector<chain::RpcCall> calls;
  calls.reserve(sent_.size());
  for (const ChainPayment& payment : sent_)
    calls.push_back({"eth_getTransactionReceipt", fmt::format(R"(["{}"])", payment.transaction)});
  BASIS_TRY(const auto answers, node_.ask(std::move(calls)));
  std::vector<ChainPayment> open;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    BASIS_TRY(const auto receipt, chain::read_receipt(answers[i]));
    if (receipt)
      service_.payment_ended(sent_[i], receipt->succeeded);
    else
      open.push_back(sent_[i]);
  }
  sent_ = std::move(open);
  return ok();
}

Result<void> ChainBank::look() {
  BASIS_TRY(look_at_payments());
  BASIS_TRY(scan_.follow());
  const ChainMark mark = scan_.mark();
  if (const auto& known = service_.chain_mark(); !known || known->hash != mark.hash) service_.set_chain_mark(mark);
  return ok();
}

}  // namespace basis::sim
