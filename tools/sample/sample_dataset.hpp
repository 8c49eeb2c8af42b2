#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// The default range of a sample.
inline constexpr UtcTime kSampleFrom = UtcTime::from_nanos(19'855 * kDay.count);  ///< 2024-05-12
inline constexpr UtcTime kSampleTo = UtcTime::from_nanos(20'239 * kDay.count);    ///< 2025-05-31

/// Writes a complete synthetic dataset for every mode over `from` to `to`: rows from the day before
/// `from` to the end of the day of `to`, without gaps and without fill rules. The same seed and
/// range give the same bytes. The folder must not exist or be empty. It is written completely or
/// not at all: the files are written to `.<name>.partial` next to it, which replaces one left by an
/// interrupted run, and then renamed. Errors are of kind `usage`.
Result<void> write_sample_dataset(const std::filesystem::path& folder, std::uint64_t seed, UtcTime from, UtcTime to);

}  // namespace basis
