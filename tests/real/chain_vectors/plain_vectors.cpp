#include "core/config/secret.hpp"
#include "tests/real/chain_vectors/vectors.hpp"
#include "venues/chain/address.hpp"
#include "venues/chain/keccak.hpp"
#include "venues/chain/keystore.hpp"
#include "venues/chain/rlp.hpp"

namespace basis::test {
namespace {

using namespace chain;

void write_rlp(RlpWriter& writer, const boost::json::value& decoded) {
  if (decoded.is_string()) {
    writer.string(from_hex(std::string_view(decoded.get_string())).value());
    return;
  }
  writer.begin_list();
  for (const boost::json::value& item : decoded.get_array()) write_rlp(writer, item);
  writer.end_list();
}

/// Whether the next item is `decoded`.
bool is_rlp(RlpReader& reader, const boost::json::value& decoded) {
  if (decoded.is_string()) {
    const auto bytes = reader.string();
    return bytes && to_hex(bytes.value()) == std::string_view(decoded.get_string());
  }
  auto items = reader.list();
  if (!items) return false;
  for (const boost::json::value& item : decoded.get_array())
    if (!is_rlp(items.value(), item)) return false;
  return items.value().finish().has_value();
}

}  // namespace

bool check_hashes(const std::string& folder) {
  Tally tally("hashes");
  for (const boost::json::value& vector : read_vectors(folder, "hashes")) {
    tally.count("hashes");
    const std::string data = text_of(vector, "data");
    tally.equal(to_hex(keccak256(from_hex(data).value())), text_of(vector, "keccak256"), data, "keccak256");
  }
  tally.expect("hashes", 516);
  return tally.finish();
}

bool check_accounts(const std::string& folder) {
  Tally tally("accounts");
  for (const boost::json::value& vector : read_vectors(folder, "accounts")) {
    tally.count("addresses");
    const std::string name = text_of(vector, "name");
    const std::string checksummed = text_of(vector, "checksumAddress");
    tally.equal(Address::parse(text_of(vector, "address")).value().to_string(), checksummed, name, "checksum");
    tally.check(Address::parse(checksummed).has_value(), name, "the checksum is taken");
    const std::string key = text_of(vector, "privateKey");
    if (key.empty()) continue;
    tally.count("keys");
    tally.equal(PrivateKey::parse(Secret(key)).value().address().to_string(), checksummed, name, "account of the key");
  }
  tally.expect("addresses", 1038);
  tally.expect("keys", 1031);
  return tally.finish();
}

bool check_rlp(const std::string& folder) {
  Tally tally("rlp-coder");
  for (const boost::json::value& vector : read_vectors(folder, "rlp-coder")) {
    tally.count("items");
    const std::string name = text_of(vector, "name");
    const std::string encoded = text_of(vector, "encoded");
    const boost::json::value& decoded = vector.get_object().at("decoded");
    RlpWriter writer;
    write_rlp(writer, decoded);
    tally.equal(to_hex(writer.take()), encoded, name, "encoded");
    const Bytes bytes = from_hex(encoded).value();
    RlpReader reader(bytes);
    tally.check(is_rlp(reader, decoded) && reader.at_end(), name, "decoded");
    tally.check(chain::check_rlp(bytes).has_value(), name, "canonical");
  }
  tally.expect("items", 61);
  return tally.finish();
}

bool check_key_files(const std::string& folder) {
  Tally tally("wallets");
  for (const boost::json::value& vector : read_vectors(folder, "wallets")) {
    const std::string name = text_of(vector, "name");
    // The format of the sale of 2014 is another one.
    tally.count(text_of(vector, "type"));
    if (text_of(vector, "type") != "secret-storage") continue;
    const auto key = read_keystore(text_of(vector, "json"), Secret(text_of(vector, "password")));
    tally.check(key.has_value(), name, key ? "" : key.error().text());
    if (!key) continue;
    const auto expected = PrivateKey::parse(Secret(text_of(vector, "privateKey")));
    tally.equal(key.value().address().to_string(), expected.value().address().to_string(), name, "account");
    tally.check(key.value().sign(Hash32{}) == expected.value().sign(Hash32{}), name, "key");
    tally.check(!read_keystore(text_of(vector, "json"), Secret("another")).has_value(), name, "a wrong password");
  }
  tally.expect("secret-storage", 7);
  return tally.finish();
}

}  // namespace basis::test
