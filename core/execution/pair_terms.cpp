#include "core/execution/pair_terms.hpp"

#include "core/portfolio/fill_entry.hpp"

namespace basis {

PairTermsOf pair_terms(const PairSettings& settings) {
  PairTermsOf terms;
  terms.entry.style = settings.make_first ? PairStyle::make_first : PairStyle::take_both;
  terms.entry.clip = quantity_of(settings.clip, Rounding::floor);
  terms.entry.least_edge_bps = settings.least_edge_bps;
  terms.entry.max_volatility = settings.max_volatility;
  terms.entry.slippage = settings.slippage;
  terms.entry.patience = settings.patience;
  terms.entry.max_naked = settings.max_naked;
  terms.exit = terms.entry;
  terms.exit.least_edge_bps = settings.exit_least_edge_bps;
  // Nobody else can close what is held at a venue.
  if (settings.when_down != WhenVenueDown::wait) terms.entry.venue_down = settings.venue_down;
  return terms;
}

PairTermsOf whole_at_once() {
  PairTermsOf terms;
  // Filled at the mid whatever the limit.
  terms.entry.slippage = BasisPoints::from_int(2);
  terms.entry.max_naked = kSecond * 10;
  terms.exit = terms.entry;
  return terms;
}

}  // namespace basis
