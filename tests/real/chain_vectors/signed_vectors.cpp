#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "tests/real/chain_vectors/vectors.hpp"
#include "venues/chain/transaction.hpp"
#include "venues/chain/typed_data.hpp"

namespace basis::test {
namespace {

using namespace chain;

/// A number as ethers writes it: "0x" is zero, and zeros may stand before it.
u256 number_in(const boost::json::value& vector, const char* key) {
  const auto* member = vector.get_object().if_contains(key);
  if (member == nullptr) return 0;
  if (member->is_int64()) return u256(member->get_int64());
  std::string digits(without_prefix(std::string_view(member->get_string())));
  if (digits.size() % 2 != 0) digits.insert(digits.begin(), '0');
  return number_of(from_hex(digits).value());
}

/// The fields that all types share.
Transaction common_fields(const boost::json::value& fields) {
  Transaction transaction;
  transaction.nonce = static_cast<std::uint64_t>(number_in(fields, "nonce"));
  transaction.gas_price = number_in(fields, "gasPrice");
  transaction.gas_limit = static_cast<std::uint64_t>(number_in(fields, "gasLimit"));
  transaction.value = number_in(fields, "value");
  transaction.data = from_hex(text_of(fields, "data")).value();
  const std::string to = text_of(fields, "to");
  if (!without_prefix(to).empty()) transaction.to = Address::parse(to).value();
  return transaction;
}

void check_signed(Tally& tally, const std::string& name, const Transaction& transaction, const std::string& key_text,
                  const std::string& unsigned_text, const std::string& signed_text) {
  const PrivateKey key = PrivateKey::parse(Secret(key_text)).value();
  tally.equal(to_hex(unsigned_payload(transaction)), unsigned_text, name, "unsigned");
  tally.equal(to_hex(sign_transaction(transaction, key).bytes), signed_text, name, "signed");
  const auto read = read_transaction(from_hex(signed_text).value());
  tally.check(read.has_value(), name, read ? "" : read.error().text());
  if (!read) return;
  tally.check(read.value().transaction == transaction, name, "fields read back");
  tally.equal(read.value().sender.to_string(), key.address().to_string(), name, "sender");
}

void read_typed_fields(const boost::json::value& fields, Transaction& transaction) {
  transaction.chain_id = static_cast<std::uint64_t>(number_in(fields, "chainId"));
  transaction.max_fee = number_in(fields, "maxFeePerGas");
  transaction.max_priority_fee = number_in(fields, "maxPriorityFeePerGas");
  const auto* list = fields.get_object().if_contains("accessList");
  if (list == nullptr) return;
  for (const boost::json::value& one : list->get_array()) {
    AccessListEntry entry;
    entry.address = Address::parse(text_of(one, "address")).value();
    for (const boost::json::value& slot : one.get_object().at("storageKeys").get_array())
      entry.storage_keys.push_back(hash_from_hex(std::string_view(slot.get_string())).value());
    transaction.access_list.push_back(std::move(entry));
  }
}

/// The document as a wallet gets it.
std::string typed_document(const boost::json::object& vector) {
  return fmt::format(R"({{"types":{},"primaryType":{},"domain":{},"message":{}}})",
                     boost::json::serialize(vector.at("types")), boost::json::serialize(vector.at("primaryType")),
                     boost::json::serialize(vector.at("domain")), boost::json::serialize(vector.at("data")));
}

}  // namespace

bool check_typed_data(const std::string& folder) {
  Tally tally("eip712");
  for (const boost::json::value& vector : read_vectors(folder, "eip712")) {
    const std::string name = text_of(vector, "name");
    const auto hash = hash_typed_data(typed_document(vector.get_object()));
    tally.count("documents");
    tally.check(hash.has_value(), name, hash ? "" : hash.error().text());
    if (!hash) continue;
    tally.equal(to_hex(hash.value().digest), text_of(vector, "digest"), name, "digest");
    const std::string key = text_of(vector, "privateKey");
    if (key.empty()) continue;
    tally.count("signatures");
    const Signature signature = PrivateKey::parse(Secret(key)).value().sign(hash.value().digest);
    tally.equal(to_hex(signature.r) + to_hex(signature.s).substr(2) + (signature.y_parity ? "1c" : "1b"),
                text_of(vector, "signature"), name, "signature");
  }
  tally.expect("documents", 1025);
  tally.expect("signatures", 1);
  return tally.finish();
}

bool check_legacy_transactions(const std::string& folder) {
  Tally tally("transactions");
  for (const boost::json::value& vector : read_vectors(folder, "transactions")) {
    const std::string name = text_of(vector, "name");
    const std::string on_chain = text_of(vector, "signedTransactionChainId5");
    if (number_in(vector, "gasLimit") > std::numeric_limits<std::uint64_t>::max()) {
      // No node takes them: gas has 64 bits. They are refused, not cut.
      tally.count("with more gas than 64 bits");
      tally.check(!read_transaction(from_hex(on_chain).value()).has_value(), name, "more gas than 64 bits");
      continue;
    }
    Transaction transaction = common_fields(vector);
    transaction.type = TransactionType::legacy;
    const std::string key = text_of(vector, "privateKey");
    tally.count("without a chain");
    check_signed(tally, name, transaction, key, text_of(vector, "unsignedTransaction"),
                 text_of(vector, "signedTransaction"));
    transaction.chain_id = 5;
    tally.count("of chain 5");
    check_signed(tally, name, transaction, key, text_of(vector, "unsignedTransactionChainId5"), on_chain);
  }
  tally.expect("without a chain", 984);
  tally.expect("of chain 5", 984);
  tally.expect("with more gas than 64 bits", 83);
  return tally.finish();
}

bool check_typed_transactions(const std::string& folder) {
  Tally tally("typed-transactions");
  for (const boost::json::value& vector : read_vectors(folder, "typed-transactions")) {
    const boost::json::value& fields = vector.get_object().at("tx");
    Transaction transaction = common_fields(fields);
    const bool dynamic = fields.get_object().at("type") == 2;
    transaction.type = dynamic ? TransactionType::dynamic_fee : TransactionType::access_list;
    read_typed_fields(fields, transaction);
    tally.count(dynamic ? "of type 2" : "of type 1");
    check_signed(tally, text_of(vector, "name"), transaction, text_of(vector, "key"), text_of(vector, "unsigned"),
                 text_of(vector, "signed"));
  }
  tally.expect("of type 2", 1024);
  tally.expect("of type 1", 768);
  return tally.finish();
}

}  // namespace basis::test
