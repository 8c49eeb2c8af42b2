#pragma once

#include <string>
#include <vector>

#include "core/execution/router.hpp"

namespace basis {

/// Why blocks would send no order that matters to this portfolio; empty when they send one. While
/// nothing has been sent the portfolio stays as it is, so this is what the execution manager would
/// find. An approval alone changes nothing and does not count.
std::string why_nothing_sent(const Router& router, const std::vector<InstructionBlock>& blocks,
                             const PortfolioView& portfolio);

}  // namespace basis
