#include "core/execution/free_funds.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/order_rules.hpp"
#include "core/portfolio/fill_entry.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {
namespace {

/// A claim is older than any balance that is still waited for when so many came after it.
constexpr std::size_t kMostClaims = 256;

Amount worth(Quantity size, Price price) { return mul(amount_of(size), price, Rounding::ceil); }

Amount initial_margin(const Market& market, Amount notional) {
  const MarginTier* const tier = tier_of(market.margin_tiers, notional);
  const std::int64_t leverage = tier == nullptr ? market.leverage : std::min(market.leverage, tier->max_leverage);
  return Amount::from_raw(div_round(notional.raw(), leverage, Rounding::ceil));
}

}  // namespace

FreeFunds::FreeFunds(std::span<const Market> markets) : markets_(markets) { claims_.reserve(kMostClaims + 1); }

AssetId FreeFunds::asset_of(const OrderCommand& order) const {
  const Market& market = markets_[order.market.index()];
  return market.is_spot() && !order.buys() ? *market.base : *market.quote;
}

void FreeFunds::take(const AccountReport& report) {
  if (report.kind != AccountReportKind::balance) return;
  const auto same = std::ranges::find_if(
      pockets_, [&](const Pocket& one) { return one.account == report.account && one.asset == report.asset; });
  Pocket& pocket = same == pockets_.end() ? pockets_.emplace_back(Pocket{report.account, report.asset, {}}) : *same;
  pocket.available = report.available;
  pocket.known = report.free_known;
  std::erase_if(claims_, [&](const Claim& one) {
    return one.account == report.account && one.asset == report.asset && one.seen != UtcTime{} &&
           one.seen <= report.at_venue;
  });
}

void FreeFunds::sent(const OrderCommand& order, Quantity position) {
  const Amount needed = need(order, order.size, position);
  if (needed.is_zero()) return;
  claims_.push_back({order.id, *markets_[order.market.index()].account, asset_of(order), needed, order.size, {}});
  if (claims_.size() > kMostClaims) claims_.erase(claims_.begin());
}

void FreeFunds::take(const OrderEffect& effect, UtcTime at_venue) {
  const auto claim = std::ranges::find(claims_, effect.id, &Claim::id);
  if (claim == claims_.end()) return;
  claim->seen = std::max(claim->seen, at_venue);
  if (effect.kind != EffectKind::ended) return;
  const Quantity traded = std::max(claim->size - effect.size, Quantity{});
  if (effect.state == OrderState::rejected || traded.is_zero()) {
    claims_.erase(claim);
    return;
  }
  claim->need = Amount::from_raw(mul_div(claim->need.raw(), traded.raw(), claim->size.raw(), Rounding::ceil));
  claim->size = traded;
}

/// What `size` of the order needs.
Amount FreeFunds::need(const OrderCommand& order, Quantity size, Quantity position) const {
  const Market& market = markets_[order.market.index()];
  if (market.is_spot()) return order.buys() ? worth(size, order.limit) : amount_of(size);
  if (order.reduce_only) return {};
  const bool closes = position.sign() * (order.buys() ? 1 : -1) < 0;
  const Quantity held = position.sign() < 0 ? -position : position;
  const Quantity opens = closes ? std::max(size - held, Quantity{}) : size;
  if (opens.is_zero()) return {};
  const Amount before = worth(held, order.limit);
  const Amount opened = worth(opens, order.limit);
  return initial_margin(market, before + opened) - initial_margin(market, before) +
         mul(opened, market.taker_fee, Rounding::ceil);
}

/// Whether so much is enough by far: no order needs more than its notional and its fee. Without a division.
bool FreeFunds::suffices(const OrderCommand& order, Amount available) const {
  const Market& market = markets_[order.market.index()];
  if (market.is_spot() && !order.buys()) return false;
  if (market.taker_fee > BasisPoints::from_int(100) || order.limit.sign() <= 0) return false;
  i128 most = 0;
  if (__builtin_mul_overflow(i128{order.size.raw()} * order.limit.raw(), kAmountPerNotional, &most)) return false;
  return most <= available.raw() - available.raw() / 64;
}

OrderRoom FreeFunds::room(const OrderCommand& order, Quantity position) const {
  const Market& market = markets_[order.market.index()];
  const AssetId asset = asset_of(order);
  const auto pocket = std::ranges::find_if(
      pockets_, [&](const Pocket& one) { return one.account == *market.account && one.asset == asset; });
  if (pocket == pockets_.end() || !pocket->known) return {order.size, {}};
  Amount available = pocket->available;
  for (const Claim& one : claims_)
    if (one.account == *market.account && one.asset == asset) available -= one.need;
  available = std::max(available, Amount{});
  if (suffices(order, available)) return {order.size, {}};
  const Amount needed = need(order, order.size, position);
  if (needed <= available) return {order.size, {}};
  std::int64_t low = 0;
  std::int64_t high = order.size.raw() / market.step.raw();
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    const bool fits = need(order, Quantity::from_raw(middle * market.step.raw()), position) <= available;
    fits ? low = middle : high = middle - 1;
  }
  return {Quantity::from_raw(low * market.step.raw()), Funds{*market.account, asset, available, needed}};
}

std::string funds_text(const Funds& funds, const Universe& universe) {
  const std::string& asset = universe.name(funds.asset);
  return fmt::format("{} has {} {} available, the order needs {}", universe.name(funds.account),
                     funds.available.to_string(), asset, funds.needed.to_string());
}

}  // namespace basis
