#include "tools/fetch/history_fetch.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <random>

#include "core/history/csv_file.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/registry.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {
namespace {

const UtcTime kNow = utc("2026-11-28T12:30:00Z");

/// Simulated exchanges with a past of our own making, and a fetch from them over a network in memory.
struct FetchWorld {
  explicit FetchWorld(const std::vector<std::string>& of, UtcTime begin, UtcTime end)
      : venues(of), network(kNow, 3), past_begin(begin), past_end(end) {
    SimulatedExchangesSettings made;
    made.venues = venues;
    made.clients = sim::demo_clients(venues);
    made.synthetic = false;
    made.start = kNow;
    auto opened = SimulatedExchanges::create(settings, std::move(made));
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    exchanges = std::move(opened).value();
    for (const Market& market : exchanges->universe().markets()) {
      sim::PastMarket past;
      std::mt19937_64 random(market.id.index() + 1);
      for (UtcTime at = begin; at <= end; at = at + kHour) {
        const auto open = Price::from_raw(Price::kOne * 60'000 + static_cast<std::int64_t>(random() % 1'000'000));
        past.hours.push_back({at, open, open, open, open, Quantity::from_raw(Quantity::kOne), {}, {}, {}, 1});
        if (at.nanos() % (kHour.count * 8) == 0)
          past.fundings.push_back({at + Nanos{4'000'000}, Ray::from_raw(Ray::kOne / 10'000), open});
      }
      exchanges->markets().board(market.id).set_past(std::move(past));
    }
    network.serve("sim", 80, exchanges->service());
  }

  std::vector<FetchSource> sources() {
    std::vector<FetchSource> all;
    for (const std::string& venue : venues)
      for (const Product product : {Product::spot, Product::linear}) {
        FetchSource source;
        source.venue = venue;
        auto dialects = make_history(venue, product);
        REQUIRE_MESSAGE(dialects.has_value(), dialects.error().text());
        source.dialects = std::move(dialects).value();
        source.rest = {false, "sim", 80, ""};
        for (const Market& market : exchanges->universe().markets())
          if (market.venue == venue && market.product == product && market.base && market.symbol != "BNBUSDT" &&
              market.symbol != "OKBUSDT")
            source.markets.push_back(&market);
        if (!source.markets.empty()) all.push_back(std::move(source));
      }
    return all;
  }

  /// False: it was ended after `most` steps of the network.
  bool fetch(const std::filesystem::path& folder, const char* from, const char* to, int most = 1'000'000) {
    Manifest manifest(folder);
    const auto opened = manifest.open();
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    HistoryFetch work(manifest, utc(from), utc(to), sources(), network);
    work.start();
    for (int step = 0; !work.done(); ++step) {
      if (step == most) return false;
      network.run_until(network.now_utc() + Nanos{20'000'000});
    }
    auto result = work.result();
    REQUIRE_MESSAGE(result.has_value(), result.error().text());
    report = std::move(result).value();
    REQUIRE(describe_fetched(manifest).has_value());
    return true;
  }

  Settings settings = shipped("btc_basis");
  std::vector<std::string> venues;
  std::unique_ptr<SimulatedExchanges> exchanges;
  net::MemoryNetwork network;
  UtcTime past_begin, past_end;
  HistoryFetch::Report report;
};

/// Every file of a folder by its path in it.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      all[std::filesystem::relative(entry.path(), folder).string()] = read_whole_file(entry.path()).value();
  return all;
}

const std::vector<std::string> kVenues = {"binance", "bybit", "okx"};

}  // namespace

TEST_CASE("fetched history is what the venue told, in the layout of data folders, with a manifest") {
  FetchWorld world(kVenues, utc("2026-09-01T00:00:00Z"), utc("2026-11-20T00:00:00Z"));
  const TemporaryFolder folder;
  const auto data = folder.path() / "data";
  REQUIRE(world.fetch(data, "2026-09-01T00:00:00Z", "2026-11-10T05:00:00Z"));
  CHECK(world.report.faults.empty());
  CHECK(world.report.differing.empty());
  const auto files = contents(data);
  for (const std::string& venue : world.venues) {
    CAPTURE(venue);
    const std::string& bars = files.at("perp/" + venue + "_BTCUSDT_1h.csv");
    CHECK(bars.starts_with("timestamp,open,high,low,close,volume\n2026-09-01T00:00:00Z,"));
    // 70 days and six hours.
    CHECK(std::count(bars.begin(), bars.end(), '\n') == 1 + 70 * 24 + 6);
    CHECK(files.at("mark/" + venue + "_BTCUSDT_1h.csv").starts_with("timestamp,open,high,low,close\n"));
    const std::string& paid = files.at("funding/" + venue + "_BTCUSDT.csv");
    // A stamp of the last hour is a little late, and belongs to it.
    CHECK(std::count(paid.begin(), paid.end(), '\n') == 1 + 70 * 3 + 1);
    CHECK(paid.find("2026-09-01T08:00:00.004Z,") != std::string::npos);
    CHECK(files.at("instruments/" + venue + "_perp.csv").find("BTCUSDT,tick,0.1\n") != std::string::npos);
    CHECK(files.at("dataset.yaml").find("perp/" + venue + "_BTCUSDT") != std::string::npos);
    CHECK(files.at("manifest.json").find(sha256_of(bars)) != std::string::npos);
  }
  CHECK(files.at("manifest.json").find("next_sha256") == std::string::npos);

  // Again: nothing is new, nothing changes.
  REQUIRE(world.fetch(data, "2026-09-01T00:00:00Z", "2026-11-10T05:00:00Z"));
  CHECK(world.report.rows == 0);
  CHECK(contents(data) == files);
}

TEST_CASE("a fetch that is killed anywhere ends in the same bytes, and grows at both ends") {
  FetchWorld world(kVenues, utc("2026-08-20T00:00:00Z"), utc("2026-11-20T00:00:00Z"));
  const TemporaryFolder folder;
  const auto whole = folder.path() / "whole";
  REQUIRE(world.fetch(whole, "2026-08-20T00:00:00Z", "2026-11-10T00:00:00Z"));
  const auto expected = contents(whole);
  const std::uint64_t seed = 20261129;
  MESSAGE("seed ", seed);
  std::mt19937_64 random(seed);
  for (int run = 0; run < 5; ++run) {
    const auto data = folder.path() / fmt::format("killed{}", run);
    int starts = 1;
    // Parts that overlap, in any order of their ends.
    while (!world.fetch(data, run % 2 == 0 ? "2026-08-20T00:00:00Z" : "2026-09-20T00:00:00Z",
                        run % 3 == 0 ? "2026-11-10T00:00:00Z" : "2026-10-05T00:00:00Z",
                        1 + static_cast<int>(random() % 12)))
      ++starts;
    REQUIRE(world.fetch(data, "2026-08-20T00:00:00Z", "2026-11-10T00:00:00Z"));
    CHECK(starts > 1);
    CHECK(contents(data) == expected);
  }
}

TEST_CASE("what was changed, or is none of ours, is refused by name") {
  FetchWorld world(kVenues, utc("2026-11-01T00:00:00Z"), utc("2026-11-20T00:00:00Z"));
  const TemporaryFolder folder;
  const auto data = folder.path() / "data";
  REQUIRE(world.fetch(data, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"));
  std::ofstream(data / "perp/binance_BTCUSDT_1h.csv", std::ios::app) << "2026-11-02T01:00:00Z,1,1,1,1,1\n";
  Manifest changed(data);
  const auto refused = changed.open();
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::data);
  CHECK(refused.error().text().find("perp/binance_BTCUSDT_1h.csv: was changed since") != std::string::npos);

  // What a kill before the first manifest leaves is nothing.
  const auto begun = folder.path() / "begun";
  std::filesystem::create_directories(begun);
  std::ofstream(begun / "manifest.json.partial") << "{";
  CHECK(Manifest(begun).open().has_value());

  const auto other = folder.path() / "other";
  std::filesystem::create_directories(other);
  std::ofstream(other / "notes.txt") << "mine\n";
  Manifest foreign(other);
  const auto kept = foreign.open();
  REQUIRE(!kept);
  CHECK(kept.error().kind == ErrorKind::usage);
}

TEST_CASE("hours that go on are left out, and a series that the venue refuses leaves the others alone") {
  FetchWorld world({"binance"}, utc("2026-11-28T00:00:00Z"), utc("2026-11-28T12:00:00Z"));
  const TemporaryFolder folder;
  REQUIRE(world.fetch(folder.path() / "data", "2026-11-28T00:00:00Z", "2026-11-28T23:00:00Z"));
  const auto files = contents(folder.path() / "data");
  const std::string& bars = files.at("spot/binance_BTCUSDT_1h.csv");
  CHECK(bars.find("2026-11-28T11:00:00Z") != std::string::npos);
  CHECK(bars.find("2026-11-28T12:00:00Z") == std::string::npos);

  sim::ExchangeFault fault;
  fault.on = "GET /fapi/v1/markPriceKlines";
  fault.times = 100;
  fault.code = -1121;
  fault.status = 400;
  fault.message = "Invalid symbol.";
  world.exchanges->service().faults().add(fault);
  REQUIRE(world.fetch(folder.path() / "second", "2026-11-28T00:00:00Z", "2026-11-28T11:00:00Z"));
  REQUIRE(world.report.faults.size() == 2);
  CHECK(world.report.faults[0].find("mark/binance_BTCUSDT_1h.csv: from 2026-11-28T00:00:00Z: HTTP 400 -1121") !=
        std::string::npos);
  CHECK(contents(folder.path() / "second").contains("funding/binance_BTCUSDT.csv"));
}

}  // namespace basis::test
