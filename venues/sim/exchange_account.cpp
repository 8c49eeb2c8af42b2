#include "venues/sim/exchange_account.hpp"

#include <algorithm>

#include "core/portfolio/perp_entry.hpp"

namespace basis {
namespace {

/// Venues charge fees in units of 1e-8.
const Amount kFeeUnit = Amount::from_raw(Amount::kOne / 100'000'000);

}  // namespace

Amount notional_of(Price price, Quantity size) {
  constexpr i128 kFiner = Amount::kOne / (Price::kOne * Quantity::kOne);
  i128 raw = 0;
  if (__builtin_mul_overflow(i128{price.raw()} * size.raw(), kFiner, &raw)) broken_invariant("128-bit overflow");
  return Amount::from_raw(raw);
}

AccountSpec account_spec(const Universe& universe, AccountId account) {
  AccountSpec spec;
  spec.id = account;
  spec.instruments = universe.instruments().size();
  for (const Instrument& instrument : universe.instruments())
    if (instrument.account == account && instrument.type == PositionType::base_token)
      spec.pockets.push_back({instrument.asset, instrument.id});
  for (const Market& market : universe.markets())
    if (market.account == account && market.position && market.cash) spec.markets.push_back(&market);
  return spec;
}

ExchangeAccount::ExchangeAccount(AccountSpec spec)
    : spec_(std::move(spec)),
      holdings_(spec_.instruments),
      locked_(spec_.instruments),
      received_(spec_.instruments),
      changed_(spec_.instruments) {
  for (const Market* market : spec_.markets) {
    require(market->position && market->cash, "an account's market names what a fill changes");
    lines_.push_back({market, Price{}, leverage_at({market, Price{}, spec_.leverage, {}, {}}, Amount{}), {}, {}});
  }
}

std::size_t ExchangeAccount::line_at(const Market& market) const {
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].market->id == market.id) return i;
  broken_invariant(market.key + " is no market of this account");
}

const AccountSpec::Pocket* ExchangeAccount::pocket_of(AssetId asset) const {
  const auto found = std::find_if(spec_.pockets.begin(), spec_.pockets.end(),
                                  [&](const AccountSpec::Pocket& pocket) { return pocket.asset == asset; });
  return found == spec_.pockets.end() ? nullptr : &*found;
}

LedgerEntry& ExchangeAccount::begin(EntryKind kind, UtcTime now) {
  if (posted_ == entries_.size()) entries_.emplace_back();
  LedgerEntry& entry = entries_[posted_++];
  entry.time = now;
  entry.kind = kind;
  entry.movements.clear();
  entry.flight.reset();
  return entry;
}

void ExchangeAccount::touch(InstrumentId instrument) {
  changed_[instrument.index()] = true;
  changed_any_ = true;
}

void ExchangeAccount::commit(const LedgerEntry& entry) {
  apply_entry(entry, holdings_);
  for (const Movement& movement : entry.movements) {
    const auto& from = movement.from.instrument();
    const auto& to = movement.to.instrument();
    if (from) touch(*from);
    if (to) touch(*to);
    if (from && !to) received_[from->index()][static_cast<std::size_t>(movement.to.outside())] -= movement.amount;
    if (to && !from) received_[to->index()][static_cast<std::size_t>(movement.from.outside())] += movement.amount;
  }
}

void ExchangeAccount::post(const LedgerEntry& entry) {
  LedgerEntry& own = begin(entry.kind, entry.time);
  own.movements = entry.movements;
  own.flight = entry.flight;
  commit(own);
}

void ExchangeAccount::trade(const AccountTrade& trade, UtcTime now) {
  LedgerEntry& entry = begin(EntryKind::trade, now);
  if (trade.perp) {
    append_perp_change(entry.movements, trade.position, trade.cash, holdings_[trade.position.index()], trade.change,
                       trade.worth);
  } else {
    entry.movements.push_back({Outside::market, trade.position, trade.change, Amount{}});
    entry.movements.push_back({trade.cash, Outside::market, trade.worth, Amount{}});
  }
  if (trade.fee && !trade.fee->amount.is_zero()) {
    const AccountSpec::Pocket* const pocket = pocket_of(trade.fee->asset);
    require(pocket != nullptr, "a fee is paid in a currency that the account holds");
    entry.movements.push_back({pocket->instrument, Outside::fee, trade.fee->amount, Amount{}});
  }
  commit(entry);
}

