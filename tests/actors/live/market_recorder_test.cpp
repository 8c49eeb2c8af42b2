#include "actors/live/market_recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "actors/feed/take_recorded.hpp"
#include "core/marketdata/open_frames.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {
namespace {

const UtcTime kRecordStart = utc("2026-11-29T12:00:00Z");

/// Simulated Binance with books of our own making: BTCUSDT at 60000 / 60010 spot and at 60050 / 60060 as a perp, all of
/// size 2.
std::unique_ptr<SimulatedExchanges> recorded_venue(const Settings& configuration, UtcTime now) {
  SimulatedExchangesSettings settings;
  settings.venues = {"binance"};
  settings.clients = sim::demo_clients({"binance"});
  settings.synthetic = false;
  settings.start = now;
  auto made = SimulatedExchanges::create(configuration, std::move(settings));
  REQUIRE(made.has_value());
  return std::move(made).value();
}

/// A recorder of BTCUSDT against a simulated venue, over a network in memory.
struct RecordedWorld {
  RecordedWorld() : there(without_spot_eth()), venue(recorded_venue(there, kRecordStart)), network(kRecordStart, 3) {
    network.set_latency({Nanos{1'000'000}, Nanos{4'000'000}}, {Nanos{1'000'000}, Nanos{4'000'000}});
    network.serve("venue.test", 80, venue->service());
    set("60000", "60010", "60050", "60060", true);
  }
  ~RecordedWorld() { recorder.reset(); }

  void set(const char* spot_bid, const char* spot_ask, const char* perp_bid, const char* perp_ask, bool whole = false) {
    const auto level = [](const char* at) { return std::vector<BookLevel>{{price(at), quantity("2")}}; };
    const UtcTime now = network.now_utc();
    venue->markets().set_levels(id(Product::spot), level(spot_bid), level(spot_ask), whole, now);
    venue->markets().set_levels(id(Product::linear), level(perp_bid), level(perp_ask), whole, now);
  }
  [[nodiscard]] MarketId id(Product product) const { return *venue->universe().find("binance", product, "BTCUSDT"); }
  /// Lets both markets change ten times a second: the bid's size goes up and down.
  void run(Nanos time) {
    for (const UtcTime until = network.now_utc() + time; network.now_utc() < until;) {
      const auto size = quantity(std::exchange(odd_, !odd_) ? "3" : "4");
      venue->markets().set_levels(id(Product::spot), {{price("59990"), size}}, {}, false, network.now_utc());
      venue->markets().set_levels(id(Product::linear), {{price("60040"), size}}, {}, false, network.now_utc());
      network.run_until(network.now_utc() + Nanos{100'000'000});
      if (recorder == nullptr) continue;
      if (const auto turned = recorder->turn(); !turned) {
        failure = turned.error();
        return;
      }
    }
  }
  Result<void> open(std::vector<std::string> symbols = {"BTCUSDT"},
                    const std::function<void(MarketRecorder::Parts&)>& change = {}) {
    const net::Endpoint at{false, "venue.test", 80};
    MarketRecorder::Parts parts;
    parts.settings = &world.settings;
    parts.venues = {{FeedVenue::binance_spot, at, at}, {FeedVenue::binance_usdm, at, at}};
    parts.symbols = std::move(symbols);
    parts.network = &network;
    parts.file = folder.path() / "x.rec";
    parts.tell = [this](const std::string& line) { told.push_back(line); };
    if (change) change(parts);
    BASIS_TRY(recorder, MarketRecorder::create(std::move(parts)));
    recorder->start();
    return ok();
  }
  /// Puts a venue that knows nothing in the place of the one that was, as after a restart.
  void start_anew() {
    network.drop_connections("venue.test");
    std::unique_ptr<SimulatedExchanges> next = recorded_venue(there, network.now_utc());
    network.serve("venue.test", 80, next->service());
    std::swap(venue, next);
    before.push_back(std::move(next));
    set("61000", "61010", "61050", "61060", true);
  }

  /// The venue lists ETHUSDT as a perp only.
  static Settings without_spot_eth() {
    Settings settings = ShippedUniverse::load();
    settings.venues.at("binance").spot.erase("ETHUSDT");
    return settings;
  }

  TemporaryFolder folder;
  ShippedUniverse world;
  Settings there;
  std::unique_ptr<SimulatedExchanges> venue;  ///< outlives the network, as those before
  std::vector<std::unique_ptr<SimulatedExchanges>> before;
  net::MemoryNetwork network;
  std::unique_ptr<MarketRecorder> recorder;
  std::vector<std::string> told;
  std::optional<Error> failure;

 private:
  bool odd_ = false;
};

/// What a replay makes of a recording.
struct ReplayedRecording {
  ReplayedRecording(const ShippedUniverse& world, const std::vector<std::filesystem::path>& files) {
    std::vector<const Market*> markets{&world.market(Product::spot), &world.market(Product::linear)};
    for (const FeedVenue venue : {FeedVenue::binance_spot, FeedVenue::binance_usdm})
      feeds[venue] = std::move(Feed::create(venue, markets, {}, {})).value();
    for (const auto& file : files) read(file);
  }
  void read(const std::filesystem::path& file) {
    auto reader = open_frames(file);
    REQUIRE(reader.has_value());
    Frame frame;
    for (auto more = reader.value()->next(frame); more.has_value() && more.value();
         more = reader.value()->next(frame)) {
      if (frame.direction == FrameDirection::out) {
        sent.emplace_back(frame.bytes.empty() ? frame.channel : frame.bytes);
        continue;
      }
      if (frame.ends_connection()) ++ends;
      CHECK_MESSAGE(take_recorded(*feeds.at(find_feed_venue(frame.venue).value()), frame), frame.bytes);
      if (frame.bytes.starts_with("{\"stream\"")) streamed.emplace_back(frame.bytes);
    }
    CHECK(reader.value()->report().clean());
  }
  [[nodiscard]] const Feed::Followed& of(FeedVenue venue) const { return *feeds.at(venue)->followed().front(); }
  /// "live 60000 / 60010".
  [[nodiscard]] std::string shown(FeedVenue venue) const {
    const OrderBook& book = of(venue).book;
    const auto top = book.top();
    std::string text(to_string(book.state()));
    return top ? text + " " + top->bid.price.to_string() + " / " + top->ask.price.to_string() : text;
  }

  std::map<FeedVenue, std::unique_ptr<Feed>> feeds;
  std::vector<std::string> sent, streamed;
  int ends = 0;
};

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

TEST_CASE("venues without a live side are refused by name, and leave no file") {
  RecordedWorld world;
  const auto opened = world.open({"BTCUSDT"}, [](MarketRecorder::Parts& parts) {
    parts.venues.push_back({FeedVenue::bybit, parts.venues[0].rest, parts.venues[0].streams});
  });
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().text() == "bybit cannot be recorded live: only binance_spot and binance_usdm can");
  CHECK_FALSE(std::filesystem::exists(world.folder.path() / "x.rec"));
}

}  // namespace
}  // namespace basis::test
