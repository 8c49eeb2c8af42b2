#include "venues/chain/abi_event.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::chain {

TEST_CASE("chain: a log is read by its event's declaration") {
  const Event event("Transfer(address indexed from,address indexed to,uint256 value)");
  CHECK(to_hex(event.topic()) == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
  const Address to = address_of("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
  const std::vector<Hash32> topics{event.topic(), Hash32{}, abi_word(test::abi_type("address"), AbiValue(to)).value()};
  const Hash32 data = word_of(77);
  CHECK(event.decode(topics, data).value() == abi_values(Address(), to, 77u));
  CHECK(event.parameters()[2].name == "value");
  const std::string name = "event Transfer(address,address,uint256): ";
  CHECK(event.decode(std::span(topics).first(2), data).error().text() == name + "2 topics instead of 3");
  CHECK(event.decode(std::span(topics).subspan(1), data).error().text() == name + "the log is of another event");
  CHECK(event.decode({}, data).error().text() == name + "the log is of another event");
  CHECK(event.decode(topics, {}).error().text() == name + "0 bytes are less than the 32 of the values");
  std::vector<Hash32> dirty = topics;
  dirty[1][0] = 1;
  CHECK(event.decode(dirty, data).error().text() ==
        name + "topic 2: the word is no address: bits are set where it has none");
}

TEST_CASE("chain: of an indexed parameter that is longer than a word a log has the hash") {
  const Event event("Named(string indexed name,uint256 value,(uint256,uint256) indexed pair)");
  const std::vector<Hash32> topics{event.topic(), keccak256("name"), keccak256("pair")};
  CHECK(event.decode(topics, word_of(1)).value() == abi_values(topics[1], 1u, topics[2]));
  CHECK_FALSE(Event::parse("E(bool indexed a,bool indexed b,bool indexed c,bool indexed d)").has_value());
  CHECK_THROWS_AS(Event("E(boolean)"), InvariantError);
}

}  // namespace basis::chain
