#include <doctest/doctest.h>

#include "tests/support/rounds.hpp"
#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/abi_decode.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::chain {
namespace {

AbiValue list(AbiValue::List values) { return AbiValue(std::move(values)); }
AbiValue text_bytes(std::string_view text) { return AbiValue(Bytes(as_bytes(text).begin(), as_bytes(text).end())); }

/// What is wrong with `words` as a value of one type; empty when nothing is.
std::string fault_of(const char* type, std::string_view words) {
  const auto decoded = decode_abi(std::vector<AbiType>{test::abi_type(type)}, test::hex_bytes(words));
  return decoded ? "" : decoded.error().text();
}

std::string word_text(std::uint64_t value) { return to_hex(word_of(value)).substr(2); }

}  // namespace

TEST_CASE("chain: the examples of the ABI's specification") {
  struct Case {
    const char* signature;
    AbiValue::List values;
    const char* data;
  };
  const AbiValue::List one_two_three = abi_values(1u, 2u, 3u);
  const Case cases[] = {
      {"baz(uint32,bool)", abi_values(69u, true),
       "cdcd77c0 0000000000000000000000000000000000000000000000000000000000000045"
       "0000000000000000000000000000000000000000000000000000000000000001"},
      {"bar(bytes3[2])",
       {list({text_bytes("abc"), text_bytes("def")})},
       "fce353f6 6162630000000000000000000000000000000000000000000000000000000000"
       "6465660000000000000000000000000000000000000000000000000000000000"},
      {"sam(bytes,bool,uint256[])",
       {text_bytes("dave"), AbiValue(true), list(one_two_three)},
       "a5643bf2 0000000000000000000000000000000000000000000000000000000000000060"
       "0000000000000000000000000000000000000000000000000000000000000001"
       "00000000000000000000000000000000000000000000000000000000000000a0"
       "0000000000000000000000000000000000000000000000000000000000000004"
       "6461766500000000000000000000000000000000000000000000000000000000"
       "0000000000000000000000000000000000000000000000000000000000000003"
       "0000000000000000000000000000000000000000000000000000000000000001"
       "0000000000000000000000000000000000000000000000000000000000000002"
       "0000000000000000000000000000000000000000000000000000000000000003"},
      {"f(uint256,uint32[],bytes10,bytes)",
       {AbiValue(0x123u), list(abi_values(0x456u, 0x789u)), text_bytes("1234567890"), text_bytes("Hello, world!")},
       "8be65246 0000000000000000000000000000000000000000000000000000000000000123"
       "0000000000000000000000000000000000000000000000000000000000000080"
       "3132333435363738393000000000000000000000000000000000000000000000"
       "00000000000000000000000000000000000000000000000000000000000000e0"
       "0000000000000000000000000000000000000000000000000000000000000002"
       "0000000000000000000000000000000000000000000000000000000000000456"
       "0000000000000000000000000000000000000000000000000000000000000789"
       "000000000000000000000000000000000000000000000000000000000000000d"
       "48656c6c6f2c20776f726c642100000000000000000000000000000000000000"},
      {"g(uint256[][],string[])",
       {list({list(abi_values(1u, 2u)), list(abi_values(3u))}), list(abi_values("one", "two", "three"))},
       "2289b18c 0000000000000000000000000000000000000000000000000000000000000040"
       "0000000000000000000000000000000000000000000000000000000000000140"
       "0000000000000000000000000000000000000000000000000000000000000002"
       "0000000000000000000000000000000000000000000000000000000000000040"
       "00000000000000000000000000000000000000000000000000000000000000a0"
       "0000000000000000000000000000000000000000000000000000000000000002"
       "0000000000000000000000000000000000000000000000000000000000000001"
       "0000000000000000000000000000000000000000000000000000000000000002"
       "0000000000000000000000000000000000000000000000000000000000000001"
       "0000000000000000000000000000000000000000000000000000000000000003"
       "0000000000000000000000000000000000000000000000000000000000000003"
       "0000000000000000000000000000000000000000000000000000000000000060"
       "00000000000000000000000000000000000000000000000000000000000000a0"
       "00000000000000000000000000000000000000000000000000000000000000e0"
       "0000000000000000000000000000000000000000000000000000000000000003"
       "6f6e650000000000000000000000000000000000000000000000000000000000"
       "0000000000000000000000000000000000000000000000000000000000000003"
       "74776f0000000000000000000000000000000000000000000000000000000000"
       "0000000000000000000000000000000000000000000000000000000000000005"
       "7468726565000000000000000000000000000000000000000000000000000000"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.signature);
    const Function function(one.signature);
    const Bytes data = test::hex_bytes(one.data);
    CHECK(to_hex(function.encode(one.values).value()) == to_hex(data));
    CHECK(function.decode_arguments(data).value() == one.values);
  }
}

