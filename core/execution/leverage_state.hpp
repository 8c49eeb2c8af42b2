#pragma once

#include <optional>

#include "core/config/settings.hpp"
#include "core/execution/book_view.hpp"
#include "core/execution/leverage_sizing.hpp"

namespace basis {

/// The leveraged position as it stands in the book, with the instruments it is made of.
struct LeveragePosition {
  InstrumentId staked;      ///< the liquid staking token itself
  InstrumentId collateral;  ///< its aToken
  InstrumentId debt;
  LeverageState state;
  Amount loose;  ///< staked tokens outside of lending, in the asset
  Ray rate;      ///< oracle rate
};

LeveragePosition leverage_position(const BookView& book, const Settings& settings);

}  // namespace basis
