#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// A venue's own name of a market, and the caller's id for it.
struct FeedSymbol {
  std::string native;  ///< "BTCUSDT", "BTC-USDT-SWAP"
  MarketId market;
};

/// Maps native symbols to markets: built once, read without allocation.
class SymbolTable {
 public:
  static constexpr std::size_t kMaxLength = 32;

  /// A symbol that is empty, too long or listed twice is a usage error; so is an empty list. The error has all
  /// faults.
  static Result<SymbolTable> build(std::span<const FeedSymbol> symbols);

  /// The market of the `length` bytes at `text`, or null. 32 bytes must be
  /// readable from `text` whatever the length.
  [[nodiscard]] const MarketId* find(const char* text, std::size_t length) const {
    if (length > kMaxLength) return nullptr;
    const Key key = make_key(text, length);
    for (std::size_t at = slot(key);; at = (at + 1) & mask_) {
      const Entry& entry = entries_[at];
      if (!entry.used) return nullptr;
      if (same(entry.key, key)) return &entry.market;
    }
  }

 private:
  using Key = std::array<std::uint64_t, kMaxLength / 8>;
  struct Entry {
    Key key{};
    MarketId market;
    bool used = false;
  };

  /// The bytes of the symbol, followed by zeros. No symbol contains a zero byte, so the key needs no length.
  static Key make_key(const char* text, std::size_t length) {
    Key key;
    for (std::size_t word = 0; word < key.size(); ++word) {
      const std::size_t begin = word * 8;
      const std::size_t kept = length > begin ? length - begin : 0;
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text + begin, 8);
      key[word] = bytes & (kept >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (kept * 8)) - 1);
    }
    return key;
  }
  /// Compares in registers; the comparison of `std::array` is a function call.
  static bool same(const Key& a, const Key& b) {
    return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
  }
  [[nodiscard]] std::size_t slot(const Key& key) const {
    std::uint64_t mixed = key[0] ^ (key[1] * 0x9E3779B97F4A7C15U) ^ (key[2] << 21) ^ (key[3] << 42);
    mixed *= 0xD6E8FEB86659FD93U;
    return static_cast<std::size_t>(mixed >> 40) & mask_;
  }
  void insert(const FeedSymbol& symbol);

  std::vector<Entry> entries_;
  std::size_t mask_ = 0;
};

}  // namespace basis
