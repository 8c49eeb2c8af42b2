#include <xxhash.h>

#include <algorithm>

#include "core/marketdata/order_book.hpp"

namespace basis {

std::optional<BookLevel> OrderBook::best(BookSide side) const {
  const PriceLadder& levels = ladder(side);
  if (!prices_ || levels.empty()) return std::nullopt;
  return BookLevel{scale_.price(levels.best_tick()), levels.best_size()};
}

std::optional<TopOfBook> OrderBook::top() const {
  if (!prices_ || bids_.empty() || asks_.empty()) return std::nullopt;
  return TopOfBook{{scale_.price(bids_.best_tick()), bids_.best_size()},
                   {scale_.price(asks_.best_tick()), asks_.best_size()}};
}

std::size_t OrderBook::depth(BookSide side, std::span<BookLevel> out) const {
  std::size_t count = 0;
  if (!prices_ || out.empty()) return count;
  ladder(side).for_each([&](std::int64_t tick, Quantity size) {
    out[count++] = {scale_.price(tick), size};
    return count < out.size();
  });
  return count;
}

std::optional<SizePrice> OrderBook::price_for(BookSide taken, Quantity size) const {
  require(size.sign() > 0, "a size to take is over zero");
  if (!prices_) return std::nullopt;
  std::int64_t left = size.raw();
  std::int64_t worst = 0;
  i128 paid = 0;  // does not overflow: at most the largest price times the largest size
  ladder(taken).for_each([&](std::int64_t tick, Quantity held) {
    const std::int64_t part = std::min(left, held.raw());
    worst = scale_.price(tick).raw();
    paid += i128{worst} * part;
    left -= part;
    return left > 0;
  });
  if (left > 0) return std::nullopt;
  const Rounding against = taken == BookSide::ask ? Rounding::ceil : Rounding::floor;
  return SizePrice{Price::from_raw_checked(div_round(paid, size.raw(), against)), Price::from_raw(worst)};
}

std::optional<Quantity> OrderBook::size_up_to(BookSide taken, Price limit) const {
  if (!prices_) return std::nullopt;
  i128 sum = 0;
  ladder(taken).for_each([&](std::int64_t tick, Quantity held) {
    const Price price = scale_.price(tick);
    if (taken == BookSide::ask ? price > limit : price < limit) return false;
    sum += held.raw();
    return true;
  });
  constexpr i128 kMost = std::numeric_limits<std::int64_t>::max();
  return Quantity::from_raw(static_cast<std::int64_t>(std::min(sum, kMost)));
}

std::optional<Price> OrderBook::microprice() const {
  const std::optional<TopOfBook> now = top();
  if (!now) return std::nullopt;
  const i128 weighted =
      i128{now->bid.price.raw()} * now->ask.size.raw() + i128{now->ask.price.raw()} * now->bid.size.raw();
  const i128 sizes = i128{now->bid.size.raw()} + now->ask.size.raw();
  return Price::from_raw_checked(div_round(weighted, sizes, Rounding::half_even));
}

std::uint64_t OrderBook::levels_hash(std::size_t depth) const {
  std::uint64_t hash = 0;
  std::array<std::int64_t, 128> words{};
  std::size_t used = 0;
  const auto put = [&](std::int64_t word) {
    words[used++] = word;
    if (used < words.size()) return;
    hash = XXH3_64bits_withSeed(words.data(), sizeof words, hash);
    used = 0;
  };
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    put(side == BookSide::bid ? -1 : -2);  // marks the side: no price or size is negative
    std::size_t left = depth;
    if (left == 0) continue;
    ladder(side).for_each([&](std::int64_t tick, Quantity size) {
      put(scale_.price(tick).raw());
      put(size.raw());
      return --left > 0;
    });
  }
  return XXH3_64bits_withSeed(words.data(), used * sizeof(std::int64_t), hash);
}

}  // namespace basis
