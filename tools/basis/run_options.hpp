#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/config/environment.hpp"
#include "core/config/settings.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// `--capital`, or the share class's own; the error names the option and the allowed range.
Result<Amount> parse_capital(const std::optional<std::string>& text, const Settings& settings);

/// `--out`, or NAME-FROM-TO below BASIS_RESULTS_DIR or `results`.
std::filesystem::path out_folder(const std::string& given, const Environment& environment, const std::string& name,
                                 UtcTime from, UtcTime to);

/// The environment; the execution mode must be `backtest` for `command`.
Result<Environment> backtest_environment(const std::string& command);

}  // namespace basis
