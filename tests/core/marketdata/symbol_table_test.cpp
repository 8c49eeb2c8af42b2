#include "core/marketdata/symbol_table.hpp"

#include <doctest/doctest.h>

#include <string>

namespace basis {
namespace {

const MarketId* find(const SymbolTable& table, const std::string& symbol, char behind) {
  static std::string memory;
  memory = symbol + std::string(SymbolTable::kMaxLength, behind);
  return table.find(memory.data(), symbol.size());
}

TEST_CASE("symbols are found by their exact bytes, whatever stands behind") {
  std::vector<FeedSymbol> symbols;
  for (std::uint16_t i = 0; i < 500; ++i) symbols.push_back({"SYM" + std::to_string(i) + "-USDT-SWAP", MarketId{i}});
  symbols.push_back({"B", MarketId{900}});
  symbols.push_back({std::string(32, 'Q'), MarketId{901}});
  symbols.push_back({"\u5e01\u5b89USDT", MarketId{902}});
  const SymbolTable table = SymbolTable::build(symbols).value();
  for (const FeedSymbol& symbol : symbols) {
    for (const char behind : {'\0', '"', 'Q'}) {
      const MarketId* const found = find(table, symbol.native, behind);
      REQUIRE(found != nullptr);
      CHECK(*found == symbol.market);
    }
  }
  for (const std::string& other : {std::string("SYM1-USDT-SWA"), std::string("sym1-USDT-SWAP"), std::string(),
                                   std::string(31, 'Q'), std::string(33, 'Q'), std::string("BB")})
    CHECK(find(table, other, '"') == nullptr);
}

TEST_CASE("a list that cannot be a table is refused, with every fault") {
  CHECK_FALSE(SymbolTable::build({}));
  const std::vector<FeedSymbol> bad = {
      {"", {}}, {"BTCUSDT", {}}, {"BTCUSDT", {}}, {std::string(33, 'A'), {}}, {"A\"B", {}}};
  const auto table = SymbolTable::build(bad);
  REQUIRE_FALSE(table);
  CHECK(table.error().lines.size() == 4);
  CHECK(table.error().lines[1] == "'BTCUSDT' is listed twice");
}

}  // namespace
}  // namespace basis
