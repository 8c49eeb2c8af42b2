#pragma once

#include <fmt/format.h>

#include <string>

#include "tests/core/marketdata/synthetic_venue.hpp"
#include "venues/feed_venue.hpp"

namespace basis::test {

/// Messages of the synthetic venue as the real ones write them. Its clock counts
/// updates; here one of them is a millisecond.
class WireText {
 public:
  static constexpr std::int64_t kEpochMs = 1'700'000'000'000;

  explicit WireText(FeedVenue venue) : venue_(venue) {}

  [[nodiscard]] std::string symbol() const { return venue_ == FeedVenue::okx ? "ABC-USDT-SWAP" : "ABCUSDT"; }
  static std::int64_t ms(std::int64_t time) { return kEpochMs + time; }
  static std::int64_t time_of(std::int64_t exchange_time_ns) { return exchange_time_ns / 1'000'000 - kEpochMs; }

  /// A change, or a snapshot as the stream sends it.
  [[nodiscard]] std::string stream(const Message& message) const {
    const std::int64_t at = ms(message.exchange_time_ns);
    const BookChain& chain = message.chain;
    switch (venue_) {
      case FeedVenue::binance_spot:
        return fmt::format(
            R"({{"stream":"abcusdt@depth@100ms","data":{{"e":"depthUpdate","E":{},"s":"ABCUSDT","U":{},"u":{},"b":{},"a":{}}}}})",
            at, chain.first_id, chain.last_id, levels(message.bids), levels(message.asks));
      case FeedVenue::binance_usdm:
        return fmt::format(
            R"({{"stream":"abcusdt@depth@0ms","data":{{"e":"depthUpdate","E":{},"T":{},"s":"ABCUSDT","U":{},"u":{},"pu":{},"b":{},"a":{}}}}})",
            at, at, chain.first_id, chain.last_id, chain.previous_id, levels(message.bids), levels(message.asks));
      case FeedVenue::bybit:
      case FeedVenue::bybit_spot:
        return fmt::format(
            R"({{"topic":"orderbook.50.ABCUSDT","type":"{}","ts":{},"data":{{"s":"ABCUSDT","b":{},"a":{},"u":{},"seq":{}}},"cts":{}}})",
            message.snapshot ? "snapshot" : "delta", at, levels(message.bids), levels(message.asks), chain.last_id,
            chain.sequence, at);
      case FeedVenue::okx: break;
    }
    return fmt::format(
        R"({{"arg":{{"channel":"books","instId":"ABC-USDT-SWAP"}},"action":"{}","data":[{{"asks":{},"bids":{},"ts":"{}","checksum":0,"prevSeqId":{},"seqId":{}}}]}})",
        message.snapshot ? "snapshot" : "update", levels(message.asks), levels(message.bids), at, chain.previous_id,
        chain.last_id);
  }

  /// Binance's answer to a request for the book.
  [[nodiscard]] std::string rest(const Message& message) const {
    const std::string times =
        venue_ == FeedVenue::binance_usdm ? fmt::format(R"("E":{},"T":{},)", kEpochMs, kEpochMs) : "";
    return fmt::format(R"({{"lastUpdateId":{},{}"bids":{},"asks":{}}})", message.chain.last_id, times,
                       levels(message.bids), levels(message.asks));
  }

  /// The stream of the best bid and offer; Bybit has none that names its book's ids.
  [[nodiscard]] std::string quote(std::int64_t id, std::int64_t time, const TopOfBook& top) const {
    const std::string bid = top.bid.price.to_string(), bid_size = top.bid.size.to_string();
    const std::string ask = top.ask.price.to_string(), ask_size = top.ask.size.to_string();
    const std::int64_t at = ms(time);
    switch (venue_) {
      case FeedVenue::binance_spot:
        return fmt::format(
            R"({{"stream":"abcusdt@bookTicker","data":{{"u":{},"s":"ABCUSDT","b":"{}","B":"{}","a":"{}","A":"{}"}}}})",
            id, bid, bid_size, ask, ask_size);
      case FeedVenue::binance_usdm:
        return fmt::format(
            R"({{"stream":"abcusdt@bookTicker","data":{{"e":"bookTicker","u":{},"s":"ABCUSDT","b":"{}","B":"{}","a":"{}","A":"{}","T":{},"E":{}}}}})",
            id, bid, bid_size, ask, ask_size, at, at);
      case FeedVenue::okx:
        return fmt::format(
            R"({{"arg":{{"channel":"bbo-tbt","instId":"ABC-USDT-SWAP"}},"data":[{{"asks":[["{}","{}","0","1"]],"bids":[["{}","{}","0","1"]],"ts":"{}","seqId":{}}}]}})",
            ask, ask_size, bid, bid_size, at, id);
      case FeedVenue::bybit:
      case FeedVenue::bybit_spot: break;
    }
    return {};
  }

 private:
  [[nodiscard]] std::string levels(const std::vector<BookLevel>& all) const {
    std::string text = "[";
    for (const BookLevel& level : all) {
      if (text.size() > 1) text += ',';
      text += fmt::format(R"(["{}","{}"{}])", level.price.to_string(), level.size.to_string(),
                          venue_ == FeedVenue::okx ? R"(,"0","1")" : "");
    }
    return text + "]";
  }

  FeedVenue venue_;
};

}  // namespace basis::test
