#pragma once

#include "tests/core/portfolio/support.hpp"

namespace basis::test {

// A lending position: two staked tokens as collateral, ETH as debt.
inline constexpr const char* kCollateral = "aave_v3:aToken:aweETH";
inline constexpr const char* kOther = "aave_v3:aToken:awstETH";
inline constexpr const char* kDebt = "aave_v3:debtToken:debtWETH";

}  // namespace basis::test
