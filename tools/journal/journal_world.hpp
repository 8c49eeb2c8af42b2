#pragma once

#include "core/base/result.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "core/results/journal.hpp"

namespace basis {

/// The universe of a journal's run, made again from the configuration of its mode. Usage error: the configuration makes
/// another one.
Result<Universe> journal_universe(const Settings& settings, const JournalNames& names);

}  // namespace basis
