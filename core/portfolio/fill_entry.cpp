#include "core/portfolio/fill_entry.hpp"

#include "core/portfolio/perp_entry.hpp"

namespace basis {
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
    append_perp_change(entry.movements, *market.position, *market.cash, held, change, worth);
  }
  if (fill.fee.is_zero()) return entry;
  require(fill.fee_from.has_value(), "a fee is taken from nothing");
  entry.movements.push_back({*fill.fee_from, Outside::fee, fill.fee, Amount{}});
  return entry;
}

std::optional<InstrumentId> fee_instrument(const Universe& universe, const Market& market, AssetId asset) {
  require(market.account.has_value(), "a fee of a market without an account");
  return universe.find(*market.account, PositionType::base_token, universe.name(asset));
}

}  // namespace basis
