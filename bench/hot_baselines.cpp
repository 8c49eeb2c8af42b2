#include "bench/hot_baselines.hpp"

#include "actors/trading/hot_clock.hpp"
#include "bench/hot_frames.hpp"
#include "bench/json_parsers.hpp"
#include "bench/percentile.hpp"
#include "bench/plain_books.hpp"
#include "venues/binance/codec.hpp"

namespace basis::bench {
namespace {

template <class Work>
void time_into(LatencyHistogram& histogram, bool counts, Work&& work) {
  const MonoTime from = steady_now();
  work();
  if (counts) histogram.record((steady_now() - from).count);
}

}  // namespace

HotBaselines measure_baselines(bool depth, std::size_t frames) {
  constexpr std::size_t kWarmUp = 1'000;
  HotFrames maker;
  ReceiveBuffer buffer;
  RapidJson rapid;
  MapBook book;
  const std::vector<FeedSymbol> symbols = {{"BTCUSDT", MarketId{0}}};
  auto made = binance::Decoder::create({Product::linear}, symbols);
  require(bool(made), "the decoder is there");
  binance::Decoder decoder = std::move(made).value();
  HotBaselines times;
  for (std::size_t i = 0; i < kWarmUp + frames; ++i) {
    const bool counts = i >= kWarmUp;
    const std::string frame = depth ? maker.depth(i % 2 == 0) : maker.top(i % 2 == 0);
    const std::string_view bytes = buffer.receive(frame);
    if (depth) {
      const DecodeResult result = decoder.decode({bytes.data(), bytes.size()}, [&](const auto& event) {
        if constexpr (std::is_same_v<std::decay_t<decltype(event)>, BookEvent>)
          time_into(times.map_book, counts, [&] { book.apply(event.update); });
      });
      require(bool(result), "a frame of the benchmark is refused");
    }
    if (i % 8 == 0) time_into(times.nlohmann, counts, [&] { parse_nlohmann(bytes.data(), bytes.size()); });
    buffer.data()[bytes.size()] = '\0';
    time_into(times.rapidjson, counts, [&] { rapid.parse(buffer.data()); });
  }
  return times;
}

}  // namespace basis::bench
