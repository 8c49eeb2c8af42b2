#include <algorithm>
#include <set>

#include "tests/actors/live/support.hpp"

namespace basis::test {
namespace {

TEST_CASE("a recording from live sockets: what was sent and what came, and a replay has the venue's books") {
  RecordedWorld world;
  REQUIRE(world.open().has_value());
  world.run(kSecond * 3);
  CHECK(world.recorder->whole());
  world.set("60005", "60010", "60055", "60060");
  world.run(kSecond);
  REQUIRE(world.recorder->finish().has_value());
  CHECK(world.told.empty());
  const ReplayedRecording replay(world.world, world.recorder->files());
  CHECK(replay.shown(FeedVenue::binance_spot) == "live 60005 / 60010");
  CHECK(replay.shown(FeedVenue::binance_usdm) == "live 60055 / 60060");
  for (const auto& [venue, feed] : replay.feeds) {
    CHECK(feed->counters().failed == 0);
    CHECK(feed->followed().front()->report.intervals().empty());
  }
  // One book of each market is enough, and our own end is no loss.
  CHECK(std::ranges::count_if(replay.sent, [](const auto& text) { return text.find("/depth?") != text.npos; }) == 2);
  CHECK(std::ranges::count_if(replay.sent, [](const auto& text) { return text.find("exchangeInfo") != text.npos; }) ==
        2);
  CHECK(std::ranges::count_if(replay.sent, [](const auto& text) { return text.find("SUBSCRIBE") != text.npos; }) == 3);
  CHECK(replay.ends == 0);
}

TEST_CASE("a lost connection is told, kept in the recording, and the books are whole again after it") {
  RecordedWorld world;
  REQUIRE(world.open().has_value());
  world.run(kSecond * 2);
  SUBCASE("the venue goes on") { world.network.drop_connections("venue.test"); }
  SUBCASE("the venue's ids start anew, below those that were") { world.start_anew(); }
  const std::string expected = world.before.empty() ? "live 60000 / 60010" : "live 61000 / 61010";
  world.run(kSecond * 5);
  REQUIRE(world.recorder->finish().has_value());
  REQUIRE(world.told.size() == 4);
  std::ranges::sort(world.told);
  CHECK(world.told[0] == "binance_spot: a gap from here on: the order book of BTCUSDT is not whole (disconnected)");
  CHECK(world.told[1].starts_with("binance_spot: the order books are whole again after "));
  const ReplayedRecording replay(world.world, world.recorder->files());
  CHECK(replay.ends == 3);
  CHECK(replay.shown(FeedVenue::binance_spot) == expected);
  for (const FeedVenue venue : {FeedVenue::binance_spot, FeedVenue::binance_usdm}) {
    CHECK(replay.of(venue).book.state() == BookState::live);
    REQUIRE(replay.of(venue).report.intervals().size() == 1);
    CHECK(replay.of(venue).report.intervals().front().reason == StaleReason::disconnected);
  }
}

TEST_CASE("a recording goes on in another file: each is whole by itself, and no message is in two or in none") {
  RecordedWorld world;
  REQUIRE(world.open({"BTCUSDT"}, [](MarketRecorder::Parts& parts) { parts.file_time = kSecond * 3; }).has_value());
  world.run(kSecond * 8);
  REQUIRE(world.recorder->finish().has_value());
  const auto& files = world.recorder->files();
  REQUIRE(files.size() == 3);
  CHECK(files[1].filename() == "x-2.rec");
  CHECK(files[2].filename() == "x-3.rec");
  std::size_t streamed = 0;
  for (const auto& file : files) {
    CAPTURE(file);
    const ReplayedRecording replay(world.world, {file});
    CHECK(replay.shown(FeedVenue::binance_spot) == "live 60000 / 60010");
    CHECK(replay.shown(FeedVenue::binance_usdm) == "live 60050 / 60060");
    CHECK(replay.of(FeedVenue::binance_spot).report.intervals().empty());
    CHECK(std::ranges::count_if(replay.sent, [](const auto& text) { return text.find("SUBSCRIBE") != text.npos; }) ==
          3);
    CHECK(std::ranges::count_if(replay.sent, [](const auto& text) { return text.find("/depth?") != text.npos; }) == 2);
    streamed += replay.streamed.size();
  }
  const ReplayedRecording together(world.world, files);
  CHECK(together.streamed.size() == streamed);
  CHECK(std::set<std::string>(together.streamed.begin(), together.streamed.end()).size() == streamed);
  CHECK(together.of(FeedVenue::binance_spot).report.intervals().empty());
  CHECK(together.ends == 0);
  CHECK(world.told.empty());
}

TEST_CASE("a file that is full by its size is followed by another; one that is in the way is told before") {
  RecordedWorld world;
  const auto by_size = [](MarketRecorder::Parts& parts) { parts.file_bytes = 3'000; };
  REQUIRE(world.open({"BTCUSDT"}, by_size).has_value());
  world.run(kSecond * 10);
  REQUIRE(world.recorder->finish().has_value());
  CHECK(world.recorder->files().size() > 1);
  std::uint64_t bytes = 0;
  for (const auto& file : world.recorder->files()) bytes += std::filesystem::file_size(file);
  CHECK(world.recorder->written() == bytes);
  world.recorder.reset();
  std::filesystem::remove(world.folder.path() / "x.rec");
  const auto refused = world.open({"BTCUSDT"}, by_size);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().text().find("x-2.rec: File exists") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(world.folder.path() / "x.rec"));
}

TEST_CASE("symbols that no product lists are refused, and no file is left") {
  RecordedWorld world;
  bool every = false;
  std::string symbol, text;
  SUBCASE("listed nowhere") {
    symbol = "NOSUCH";
    text = "binance_spot and binance_usdm";
  }
  SUBCASE("in small letters") {
    symbol = "btcusdt";
    text = "binance_spot and binance_usdm";
  }
  SUBCASE("listed by one product, of those that were named") {
    symbol = "ETHUSDT";
    text = "binance_spot";
    every = true;
  }
  const auto named = [&](MarketRecorder::Parts& parts) { parts.every_venue = every; };
  REQUIRE(world.open({"BTCUSDT", symbol}, named).has_value());
  world.run(kSecond * 2);
  REQUIRE(world.failure.has_value());
  CHECK(world.failure->kind == ErrorKind::usage);
  CHECK(world.failure->text() ==
        "--markets: '" + symbol + "' is not listed by " + text + "; a symbol is written as the venue does: BTCUSDT");
  world.recorder->discard();
  CHECK_FALSE(std::filesystem::exists(world.folder.path() / "x.rec"));
}

TEST_CASE("a symbol that one product does not list is left out there, with a line") {
  RecordedWorld world;
  REQUIRE(world.open({"BTCUSDT", "ETHUSDT"}).has_value());
  const auto perp = *world.venue->universe().find("binance", Product::linear, "ETHUSDT");
  world.venue->markets().set_levels(perp, {{price("3000"), quantity("2")}}, {{price("3001"), quantity("2")}}, true,
                                    world.network.now_utc());
  world.run(kSecond * 2);
  world.venue->markets().set_levels(perp, {{price("2999"), quantity("1")}}, {}, false, world.network.now_utc());
  world.run(kSecond * 2);
  CHECK(world.told == std::vector<std::string>{"'ETHUSDT' is not listed by binance_spot; it is left out there"});
  CHECK(world.recorder->whole());
  CHECK(world.recorder->finish().has_value());
}

TEST_CASE("a venue that cannot be reached is asked again; without any data no file is left") {
  RecordedWorld world;
  world.network.refuse("venue.test", true);
  REQUIRE(world.open().has_value());
  world.run(kSecond * 3);
  CHECK(world.told.size() == 2);
  CHECK(world.told[0].starts_with("binance_spot: the venue does not say what it lists, it is asked again: "));
  SUBCASE("it comes") {
    world.network.refuse("venue.test", false);
    world.run(kSecond * 10);
    CHECK(world.recorder->whole());
    CHECK(world.recorder->finish().has_value());
  }
  SUBCASE("it does not") {
    const auto finished = world.recorder->finish();
    REQUIRE_FALSE(finished.has_value());
    CHECK(finished.error().kind == ErrorKind::data);
    CHECK_FALSE(std::filesystem::exists(world.folder.path() / "x.rec"));
  }
}

}  // namespace
}  // namespace basis::test
