#include "venues/chain/typed_data.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/keccak.hpp"
#include "venues/chain/signer.hpp"

namespace basis::chain {
namespace {

/// The example of EIP-712, with parts that a test changes.
struct Mail {
  std::string types = R"("Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
    "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}])";
  std::string domain_type = R"("EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
    {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],)";
  std::string primary = R"("Mail")";
  std::string domain = R"("name":"Ether Mail","version":"1","chainId":1,
    "verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")";
  std::string message = R"("from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
    "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!")";

  [[nodiscard]] std::string text() const {
    return "{\"types\":{" + domain_type + types + "},\"primaryType\":" + primary + ",\"domain\":{" + domain +
           "},\"message\":{" + message + "}}";
  }
  [[nodiscard]] std::string fault() const {
    const auto hash = hash_typed_data(text());
    return hash ? "" : hash.error().text();
  }
};

/// A message of one member `value` of `type`.
std::string member_fault(std::string_view type, std::string_view value) {
  Mail mail;
  mail.types = R"("Mail":[{"name":"value","type":")" + std::string(type) + R"("}])";
  mail.message = "\"value\":" + std::string(value);
  return mail.fault();
}

}  // namespace

TEST_CASE("chain: the example of EIP-712") {
  Mail mail;
  const TypedDataHash hash = hash_typed_data(mail.text()).value();
  CHECK(to_hex(hash.domain) == "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
  CHECK(to_hex(hash.message) == "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
  CHECK(to_hex(hash.digest) == "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
  // The key is the hash of "cow".
  const PrivateKey cow = PrivateKey::from_bytes(keccak256("cow")).value();
  CHECK(cow.address().to_string() == "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
  const Signature signature = cow.sign(hash.digest);
  CHECK(to_hex(signature.r) == "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d");
  CHECK(to_hex(signature.s) == "0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562");
  CHECK(signature.y_parity);
  mail.domain_type.clear();
  CHECK(hash_typed_data(mail.text()).value().digest == hash.digest);
  // In hexadecimal the chain is the same.
  mail.domain.replace(mail.domain.find("\"chainId\":1"), 11, "\"chainId\":\"0x01\"");
  CHECK(hash_typed_data(mail.text()).value().digest == hash.digest);
}

TEST_CASE("chain: typed data that shows other than what would be signed is refused") {
  Mail mail;
  mail.message += R"(,"amount":"5")";
  CHECK(mail.fault() == "message: Mail: the value has members that its type has not");
  mail = {};
  mail.domain += R"(,"salt":"0x00")";
  CHECK(mail.fault() == "domain: EIP712Domain: the value has members that its type has not");
  mail = {};
  mail.message.replace(mail.message.find("\"contents\""), 10, "\"content\"");
  CHECK(mail.fault() == "message: contents: the value is missing");
  mail = {};
  mail.message.replace(mail.message.find("0xbBbB"), 6, "0xBbBB");
  CHECK(mail.fault().starts_with("message: to: wallet: address: '0xBbBB"));
  mail = {};
  mail.primary = R"("Letter")";
  CHECK(mail.fault() == "message: Letter: the type is not known");
  mail.primary = "5";
  CHECK(mail.fault() == "primaryType: no text");
  mail = {};
  mail.types.replace(mail.types.rfind("Person"), 6, "Animal");
  CHECK(mail.fault() == "Mail: 'Animal' is no type");
  mail = {};
  mail.types += R"(,"uint8":[])";
  CHECK(mail.fault() == "uint8: a type of the ABI has this name");
  mail = {};
  mail.types.replace(mail.types.rfind("contents"), 8, "from");
  CHECK(mail.fault() == "Mail: two members have the name 'from'");
  CHECK(hash_typed_data("{}").error().text() == "types: missing in the typed data");
  CHECK(hash_typed_data("[]").error().text() == "types: missing in the typed data");
  CHECK_FALSE(hash_typed_data("{").has_value());
}

TEST_CASE("chain: members of typed data are within their types") {
  for (const char* type :
       {"uint", "uint7", "Mail[", "Mail]", "bool[0]", "bool[][", "(bool,bool)", "", "[]", "function"}) {
    CAPTURE(type);
    if (std::string_view(type) != "uint") CHECK_FALSE(member_fault(type, "true").empty());
  }
  CHECK(member_fault("uint8", "255").empty());
  CHECK(member_fault("uint8", "256") == "message: value: uint8: 256 is out of range");
  CHECK(member_fault("uint8", "\"0xff\"").empty());
  CHECK(member_fault("int8", "-128").empty());
  CHECK(member_fault("int8", "\"-129\"") == "message: value: int8: -129 is out of range");
  CHECK(member_fault("uint256", "1e3") ==
        "message: value: uint256: the number has a fraction or too many digits: it has to be a text");
  CHECK_FALSE(member_fault("uint256", "18446744073709551616").empty());
  CHECK(member_fault("uint256", "\"18446744073709551616\"").empty());
  CHECK_FALSE(member_fault("uint256", "\"0x1" + std::string(64, '0') + "\"").empty());
  CHECK_FALSE(member_fault("uint256", "\"five\"").empty());
  CHECK(member_fault("bool", "1") == "message: value: bool: neither true nor false");
  CHECK(member_fault("bytes2", "\"0xabcd\"").empty());
  CHECK(member_fault("bytes2", "\"0xab\"") == "message: value: bytes2: 1 bytes");
  CHECK(member_fault("bytes", "\"abcd\"") == "message: value: bytes: no hexadecimal text with 0x before it");
  CHECK(member_fault("bool[2]", "[true,false]").empty());
  CHECK(member_fault("bool[2]", "[true]") == "message: value: bool[2]: the value has 1 elements");
  CHECK(member_fault("bool[2][]", "[[true,false],[true]]") == "message: value: bool[2]: the value has 1 elements");
  CHECK(member_fault("bool[]", "true") == "message: value: bool[]: the value is no array");
  CHECK(member_fault("Mail", "5") == "message: value: Mail: the value is no object");
  // A struct may hold itself in an array.
  CHECK(member_fault("Mail[]", R"([{"value":[]},{"value":[{"value":[]}]}])").empty());
}

}  // namespace basis::chain
