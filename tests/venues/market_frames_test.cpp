// Simulated markets that follow the messages of venues.

#include "venues/market_frames.hpp"

#include <fmt/format.h>

#include "core/marketdata/frame.hpp"
#include "tests/venues/sim/exchange_support.hpp"

namespace basis::test {
namespace {

/// What a client that reads changes alone has.
struct ByChanges final : sim::MarketListener {
  void on_levels(const sim::MarketBoard& board, const sim::BoardChange& change, bool) override {
    if (board.market().id != market) return;
    CHECK(change.first_id == last_id + 1);
    last_id = change.last_id;
    CHECK(change.last_id - change.first_id + 1 ==
          std::max<std::int64_t>(static_cast<std::int64_t>(change.bids.size() + change.asks.size()), 1));
    for (const auto& [side, levels] : {std::pair(&bids, &change.bids), std::pair(&asks, &change.asks)})
      for (const BookLevel& level : *levels)
        level.size.is_zero() ? (void)side->erase(level.price) : (void)side->insert_or_assign(level.price, level.size);
  }
  void on_trade(const sim::MarketBoard&, const sim::BoardTrade&) override { ++trades; }
  void on_own_trade(const sim::MarketBoard&, const sim::BoardTrade&) override {}
  void on_mark(const sim::MarketBoard&, UtcTime) override { ++marks; }
  void on_funding(const sim::MarketBoard& board, const sim::BoardFunding& paid) override {
    if (board.market().id == market) payments.push_back(paid);
  }
  MarketId market;
  std::int64_t last_id = 0;
  std::map<Price, Quantity> bids, asks;
  int trades = 0, marks = 0;
  std::vector<sim::BoardFunding> payments;
};

/// A Bybit perp that follows texts of the venue's streams.
struct FollowedPerp {
  explicit FollowedPerp(MarketFrames::Unknown unknown) : frames(venue.universe(), unknown) {
    heard.market = venue.perp;
    heard.last_id = board().update_id();
    show(BookSide::bid, heard.bids);
    show(BookSide::ask, heard.asks);
    venue.exchanges->markets().add(heard);
    const auto followed = frames.follow({{FeedVenue::bybit, {{"BTCUSDT", venue.perp}}}});
    REQUIRE(followed.has_value());
  }
  [[nodiscard]] const sim::MarketBoard& board() { return venue.exchanges->markets().board(venue.perp); }
  void take(const std::string& text, std::uint32_t connection = 1) {
    Frame frame;
    frame.received = venue.now;
    frame.connection = connection;
    const PaddedFrame bytes = memory.assign(text);
    frame.bytes = {bytes.data(), bytes.size()};
    frames.take(venue.exchanges->markets(), FeedVenue::bybit, frame, venue.now, later);
  }
  void book(const char* type, int id, const std::string& bids, const std::string& asks, std::uint32_t connection = 1) {
    take(fmt::format(R"({{"topic":"orderbook.50.BTCUSDT","type":"{}","ts":1672304484978,"data":{{"s":"BTCUSDT",)"
                     R"("b":[{}],"a":[{}],"u":{},"seq":{}}},"cts":1672304484976}})",
                     type, bids, asks, id, id * 10),
         connection);
  }
  void ticker(const char* type, const std::string& members) {
    take(fmt::format(R"({{"topic":"tickers.BTCUSDT","type":"{}","data":{{"symbol":"BTCUSDT",{}}},"cs":{},)"
                     R"("ts":1672304484978}})",
                     type, members, ++sequence));
  }
  void show(BookSide side, std::map<Price, Quantity>& levels) {
    board().book().ladder(side).for_each([&](std::int64_t tick, Quantity size) {
      levels[board().book().scale().price(tick)] = size;
      return true;
    });
  }
  /// Who reads changes alone has the board's book.
  void check_changes() {
    std::map<Price, Quantity> bids, asks;
    show(BookSide::bid, bids);
    show(BookSide::ask, asks);
    CHECK(heard.bids == bids);
    CHECK(heard.asks == asks);
  }

