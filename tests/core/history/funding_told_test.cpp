#include "core/history/funding_told.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const UtcTime kStart = utc("2024-05-12T07:00:00Z");
const UtcTime kEight = utc("2024-05-12T08:00:00Z");
constexpr MarketId kPerp{1};

struct Told {
  FundingTold book{3, kStart};
  std::vector<FundingSettlement> counted;

  SettlementTold tell(UtcTime stamp, const char* rate, MarketId market = kPerp) {
    return book.tell({market, stamp, ray(rate)});
  }
  FundingTold::Funding at(UtcTime time) { return book.count(kPerp, time, counted); }
};

}  // namespace

TEST_CASE("funding: stream and query tell one payment milliseconds apart, and it counts once") {
  Told told;
  CHECK(told.tell(kEight + Nanos{3'000'000}, "0.0001") == SettlementTold::taken);
  CHECK(told.tell(kEight, "0.0001") == SettlementTold::repeated);
  CHECK_FALSE(told.at(kEight - Nanos{1}).settled);
  CHECK(told.at(kEight).settled == ray("0.0001"));
  CHECK(told.tell(kEight - Nanos{4'000'000}, "0.0001") == SettlementTold::repeated);
  CHECK_FALSE(told.at(kEight + kMinute).settled);
  CHECK(told.at(kEight + kMinute).known == ray("0.0001"));
  CHECK(told.counted.size() == 1);
  CHECK(told.counted[0].stamp == kEight);
}

TEST_CASE("funding: another rate for a payment that is known does not count, and says so") {
  Told told;
  CHECK(told.tell(kEight, "0.0001") == SettlementTold::taken);
  CHECK(told.tell(kEight, "0.0002") == SettlementTold::differs);
  CHECK(told.at(kEight).settled == ray("0.0001"));
}

TEST_CASE("funding: several payments between two moments are summed, one that is told late comes with the next") {
  Told told;
  told.tell(kEight + kHour * 4, "-0.00025");
  told.tell(kEight, "0.0001");
  const auto both = told.at(kEight + kHour * 4);
  CHECK(both.settled == ray("-0.00015"));
  CHECK(both.known == ray("-0.00025"));
  REQUIRE(told.counted.size() == 2);
  CHECK(told.counted[0].rate == ray("0.0001"));
  told.tell(kEight + kHour, "0.0005");
  const auto late = told.at(kEight + kHour * 5);
  CHECK(late.settled == ray("0.0005"));
  // The last rate by stamp, not the last that was told.
  CHECK(late.known == ray("-0.00025"));
}

TEST_CASE("funding: what was settled before the start is known and never counted, and markets are apart") {
  Told told;
  CHECK(told.tell(kStart, "0.0003") == SettlementTold::taken);
  CHECK(told.tell(kEight, "0.0001", MarketId{2}) == SettlementTold::taken);
  CHECK(told.tell(kEight, "0.0001", MarketId{3}) == SettlementTold::unknown_market);
  const auto now = told.at(kEight);
  CHECK_FALSE(now.settled);
  CHECK(now.known == ray("0.0003"));
  CHECK(told.book.count(MarketId{2}, kEight, told.counted).settled == ray("0.0001"));
}

TEST_CASE("funding: a stamp that is off the hour by more than the tolerance is its own") {
  Told told;
  told.tell(kEight, "0.0001");
  CHECK(told.tell(kEight + kMinute * 5, "0.0001") == SettlementTold::repeated);
  CHECK(told.tell(kEight + kMinute * 5 + Nanos{1}, "0.0002") == SettlementTold::taken);
  CHECK(told.at(kEight + kMinute * 5).settled == ray("0.0001"));
  CHECK(told.at(kEight + kMinute * 6).settled == ray("0.0002"));
}

TEST_CASE("funding: an announced payment is overdue until it is told, and may be moved while it is ahead") {
  Told told;
  told.book.expect(kPerp, kEight + kHour * 8, kStart);
  told.book.expect(kPerp, kEight, kStart);  // the venue has shortened its interval
  CHECK_FALSE(told.at(kEight - Nanos{1}).overdue);
  CHECK(told.at(kEight).overdue == kEight);
  // The next one is announced after the stamp; the one before is still owed.
  told.book.expect(kPerp, kEight + kHour * 4, kEight + kSecond);
  CHECK(told.at(kEight + kMinute).overdue == kEight);
  told.tell(kEight, "0");
  const auto now = told.at(kEight + kHour);
  CHECK_FALSE(now.overdue);
  CHECK(now.settled == Ray{});
  CHECK_FALSE(told.at(kEight + kHour * 4 - Nanos{1}).overdue);
  CHECK(told.at(kEight + kHour * 4).overdue == kEight + kHour * 4);
}

TEST_CASE("funding: memory is bounded, and what is older is refused instead of counted again") {
  Told told;
  for (int day = 0; day < 40; ++day) told.tell(kEight + kDay * day, "0.0001");
  CHECK(told.at(kEight + kDay * 39).settled == ray("0.004"));
  CHECK(told.tell(kEight, "0.0001") == SettlementTold::too_old);
  CHECK(told.tell(kEight + kDay * 8, "0.0001") == SettlementTold::too_old);
  CHECK(told.tell(kEight + kDay * 9, "0.0001") == SettlementTold::repeated);
  CHECK_FALSE(told.at(kEight + kDay * 40 - Nanos{1}).settled);
  CHECK(told.at(kEight + kDay * 90).known == ray("0.0001"));
}
