#include "core/portfolio/fill_entry.hpp"

#include "core/portfolio/perp_entry.hpp"

namespace basis {
namespace {

void add_perp(const Market& market, const Holding& held, Amount change, Amount worth, LedgerEntry& entry) {
  const auto add = [&](const Holding& before, Amount coins, Amount paid) {
    for (Movement& movement :
         perp_entry(entry.time, entry.kind, *market.position, *market.cash, before, coins, paid).movements)
      entry.movements.push_back(movement);
  };
  const bool turns = held.amount.sign() * change.sign() < 0 && change.abs() > held.amount.abs();
  if (!turns) return add(held, change, worth);
  const Amount closing = scale(worth, held.amount.abs(), change.abs(), Rounding::half_even);
  add(held, -held.amount, closing);
  add(Holding{}, change + held.amount, worth - closing);
}

}  // namespace

LedgerEntry fill_entry(const Market& market, const Holding& held, const FillTerms& fill, EntryKind kind) {
  require(market.position && market.cash, "a fill of a market that changes nothing");
  require(market.is_spot() || market.product == Product::linear, "a fill of a market that is neither spot nor linear");
  require(fill.size.sign() > 0 && fill.price.sign() > 0, "a fill without size or price");
  LedgerEntry entry{fill.time, kind, {}};
  const Amount change = fill.buy ? amount_of(fill.size) : -amount_of(fill.size);
  const Amount worth = mul(change, fill.price, Rounding::half_even);
  if (market.is_spot()) {
    entry.movements.push_back({Outside::market, *market.position, change, Amount{}});
    entry.movements.push_back({*market.cash, Outside::market, worth, Amount{}});
  } else {
    add_perp(market, held, change, worth, entry);
  }
  if (fill.fee.is_zero()) return entry;
  require(fill.fee_from.has_value(), "a fee is taken from nothing");
  entry.movements.push_back({*fill.fee_from, Outside::market, fill.fee, Amount{}});
  return entry;
}

std::optional<InstrumentId> fee_instrument(const Universe& universe, const Market& market, AssetId asset) {
  require(market.account.has_value(), "a fee of a market without an account");
  return universe.find(*market.account, PositionType::base_token, universe.name(asset));
}

}  // namespace basis
