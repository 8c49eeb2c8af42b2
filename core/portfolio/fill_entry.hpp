#pragma once

#include <optional>

#include "core/instruments/universe.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

/// One fill of an order in a market, as it changes holdings.
struct FillTerms {
  UtcTime time;
  bool buy = false;
  Quantity size;                           ///< coins
  Price price;                             ///< quote per coin
  Amount fee;                              ///< paid; negative: a rebate
  std::optional<InstrumentId> fee_from{};  ///< what the fee is taken from; not read without a fee
};

/// The entry of one fill: spot exchanges coins for the quote, a perp changes its position as `perp_entry` does. A fill
/// that turns a position round closes the old one first and opens the new one with the rest. The fee is a movement of
/// its own. size * price is exact at 1e-18, so nothing is rounded but a part of an entry cost (half to even). `held` is
/// the position before the fill. A market that is neither spot nor linear, or without a configuration, is a broken
/// invariant.
LedgerEntry fill_entry(const Market& market, const Holding& held, const FillTerms& fill,
                       EntryKind kind = EntryKind::trade);

/// What a venue takes a fee from: the coins or the quote of the market, or another token of the same account, such as
/// BNB. Absent when the mode holds no such token there.
std::optional<InstrumentId> fee_instrument(const Universe& universe, const Market& market, AssetId asset);

/// Coins of the ledger as the size of an order.
inline Quantity quantity_of(Amount coins, Rounding rounding) {
  return Quantity::from_raw_checked(div_round(coins.raw(), Amount::kOne / Quantity::kOne, rounding));
}
/// The ledger's amount of so many coins; exact.
inline Amount amount_of(Quantity coins) {
  return Amount::from_raw(i128{coins.raw()} * (Amount::kOne / Quantity::kOne));
}

}  // namespace basis
