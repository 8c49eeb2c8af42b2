#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"
#include "venues/binance/codec.hpp"
#include "venues/bybit/codec.hpp"
#include "venues/okx/codec.hpp"

namespace basis::test {

inline constexpr MarketId kBtc{1};
inline constexpr MarketId kEth{2};
inline constexpr MarketId kBtcSwap{3};

/// Small enough that a decoder a frame is cheap; large enough for every fixture.
inline constexpr DecoderLimits kSmall{.frame_bytes = 4096, .levels = 8, .trades = 4};

inline std::vector<FeedSymbol> test_symbols() {
  return {{"BTCUSDT", kBtc}, {"ETHUSDT", kEth}, {"BTC-USDT", kBtc}, {"BTC-USDT-SWAP", kBtcSwap}};
}

inline binance::Decoder binance_decoder(Product product, const DecoderLimits& limits = kSmall) {
  return std::move(binance::Decoder::create(binance::Codec{product}, test_symbols(), limits)).value();
}
inline bybit::Decoder bybit_decoder(const DecoderLimits& limits = kSmall) {
  return std::move(bybit::Decoder::create({}, test_symbols(), limits)).value();
}
inline okx::Decoder okx_decoder(const DecoderLimits& limits = kSmall) {
  return std::move(okx::Decoder::create({}, test_symbols(), limits)).value();
}

/// One file of tests/fixtures: a frame, or the body of a REST answer.
struct Fixture {
  std::string venue;  ///< the folder: "binance"
  std::string name;   ///< the file: "spot_trade"
  std::string text;

  [[nodiscard]] bool is_rest() const { return name.find("rest_") != std::string::npos; }
  [[nodiscard]] bool is_linear() const { return name.starts_with("usdm_"); }
  /// The market a REST request would have been about.
  [[nodiscard]] static MarketId market() { return kBtc; }
};

inline Fixture fixture(const std::string& venue, const std::string& name) {
  const std::string path = test::source_dir().string() + "/tests/fixtures/" + venue + "/" + name + ".json";
  std::ifstream file(path, std::ios::binary);
  require(file.good(), "a fixture is missing");
  return {venue, name, {std::istreambuf_iterator<char>(file), {}}};
}

/// Every fixture of public messages of every venue, in the order of their names.
inline std::vector<Fixture> all_fixtures() {
  std::vector<Fixture> found;
  for (const char* venue : {"binance", "bybit", "okx"}) {
    const std::string folder = test::source_dir().string() + "/tests/fixtures/" + venue;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.is_regular_file()) found.push_back(fixture(venue, entry.path().stem().string()));
  }
  std::sort(found.begin(), found.end(),
            [](const Fixture& a, const Fixture& b) { return a.venue + a.name < b.venue + b.name; });
  return found;
}

/// A frame in memory of exactly its size and the slack, which holds `behind` repeated.
class ExactFrame {
 public:
  explicit ExactFrame(std::string_view text, std::string_view behind = {"\0", 1}) : size_(text.size()) {
    bytes_.reserve(size_ + kFrameSlack);
    bytes_.assign(text.begin(), text.end());
    while (bytes_.size() < size_ + kFrameSlack) bytes_.push_back(behind[(bytes_.size() - size_) % behind.size()]);
  }
  [[nodiscard]] PaddedFrame frame() const { return {bytes_.data(), size_}; }

 private:
  std::size_t size_;
  std::vector<char> bytes_;
};

using Event = std::variant<BestQuote, PublicTrade, BookEvent, MarkPrice, FundingRate, TickerChange, ControlMessage>;

/// What one frame gave: its kind, its fault, its events. Views end with the decoder's next frame.
struct Outcome {
  FrameKind kind = FrameKind::none;
  DecodeFault fault = DecodeFault::none;
  std::string field;
  std::string text;  ///< the error, as a line
  std::vector<Event> events;
  std::string said;  ///< everything in the events
};

