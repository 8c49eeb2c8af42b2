#pragma once

#include <span>
#include <string_view>

namespace basis::etherfi {

/// The custom errors of the venue's contracts, as declarations.
std::span<const std::string_view> errors();

}  // namespace basis::etherfi
