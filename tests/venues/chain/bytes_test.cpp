#include <doctest/doctest.h>

#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {

TEST_CASE("chain: hexadecimal text is read with and without its prefix, and in whole bytes only") {
  CHECK(from_hex("0x00fFa0").value() == Bytes{0x00, 0xff, 0xa0});
  CHECK(from_hex("00ffa0").value() == Bytes{0x00, 0xff, 0xa0});
  CHECK(from_hex("0x").value().empty());
  CHECK(from_hex("").value().empty());
  CHECK(to_hex(Bytes{0x00, 0xff, 0xa0}) == "0x00ffa0");
  CHECK(from_hex("0x123").error().text() == "3 hexadecimal digits are no whole bytes");
  CHECK(from_hex("0x12g4").error().text() == "character 5 is no hexadecimal digit");
  CHECK(from_hex("0x1 ").error().text() == "character 4 is no hexadecimal digit");
  CHECK(from_hex("0X12").error().text() == "character 2 is no hexadecimal digit");
  CHECK(hash_from_hex("0x" + std::string(64, 'a')).value().back() == 0xaa);
  CHECK(hash_from_hex("0xabcd").error().text() == "2 bytes of hexadecimal digits instead of 32");
}

TEST_CASE("chain: quantities of JSON-RPC have no leading zeros") {
  // ethereum.org, JSON-RPC API, "Quantities": right and wrong ones.
  CHECK(parse_quantity("0x41").value() == 65);
  CHECK(parse_quantity("0x400").value() == 1024);
  CHECK(parse_quantity("0x0").value() == 0);
  CHECK(quantity_text(std::uint64_t{65}) == "0x41");
  CHECK(quantity_text(u256(1024)) == "0x400");
  CHECK(quantity_text(u256(0)) == "0x0");
  CHECK(quantity_text(std::uint64_t{0}) == "0x0");
  for (const char* wrong : {"0x", "0x0400", "ff", "", "0x00", "0xg", "-0x1", "0x 1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_quantity(wrong).has_value());
    CHECK_FALSE(parse_quantity64(wrong).has_value());
  }
  const std::string most = "0x" + std::string(64, 'f');
  CHECK(quantity_text(parse_quantity(most).value()) == most);
  CHECK_FALSE(parse_quantity(most + "0").has_value());
  CHECK(parse_quantity64("0xffffffffffffffff").value() == std::numeric_limits<std::uint64_t>::max());
  CHECK(parse_quantity64("0x10000000000000000").error().text() ==
        "'0x10000000000000000' is no quantity: it takes 0x and up to 16 hexadecimal digits without leading zeros");
}

TEST_CASE("chain: a number is the same as bytes and back") {
  test::RandomAbi random(11);
  for (int round = 0; round < 1'000; ++round) {
    const u256 value = random.number(256);
    const Hash32 word = word_of(value);
    CHECK(number_of(word) == value);
    // Boost's own way is the judge of the order of the bytes.
    Bytes digits;
    export_bits(value, std::back_inserter(digits), 8);
    CHECK(std::equal(digits.rbegin(), digits.rend(), word.rbegin()));
    CHECK(parse_quantity(quantity_text(value)).value() == value);
  }
  CHECK(number_of({}) == 0);
  CHECK(number_of(Bytes{1, 0}) == 256);
}

TEST_CASE("chain: Keccak-256 has the padding of Ethereum") {
  // The empty string's hash is a constant of the Yellow Paper; the signature's is the topic of every ERC-20 token.
  CHECK(to_hex(keccak256("")) == "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  CHECK(to_hex(keccak256("Transfer(address,address,uint256)")) ==
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

}  // namespace basis::chain
