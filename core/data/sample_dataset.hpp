#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// How the name of every sample dataset begins.
inline constexpr std::string_view kSyntheticPrefix = "synthetic";

/// The range a sample covers unless another is asked for.
inline constexpr UtcTime kSampleFrom = UtcTime::from_nanos(19'855 * kDay.count);  ///< 2024-05-12
inline constexpr UtcTime kSampleTo = UtcTime::from_nanos(20'239 * kDay.count);    ///< 2025-05-31

/// Writes a complete synthetic dataset, enough for every mode over `from` to
/// `to`: rows from the day before `from` to the end of the day of `to`, without
/// holes and without fill rules. The same seed and range give the same bytes.
/// The folder must not exist or be empty; it appears whole or not at all: the
/// files are written to `.<name>.partial` beside it, which replaces what an
/// interrupted run left there, and renamed. An error is of kind `usage`.
Result<void> write_sample_dataset(const std::filesystem::path& folder, std::uint64_t seed, UtcTime from, UtcTime to);

}  // namespace basis
