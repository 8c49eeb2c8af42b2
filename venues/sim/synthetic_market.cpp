#include "venues/sim/synthetic_market.hpp"

#include <algorithm>

namespace basis::sim {
namespace {

constexpr Nanos kStep{100'000'000};
constexpr std::int64_t kLevels = 50;
constexpr std::int64_t kPart = 100'000'000;  ///< one, in parts of 1e-8
/// A fifth of a basis point a step, in parts of 1e-8 for each thousandth of a standard deviation.
constexpr std::int64_t kPriceMove = 2;
constexpr std::int64_t kUsualBasis = 80'000;  ///< 8 bps
constexpr std::int64_t kBasisMove = 1;
constexpr std::int64_t kPullSteps = 600'000;      ///< steps in which a price returns to its start
constexpr std::int64_t kBasisPullSteps = 36'000;  ///< one hour
constexpr std::int64_t kMeanSteps = 6'000;        ///< of the average basis that funding is made of
constexpr std::int64_t kUsualRate = 10'000;       ///< one basis point an interval
constexpr std::int64_t kBasisOfRate = 8;          ///< the basis over the rate
constexpr std::int64_t kMostRate = 300'000;       ///< 30 bps
constexpr std::int64_t kPastFundings = 30;

std::int64_t part_of(std::int64_t value, std::int64_t part) {
  return static_cast<std::int64_t>(i128{value} * part / kPart);
}

Price off_by(Price price, std::int64_t part) { return Price::from_raw(price.raw() + part_of(price.raw(), part)); }

Ray rate_of(std::int64_t parts) { return Ray::from_raw(i128{parts} * (Ray::kOne / kPart)); }

}  // namespace

SyntheticMarket::SyntheticMarket(const Marketplace& markets, const Settings& settings)
    : start_(settings.start),
      from_(settings.from),
      path_(settings.path),
      prices_(settings.price_seed),
      random_(settings.seed),
      next_(settings.from),
      spot_price_(settings.start) {
  require(settings.start.sign() > 0, "a synthetic market starts over zero");
  basis_ = mean_basis_ = kUsualBasis;
  if (settings.spot) spot_ = quoted(markets.board(*settings.spot).market(), start_);
  if (!settings.perp) return;
  perp_ = quoted(markets.board(*settings.perp).market(), start_);
  interval_ = markets.board(*settings.perp).market().funding_interval;
}

SyntheticMarket::Quoted SyntheticMarket::quoted(const Market& market, Price start) {
  Quoted quoted{.id = market.id, .tick = std::max<std::int64_t>(market.tick.raw(), 1)};
  // Levels a third of a basis point apart, a typical size worth 30,000.
  quoted.gap = std::max<std::int64_t>(start.raw() / 30'000 / quoted.tick, 1);
  const Quantity unit = market.contract_size ? *market.contract_size : Quantity::from_raw(Quantity::kOne);
  // Sizes are told in the venue's own unit.
  quoted.step = std::max<std::int64_t>(market.contracts(market.step).raw(), 1);
  const i128 coins = i128{30'000} * Price::kOne * Quantity::kOne / start.raw();
  quoted.typical =
      std::max<std::int64_t>(static_cast<std::int64_t>(coins * Quantity::kOne / unit.raw() / quoted.step), 1);
  return quoted;
}

/// The price between two points of the path; the basis is what the perp is over spot there.
void SyntheticMarket::follow_path() {
  const Nanos passed = next_ - from_;
  std::size_t at = 0;
  while (at + 1 < path_.size() && path_[at + 1].after <= passed) ++at;
  const PathPoint& before = path_[at];
  const PathPoint& behind = path_[std::min(at + 1, path_.size() - 1)];
  const std::int64_t whole = std::max<std::int64_t>((behind.after - before.after).count / 1'000'000, 1);
  const std::int64_t part = std::clamp<std::int64_t>((passed - before.after).count / 1'000'000, 0, whole);
  const auto between = [&](Price a, Price b) {
    return Price::from_raw_checked(a.raw() + mul_div(b.raw() - a.raw(), part, whole, Rounding::half_even));
  };
  spot_price_ = between(before.spot, behind.spot);
  const Price perp = between(before.perp, behind.perp);
  basis_ =
      static_cast<std::int64_t>(mul_div(perp.raw() - spot_price_.raw(), kPart, spot_price_.raw(), Rounding::half_even));
  mean_basis_ += (basis_ - mean_basis_) / kMeanSteps;
}

void SyntheticMarket::wander() {
  if (!path_.empty()) return follow_path();
  const std::int64_t pull = (start_.raw() - spot_price_.raw()) / kPullSteps;
  spot_price_ = off_by(Price::from_raw(spot_price_.raw() + pull), prices_.bell() * kPriceMove);
  basis_ += (kUsualBasis - basis_) / kBasisPullSteps + prices_.bell() * kBasisMove / 2;
  mean_basis_ += (basis_ - mean_basis_) / kMeanSteps;
}

Quantity SyntheticMarket::drawn_size(const Quoted& market, std::int64_t level) {
  const std::int64_t typical = market.typical + market.typical * level / 10;
  return Quantity::from_raw(random_.between(std::max<std::int64_t>(typical / 10, 1), typical * 2) * market.step);
}

/// Makes `side` what is wanted, and returns what has changed. A level that stays keeps its size.
std::vector<BookLevel> SyntheticMarket::renew(Side& side, Side wanted, std::int64_t tick) {
  std::vector<BookLevel> changed;
  const auto price_of = [&](std::int64_t ticks) { return Price::from_raw(ticks * tick); };
  auto now = wanted.cbegin();
  for (const auto& [ticks, size] : side) {
    while (now != wanted.cend() && now->first < ticks) ++now;
    if (now == wanted.cend() || now->first != ticks) changed.push_back({price_of(ticks), Quantity{}});
  }
  auto before = side.cbegin();
  for (auto& [ticks, size] : wanted) {
    while (before != side.cend() && before->first < ticks) ++before;
    const bool stays = before != side.cend() && before->first == ticks;
    if (stays && !random_.one_in(8))
      size = before->second;
    else
      changed.push_back({price_of(ticks), size});
  }
  side = std::move(wanted);
  return changed;
}

void SyntheticMarket::quote(Marketplace& markets, Quoted& market, Price mid) {
  // Prices lie on a grid of `gap` ticks, apart from the best ones, so that most levels stay where they are.
  const std::int64_t ticks = std::max(mid.raw() / market.tick, 2 * market.gap * kLevels);
  Side bids, asks;
  bids.reserve(kLevels);
  asks.reserve(kLevels);
  bids.emplace_back(ticks, drawn_size(market, 0));
  asks.emplace_back(ticks + 1, drawn_size(market, 0));
  const std::int64_t grid = ticks / market.gap;
  for (std::int64_t level = 1; level < kLevels; ++level) {
    bids.emplace_back(std::min(ticks, (grid - level + 1) * market.gap - 1), drawn_size(market, level));
    asks.emplace_back(std::max(ticks + 1, (grid + level + 1) * market.gap + 1), drawn_size(market, level));
  }
  std::ranges::reverse(bids);
  std::vector<BookLevel> offered = renew(market.asks, std::move(asks), market.tick);
  std::vector<BookLevel> wanted = renew(market.bids, std::move(bids), market.tick);
  markets.set_levels(market.id, std::move(wanted), std::move(offered), !market.told, next_);
  market.told = true;
}

/// A taker takes a part of the best level.
void SyntheticMarket::trade(Marketplace& markets, Quoted& market) {
  if (!random_.one_in(3) || market.bids.empty() || market.asks.empty()) return;
  const bool buys = random_.one_in(2);
  auto& [ticks, size] = buys ? market.asks.front() : market.bids.back();
  const std::int64_t most = std::max<std::int64_t>(size.raw() / market.step - 1, 1);
  const Quantity taken = Quantity::from_raw(random_.between(1, most) * market.step);
  if (taken >= size) return;
  size -= taken;
  const Price price = Price::from_raw(ticks * market.tick);
  const Market& rules = markets.board(market.id).market();
  markets.trade(market.id, price, rules.coins(Contracts::from_raw(taken.raw())),
                buys ? TakerSide::buy : TakerSide::sell, next_);
  std::vector<BookLevel> level{{price, size}};
  buys ? markets.set_levels(market.id, {}, std::move(level), false, next_)
       : markets.set_levels(market.id, std::move(level), {}, false, next_);
}

/// Tells the rate as it is, and pays at every multiple of the interval.
void SyntheticMarket::fund(Marketplace& markets) {
  const auto multiple = [&](UtcTime at) { return UtcTime::from_nanos(at.nanos() - at.nanos() % interval_.count); };
  const MarketBoard& board = markets.board(perp_->id);
  if (board.next_funding() == UtcTime{}) {
    for (std::int64_t back = kPastFundings; back > 0; --back) {
      const Ray rate = rate_of(kUsualRate + random_.bell());
      markets.board(perp_->id).add_funding({multiple(next_) - interval_ * (back - 1), rate, board.mark()});
    }
  } else if (board.next_funding() <= next_) {
    markets.pay_funding(perp_->id, board.next_funding());
  }
  const std::int64_t rate = std::clamp(mean_basis_ / kBasisOfRate, -kMostRate, kMostRate);
  markets.set_funding(perp_->id, rate_of(rate), multiple(next_) + interval_);
}

void SyntheticMarket::step(Marketplace& markets) {
  wander();
  const bool second = steps_ % 10 == 0;
  const Price perp_price = off_by(spot_price_, basis_);
  if (spot_) {
    quote(markets, *spot_, spot_price_);
    trade(markets, *spot_);
  }
  if (perp_) {
    quote(markets, *perp_, perp_price);
    trade(markets, *perp_);
    if (second) {
      const auto on_tick = [&](Price price) { return Price::from_raw(price.raw() - price.raw() % 10'000); };
      markets.set_mark(perp_->id, on_tick(off_by(spot_price_, mean_basis_)), on_tick(spot_price_), next_);
      fund(markets);
    }
  }
  ++steps_;
  next_ = next_ + kStep;
}

}  // namespace basis::sim