/// Everything an event says, as text.
class Describe {
 public:
  void operator()(const BestQuote& quote) {
    source(quote.source);
    put(quote.update_id, quote.bid_price.raw(), quote.bid_size.raw(), quote.ask_price.raw(), quote.ask_size.raw());
  }
  void operator()(const PublicTrade& trade) {
    source(trade.source);
    put(trade.trade_time_ns, trade.price.raw(), trade.size.raw(), trade.id.high, trade.id.low, trade.fills,
        static_cast<int>(trade.taker));
  }
  void operator()(const BookEvent& book) {
    const BookUpdate& update = book.update;
    source(book.source);
    put(update.snapshot, update.chain.first_id, update.chain.last_id, update.chain.previous_id, update.chain.sequence,
        update.exchange_time_ns, update.checksum.value_or(0), update.bid_texts.size(), update.ask_texts.size());
    for (const auto side : {update.bids, update.asks}) {
      text += " |";
      for (const BookLevel& level : side) put(level.price.raw(), level.size.raw());
    }
    for (const auto side : {update.bid_texts, update.ask_texts}) {
      for (const LevelText& level : side) text += std::string(level.price()) + ' ' + std::string(level.size()) + ' ';
    }
  }
  void operator()(const MarkPrice& mark) {
    source(mark.source);
    put(mark.mark.raw(), mark.index.value_or(Price()).raw());
  }
  void operator()(const FundingRate& funding) {
    source(funding.source);
    text += funding.rate.to_string() + (funding.settled_rate ? funding.settled_rate->to_string() : "none");
    put(funding.funding_time_ns);
  }
  void operator()(const TickerChange& change) {
    source(change.source);
    put(change.sequence, change.snapshot, change.funding_time_ns.value_or(-1));
    for (const auto& price : {change.last, change.mark, change.index, change.bid_price, change.ask_price})
      put(price ? price->raw() : -1);
    for (const auto& size : {change.bid_size, change.ask_size}) put(size ? size->raw() : -1);
    text += change.funding_rate ? change.funding_rate->to_string() : "none";
  }
  void operator()(const ControlMessage& message) {
    put(static_cast<int>(message.kind), message.code);
    for (const auto said : {message.request, message.subject, message.text}) text += " '" + std::string(said) + "'";
  }
  std::string text;

 private:
  void source(const EventSource& from) {
    put(from.exchange_time_ns, from.market.value, static_cast<int>(from.channel));
  }
  template <class... Numbers>
  void put(Numbers... numbers) {
    ((text += ' ' + std::to_string(numbers)), ...);
  }
};

template <class Decoder>
Outcome run(Decoder& decoder, PaddedFrame frame, bool rest) {
  Outcome out;
  Describe describe;
  auto collect = [&](const auto& event) {
    out.events.emplace_back(event);
    describe(event);
  };
  const DecodeResult result =
      rest ? decoder.decode_snapshot(frame, Fixture::market(), collect) : decoder.decode(frame, collect);
  out.kind = result.kind();
  out.said = describe.text;
  if (!result) {
    out.fault = result.error().fault;
    out.field = result.error().field;
    out.text = result.error().text();
  }
  return out;
}

/// Calls `use` with a fresh decoder of the fixture's venue and product.
template <class Use>
auto with_decoder(const Fixture& from, const DecoderLimits& limits, Use&& use) {
  if (from.venue == "bybit") {
    auto decoder = bybit_decoder(limits);
    return use(decoder);
  }
  if (from.venue == "okx") {
    auto decoder = okx_decoder(limits);
    return use(decoder);
  }
  auto decoder = binance_decoder(from.is_linear() ? Product::linear : Product::spot, limits);
  return use(decoder);
}

/// The outcome of `frame` in place of the fixture, on a decoder that saw nothing before.
/// Views in events have ended: for kinds and faults.
inline Outcome outcome_of(const Fixture& from, PaddedFrame frame, const DecoderLimits& limits = kSmall) {
  return with_decoder(from, limits, [&](auto& decoder) {
    Outcome out = run(decoder, frame, from.is_rest());
    out.events.clear();
    return out;
  });
}
inline Outcome outcome_of(const Fixture& from, const std::string& text, const DecoderLimits& limits = kSmall) {
  const ExactFrame exact(text);
  return outcome_of(from, exact.frame(), limits);
}

inline Quantity size(std::string_view text) { return Quantity::parse(text).value(); }
inline Ray rate(std::string_view text) { return Ray::parse(text).value(); }
inline BookLevel level(std::string_view at, std::string_view how_much) { return {price(at), size(how_much)}; }
inline std::vector<BookLevel> copied(std::span<const BookLevel> levels) { return {levels.begin(), levels.end()}; }

/// Milliseconds as the nanoseconds of events.
inline constexpr std::int64_t ms(std::int64_t milliseconds) { return milliseconds * 1'000'000; }

}  // namespace basis::test
