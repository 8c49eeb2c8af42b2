#include "tools/fetch/block_search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/int128.hpp"

namespace basis {
namespace {

/// Rounds of guesses alone; behind them every second round halves.
constexpr int kGuesses = 4;

}  // namespace

BlockSearch::BlockSearch(std::uint64_t first, UtcTime first_time, std::uint64_t last, UtcTime last_time) {
  times_ = {{first, first_time}, {last, last_time}};
  last_[first_time] = first;
  last_[last_time] = last;
}

void BlockSearch::want(std::vector<UtcTime> instants) {
  instants_ = std::move(instants);
  std::ranges::sort(instants_);
  require(instants_.empty() || instants_.back() <= last_.rbegin()->first, "no instant after the last block");
  rounds_ = 0;
}

std::optional<BlockSearch::Bracket> BlockSearch::bracket(UtcTime instant) const {
  const auto after = last_.upper_bound(instant);
  if (after == last_.begin()) return std::nullopt;
  const auto low = times_.find(std::prev(after)->second);
  return Bracket{low, std::next(low)};
}

std::uint64_t BlockSearch::guess(const Bracket& between, UtcTime instant) const {
  const auto [low, low_time] = *between.low;
  const auto [high, high_time] = *between.high;
  const std::uint64_t count = high - low;
  std::uint64_t part = count / 2;
  if (rounds_ <= kGuesses || rounds_ % 2 == 1)
    part = static_cast<std::uint64_t>(
        mul_div((instant - low_time).count, static_cast<i128>(count), (high_time - low_time).count, Rounding::floor));
  return low + std::clamp<std::uint64_t>(part, 1, count - 1);
}

void BlockSearch::ask_around(const Bracket& between, UtcTime instant, std::vector<std::uint64_t>& to) const {
  const std::uint64_t number = guess(between, instant);
  to.push_back(number);
  // The instant is found when the block behind is known to be after it.
  if (number + 1 < between.high->first) to.push_back(number + 1);
}

std::vector<std::uint64_t> BlockSearch::next() {
  ++rounds_;
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = 0; i < instants_.size();) {
    const auto between = bracket(instants_[i]);
    std::size_t end = i + 1;
    while (end < instants_.size() && bracket(instants_[end]) == between) ++end;
    const bool open = between && between->high != times_.end() && between->high->first - between->low->first > 1;
    if (open) {
      // From far away the first and the last say where the others are.
      const Nanos span = instants_[end - 1] - instants_[i];
      const bool far = between->high->second - between->low->second > (span + kHour) * 2;
      for (std::size_t at = i; at < end; ++at)
        if (!far || at == i || at + 1 == end) ask_around(*between, instants_[at], numbers);
    }
    i = end;
  }
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

Result<void> BlockSearch::know(std::uint64_t number, UtcTime time) {
  const auto after = times_.lower_bound(number);
  if (after != times_.end() && after->first == number && after->second == time) return ok();
  const bool early = after != times_.begin() && time < std::prev(after)->second;
  const bool late = after != times_.end() && time > after->second;
  const bool other = after != times_.end() && after->first == number;
  if (early || late || other)
    return Error(ErrorKind::data, fmt::format("block {}: its time {} does not fit those of the blocks around it",
                                              number, time.to_string()));
  times_[number] = time;
  std::uint64_t& last = last_[time];
  last = std::max(last, number);
  return ok();
}

std::optional<std::uint64_t> BlockSearch::block_at(UtcTime instant) const {
  const auto between = bracket(instant);
  if (!between) return std::nullopt;
  require(between->high == times_.end() || between->high->first - between->low->first == 1,
          "the search for a block has ended");
  return between->low->first;
}

}  // namespace basis
