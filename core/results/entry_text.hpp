#pragma once

#include <string>

#include "core/results/journal.hpp"

namespace basis {

/// An entry in a person's words with its figures, in one line: "fill of n1x0...: bought 0.2 of ... at 60010, ...".
/// Every kind has one, also those that are not shown in `events.jsonl`.
std::string entry_text(const JournalEntry& entry, const JournalNames& names);

/// "buy 0.2 of binance:Spot:BTCUSDT, limit_ioc at 60010".
std::string command_text(const OrderCommand& command, const JournalNames& names);

}  // namespace basis