TEST_CASE("chain: values that are not of their types are refused by place") {
  const Function function("f(uint8,int8,address,(bool,bytes2)[])");
  const Address address;
  const auto pairs = [](AbiValue first) { return list({list({AbiValue(true), text_bytes("ab")}), std::move(first)}); };
  const AbiValue good = list({AbiValue(false), text_bytes("cd")});
  CHECK(function.call(255u, -128, address, pairs(good)).has_value());
  CHECK(function.call(0, 127u, address, pairs(good)).has_value());
  const auto fault = [&](auto a, auto b, auto c, AbiValue d) { return function.call(a, b, c, d).error().text(); };
  const std::string signature = "f(uint8,int8,address,(bool,bytes2)[]): ";
  CHECK(fault(256u, 0, address, pairs(good)) == signature + "value 1: uint8: 256 is out of range");
  CHECK(fault(-1, 0, address, pairs(good)) == signature + "value 1: uint8: -1 is out of range");
  CHECK(fault(1u, 128, address, pairs(good)) == signature + "value 2: int8: 128 is out of range");
  CHECK(fault(1u, 128u, address, pairs(good)) == signature + "value 2: int8: 128 is out of range");
  CHECK(fault(1u, -129, address, pairs(good)) == signature + "value 2: int8: -129 is out of range");
  CHECK(fault(1u, 1, 5u, pairs(good)) == signature + "value 3: address: the value 5 is of another kind");
  CHECK(fault(1u, 1, address, pairs(list({AbiValue(true), text_bytes("abc")}))) ==
        signature + "value 4: value 2: value 2: bytes2: 3 bytes");
  CHECK(fault(1u, 1, address, pairs(list({AbiValue(true)}))) ==
        signature + "value 4: value 2: (bool,bytes2): 1 values instead of 2");
  CHECK(function.call(1u).error().text() == signature + "1 arguments instead of 4");
  CHECK_THROWS_AS(static_cast<void>(good.uint()), InvariantError);
}

TEST_CASE("chain: the ends of the signed and unsigned ranges") {
  const u256 most = std::numeric_limits<u256>::max();
  const i256 least = -i256(u256(1) << 255);
  const std::vector<AbiType> types{test::abi_type("uint256"), test::abi_type("int256"), test::abi_type("int256"),
                                   test::abi_type("int8"), test::abi_type("int24")};
  const AbiValue::List values = abi_values(most, least, i256(-1), -128, -1);
  const Bytes data = encode_abi(types, values).value();
  CHECK(to_hex(ByteView(data).first(64)) == "0x" + std::string(64, 'f') + "8" + std::string(63, '0'));
  CHECK(decode_abi(types, data).value() == values);
  CHECK_FALSE(encode_abi(std::vector<AbiType>{test::abi_type("int256")}, abi_values(u256(u256(1) << 255))).has_value());
  CHECK_FALSE(encode_abi(std::vector<AbiType>{test::abi_type("int256")}, abi_values(i256(least - 1))).has_value());
}

