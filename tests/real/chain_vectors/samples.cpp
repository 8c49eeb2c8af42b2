#include <fmt/format.h>

#include "core/base/json_writer.hpp"
#include "tests/real/chain_vectors/vectors.hpp"
#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/transaction.hpp"

namespace basis::test {
namespace {

using namespace chain;

void write_value(JsonWriter& json, const AbiValue& value) {
  if (const auto* list = value.get<AbiValue::List>()) {
    json.begin_array();
    for (const AbiValue& one : *list) write_value(json, one);
    json.end_array();
  } else if (const auto* truth = value.get<bool>()) {
    json.boolean(*truth);
  } else if (const auto* text = value.get<std::string>()) {
    json.string(*text);
  } else {
    json.string(value.to_string());
  }
}

std::string encoding_line(RandomAbi& random) {
  std::vector<AbiType> types;
  AbiValue::List values;
  for (std::size_t i = random.below(5); i > 0; --i) {
    types.push_back(abi_type(random.type_text()));
    values.push_back(random.value(types.back()));
  }
  JsonWriter json;
  json.begin_object().key("types").begin_array();
  for (const AbiType& type : types) json.string(type.text());
  json.end_array().key("values");
  write_value(json, AbiValue(values));
  json.key("data").string(to_hex(encode_abi(types, values).value())).end_object();
  return std::move(json).take();
}

void write_access_list(JsonWriter& json, const std::vector<AccessListEntry>& list) {
  json.begin_array();
  for (const AccessListEntry& entry : list) {
    json.begin_object().key("address").string(entry.address.to_string()).key("storageKeys").begin_array();
    for (const Hash32& key : entry.storage_keys) json.string(to_hex(key));
    json.end_array().end_object();
  }
  json.end_array();
}

std::string transaction_line(RandomAbi& random) {
  Transaction transaction = random_transaction(random);
  // What another client takes: numbers that JavaScript has, and fees in their order.
  transaction.chain_id = 1 + transaction.chain_id % 1'000'000;
  transaction.nonce %= 1'000'000'000;
  transaction.max_priority_fee = std::min(transaction.max_priority_fee, transaction.max_fee);
  const PrivateKey key = PrivateKey::from_bytes(random.bytes(32)).value();
  const RawTransaction raw = sign_transaction(transaction, key);
  JsonWriter json;
  json.begin_object().key("type").integer(static_cast<std::int64_t>(transaction.type));
  json.key("chainId").string(std::to_string(transaction.chain_id));
  json.key("nonce").string(std::to_string(transaction.nonce));
  json.key("gasPrice").string(transaction.gas_price.str());
  json.key("maxFeePerGas").string(transaction.max_fee.str());
  json.key("maxPriorityFeePerGas").string(transaction.max_priority_fee.str());
  json.key("gasLimit").string(std::to_string(transaction.gas_limit));
  json.key("to").string(transaction.to ? transaction.to->to_string() : "");
  json.key("value").string(transaction.value.str()).key("data").string(to_hex(transaction.data));
  json.key("accessList");
  write_access_list(json, transaction.access_list);
  json.key("from").string(key.address().to_string()).key("hash").string(to_hex(raw.hash));
  json.key("raw").string(to_hex(raw.bytes)).end_object();
  return std::move(json).take();
}

}  // namespace

void print_samples(std::size_t count, std::uint64_t seed) {
  RandomAbi random(seed);
  for (std::size_t i = 0; i < count; ++i) fmt::print("{}\n{}\n", transaction_line(random), encoding_line(random));
}

}  // namespace basis::test
