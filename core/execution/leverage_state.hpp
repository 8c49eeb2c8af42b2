#pragma once

#include <optional>

#include "core/config/settings.hpp"
#include "core/execution/leverage_sizing.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// The current leveraged position of the portfolio, with its instruments.
struct LeveragePosition {
  InstrumentId staked;      ///< the liquid staking token itself
  InstrumentId collateral;  ///< its aToken
  InstrumentId debt;
  LeverageState state;
  Amount loose;  ///< worth of staked tokens that are not supplied to lending, in the asset
  Ray rate;      ///< oracle rate
};

LeveragePosition leverage_position(const PortfolioView& portfolio, const Settings& settings);

}  // namespace basis