  SimulatedVenueTest venue{"bybit", "BTCUSDT", "BTCUSDT"};
  MarketFrames frames;
  ByChanges heard;
  FrameBuffer memory{4096};
  int sequence = 0;
  Nanos later{};
};

TEST_CASE("market frames: a snapshot takes the place of what was there, for those who read changes alone as well") {
  FollowedPerp perp(MarketFrames::Unknown::stays);
  perp.book("snapshot", 5, R"(["59000","1"],["58990","2"])", R"(["59010","3"])");
  CHECK(perp.heard.bids.size() == 2);
  CHECK(perp.heard.asks == std::map<Price, Quantity>{{price("59010"), quantity("3")}});
  perp.check_changes();
  perp.book("delta", 6, R"(["59000","0"],["58980","4"])", "");
  perp.check_changes();
  CHECK(perp.board().top()->bid.price == price("58990"));
  perp.book("snapshot", 9, R"(["58000","1"])", R"(["58010","1"],["59010","2"])");
  perp.check_changes();
  CHECK(perp.heard.asks == std::map<Price, Quantity>{{price("58010"), quantity("1")}, {price("59010"), quantity("2")}});
}

TEST_CASE("market frames: a lost connection empties its books where they are live, until they join anew") {
  for (const auto unknown : {MarketFrames::Unknown::stays, MarketFrames::Unknown::is_empty}) {
    const bool empties = unknown == MarketFrames::Unknown::is_empty;
    FollowedPerp perp(unknown);
    perp.book("snapshot", 5, R"(["59000","1"])", R"(["59010","3"])", 2);
    const auto lose = [&](FeedVenue venue, std::uint32_t connection) {
      perp.frames.lose_connection(perp.venue.exchanges->markets(), venue, connection, perp.venue.now);
    };
    lose(FeedVenue::bybit, 1);
    lose(FeedVenue::okx, 2);
    CHECK(perp.heard.bids.size() == 1);
    lose(FeedVenue::bybit, 2);
    CHECK(perp.heard.bids.empty() == empties);
    CHECK(perp.heard.asks.empty() == empties);
    perp.check_changes();
    // What does not join is not shown.
    perp.book("delta", 6, R"(["59001","1"])", "", 3);
    CHECK_FALSE(perp.heard.bids.contains(price("59001")));
    perp.book("snapshot", 2, R"(["57000","1"])", R"(["57010","3"])", 3);
    CHECK(perp.heard.bids == std::map<Price, Quantity>{{price("57000"), quantity("1")}});
    perp.check_changes();
  }
}

TEST_CASE("market frames: a ticker tells what changes, and funding is paid with the rate that was told last") {
  FollowedPerp perp(MarketFrames::Unknown::is_empty);
  perp.later = kMinute;
  const UtcTime due = perp.venue.now + kHour;
  const auto next = [&](UtcTime at) { return fmt::format(R"("nextFundingTime":"{}")", at.nanos() / 1'000'000); };
  perp.ticker("snapshot", R"("markPrice":"60001","indexPrice":"60000","fundingRate":"0.0002",)" + next(due));
  CHECK(perp.board().mark() == price("60001"));
  CHECK(perp.board().index() == price("60000"));
  CHECK(perp.board().funding_rate() == ray("0.0002"));
  CHECK(perp.board().next_funding() == due + kMinute);
  perp.ticker("delta", R"("fundingRate":"-0.0003")");
  CHECK(perp.board().funding_rate() == ray("-0.0003"));
  CHECK(perp.board().next_funding() == due + kMinute);
  // The next period is told before this one's payment is due by our clock: nothing is paid twice, or early.
  perp.venue.pass(kHour);
  perp.ticker("delta", next(due));
  CHECK(perp.heard.payments.empty());
  perp.venue.pass(kMinute);
  perp.ticker("delta", next(due + kHour * 8));
  perp.ticker("delta", R"("fundingRate":"0.0001")");
  REQUIRE(perp.heard.payments.size() == 1);
  CHECK(perp.heard.payments[0].at == due + kMinute);
  CHECK(perp.heard.payments[0].rate == ray("-0.0003"));
  CHECK(perp.board().funding_rate() == ray("0.0001"));
  CHECK(perp.board().next_funding() == due + kHour * 8 + kMinute);
}

}  // namespace
}  // namespace basis::test
