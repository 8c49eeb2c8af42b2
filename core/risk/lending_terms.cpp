#include "core/risk/lending_terms.hpp"

namespace basis {
namespace {

CollateralTerms terms_of(const LendingSettings& lending, const EModeSettings* emode, const std::string& token) {
  if (emode != nullptr && emode->collateral.contains(token))
    return {emode->ltv, emode->liquidation_threshold, emode->liquidation_bonus};
  const LendingReserve& reserve = lending.reserves.at(token);
  return {reserve.ltv, reserve.liquidation_threshold, reserve.liquidation_bonus};
}

LendingTerms account_terms(const Universe& universe, AccountId account, const LendingSettings& lending,
                           const EModeSettings* emode) {
  LendingTerms terms{account, {}, {}, lending.close_factor, lending.full_close_below};
  terms.collateral.resize(universe.instruments().size());
  terms.borrowable.resize(universe.instruments().size());
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.account != account) continue;
    if (instrument.type == PositionType::a_token)
      terms.collateral[instrument.id.index()] = terms_of(lending, emode, instrument.token);
    if (instrument.type == PositionType::debt_token)
      terms.borrowable[instrument.id.index()] = emode != nullptr ? emode->borrowable.contains(instrument.token)
                                                                 : lending.reserves.at(instrument.token).borrowable;
  }
  return terms;
}

}  // namespace

std::vector<LendingTerms> lending_terms(const Universe& universe, const Settings& settings, bool emode) {
  std::vector<LendingTerms> all;
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const auto venue = settings.venues.find(universe.venue_of({static_cast<std::uint16_t>(i)}));
    if (venue == settings.venues.end() || !venue->second.lending) continue;
    const LendingSettings& lending = *venue->second.lending;
    const auto category = lending.emodes.find(settings.mode.leverage.emode);
    const EModeSettings* in_force = emode && category != lending.emodes.end() ? &category->second : nullptr;
    all.push_back(account_terms(universe, AccountId{static_cast<std::uint16_t>(i)}, lending, in_force));
  }
  return all;
}

}  // namespace basis
