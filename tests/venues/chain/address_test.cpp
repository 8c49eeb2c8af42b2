#include <doctest/doctest.h>

#include <set>

#include "venues/chain/address.hpp"

namespace basis::chain {

TEST_CASE("chain: addresses have the checksums of EIP-55") {
  // The test cases of EIP-55.
  for (const char* text :
       {"0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
    CAPTURE(text);
    CHECK(Address::parse(text).value().to_string() == text);
  }
}

TEST_CASE("chain: digits of one case are no checksum, mixed ones have to be the right one") {
  const std::string right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
  CHECK(Address::parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").value().to_string() == right);
  CHECK(Address::parse("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED").value().to_string() == right);
  CHECK(Address::parse("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").error().text() ==
        "'0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' is no address: its checksum is wrong, it would be "
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
  for (const char* wrong :
       {"", "0x", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedff", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg"}) {
    CAPTURE(wrong);
    CHECK_FALSE(Address::parse(wrong).has_value());
  }
}

TEST_CASE("chain: addresses are ordered as their bytes are, and the zero address is nobody's") {
  const Address low = address_of("0x0000000000000000000000000000000000000001");
  const Address high = address_of("0x1000000000000000000000000000000000000000");
  CHECK(std::set<Address>{high, low, high} == std::set<Address>{low, high});
  CHECK(low < high);
  CHECK(std::hash<Address>()(low) != std::hash<Address>()(high));
  CHECK(Address().is_zero());
  CHECK_FALSE(low.is_zero());
  CHECK(Address::from_bytes(low.bytes()).value() == low);
  CHECK_FALSE(Address::from_bytes(low.bytes().first(19)).has_value());
  CHECK_THROWS_AS(address_of("0x1"), InvariantError);
}

}  // namespace basis::chain
