#include "core/marketdata/level_texts.hpp"

#include <zlib.h>

namespace basis {
namespace {

/// CRC32 of pieces joined with colons.
class JoinedCrc {
 public:
  void add(std::string_view piece) {
    if (any_) update(":");
    update(piece);
    any_ = true;
  }
  [[nodiscard]] std::int32_t value() const { return static_cast<std::int32_t>(static_cast<std::uint32_t>(crc_)); }

 private:
  void update(std::string_view bytes) {
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  }
  uLong crc_ = 0;  // the initial value of crc32
  bool any_ = false;
};

}  // namespace

void LevelTexts::clear() {
  bids_.clear();
  asks_.clear();
}

template <class Levels>
void LevelTexts::apply_side(Levels& side, std::span<const BookLevel> levels, std::span<const LevelText> texts) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].size.is_zero()) {
      side.erase(levels[i].price);
    } else {
      Text& text = side[levels[i].price];
      text.price.assign(texts[i].price());
      text.size.assign(texts[i].size());
    }
  }
}

bool LevelTexts::apply(const BookUpdate& update) {
  if (update.bid_texts.size() != update.bids.size() || update.ask_texts.size() != update.asks.size()) return false;
  apply_side(bids_, update.bids, update.bid_texts);
  apply_side(asks_, update.asks, update.ask_texts);
  return true;
}

std::int32_t LevelTexts::checksum() const {
  JoinedCrc crc;
  auto bid = bids_.begin();
  auto ask = asks_.begin();
  for (std::size_t depth = 0; depth < kChecksumDepth; ++depth) {
    if (bid != bids_.end()) {
      crc.add(bid->second.price);
      crc.add(bid->second.size);
      ++bid;
    }
    if (ask != asks_.end()) {
      crc.add(ask->second.price);
      crc.add(ask->second.size);
      ++ask;
    }
  }
  return crc.value();
}

}  // namespace basis
