#include "core/base/utc_time.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <random>

#include "tests/core/base/reference.hpp"

namespace basis {
namespace {

std::int64_t nanos(std::string_view text) {
  const Result<UtcTime> time = UtcTime::parse(text);
  REQUIRE_MESSAGE(time.has_value(), text);
  return time.value().nanos();
}

TEST_CASE("instants and their text, both ways") {
  struct Row {
    std::string text;
    std::int64_t nanos;
  };
  // Seconds by `date -u -d TEXT +%s`.
  const Row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1969-12-31T23:59:59Z", -1'000'000'000},
      {"1969-12-31T23:59:59.999999999Z", -1},
      {"2024-05-12T00:00:00Z", 1'715'472'000'000'000'000},
      {"2024-05-12T01:00:00Z", 1'715'475'600'000'000'000},
      {"2024-02-29T12:34:56Z", 1'709'210'096'000'000'000},
      {"2024-03-01T00:00:00Z", 1'709'251'200'000'000'000},
      {"2000-02-29T00:00:00Z", 951'782'400'000'000'000},
      {"2023-12-31T23:59:59.5Z", 1'704'067'199'500'000'000},
      {"2024-05-12T01:00:00.000000001Z", 1'715'475'600'000'000'001},
      {"2024-05-12T01:00:00.01Z", 1'715'475'600'010'000'000},
      {"1678-01-01T00:00:00Z", -9'214'560'000'000'000'000},
      {"2261-12-31T23:59:59.999999999Z", 9'214'646'399'999'999'999},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(nanos(row.text) == row.nanos);
    CHECK(UtcTime::from_nanos(row.nanos).to_string() == row.text);
    CHECK(UtcTime::from_nanos(row.nanos).date() == row.text.substr(0, 10));
  }
}

TEST_CASE("text that is taken but not printed") {
  CHECK(nanos("2024-05-12") == nanos("2024-05-12T00:00:00Z"));
  CHECK(nanos("2024-05-12T01:00:00.000Z") == nanos("2024-05-12T01:00:00Z"));
  CHECK(nanos("2024-05-12T01:00:00.120000000Z") == nanos("2024-05-12T01:00:00.12Z"));
}

TEST_CASE("malformed and impossible times are refused, and named") {
  for (const std::string text : {"",
                                 "2024",
                                 "2024-05",
                                 "2024-5-12",
                                 "2024/05/12",
                                 "20240512",
                                 "12-05-2024",
                                 "2024-05-12 ",
                                 " 2024-05-12",
                                 "2024-13-01",
                                 "2024-00-01",
                                 "2024-01-00",
                                 "2024-04-31",
                                 "2023-02-29",
                                 "1900-02-29",
                                 "2024-05-12T",
                                 "2024-05-12T01",
                                 "2024-05-12T01:00",
                                 "2024-05-12T01:00:00",
                                 "2024-05-12T01:00Z",
                                 "2024-05-12 01:00:00Z",
                                 "2024-05-12t01:00:00z",
                                 "2024-05-12T01:00:00+00:00",
                                 "2024-05-12T24:00:00Z",
                                 "2024-05-12T23:60:00Z",
                                 "2024-05-12T23:59:60Z",
                                 "2024-05-12T01:00:00.Z",
                                 "2024-05-12T01:00:00.1234567890Z",
                                 "2024-05-12T01:00:00.12a4Z",
                                 "2024-05-12T01:00:00,5Z",
                                 "2024-05-12T01:00:00ZZ",
                                 "2024-05-12Z",
                                 "-024-05-12",
                                 "+2024-05-12",
                                 "2024-+5-12",
                                 "1677-12-31",
                                 "2262-01-01",
                                 "9999-12-31",
                                 "1715475600",
                                 "now"}) {
    INFO(text);
    const Result<UtcTime> time = UtcTime::parse(text);
    REQUIRE_FALSE(time.has_value());
    CHECK(time.error().text() == "'" + text + "' is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)");
  }
}

TEST_CASE("every day of four centuries counts on from the one before") {
  const int days_in_month[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  UtcTime expected = UtcTime::from_nanos(nanos("1800-01-01"));
  for (int year = 1800; year < 2200; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; ++month) {
      const int days = days_in_month[month - 1] + (leap && month == 2 ? 1 : 0);
      for (int day = 1; day <= days; ++day, expected = expected + kDay) {
        const std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
        const Result<UtcTime> time = UtcTime::parse(text);
        REQUIRE_MESSAGE(time.has_value(), text);
        REQUIRE_MESSAGE(time.value() == expected, text);
        REQUIRE(expected.date() == text);
      }
    }
  }
  CHECK(expected.date() == "2200-01-01");
}

TEST_CASE("random instants survive their text") {
  for (const std::uint64_t seed : test::kSeeds) {
    INFO("seed ", seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> any(nanos("1678-01-01"), nanos("2261-12-31"));
    for (int i = 0; i < 5'000; ++i) {
      std::int64_t instant = any(random);
      if (i % 2 == 0) instant -= instant % 1'000'000'000;
      const UtcTime time = UtcTime::from_nanos(instant);
      INFO(time.to_string());
      REQUIRE(nanos(time.to_string()) == instant);
    }
  }
}

TEST_CASE("the extremes of 64 bits print") {
  CHECK(UtcTime::from_nanos(std::numeric_limits<std::int64_t>::max()).to_string() == "2262-04-11T23:47:16.854775807Z");
  CHECK(UtcTime::from_nanos(std::numeric_limits<std::int64_t>::min()).to_string() == "1677-09-21T00:12:43.145224192Z");
}

TEST_CASE("snapping goes to the nearest multiple, a tie to the later") {
  struct Row {
    std::string time, hour;
  };
  const Row rows[] = {
      {"2024-05-12T08:00:00.013Z", "2024-05-12T08:00:00Z"}, {"2024-05-12T07:59:59.999Z", "2024-05-12T08:00:00Z"},
      {"2024-05-12T08:00:00Z", "2024-05-12T08:00:00Z"},     {"2024-05-12T08:29:59.999999999Z", "2024-05-12T08:00:00Z"},
      {"2024-05-12T08:30:00Z", "2024-05-12T09:00:00Z"},     {"2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z"},
      {"1969-12-31T23:59:59.9Z", "1970-01-01T00:00:00Z"},   {"1969-12-31T23:29:59Z", "1969-12-31T23:00:00Z"},
      {"1969-12-31T23:30:00Z", "1970-01-01T00:00:00Z"},
  };
  for (const Row& row : rows) {
    INFO(row.time);
    const UtcTime snapped = UtcTime::from_nanos(nanos(row.time)).snap(kHour);
    CHECK(snapped.to_string() == row.hour);
    CHECK(snapped.is_multiple_of(kHour));
    CHECK(snapped.snap(kHour) == snapped);
  }
  CHECK_FALSE(UtcTime::from_nanos(1).is_multiple_of(kHour));
  CHECK_FALSE(UtcTime::from_nanos(-1).is_multiple_of(kSecond));
  CHECK(UtcTime::from_nanos(nanos("2024-05-12T12:00:00Z")).snap(kDay).date() == "2024-05-13");
}

TEST_CASE("lengths of time add up") {
  const UtcTime start = UtcTime::from_nanos(nanos("2024-02-28T23:00:00Z"));
  CHECK((start + kHour).to_string() == "2024-02-29T00:00:00Z");
  CHECK((start - kDay * 2).to_string() == "2024-02-26T23:00:00Z");
  CHECK((start + kHour) - start == kHour);
  CHECK(kDay - kHour * 23 == kMinute * 60);
  CHECK(kMinute + kSecond == Nanos{61'000'000'000});
  CHECK(start < start + Nanos{1});
  const MonoTime reading = MonoTime::from_nanos(5);
  CHECK((reading + kSecond) - reading == kSecond);
  CHECK(reading.nanos() == 5);
}

}  // namespace
}  // namespace basis
