#pragma once

#include "venues/sim/exchange_service.hpp"

namespace basis::sim {

// What simulated exchanges keep over a restart: accounts, orders and the wallet. Orders and fills that have ended are
// kept up to the last 1,000 of an account.

/// Rises with everything that the text would show.
std::uint64_t memory_changes(const ExchangeService& service);
std::string memory_text(const ExchangeService& service);
/// When it was written, by the simulation's time; absent where it does not say so.
std::optional<UtcTime> memory_time(std::string_view text);
/// Takes what `memory_text` wrote. `place` names it in messages. Data error: it is none of ours, or names an account
/// that there is not.
Result<void> take_memory(ExchangeService& service, std::string_view text, const std::string& place);

}  // namespace basis::sim
