#include "venues/chain/transaction.hpp"

#include <fmt/format.h>

#include "venues/chain/keccak.hpp"
#include "venues/chain/rlp.hpp"

namespace basis::chain {
namespace {

bool is_legacy(const Transaction& transaction) { return transaction.type == TransactionType::legacy; }

Error outside(std::string_view field, std::string_view value, std::string_view range) {
  return {ErrorKind::usage, fmt::format("transaction: {} is {}, it takes {}", field, value, range)};
}

void write_access_list(RlpWriter& writer, const std::vector<AccessListEntry>& list) {
  writer.begin_list();
  for (const AccessListEntry& entry : list) {
    writer.begin_list().string(entry.address.bytes()).begin_list();
    for (const Hash32& key : entry.storage_keys) writer.string(key);
    writer.end_list().end_list();
  }
  writer.end_list();
}

/// The fields in the order of their type, without the signature.
void write_fields(RlpWriter& writer, const Transaction& transaction) {
  if (!is_legacy(transaction)) writer.integer(transaction.chain_id);
  writer.integer(transaction.nonce);
  if (transaction.type == TransactionType::dynamic_fee)
    writer.integer(transaction.max_priority_fee).integer(transaction.max_fee);
  else
    writer.integer(transaction.gas_price);
  writer.integer(transaction.gas_limit);
  writer.string(transaction.to ? transaction.to->bytes() : ByteView());
  writer.integer(transaction.value).string(transaction.data);
  if (!is_legacy(transaction)) write_access_list(writer, transaction.access_list);
}

/// The list behind the byte of its type, which legacy transactions do not have.
Bytes enveloped(const Transaction& transaction, RlpWriter& writer) {
  Bytes list = writer.take();
  if (!is_legacy(transaction)) list.insert(list.begin(), static_cast<std::uint8_t>(transaction.type));
  return list;
}

/// The number of a legacy signature: 27 or 28, and with a chain 35 or 36 and twice its id (EIP-155).
u256 legacy_v(const Transaction& transaction, const Signature& signature) {
  const unsigned parity = signature.y_parity ? 1 : 0;
  if (transaction.chain_id == 0) return 27 + parity;
  return u256(transaction.chain_id) * 2 + 35 + parity;
}

}  // namespace

Result<void> check_transaction(const Transaction& transaction) {
  if (transaction.chain_id == 0) return outside("the chain id", "0", "the id of a chain");
  if (transaction.gas_limit < kPlainTransactionGas || transaction.gas_limit > kMaximumTransactionGas)
    return outside("the gas limit", std::to_string(transaction.gas_limit),
                   fmt::format("{} to {}", kPlainTransactionGas, kMaximumTransactionGas));
  const bool dynamic = transaction.type == TransactionType::dynamic_fee;
  if (dynamic && transaction.gas_price != 0)
    return outside("the gas price", transaction.gas_price.str(), "0 where fees are dynamic");
  if (!dynamic && (transaction.max_fee != 0 || transaction.max_priority_fee != 0))
    return outside("the maximum fee", transaction.max_fee.str(), "0 where there is a gas price");
  if (transaction.max_priority_fee > transaction.max_fee)
    return outside("the priority fee", transaction.max_priority_fee.str(),
                   fmt::format("at most the maximum fee of {}", transaction.max_fee.str()));
  if (is_legacy(transaction) && !transaction.access_list.empty())
    return outside("the access list", fmt::format("of {} contracts", transaction.access_list.size()),
                   "none in a legacy transaction");
  return ok();
}

Bytes unsigned_payload(const Transaction& transaction) {
  RlpWriter writer;
  writer.begin_list();
  write_fields(writer, transaction);
  if (is_legacy(transaction) && transaction.chain_id != 0) writer.integer(transaction.chain_id).string({}).string({});
  writer.end_list();
  return enveloped(transaction, writer);
}

Hash32 signing_hash(const Transaction& transaction) { return keccak256(unsigned_payload(transaction)); }

Bytes signed_payload(const Transaction& transaction, const Signature& signature) {
  RlpWriter writer;
  writer.begin_list();
  write_fields(writer, transaction);
  if (is_legacy(transaction))
    writer.integer(legacy_v(transaction, signature));
  else
    writer.integer(std::uint64_t{signature.y_parity ? 1U : 0U});
  writer.integer(number_of(signature.r)).integer(number_of(signature.s)).end_list();
  return enveloped(transaction, writer);
}

RawTransaction sign_transaction(const Transaction& transaction, const PrivateKey& key) {
  RawTransaction raw;
  raw.bytes = signed_payload(transaction, key.sign(signing_hash(transaction)));
  raw.hash = keccak256(raw.bytes);
  return raw;
}

}  // namespace basis::chain
