#include "venues/chain/rlp.hpp"

#include <doctest/doctest.h>

#include "tests/support/rounds.hpp"
#include "tests/venues/chain/chain_support.hpp"

namespace basis::chain {
namespace {

std::string string_of(std::string_view text) { return to_hex(RlpWriter().string(as_bytes(text)).take()); }
std::string integer_of(std::uint64_t value) { return to_hex(RlpWriter().integer(value).take()); }

/// A random item, and the same read back: a string's bytes, or the items of a list.
void write_random(test::RandomAbi& random, RlpWriter& writer, int depth) {
  if (depth == 4 || random.below(3) != 0) {
    writer.string(random.bytes(random.below(4) == 0 ? random.below(300) : random.below(3)));
    return;
  }
  writer.begin_list();
  for (std::size_t i = random.below(5); i > 0; --i) write_random(random, writer, depth + 1);
  writer.end_list();
}

void copy_item(RlpReader& reader, RlpWriter& writer) {
  if (!reader.list_is_next()) {
    writer.string(reader.string().value());
    return;
  }
  RlpReader items = reader.list().value();
  writer.begin_list();
  while (!items.at_end()) copy_item(items, writer);
  writer.end_list();
}

}  // namespace

TEST_CASE("chain: RLP of the examples of its specification") {
  CHECK(string_of("dog") == "0x83646f67");
  CHECK(string_of("") == "0x80");
  CHECK(string_of(std::string_view("\0", 1)) == "0x00");
  CHECK(string_of("\x0f") == "0x0f");
  CHECK(string_of("\x04\x00") == "0x04");
  CHECK(string_of(std::string_view("\x04\x00", 2)) == "0x820400");
  CHECK(string_of("Lorem ipsum dolor sit amet, consectetur adipisicing elit") ==
        "0xb8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e67"
        "20656c6974");
  CHECK(integer_of(0) == "0x80");
  CHECK(integer_of(15) == "0x0f");
  CHECK(integer_of(1024) == "0x820400");
  RlpWriter words;
  words.begin_list().string(as_bytes("cat")).string(as_bytes("dog")).end_list();
  CHECK(to_hex(words.take()) == "0xc88363617483646f67");
  CHECK(to_hex(RlpWriter().begin_list().end_list().take()) == "0xc0");
  RlpWriter three;  // the set-theoretical representation of three
  three.begin_list().begin_list().end_list().begin_list().begin_list().end_list().end_list();
  three.begin_list().begin_list().end_list().begin_list().begin_list().end_list().end_list().end_list().end_list();
  CHECK(to_hex(three.take()) == "0xc7c0c1c0c3c0c1c0");
}

TEST_CASE("chain: RLP takes the one canonical form of an item") {
  for (const char* wrong : {"",
                            "8100",
                            "817f",
                            "b800",
                            "b83700",
                            "b90001ff",
                            "bf7fffffffffffffff",
                            "bfffffffffffffffff",
                            "82ff",
                            "83ffff",
                            "b8",
                            "b938",
                            "c1",
                            "c281",
                            "f800",
                            "f83700",
                            "ff7fffffffffffffff",
                            "0000",
                            "c000",
                            "c28100",
                            "c3c2817f",
                            "ffffffffffffffffff",
                            "bb01000000"}) {
    CAPTURE(wrong);
    CHECK_FALSE(check_rlp(test::hex_bytes(wrong)).has_value());
  }
  for (const char* right : {"00", "7f", "80", "8180", "81ff", "c0", "c180", "c28180", "820000"}) {
    CAPTURE(right);
    CHECK(check_rlp(test::hex_bytes(right)).has_value());
  }
  CHECK(check_rlp(test::hex_bytes("c28100")).error().text() ==
        "RLP: byte 0 of 2: a single byte is not in its shortest form");
}

TEST_CASE("chain: RLP follows lists to a bounded depth") {
  const auto nested = [](std::size_t depth) {
    RlpWriter writer;
    for (std::size_t i = 0; i < depth; ++i) writer.begin_list();
    for (std::size_t i = 0; i < depth; ++i) writer.end_list();
    return writer.take();
  };
  CHECK(check_rlp(nested(kMaximumRlpDepth)).has_value());
  CHECK(check_rlp(nested(kMaximumRlpDepth + 1)).error().text() == "RLP: lists stand more than 64 deep");
  // A megabyte of openings, which ends no list.
  CHECK_FALSE(check_rlp(Bytes(1 << 20, 0xc1)).has_value());
}

TEST_CASE("chain: RLP numbers have no leading zeros and fit") {
  const auto integer = [](const char* text) { return RlpReader(test::hex_bytes(text)).integer(); };
  CHECK(RlpReader(RlpWriter().integer(u256(1) << 255).take()).integer().value() == u256(1) << 255);
  CHECK(integer("80").value() == 0);
  CHECK(integer("7f").value() == 127);
  CHECK_FALSE(integer("00").has_value());
  CHECK_FALSE(integer("820001").has_value());
  CHECK_FALSE(integer("c0").has_value());
  CHECK_FALSE(integer(("a101" + std::string(64, '0')).c_str()).has_value());
  CHECK(RlpReader(test::hex_bytes("88ffffffffffffffff")).integer64().value() == ~std::uint64_t{0});
  CHECK(RlpReader(test::hex_bytes("89010000000000000000")).integer64().error().text() ==
        "RLP: byte 0 of 10: a number of more than 64 bits");
  CHECK_FALSE(RlpReader(test::hex_bytes("80")).list().has_value());
  CHECK_FALSE(RlpReader({}).list().has_value());
  const Bytes two = test::hex_bytes("8080");
  RlpReader rest(two);
  CHECK(rest.string().has_value());
  CHECK(rest.finish().error().text() == "RLP: byte 1 of 2: more than was expected");
}

TEST_CASE("chain: random RLP items are read as they were written, and shortened ones are refused") {
  for (std::uint64_t seed = 1; seed <= test::rounds(300); ++seed) {
    INFO("seed ", seed);
    test::RandomAbi random(seed);
    RlpWriter writer;
    write_random(random, writer, 0);
    const Bytes bytes = writer.take();
    REQUIRE(check_rlp(bytes).has_value());
    RlpReader reader(bytes);
    RlpWriter again;
    copy_item(reader, again);
    CHECK(reader.finish().has_value());
    CHECK(again.take() == bytes);
    if (bytes.size() > 1) CHECK_FALSE(check_rlp(ByteView(bytes).first(random.below(bytes.size()))).has_value());
  }
}

}  // namespace basis::chain
