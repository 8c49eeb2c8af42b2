#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/feed/take_recorded.hpp"
#include "actors/live/market_recorder.hpp"
#include "core/marketdata/open_frames.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {

inline const UtcTime kRecordStart = utc("2026-11-29T12:00:00Z");

/// Simulated Binance with books of our own making: BTCUSDT at 60000 / 60010 spot and at 60050 / 60060 as a perp, all of
/// size 2.
inline std::unique_ptr<SimulatedExchanges> recorded_venue(const Settings& configuration, UtcTime now) {
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

}  // namespace basis::test