AccountFee ExchangeAccount::fee_of(const Market& market, OrderSide side, Liquidity liquidity, Price price,
                                   Quantity size, bool rebate_in_other) const {
  const BasisPoints rate = liquidity == Liquidity::maker ? market.maker_fee : market.taker_fee;
  const Amount notional = notional_of(price, size);
  const auto in_units = [](Amount fee) { return round_to_step(fee, kFeeUnit, Rounding::ceil); };
  if (fee_token_ && rate.sign() > 0 && fee_token_price_.sign() > 0) {
    // One division of the exact product, so that the rounding to units is the only one.
    const Amount fee =
        in_units(Amount::from_raw(mul_div(notional.raw(), i128{rate.raw()} * Price::kOne,
                                          BasisPoints::kOne * 10'000 * fee_token_price_.raw(), Rounding::ceil)));
    if (pocket_of(*fee_token_) != nullptr && available(*fee_token_) >= fee) return {*fee_token_, fee};
  }
  const bool in_coins = market.is_spot() && ((side == OrderSide::buy) != (rebate_in_other && rate.sign() < 0));
  return in_coins ? AccountFee{*market.base, in_units(mul(amount_of(size), rate, Rounding::ceil))}
                  : AccountFee{*market.quote, in_units(mul(notional, rate, Rounding::ceil))};
}

void ExchangeAccount::pay_fees_in(std::optional<AssetId> token, Price price) {
  fee_token_ = token;
  fee_token_price_ = price;
}

Amount ExchangeAccount::settle_funding(const Market& market, Ray rate, UtcTime now) {
  const Amount held = position(market).amount;
  if (held.is_zero()) return {};
  const Amount received = mul(-mul(held, line(market).mark, Rounding::half_even), rate, Rounding::floor);
  LedgerEntry& entry = begin(EntryKind::funding, now);
  entry.movements.push_back({Outside::funding, *market.cash, received, Amount{}});
  commit(entry);
  return received;
}

bool ExchangeAccount::transfer(AssetId asset, Amount amount, UtcTime now, Outside other) {
  const AccountSpec::Pocket* const pocket = pocket_of(asset);
  if (pocket == nullptr || (amount.sign() < 0 && -amount > withdrawable(asset))) return false;
  LedgerEntry& entry = begin(other == Outside::capital ? EntryKind::capital : EntryKind::transfer, now);
  entry.movements.push_back({other, pocket->instrument, amount, Amount{}});
  commit(entry);
  return true;
}

void ExchangeAccount::hold(const PositionSet& positions) {
  const auto replace = [&](InstrumentId instrument) {
    const std::size_t at = instrument.index();
    received_[at][static_cast<std::size_t>(Outside::capital)] += positions[at].amount - holdings_[at].amount;
    holdings_[at] = positions[at];
  };
  for (const AccountSpec::Pocket& pocket : spec_.pockets) replace(pocket.instrument);
  for (const Line& one : lines_) replace(*one.market->position);
}

ClosedPosition ExchangeAccount::close(const Line& one, Amount change, BasisPoints fee, EntryKind kind, UtcTime now) {
  const Market& market = *one.market;
  const Holding held = position(market);
  // Without a mark the position is closed at the price of its entry.
  const Price at = !one.mark.is_zero() ? one.mark
                                       : Price::from_raw_checked(mul_div(held.entry_cost.raw(), Price::kOne,
                                                                         held.amount.raw(), Rounding::half_even));
  const Amount worth = mul(change, at, Rounding::ceil);
  LedgerEntry& entry = begin(kind, now);
  append_perp_change(entry.movements, *market.position, *market.cash, held, change, worth);
  const Amount paid = round_to_step(mul(worth.abs(), fee, Rounding::ceil), kFeeUnit, Rounding::ceil);
  if (!paid.is_zero()) entry.movements.push_back({*market.cash, Outside::fee, paid, Amount{}});
  commit(entry);
  return {&market, change, at, paid};
}

ClosedPosition ExchangeAccount::liquidate_largest(const Market& market, UtcTime now) {
  const Line* largest = nullptr;
  for (const Line& one : lines_) {
    if (one.market->is_spot() || one.market->cash != market.cash || position(*one.market).amount.is_zero()) continue;
    if (largest == nullptr || notional_at_mark(one) > notional_at_mark(*largest)) largest = &one;
  }
  require(largest != nullptr, "an account without a position is liquidated");
  return close(*largest, -position(*largest->market).amount, largest->market->liquidation_fee, EntryKind::liquidation,
               now);
}

Amount ExchangeAccount::cover_deficit(const Market& market, UtcTime now) {
  for (const Line& one : lines_)
    if (!one.market->is_spot() && one.market->cash == market.cash && !position(*one.market).amount.is_zero()) return {};
  const Amount missing = -holdings_[market.cash->index()].amount;
  if (missing.sign() <= 0) return {};
  LedgerEntry& entry = begin(EntryKind::liquidation, now);
  entry.movements.push_back({Outside::insurance, *market.cash, missing, Amount{}});
  commit(entry);
  return missing;
}

std::optional<ClosedPosition> ExchangeAccount::deleverage(const Market& market, Ratio share, UtcTime now) {
  const Amount held = position(market).amount;
  if (mark_of(market).is_zero()) return std::nullopt;
  const Amount closed = round_to_step(mul(held.abs(), share, Rounding::floor), amount_of(market.step), Rounding::floor);
  if (closed.is_zero()) return std::nullopt;
  return close(line(market), held.sign() > 0 ? -closed : closed, BasisPoints{}, EntryKind::deleveraging, now);
}

}  // namespace basis
