#include "venues/chain/abi_type.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain/chain_support.hpp"
#include "venues/chain/abi_function.hpp"

namespace basis::chain {

TEST_CASE("chain: types of the ABI are read from their names") {
  struct Case {
    const char* text;
    const char* canonical;
    bool dynamic;
    std::size_t head;
  };
  for (const Case& one : {Case{"uint256", "uint256", false, 32}, Case{"uint", "uint256", false, 32},
                          Case{"int24[3]", "int24[3]", false, 96}, Case{"bytes", "bytes", true, 32},
                          Case{"bytes32", "bytes32", false, 32}, Case{"string", "string", true, 32},
                          Case{"(address,uint256)[]", "(address,uint256)[]", true, 32},
                          Case{"(address,uint256)[2]", "(address,uint256)[2]", false, 128},
                          Case{"(address,(bool,uint8)[2])", "(address,(bool,uint8)[2])", false, 160},
                          Case{"(address,string)[2]", "(address,string)[2]", true, 32},
                          Case{"( address owner, int amount )", "(address,int256)", false, 64},
                          Case{"uint8[][2][]", "uint8[][2][]", true, 32}}) {
    CAPTURE(one.text);
    const AbiType type = test::abi_type(one.text);
    CHECK(type.text() == one.canonical);
    CHECK(type.is_dynamic() == one.dynamic);
    CHECK(type.head() == one.head);
  }
}

TEST_CASE("chain: what is no type of the ABI is refused, and so is one without bounds") {
  for (const char* wrong : {"",
                            "uint7",
                            "uint264",
                            "uint0",
                            "uint08",
                            "int1",
                            "bytes0",
                            "bytes33",
                            "byte",
                            "Address",
                            "address payable",
                            "()",
                            "()[]",
                            "uint256[",
                            "uint256[0]",
                            "uint256[01]",
                            "uint256[-1]",
                            "uint256[x]",
                            "uint256]",
                            "(uint256",
                            "(uint256,)",
                            "(,uint256)",
                            "uint256)",
                            "fixed128x18",
                            "function",
                            "uint256[99999999999999999999]",
                            "uint256[32769]",
                            "uint256[1000][1000]",
                            "uint8[4294967296][4294967296]",
                            "string[1000000000000]"}) {
    CAPTURE(wrong);
    CHECK_FALSE(AbiType::parse(wrong).has_value());
  }
  CHECK(AbiType::parse("uint256[32768]").has_value());
  std::string deep = "bool";
  for (std::size_t i = 1; i < AbiType::kMaximumDepth; ++i) deep += "[]";
  CHECK(AbiType::parse(deep).has_value());
  CHECK_FALSE(AbiType::parse(deep + "[]").has_value());
  CHECK_FALSE(AbiType::parse(std::string(100'000, '(')).has_value());
  CHECK(AbiType::parse("(uint256,unit8)").error().text() ==
        "'(uint256,unit8)': character 10: no type of the contract ABI");
}

TEST_CASE("chain: selectors are computed from declarations") {
  // Selectors as the verified contracts on mainnet have them.
  struct Case {
    const char* declaration;
    const char* selector;
  };
  for (const Case& one :
       {Case{"transfer(address,uint256)", "0xa9059cbb"}, Case{"approve(address spender, uint amount)", "0x095ea7b3"},
        Case{"supply(address,uint256,address,uint16)", "0x617ba037"}, Case{"deposit()", "0xd0e30db0"},
        Case{"CollateralCannotCoverNewBorrow()", "0x911ceb81"},
        Case{"HealthFactorLowerThanLiquidationThreshold()", "0x6679996d"},
        Case{"aggregate3((address target, bool allowFailure, bytes callData)[] calls)", "0x82ad56cb"}}) {
    CAPTURE(one.declaration);
    CHECK(to_hex(Function(one.declaration).selector()) == one.selector);
  }
  CHECK(Function("approve(address spender, uint amount)").signature() == "approve(address,uint256)");
  CHECK(Function("approve(address spender, uint amount)").name() == "approve");
  for (const char* wrong : {"", "transfer", "(address)", "transfer(address", "transfer(address) ", "transfer(address,)",
                            "transfer(address indexed to)", "trans fer(address)", "transfer(addres)"}) {
    CAPTURE(wrong);
    CHECK_FALSE(Function::parse(wrong).has_value());
    CHECK_THROWS_AS(Function{wrong}, InvariantError);
  }
  CHECK_FALSE(Function::parse("f()", "uint256").has_value());
  CHECK(abi_types_text(Function("f()", "(uint256 a, (bool,bool)[2])").outputs()) == "(uint256,(bool,bool)[2])");
}

}  // namespace basis::chain
