#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/marketdata/book_update.hpp"

namespace basis {

/// The raw texts of an order book's levels, for venues that send a checksum over them.
class LevelTexts {
 public:
  static constexpr std::size_t kChecksumDepth = 25;

  void clear();
  /// Applies a change. False when the update lacks the texts of its levels.
  [[nodiscard]] bool apply(const BookUpdate& update);

  /// CRC32 as a signed 32-bit integer over the best 25 levels of each side, `bid:size:ask:size:...`
  /// interleaved. Where one side has ended, the other continues alone. Source: okx.com/docs-v5, Order book
  /// channel, "Checksum".
  [[nodiscard]] std::int32_t checksum() const;

 private:
  struct Text {
    std::string price;
    std::string size;
  };
  template <class Order>
  using Side = std::map<Price, Text, Order>;

  template <class Levels>
  static void apply_side(Levels& side, std::span<const BookLevel> levels, std::span<const LevelText> texts);

  Side<std::greater<>> bids_;
  Side<std::less<>> asks_;
};

}  // namespace basis
