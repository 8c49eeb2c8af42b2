#pragma once

#include "tools/trade/trade_report.hpp"

namespace basis {

/// What exit codes of commands that act by hand mean, for their help.
inline constexpr const char* kHandCodes =
    "\nExit codes: 0 it was done, 2 usage or configuration, 3 the venue cannot be reached or refused it,\n"
    "4 what became of it is not known: the last line says how to ask again, 130 interrupted before anything was "
    "sent.\n";

/// Prints a report as tables or as one JSON document; what was refused or is not known goes to stderr. The exit code.
int tell_report(const TradeReport& report, bool json);

}  // namespace basis
