#pragma once

#include <optional>

#include "venues/chain/signer.hpp"

namespace basis::chain {

/// The most gas that one transaction may ask for (EIP-7825, 2^24).
inline constexpr std::uint64_t kMaximumTransactionGas = 16'777'216;
/// The gas of a transaction that does nothing: the least limit that a node takes (Yellow Paper, G_transaction).
inline constexpr std::uint64_t kPlainTransactionGas = 21'000;

/// The envelopes of transactions, with their numbers of EIP-2718.
enum class TransactionType : std::uint8_t {
  legacy = 0,       ///< bound to a chain by EIP-155
  access_list = 1,  ///< EIP-2930
  dynamic_fee = 2,  ///< EIP-1559
};

/// A contract, and those of its storage slots that a transaction is going to touch.
struct AccessListEntry {
  Address address;
  std::vector<Hash32> storage_keys;

  friend bool operator==(const AccessListEntry&, const AccessListEntry&) = default;
};

/// What is signed. Amounts are in wei, fees in wei a unit of gas.
struct Transaction {
  TransactionType type = TransactionType::dynamic_fee;
  std::uint64_t chain_id = 0;  ///< zero in a legacy transaction: valid on every chain, as before EIP-155
  std::uint64_t nonce = 0;
  u256 gas_price = 0;         ///< of `legacy` and `access_list`
  u256 max_priority_fee = 0;  ///< of `dynamic_fee`
  u256 max_fee = 0;           ///< of `dynamic_fee`: base fee and priority fee together
  std::uint64_t gas_limit = 0;
  std::optional<Address> to;  ///< absent where the data creates a contract
  u256 value = 0;
  Bytes data;
  std::vector<AccessListEntry> access_list;  ///< none in a legacy transaction

  friend bool operator==(const Transaction&, const Transaction&) = default;
};

/// Whether a node would take the transaction whatever the state: it names a chain; the gas limit is between
/// `kPlainTransactionGas` and `kMaximumTransactionGas`; the priority fee is within the maximum fee (EIP-1559); no field
/// is set that its type does not have. Errors (usage) name the field, its value and the range.
Result<void> check_transaction(const Transaction& transaction);

/// What is hashed for the signature.
Bytes unsigned_payload(const Transaction& transaction);
Hash32 signing_hash(const Transaction& transaction);
/// The bytes of `eth_sendRawTransaction`.
Bytes signed_payload(const Transaction& transaction, const Signature& signature);

/// A signed transaction as it is sent, and the hash that names it from then on.
struct RawTransaction {
  Bytes bytes;
  Hash32 hash{};
};
/// Signs whatever the fields are: `check_transaction` is the caller's.
RawTransaction sign_transaction(const Transaction& transaction, const PrivateKey& key);

/// A signed transaction, read back.
struct SignedTransaction {
  Transaction transaction;
  Signature signature;
  Address sender;
  Hash32 hash{};
};
/// Reads the bytes of a signed transaction of one of the three types, and recovers who signed it. Errors (data):
/// another type, another form, a gas limit or nonce of more than 64 bits, a signature of no account.
Result<SignedTransaction> read_transaction(ByteView raw);

}  // namespace basis::chain
