#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/types.hpp"

namespace basis {

/// One price level as the venue sends it. `size` is in the venue's own unit (coins, or contracts where the
/// market trades contracts); zero removes the level.
struct BookLevel {
  Price price;
  Quantity size;
  friend bool operator==(const BookLevel&, const BookLevel&) = default;
};

/// The raw text of a level inside its frame, for venues that send a checksum
/// over the strings; valid as long as the frame's bytes are.
class LevelText {
 public:
  LevelText() = default;
  LevelText(std::string_view price, std::string_view size) { set_price(price), set_size(size); }

  [[nodiscard]] std::string_view price() const { return {price_, price_length_}; }
  [[nodiscard]] std::string_view size() const { return {size_, size_length_}; }
  void set_price(std::string_view price) {
    price_ = price.data();
    price_length_ = static_cast<std::uint32_t>(price.size());
  }
  void set_size(std::string_view size) {
    size_ = size.data();
    size_length_ = static_cast<std::uint32_t>(size.size());
  }

 private:
  // Smaller than two string views: a snapshot has hundreds of these.
  const char* price_ = nullptr;
  const char* size_ = nullptr;
  std::uint32_t price_length_ = 0;
  std::uint32_t size_length_ = 0;
};

/// Position of an update in its venue's sequence of updates. Which fields are present, and what they mean,
/// depends on the venue: Binance spot `U`/`u`, USDⓈ-M `U`/`u`/`pu`, Bybit `u` and `seq`, OKX `seqId` and
/// `prevSeqId`.
struct BookChain {
  std::int64_t first_id = 0;     ///< U; equal to `last_id` where the venue sends one id
  std::int64_t last_id = 0;      ///< u, lastUpdateId, seqId
  std::int64_t previous_id = 0;  ///< pu, prevSeqId; -1 on an OKX snapshot
  std::int64_t sequence = 0;     ///< Bybit `seq`
  friend bool operator==(const BookChain&, const BookChain&) = default;
};

/// A snapshot of an order book or a change to it, as views of the decoder's buffers: valid until the next frame
/// is decoded.
struct BookUpdate {
  bool snapshot = false;
  BookChain chain;
  std::int64_t exchange_time_ns = 0;  ///< UTC of the venue's own clock; zero where none is sent
  std::span<const BookLevel> bids;
  std::span<const BookLevel> asks;
  std::span<const LevelText> bid_texts;  ///< empty, or one per bid
  std::span<const LevelText> ask_texts;  ///< empty, or one per ask
  std::optional<std::int32_t> checksum;  ///< as sent; absent where none or zero is sent
};

}  // namespace basis
