#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/keccak.hpp"
#include "venues/chain/rlp.hpp"
#include "venues/chain/transaction.hpp"

namespace basis::chain {
namespace {

constexpr std::uint8_t kFirstOfList = 0xc0;

Error no_transaction(std::string_view what) {
  return {ErrorKind::data, fmt::format("no signed transaction: {}", what)};
}

Result<Hash32> read_hash(RlpReader& reader) {
  BASIS_TRY(const ByteView bytes, reader.string());
  Hash32 hash{};
  if (bytes.size() != hash.size()) return no_transaction("a storage key is not of 32 bytes");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Result<std::vector<AccessListEntry>> read_access_list(RlpReader& reader) {
  std::vector<AccessListEntry> all;
  BASIS_TRY(RlpReader entries, reader.list());
  while (!entries.at_end()) {
    BASIS_TRY(RlpReader parts, entries.list());
    BASIS_TRY(const ByteView address, parts.string());
    AccessListEntry entry;
    BASIS_TRY(entry.address, Address::from_bytes(address));
    BASIS_TRY(RlpReader keys, parts.list());
    BASIS_TRY(parts.finish());
    while (!keys.at_end()) {
      BASIS_TRY(const Hash32 key, read_hash(keys));
      entry.storage_keys.push_back(key);
    }
    all.push_back(std::move(entry));
  }
  return all;
}

Result<void> read_fields(RlpReader& reader, Transaction& transaction) {
  const bool legacy = transaction.type == TransactionType::legacy;
  if (!legacy) {
    BASIS_TRY(transaction.chain_id, reader.integer64());
  }
  BASIS_TRY(transaction.nonce, reader.integer64());
  if (transaction.type == TransactionType::dynamic_fee) {
    BASIS_TRY(transaction.max_priority_fee, reader.integer());
    BASIS_TRY(transaction.max_fee, reader.integer());
  } else {
    BASIS_TRY(transaction.gas_price, reader.integer());
  }
  BASIS_TRY(transaction.gas_limit, reader.integer64());
  BASIS_TRY(const ByteView to, reader.string());
  if (!to.empty()) {
    BASIS_TRY(transaction.to, Address::from_bytes(to));
  }
  BASIS_TRY(transaction.value, reader.integer());
  BASIS_TRY(const ByteView data, reader.string());
  transaction.data.assign(data.begin(), data.end());
  if (!legacy) {
    BASIS_TRY(transaction.access_list, read_access_list(reader));
  }
  return ok();
}

/// The number before r and s: the parity alone, or chain and parity of a legacy transaction.
Result<bool> read_parity(RlpReader& reader, Transaction& transaction) {
  BASIS_TRY(const u256 v, reader.integer());
  if (transaction.type != TransactionType::legacy) {
    if (v > 1) return no_transaction("the parity is neither 0 nor 1");
    return v == 1;
  }
  if (v == 27 || v == 28) return v == 28;
  if (v < 37) return no_transaction(fmt::format("v is {}", v.str()));
  const u256 chain = (v - 35) / 2;
  if (chain > std::numeric_limits<std::uint64_t>::max()) return no_transaction("the chain id has more than 64 bits");
  transaction.chain_id = static_cast<std::uint64_t>(chain);
  return v % 2 == 0;
}

Result<SignedTransaction> read_signed(RlpReader reader, TransactionType type) {
  SignedTransaction all;
  all.transaction.type = type;
  BASIS_TRY(RlpReader fields, reader.list());
  BASIS_TRY(reader.finish());
  BASIS_TRY(read_fields(fields, all.transaction));
  BASIS_TRY(all.signature.y_parity, read_parity(fields, all.transaction));
  BASIS_TRY(const u256 r, fields.integer());
  BASIS_TRY(const u256 s, fields.integer());
  BASIS_TRY(fields.finish());
  all.signature.r = word_of(r);
  all.signature.s = word_of(s);
  BASIS_TRY(all.sender, recover(signing_hash(all.transaction), all.signature));
  return all;
}

}  // namespace

Result<SignedTransaction> read_transaction(ByteView raw) {
  if (raw.empty()) return no_transaction("no bytes");
  TransactionType type = TransactionType::legacy;
  ByteView list = raw;
  if (raw[0] < kFirstOfList) {
    if (raw[0] != static_cast<std::uint8_t>(TransactionType::access_list) &&
        raw[0] != static_cast<std::uint8_t>(TransactionType::dynamic_fee))
      return no_transaction(fmt::format("type {} is not known", raw[0]));
    type = static_cast<TransactionType>(raw[0]);
    list = raw.subspan(1);
  }
  BASIS_TRY(auto all, read_signed(RlpReader(list), type));
  all.hash = keccak256(raw);
  return all;
}

}  // namespace basis::chain
