#include "tools/fetch/block_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

constexpr UtcTime kEnd = UtcTime::from_nanos(1'760'000'000'000'000'000);

/// The times of blocks, and how often they were asked for.
struct Blocks {
  std::vector<UtcTime> times;
  std::size_t asked = 0;
  std::size_t rounds = 0;

  [[nodiscard]] BlockSearch search() const { return {0, times.front(), times.size() - 1, times.back()}; }
  void find(BlockSearch& search, std::vector<UtcTime> instants) {
    search.want(std::move(instants));
    for (auto numbers = search.next(); !numbers.empty(); numbers = search.next()) {
      REQUIRE(++rounds < 1000);
      asked += numbers.size();
      for (const std::uint64_t number : numbers) REQUIRE(search.know(number, times.at(number)).has_value());
    }
  }
  /// The last block at or before an instant, by looking at all.
  [[nodiscard]] std::optional<std::uint64_t> plain(UtcTime instant) const {
    const auto after = std::ranges::upper_bound(times, instant);
    if (after == times.begin()) return std::nullopt;
    return static_cast<std::uint64_t>(after - times.begin()) - 1;
  }
};

/// A block every twelve seconds, of which one in `missing` is left out.
Blocks mainnet(std::size_t count, unsigned missing) {
  Blocks blocks;
  std::mt19937_64 random(7);
  UtcTime at = kEnd - kSecond * 12 * static_cast<std::int64_t>(count);
  while (blocks.times.size() < count) {
    if (missing == 0 || random() % missing != 0) blocks.times.push_back(at);
    at = at + kSecond * 12;
  }
  return blocks;
}

std::vector<UtcTime> hours(UtcTime from, std::size_t count) {
  std::vector<UtcTime> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(from.snap(kHour) + kHour * static_cast<std::int64_t>(i));
  return all;
}

}  // namespace

TEST_CASE("block search: the hours of a chain with few slots left out take few questions") {
  Blocks blocks = mainnet(200'000, 150);
  BlockSearch search = blocks.search();
  std::size_t found = 0;
  for (std::size_t page = 0; page < 10; ++page) {
    const auto wanted = hours(blocks.times[1000] + kHour * 48 * static_cast<std::int64_t>(page), 48);
    blocks.find(search, wanted);
    for (const UtcTime hour : wanted) CHECK(search.block_at(hour) == blocks.plain(hour));
    found += wanted.size();
  }
  CHECK(blocks.asked < found * 8);
  CHECK(blocks.rounds < 10 * 12);
}

TEST_CASE("block search: any chain and any instants, the plain look at all blocks says the same") {
  for (std::uint64_t round = 0; round < rounds(60); ++round) {
    CAPTURE(round);
    std::mt19937_64 random(round);
    Blocks blocks;
    UtcTime at = kEnd - kDay * 3000;
    // Gaps of very different lengths, and blocks of one time.
    const std::int64_t spread = std::int64_t{1} << (random() % 17);
    const std::size_t count = 2 + random() % 3000;
    for (std::size_t i = 0; i < count; ++i) {
      blocks.times.push_back(at);
      const bool leap = random() % 100 == 0;
      at = at +
           kSecond * static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(spread * (leap ? 500 : 1) + 1));
    }
    if (blocks.times.back() == blocks.times.front()) blocks.times.back() = at + kSecond;
    BlockSearch search = blocks.search();
    for (int page = 0; page < 3; ++page) {
      std::vector<UtcTime> wanted;
      const auto span = static_cast<std::uint64_t>((blocks.times.back() - blocks.times.front()).count / kSecond.count);
      for (int i = 0; i < 30; ++i)
        wanted.push_back(
            std::min(blocks.times.back(),
                     blocks.times.front() - kSecond * 5 + kSecond * static_cast<std::int64_t>(random() % (span + 10))));
      blocks.find(search, wanted);
      for (const UtcTime instant : wanted) CHECK(search.block_at(instant) == blocks.plain(instant));
    }
  }
}

TEST_CASE("block search: the ends of a chain, and blocks that do not fit") {
  Blocks blocks = mainnet(5000, 0);
  BlockSearch search = blocks.search();
  blocks.find(search, {blocks.times.front() - kSecond, blocks.times.front(), blocks.times.back()});
  CHECK(!search.block_at(blocks.times.front() - kSecond));
  CHECK(search.block_at(blocks.times.front()) == 0U);
  CHECK(search.block_at(blocks.times.back()) == 4999U);
  CHECK(search.know(2500, blocks.times[2500]).has_value());
  CHECK(search.know(2500, blocks.times[2500]).has_value());
  CHECK(search.know(2500, blocks.times[2499]).error().text() ==
        "block 2500: its time " + blocks.times[2499].to_string() + " does not fit those of the blocks around it");
  CHECK(!search.know(2600, blocks.times[2400]));
  CHECK(!search.know(2400, blocks.times[2600]));
}

}  // namespace basis::test
