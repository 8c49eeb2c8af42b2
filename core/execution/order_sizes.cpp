#include "core/execution/order_sizes.hpp"

#include <fmt/format.h>

namespace basis {

std::string cut_text(Amount left, const std::string& asset) {
  if (left.sign() <= 0) return {};
  return fmt::format("{} {} are over the {} orders of a leg in one step", left.to_string(), asset, kMostOrders);
}

std::optional<Amount> most_in_a_step(const MarketSettings& market, RoundingModel rounding) {
  if (rounding == RoundingModel::none) return std::nullopt;
  const Amount one = Amount::from_int(1);
  const Amount largest = market.contract_size ? scale(market.maximum_size, *market.contract_size, one, Rounding::floor)
                                              : market.maximum_size;
  return scale(round_size(largest, market, rounding), Amount::from_int(kMostOrders), one, Rounding::floor);
}

Amount round_size(Amount coins, const MarketSettings& market, RoundingModel rounding) {
  if (rounding == RoundingModel::none) return coins;
  if (!market.contract_size) return round_to_step(coins, market.step, Rounding::toward_zero);
  const Amount contracts = scale(coins, Amount::from_int(1), *market.contract_size, Rounding::toward_zero);
  return scale(round_to_step(contracts, market.step, Rounding::toward_zero), *market.contract_size, Amount::from_int(1),
               Rounding::toward_zero);
}

const MarketSettings& market_of(const Universe& universe, const Instrument& instrument, const Settings& settings) {
  const VenueSettings& venue = settings.venues.at(universe.venue_of(instrument.account));
  if (instrument.type == PositionType::perp) return venue.perp.at(instrument.symbol);
  return venue.spot.at(instrument.token + std::string(kQuoteAsset));
}

std::vector<Amount> split_size(Amount coins, const MarketSettings& market, RoundingModel rounding) {
  const auto in_coins = [&](Amount size) {
    return market.contract_size ? scale(size, *market.contract_size, Amount::from_int(1), Rounding::floor) : size;
  };
  const Amount most = round_size(in_coins(market.maximum_size), market, rounding);
  if (rounding == RoundingModel::none || coins <= most) return {coins};
  // The maximum is on the size step, so a part that is rounded up is not over it, and neither is
  // the last part.
  const i128 parts = div_round(coins.raw(), most.raw(), Rounding::ceil);
  const Amount part = round_to_step(Amount::from_raw(div_round(coins.raw(), parts, Rounding::ceil)),
                                    in_coins(market.step), Rounding::ceil);
  std::vector<Amount> sizes(static_cast<std::size_t>(parts - 1), part);
  sizes.push_back(coins - Amount::from_raw(part.raw() * (parts - 1)));
  return sizes;
}

bool meets_minimum(Amount coins, Price at, const MarketSettings& market, RoundingModel rounding) {
  if (coins.sign() <= 0) return false;
  if (rounding == RoundingModel::none) return true;
  const Amount size =
      market.contract_size ? scale(coins, Amount::from_int(1), *market.contract_size, Rounding::toward_zero) : coins;
  return size >= market.minimum_size && mul(coins, at, Rounding::floor) >= market.minimum_notional;
}

}  // namespace basis
