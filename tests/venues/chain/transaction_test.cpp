#include "venues/chain/transaction.hpp"

#include <doctest/doctest.h>

#include "tests/support/rounds.hpp"
#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/rlp.hpp"

namespace basis::chain {
namespace {

Transaction example_of_eip_155() {
  Transaction transaction;
  transaction.type = TransactionType::legacy;
  transaction.chain_id = 1;
  transaction.nonce = 9;
  transaction.gas_price = 20'000'000'000;
  transaction.gas_limit = 21'000;
  transaction.to = address_of("0x3535353535353535353535353535353535353535");
  transaction.value = 1'000'000'000'000'000'000;
  return transaction;
}

}  // namespace

TEST_CASE("chain: the example of EIP-155") {
  const Transaction transaction = example_of_eip_155();
  CHECK(to_hex(unsigned_payload(transaction)) ==
        "0xec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080");
  CHECK(to_hex(signing_hash(transaction)) == "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  const PrivateKey key = PrivateKey::from_bytes(Bytes(32, 0x46)).value();
  const RawTransaction raw = sign_transaction(transaction, key);
  CHECK(
      to_hex(raw.bytes) ==
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195"
      "fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
  const SignedTransaction read = read_transaction(raw.bytes).value();
  CHECK(read.transaction == transaction);
  CHECK(read.sender.to_string() == "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
  CHECK(read.hash == raw.hash);
}

TEST_CASE("chain: random transactions of every type are read as they were signed") {
  const PrivateKey key = PrivateKey::from_bytes(Bytes(32, 7)).value();
  for (std::uint64_t seed = 1; seed <= test::rounds(300); ++seed) {
    INFO("seed ", seed);
    test::RandomAbi random(seed);
    const Transaction transaction = test::random_transaction(random);
    const RawTransaction raw = sign_transaction(transaction, key);
    const SignedTransaction read = read_transaction(raw.bytes).value();
    CHECK(read.transaction == transaction);
    CHECK(read.sender == key.address());
    CHECK(read.hash == raw.hash);
    CHECK(signed_payload(read.transaction, read.signature) == raw.bytes);
    // A byte that differs is another transaction or none, never this one.
    Bytes changed = raw.bytes;
    std::uint8_t& byte = changed[random.below(changed.size())];
    byte = static_cast<std::uint8_t>(byte ^ (1 + random.below(255)));
    const auto other = read_transaction(changed);
    if (other) CHECK((other.value().sender != key.address() || !(other.value().signature == read.signature)));
  }
}

TEST_CASE("chain: what is no signed transaction is refused") {
  const auto fault = [](std::string_view hex) { return read_transaction(test::hex_bytes(hex)).error().text(); };
  CHECK(fault("") == "no signed transaction: no bytes");
  CHECK(fault("03c0") == "no signed transaction: type 3 is not known");
  CHECK(fault("04c0") == "no signed transaction: type 4 is not known");
  CHECK(fault("00c0") == "no signed transaction: type 0 is not known");
  CHECK(fault("02") == "RLP: byte 0 of 0: an item is missing");
  CHECK(fault("02c0") == "RLP: byte 0 of 0: an item is missing");
  CHECK(fault("c0") == "RLP: byte 0 of 0: an item is missing");
  CHECK(fault("c0c0") == "RLP: byte 1 of 2: more than was expected");
  // An unsigned payload is no signed one.
  CHECK(read_transaction(unsigned_payload(example_of_eip_155())).error().text() == "no signed transaction: v is 1");
}

TEST_CASE("chain: a transaction that no node takes is told by its field") {
  Transaction transaction;
  transaction.chain_id = 1;
  transaction.gas_limit = kMaximumTransactionGas;
  transaction.max_fee = 2;
  transaction.max_priority_fee = 2;
  CHECK(check_transaction(transaction).has_value());
  CHECK(check_transaction(example_of_eip_155()).has_value());
  const auto fault = [&](auto change) {
    Transaction changed = transaction;
    change(changed);
    const auto checked = check_transaction(changed);
    return checked ? "" : checked.error().text();
  };
  CHECK(fault([](Transaction& t) { t.chain_id = 0; }) == "transaction: the chain id is 0, it takes the id of a chain");
  CHECK(fault([](Transaction& t) { ++t.gas_limit; }) ==
        "transaction: the gas limit is 16777217, it takes 21000 to 16777216");
  CHECK(fault([](Transaction& t) { t.gas_limit = 20'999; }) ==
        "transaction: the gas limit is 20999, it takes 21000 to 16777216");
  CHECK(fault([](Transaction& t) { t.max_priority_fee = 3; }) ==
        "transaction: the priority fee is 3, it takes at most the maximum fee of 2");
  CHECK_FALSE(fault([](Transaction& t) { t.gas_price = 1; }).empty());
  CHECK_FALSE(fault([](Transaction& t) { t.type = TransactionType::access_list; }).empty());
  CHECK_FALSE(fault([](Transaction& t) {
                t = example_of_eip_155();
                t.access_list.emplace_back();
              }).empty());
}

}  // namespace basis::chain