TEST_CASE("chain: data that is not of its types is refused by place") {
  const std::string zero = word_text(0);
  const std::string one = word_text(1);
  const std::string ones(64, 'f');
  CHECK(fault_of("bool", one).empty());
  CHECK(fault_of("bool", word_text(2)) == "value 1: the word is no bool: bits are set where it has none");
  CHECK_FALSE(fault_of("uint8", word_text(256)).empty());
  CHECK_FALSE(fault_of("int8", word_text(128)).empty());
  CHECK(fault_of("int8", ones).empty());
  CHECK_FALSE(fault_of("int8", std::string(62, 'f') + "7f").empty());
  CHECK_FALSE(fault_of("address", "01" + std::string(62, '0')).empty());
  CHECK_FALSE(fault_of("bytes4", word_text(1)).empty());
  CHECK(fault_of("uint256", "00") == "1 bytes are less than the 32 of the values");
  CHECK(fault_of("(uint256,uint256)", one) == "32 bytes are less than the 64 of the values");
  CHECK(fault_of("bytes", ones) == "value 1: an offset points out of the data");
  CHECK(fault_of("bytes", word_text(33)) == "value 1: an offset points out of the data");
  CHECK(fault_of("bytes", word_text(32)) == "value 1: a length is missing");
  CHECK(fault_of("bytes", word_text(32) + ones) == "value 1: a length is more than the data");
  CHECK(fault_of("bytes", word_text(32) + word_text(2) + "00") == "value 1: 2 bytes are more than there are");
  // Solidity's decoder wants no padding behind the last bytes either.
  CHECK(fault_of("bytes", word_text(32) + word_text(1) + "00").empty());
  CHECK(fault_of("uint256[]", word_text(32) + word_text(2) + one) == "value 1: 2 elements are more than there are");
  CHECK(fault_of("uint256[2][]", word_text(32) + word_text(1) + one) == "value 1: 1 elements are more than there are");
  CHECK(fault_of("(string,uint256)", word_text(32) + word_text(64)) == "value 1: the data ends early");
  // The offset points at itself: the array is in its own head.
  CHECK(fault_of("bytes[]", zero) == "value 1: the data ends early, or its parts lie upon each other");
  // Values behind the last one are a newer contract's.
  CHECK(fault_of("uint256", one + one).empty());
}

TEST_CASE("chain: parts that lie upon each other do not multiply") {
  // Every element of every level points to the same next level: 64 ^ 5 elements of 10 kB.
  std::string words = word_text(32);
  for (int level = 0; level < 5; ++level) {
    words += word_text(64);
    for (int i = 0; i < 64; ++i) words += word_text(64 * 32);
  }
  words += word_text(0);
  CHECK_FALSE(fault_of("uint256[][][][][][]", words).empty());
  // The parts may stand in any order.
  const std::string swapped = word_text(128) + word_text(64) + word_text(1) + "aa" + std::string(62, '0') +
                              word_text(1) + "bb" + std::string(62, '0');
  const auto decoded = decode_abi(test::abi_type("(bytes,bytes)").components(), test::hex_bytes(swapped));
  CHECK(decoded.value() == abi_values(Bytes{0xbb}, Bytes{0xaa}));
}

TEST_CASE("chain: what a function returns is read by its declared outputs") {
  const Function function("getUserAccountData(address)", "(uint256 collateral,uint256 debt)");
  CHECK(function.decode(test::hex_bytes(word_text(5) + word_text(7))).value()[1].uint64() == 7);
  CHECK(function.decode({}).error().text() ==
        "getUserAccountData(address): returned: 0 bytes are less than the 64 of the values");
  CHECK(function.decode_arguments(test::hex_bytes("12345678")).error().text() ==
        "getUserAccountData(address): the data is of another function");
  CHECK(Function("f()").decode({}).value().empty());
}

TEST_CASE("chain: values are shown as one reads them") {
  CHECK(list({AbiValue(5u), AbiValue(-5), AbiValue(true), AbiValue(Bytes{1, 2}), AbiValue("a\"\n"), list({})})
            .to_string() == "[5, -5, true, 0x0102, \"a\\\"\\x0a\", []]");
}

TEST_CASE("chain: random values of random types are read as they were written") {
  for (std::uint64_t seed = 1; seed <= test::rounds(400); ++seed) {
    test::RandomAbi random(seed);
    std::vector<AbiType> types;
    AbiValue::List values;
    for (std::size_t i = random.below(5); i > 0; --i) {
      types.push_back(test::abi_type(random.type_text()));
      values.push_back(random.value(types.back()));
    }
    INFO("seed ", seed, ", types ", abi_types_text(types));
    const Bytes data = encode_abi(types, values).value();
    CHECK(data.size() % 32 == 0);
    CHECK(decode_abi(types, data).value() == values);
    // Whatever a changed byte does, it is a value or an error.
    for (int change = 0; change < 20 && !data.empty(); ++change) {
      Bytes changed = data;
      changed[random.below(changed.size())] = static_cast<std::uint8_t>(random.below(256));
      changed.resize(changed.size() - random.below(3));
      const auto decoded = decode_abi(types, changed);
      if (decoded) CHECK(encode_abi(types, decoded.value()).has_value());
    }
  }
}

}  // namespace basis::chain
