#pragma once

#include <random>
#include <string>
#include <string_view>

#include "venues/chain/abi_type.hpp"
#include "venues/chain/abi_value.hpp"
#include "venues/chain/transaction.hpp"

namespace basis::test {

/// Bytes of hexadecimal text; spaces and line breaks between words are left out.
inline chain::Bytes hex_bytes(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ' && c != '\n') digits += c;
  return chain::from_hex(digits).value();
}

inline chain::AbiType abi_type(std::string_view text) { return chain::AbiType::parse(text).value(); }

/// Random types of the ABI and values of them.
class RandomAbi {
 public:
  explicit RandomAbi(std::uint64_t seed) : random_(seed) {}

  std::string type_text(int depth = 0) {
    switch (below(depth < 3 ? 10 : 7)) {
      case 0: return "uint" + std::to_string(8 * (1 + below(32)));
      case 1: return "int" + std::to_string(8 * (1 + below(32)));
      case 2: return "bytes" + std::to_string(1 + below(32));
      case 3: return "address";
      case 4: return "bool";
      case 5: return "bytes";
      case 6: return "string";
      case 7: return type_text(depth + 1) + "[]";
      case 8: return type_text(depth + 1) + "[" + std::to_string(1 + below(3)) + "]";
      default: return tuple_text(depth);
    }
  }

  chain::AbiValue value(const chain::AbiType& type) {
    using chain::AbiKind;
    switch (type.kind()) {
      case AbiKind::uint: return chain::AbiValue(number(type.size()));
      case AbiKind::sint: {
        const chain::i256 magnitude(number(type.size() - 1));
        return chain::AbiValue(below(2) == 0 ? magnitude : chain::i256(-magnitude - 1));
      }
      case AbiKind::boolean: return chain::AbiValue(below(2) == 1);
      case AbiKind::address: return chain::AbiValue(chain::Address::from_bytes(bytes(20)).value());
      case AbiKind::fixed_bytes: return chain::AbiValue(bytes(type.size()));
      case AbiKind::bytes: return chain::AbiValue(bytes(below(100)));
      case AbiKind::string: return chain::AbiValue(std::string(below(70), static_cast<char>('a' + below(26))));
      case AbiKind::array: return list(type, below(4));
      case AbiKind::fixed_array: return list(type, type.size());
      case AbiKind::tuple: return list(type, type.components().size());
    }
    return chain::AbiValue();
  }

  chain::Bytes bytes(std::size_t size) {
    chain::Bytes all(size);
    for (std::uint8_t& byte : all) byte = static_cast<std::uint8_t>(random_());
    return all;
  }

  /// A number of at most `bits`, often one at the ends of the range.
  u256 number(std::size_t bits) {
    const std::size_t used = below(4) == 0 ? bits : below(bits + 1);
    u256 value = 0;
    for (std::size_t bit = 0; bit < used; ++bit)
      if (below(8) == 0 || used == bits) bit_set(value, static_cast<unsigned>(bit));
    return value;
  }

  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::string tuple_text(int depth) {
    std::string text = "(";
    for (std::size_t i = 1 + below(4); i > 0; --i) text += type_text(depth + 1) + (i > 1 ? "," : ")");
    return text;
  }

  chain::AbiValue list(const chain::AbiType& type, std::size_t size) {
    chain::AbiValue::List values;
    for (std::size_t i = 0; i < size; ++i)
      values.push_back(value(type.components()[type.kind() == chain::AbiKind::tuple ? i : 0]));
    return chain::AbiValue(std::move(values));
  }

  std::mt19937_64 random_;
};

/// Any fields of any type, within what a transaction can say.
inline chain::Transaction random_transaction(RandomAbi& random) {
  using namespace chain;
  Transaction transaction;
  transaction.type = static_cast<TransactionType>(random.below(3));
  transaction.chain_id = static_cast<std::uint64_t>(random.number(63));
  transaction.nonce = static_cast<std::uint64_t>(random.number(64));
  transaction.gas_limit = static_cast<std::uint64_t>(random.number(64));
  if (transaction.type == TransactionType::dynamic_fee) {
    transaction.max_fee = random.number(256);
    transaction.max_priority_fee = random.number(256);
  } else {
    transaction.gas_price = random.number(256);
  }
  if (random.below(4) != 0) transaction.to = Address::from_bytes(random.bytes(20)).value();
  transaction.value = random.number(256);
  transaction.data = random.bytes(random.below(2) == 0 ? random.below(3) : random.below(400));
  if (transaction.type != TransactionType::legacy) {
    transaction.access_list.resize(random.below(4));
    for (AccessListEntry& entry : transaction.access_list) {
      entry.address = Address::from_bytes(random.bytes(20)).value();
      entry.storage_keys.resize(random.below(4));
      for (Hash32& key : entry.storage_keys) key = word_of(random.number(256));
    }
  }
  return transaction;
}

}  // namespace basis::test
