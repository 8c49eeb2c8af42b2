#pragma once

#include <span>
#include <string_view>

namespace basis::aave_v3 {

/// The custom errors of pool and tokens, as declarations.
std::span<const std::string_view> errors();

}  // namespace basis::aave_v3
