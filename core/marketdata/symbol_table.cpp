#include "core/marketdata/symbol_table.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace basis {
namespace {

/// Whether a symbol can be in a table: printable ASCII that JSON does not escape, or UTF-8, which Binance has.
bool is_plain(const std::string& native) {
  return std::all_of(native.begin(), native.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 127 && c != '"' && c != '\\';
  });
}

std::vector<std::string> faults_of(std::span<const FeedSymbol> symbols) {
  std::vector<std::string> faults;
  std::set<std::string> seen;
  if (symbols.empty()) faults.emplace_back("a feed needs at least one symbol");
  for (const FeedSymbol& symbol : symbols) {
    if (symbol.native.empty() || symbol.native.size() > SymbolTable::kMaxLength || !is_plain(symbol.native))
      faults.push_back("'" + symbol.native + "' is no symbol of a feed (1 to 32 bytes of printable text)");
    else if (!seen.insert(symbol.native).second)
      faults.push_back("'" + symbol.native + "' is listed twice");
  }
  return faults;
}

}  // namespace

Result<SymbolTable> SymbolTable::build(std::span<const FeedSymbol> symbols) {
  if (auto faults = faults_of(symbols); !faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  SymbolTable table;
  // At most a quarter full: a search without a match ends at the first empty slot, which must exist.
  const std::size_t size = std::bit_ceil(symbols.size() * 4);
  table.entries_.resize(size);
  table.mask_ = size - 1;
  for (const FeedSymbol& symbol : symbols) table.insert(symbol);
  return table;
}

void SymbolTable::insert(const FeedSymbol& symbol) {
  std::array<char, kMaxLength> text{};
  std::copy(symbol.native.begin(), symbol.native.end(), text.begin());
  const Key key = make_key(text.data(), symbol.native.size());
  std::size_t at = slot(key);
  while (entries_[at].used) at = (at + 1) & mask_;
  entries_[at] = {key, symbol.market, true};
}

}  // namespace basis
