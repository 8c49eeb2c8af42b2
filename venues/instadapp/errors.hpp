#pragma once

#include <span>
#include <string>
#include <string_view>

#include "venues/chain/revert.hpp"

namespace basis::instadapp {

/// The custom errors of the executor, as declarations. Accounts and connectors revert with texts, and with what the
/// protocols do.
std::span<const std::string_view> errors();

/// Why a cast reverted, as one line: what an account's own text means, or what a protocol says.
std::string cast_reason(const chain::RevertReader& reverts, chain::ByteView revert);

}  // namespace basis::instadapp
