#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "actors/drivers/replay.hpp"
#include "tests/actors/trading/support.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis {
namespace {

using namespace test;

constexpr std::int64_t kStart = 1'700'000'000'000'000'000;

/// Frames of Binance's BTC markets, five a second: spot 59990.00 / 59990.01, perp 60000.0 / 60000.1, five coins on each
/// level, a mark of 60000.05, at second 10 of 60001, and a rate that pays 0.15 % then.
class Day {
 public:
  Day() {
    line(spot_, 0, R"({"lastUpdateId":500,"bids":[["59990.00","5"]],"asks":[["59990.01","5"]]})");
    line(perp_, 0, R"({"lastUpdateId":100,"E":1,"T":1,"bids":[["60000.0","5"]],"asks":[["60000.1","5"]]})");
    for (int i = 1; i <= 100; ++i) {
      const std::int64_t at = std::int64_t{i} * 200'000'000;
      line(spot_, at, spot_update(500 + i, 500 + i));
      // At the very time of the payment the mark is another.
      if (i == 50) line(perp_, at, mark_at(10, "60001"));
      line(perp_, at + 1, perp_update(99 + i, 100 + i));
      if (i % 5 == 0 && i != 50) line(perp_, at + 2, mark_at(i / 5, "60000.05"));
    }
  }
  [[nodiscard]] std::vector<std::filesystem::path> files() const {
    std::ofstream(folder_.path() / "spot.feed") << spot_;
    std::ofstream(folder_.path() / "perp.feed") << perp_;
    return {folder_.path() / "spot.feed", folder_.path() / "perp.feed"};
  }

 private:
  static void line(std::string& file, std::int64_t at, const std::string& text) {
    file += fmt::format("{} {}\n", kStart + at, text);
  }
  static std::string mark_at(int second, const char* mark) {
    return fmt::format(
        R"({{"stream":"btcusdt@markPrice@1s","data":{{"e":"markPriceUpdate","E":{0}000,"s":"BTCUSDT","p":"{1}","P":"{1}","i":"60000","r":"0.00150000","T":1700000010000}}}})",
        1'700'000'000 + second, mark);
  }
  TemporaryFolder folder_;
  std::string spot_;
  std::string perp_;
};

TEST_CASE("replayed orders meet the recorded books: fills, fees in coins, funding, and a book that is the venue's") {
  const Day day;
  auto input = ReplayInput::open(day.files(), {});
  REQUIRE_MESSAGE(input.has_value(), input.error().text());
  ReplayParts parts;
  parts.input = input.value().get();
  parts.settings = hot_settings();
  parts.mode = &shipped_settings();
  parts.trades = true;
  parts.capital = amount("100000");
  Sent sent;
  parts.sink = &sent;
  auto made = Replay::create(std::move(parts));
  REQUIRE_MESSAGE(made.has_value(), made.error().text());
  Replay& replay = *made.value();
  REQUIRE(replay.run().has_value());

  const PairSender& sender = *replay.hot_path().sender();
  CHECK(sender.counters().orders == 2);
  CHECK(sender.counters().fills == 2);
  CHECK(sender.counters().alarms == 0);
  CHECK(sent.all.size() == 2);
  for (const SentOrder& one : sent.all) {
    const TrackedOrder* order = sender.tracker().find(one.order.id);
    REQUIRE(order != nullptr);
    CHECK(order->state == OrderState::filled);
  }
  const HotPositionActor& positions = *replay.hot_path().positions();
  CHECK(positions.differences().empty());
  const Universe& universe = replay.universe();
  const auto held = [&](const char* key) { return positions.book()[*universe.find(key)]; };
  // Half of the capital buys 0.1 at the ask, less 0.1 % in coins.
  CHECK(held("binance:BaseToken:BTC").amount == amount("0.0999"));
  CHECK(held("binance:BaseToken:USDT").amount == amount("44000.999"));
  // 40 % of the other half is margin: 0.1 sold at the bid costs 0.05 % of 6,000; 0.15 % of 6,000.1 are paid to it.
  CHECK(held("binance_usdm:Perp:BTCUSDT") == Holding{amount("-0.1"), amount("-6000")});
  CHECK(held("binance_usdm:BaseToken:USDT").amount == amount("20006.00015"));
  CHECK(positions.funding() == amount("9.00015"));
  // The gate knows the coins that are left.
  const auto spot = universe.find("binance", Product::spot, "BTCUSDT");
  CHECK(sender.gate().position(*spot) == quantity("0.0999"));
  CHECK(replay.hot_path().risk().worst() == RiskStatus::safe);
}

}  // namespace
}  // namespace basis
