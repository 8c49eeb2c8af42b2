#include "core/risk/shocked_state.hpp"

#include <algorithm>

#include "core/risk/spreads.hpp"

namespace basis {
namespace {

constexpr std::int64_t kHoursAYear = 8760;
constexpr std::int64_t kFundingHours = 8;

/// `value` moved by a fraction; at least one millionth of it remains.
template <class T>
T moved(T value, Ratio move) {
  const Ratio left = std::max(Ratio::from_int(1) + move, Ratio::from_raw(Ratio::kOne / 1'000'000));
  return T::from_raw_checked(mul_div(value.raw(), left.raw(), Ratio::kOne, Rounding::ceil));
}

void move_prices(const Universe& universe, const Settings& settings, const Shock& shock, MarketSnapshot& market) {
  for (const auto& [name, move] : shock.prices) {
    const auto asset = universe.find_asset(name);
    if (asset) market.prices[asset->index()] = moved(market.prices[asset->index()], move);
    for (const Instrument& instrument : universe.instruments())
      if (asset && instrument.asset == *asset)
        market.marks[instrument.id.index()] = moved(market.marks[instrument.id.index()], move);
    for (const auto& [venue, rules] : settings.venues)
      if (rules.wallet && rules.wallet->native_token == name && market.gas_token_price)
        market.gas_token_price = moved(*market.gas_token_price, move);
  }
}

void move_marks(Ratio move, MarketSnapshot& market) {
  for (Price& mark : market.marks) mark = moved(mark, move);
}

void move_rates(const Universe& universe, const Shock& shock, MarketSnapshot& market) {
  market.market_rates.resize(universe.instruments().size());
  for (const Instrument& instrument : universe.instruments()) {
    if (!instrument.has_rate) continue;
    auto& at_market = market.market_rates[instrument.id.index()];
    if (!at_market) at_market = market_rate(universe, market, instrument);
    if (shock.market_rate && !at_market) at_market = market.rates[instrument.id.index()];
  }
  for (const Instrument& instrument : universe.instruments()) {
    if (!instrument.has_rate) continue;
    Ray& oracle = market.rates[instrument.id.index()];
    auto& at_market = market.market_rates[instrument.id.index()];
    if (shock.staking_rate) oracle = moved(oracle, *shock.staking_rate);
    if (shock.staking_rate && at_market) at_market = moved(*at_market, *shock.staking_rate);
    if (shock.market_rate) at_market = moved(*at_market, *shock.market_rate);
  }
}

/// rate * hours / hours_of_rate, as a ray.
Ray over_time(const RateOverTime& over, std::int64_t hours_of_rate) {
  const i128 rate = mul_div(over.rate.raw(), Ray::kOne, Ratio::kOne, Rounding::half_even);
  return Ray::from_raw(mul_div(rate, over.hours, hours_of_rate, Rounding::half_even));
}

void grow_debt(const Universe& universe, const RateOverTime& rate, MarketSnapshot& market) {
  const auto times = [](Ray a, Ray b) { return Ray::from_raw(mul_div(a.raw(), b.raw(), Ray::kOne, Rounding::ceil)); };
  const auto part = [](Ray a, int n) { return Ray::from_raw(div_round(a.raw(), n, Rounding::ceil)); };
  const Ray x = over_time(rate, kHoursAYear);
  const Ray square = times(x, x);
  const Ray growth = Ray::from_raw(Ray::kOne) + x + part(square, 2) + part(times(square, x), 6);
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.type != PositionType::debt_token) continue;
    Ray& index = market.indices[instrument.id.index()];
    index = times(index, growth);
  }
}

}  // namespace

MarketSnapshot shocked_market(const Universe& universe, const Settings& settings, const MarketSnapshot& market,
                              const Shock& shock) {
  MarketSnapshot shocked = market;
  move_prices(universe, settings, shock, shocked);
  if (shock.basis) move_marks(*shock.basis, shocked);
  if (shock.staking_rate || shock.market_rate) move_rates(universe, shock, shocked);
  if (shock.gas && shocked.gas_price) shocked.gas_price = moved(*shocked.gas_price, *shock.gas);
  if (shock.borrow_rate) grow_debt(universe, *shock.borrow_rate, shocked);
  return shocked;
}

Amount pay_funding(const Universe& universe, const MarketSnapshot& market, const Shock& shock, PositionSet& positions) {
  Amount total;
  if (!shock.funding) return total;
  const Ray rate = over_time(*shock.funding, kFundingHours);
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& held = positions[instrument.id.index()];
    if (instrument.type != PositionType::perp || held.amount.is_zero()) continue;
    const Amount notional = mul(held.amount, market.marks[instrument.id.index()], Rounding::half_even);
    const Amount received = mul(-notional, rate, Rounding::floor);
    positions[universe.get(instrument.account, PositionType::base_token, kQuoteAsset).index()].amount += received;
    total += received;
  }
  return total;
}

}  // namespace basis
