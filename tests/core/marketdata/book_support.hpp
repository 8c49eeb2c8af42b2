#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "core/marketdata/order_book.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

inline UtcTime second(std::int64_t seconds) { return UtcTime::from_nanos(seconds * kSecond.count); }

using TextLevels = std::vector<std::pair<std::string, std::string>>;

/// A book update that owns what it shows.
struct OwnUpdate {
  bool snapshot = false;
  BookChain chain = {};
  TextLevels bid_texts = {};
  TextLevels ask_texts = {};
  std::int64_t exchange_time_ns = 0;
  std::optional<std::int32_t> checksum = std::nullopt;
  bool with_texts = false;

  /// Valid until the next call.
  [[nodiscard]] BookUpdate view() {
    fill(bid_texts, bids_, bid_views_);
    fill(ask_texts, asks_, ask_views_);
    BookUpdate update;
    update.snapshot = snapshot;
    update.chain = chain;
    update.exchange_time_ns = exchange_time_ns;
    update.bids = bids_;
    update.asks = asks_;
    if (with_texts) {
      update.bid_texts = bid_views_;
      update.ask_texts = ask_views_;
    }
    update.checksum = checksum;
    return update;
  }

  static void fill(const TextLevels& texts, std::vector<BookLevel>& levels, std::vector<LevelText>& views) {
    levels.clear();
    views.clear();
    for (const auto& [at, amount] : texts) {
      levels.push_back({price(at), quantity(amount)});
      views.push_back({at, amount});
    }
  }
  std::vector<BookLevel> bids_ = {}, asks_ = {};  ///< what `view` shows
  std::vector<LevelText> bid_views_ = {}, ask_views_ = {};
};

inline BookOutcome feed(OrderBook& book, OwnUpdate update, std::int64_t at_second = 0) {
  return book.apply(update.view(), second(at_second));
}

}  // namespace basis::test
