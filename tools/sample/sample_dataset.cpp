#include "tools/sample/sample_dataset.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "core/history/dataset.hpp"
#include "core/history/resolve.hpp"
#include "tools/sample/sample_files.hpp"

namespace basis {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLongestDays = 20 * 366;  ///< limit, because the files of a longer range would be too large

/// The day of a time, counted from 1970-01-01.
std::int64_t day_of(UtcTime time) {
  return (time - Nanos{((time.nanos() % kDay.count) + kDay.count) % kDay.count}).nanos() / kDay.count;
}

/// The span from the day before the range, which gives its first hour a history, to the end of its
/// last day.
Result<SampleSpan> span_of(UtcTime from, UtcTime to) {
  BASIS_TRY(check_range(from, to));
  const std::int64_t first = day_of(from) - 1;
  const std::int64_t days = day_of(to) - first + 1;
  if (first < 0)
    return Error(ErrorKind::usage, fmt::format("a sample cannot start at {}, before 1970-01-02", from.to_string()));
  if (days > kLongestDays) return Error(ErrorKind::usage, fmt::format("a sample may span 20 years, not {} days", days));
  return SampleSpan{UtcTime::from_nanos(first * kDay.count), static_cast<std::size_t>(days)};
}

/// The kind of a sample file, from its folder.
const KindSpec& kind_of(const std::string& file) {
  constexpr std::pair<std::string_view, SeriesKind> kFolders[] = {
      {"spot/", SeriesKind::ohlcv_1h},         {"perp/", SeriesKind::ohlcv_1h},   {"funding/", SeriesKind::funding_8h},
      {"aave_v3/", SeriesKind::aave_index_1d}, {"lst/", SeriesKind::rate_1h},     {"gas/", SeriesKind::gas_1h},
      {"rewards/", SeriesKind::reward_events}, {"costs/", SeriesKind::cost_table}};
  for (const auto& [folder, kind] : kFolders)
    if (file.starts_with(folder)) return kind_spec(kind);
  broken_invariant("a sample file of no kind: " + file);
}

std::string dataset_text(const SampleFiles& files, std::uint64_t seed) {
  std::string text = fmt::format(
      "# SYNTHETIC: every number in this folder comes from a random generator (seed {}).\n"
      "# Nothing is missing, so there are no fill rules.\n"
      "dataset: {}_sample_{}\ntimezone: UTC\nseries:\n",
      seed, kSyntheticPrefix, seed);
  for (const KindSpec& kind : all_kinds()) {
    text += fmt::format("  {}:\n", kind.name);
    for (const auto& [file, unused] : files) {
      if (kind_of(file).kind != kind.kind) continue;
      const std::size_t tail = kind.suffix.size() + std::string_view(".csv").size();
      text += fmt::format("    - {}\n", file.substr(0, file.size() - tail));
    }
  }
  return text;
}

std::string readme_text(const SampleSpan& span, std::uint64_t seed) {
  return fmt::format(
      "# SYNTHETIC sample data, {} to {}\n\n"
      "Nothing here was ever traded. Every number comes from a random generator with seed {}; the same seed and range\n"
      "give the same bytes. The layout is that of a real history folder, so every command that reads one reads this.\n"
      "Results on it say whether the program works, and nothing about what a strategy earns.\n\n"
      "- `spot/`, `perp/`: hourly bars, timestamp = bar OPEN (UTC). Stochastic volatility, fat tails, jumps; perps "
      "with a\n"
      "  mean-reverting premium. Uniswap pools: the first asset in the second.\n"
      "- `funding/`: rate per 8 hours from the averaged premium and an interest part of 0.01 %; positive, longs pay "
      "shorts.\n"
      "- `aave_v3/`: daily indices near 1 that compound mean-reverting rates.\n"
      "- `lst/`: ETH per token, `_oracle` and `_market` (small discount, rare depegs).\n"
      "- `gas/`: gwei. `rewards/`: weekly distributions. `costs/`: basis points by pair and order size.\n",
      span.first.date(), (span.day(span.days) - kDay).date(), seed);
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), &std::fclose);
  const bool written = file && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  // Closing flushes the file; a full disk may be reported only then.
  if (written && std::fclose(file.release()) == 0) return ok();
  return Error(ErrorKind::usage, fmt::format("{}: cannot be written: {}", path.string(), std::strerror(errno)));
}

Result<void> check_target(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return ok();
  if (fs::is_directory(folder, error) && fs::is_empty(folder, error) && !error) return ok();
  return Error(ErrorKind::usage, fmt::format("{}: is there already and not an empty folder", folder.string()));
}

Result<void> write_all(const fs::path& folder, const SampleFiles& files) {
  for (const auto& [name, text] : files) {
    BASIS_TRY(write_file(folder / name, text));
  }
  return ok();
}

Result<void> move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return ok();
  return Error(ErrorKind::usage, fmt::format("{}: cannot be written: {}", to.string(), error.message()));
}

/// `folder` as an absolute path without a slash at its end.
fs::path named(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

Result<void> write_sample_dataset(const fs::path& folder, std::uint64_t seed, UtcTime from, UtcTime to) {
  BASIS_TRY(const SampleSpan span, span_of(from, to));
  const fs::path target = named(folder);
  BASIS_TRY(check_target(target));
  const SampleWorld world = make_sample_world(span, seed);
  SampleFiles files;
  add_market_files(files, world);
  add_chain_files(files, world);
  add_table_files(files, world);
  const std::string dataset = dataset_text(files, seed);
  files[std::string(kDatasetFile)] = dataset;
  files["README.md"] = readme_text(span, seed);

  const fs::path partial = target.parent_path() / ("." + target.filename().string() + ".partial");
  std::error_code ignored;  // a folder that cannot be removed cannot be written either, and that error is reported
  fs::remove_all(partial, ignored);
  Result<void> done = write_all(partial, files);
  if (done) done = move_into_place(partial, target);
  if (!done) fs::remove_all(partial, ignored);
  return done;
}

}  // namespace basis
