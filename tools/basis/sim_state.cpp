#include "tools/basis/sim_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/results/replace_file.hpp"
#include "venues/sim/exchange_memory.hpp"

namespace basis::sim {

namespace {

/// Absent where there is no such file.
Result<std::optional<std::string>> text_of(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return std::optional<std::string>();
  std::ifstream input(path, std::ios::binary);
  std::stringstream content;
  if (!input || !(content << input.rdbuf()))
    return Error(ErrorKind::data, fmt::format("--state: {} cannot be read", path.string()));
  return std::optional(content.str());
}

}  // namespace

Result<UtcTime> StateFile::goes_on(const std::filesystem::path& path, UtcTime now) {
  BASIS_TRY(const std::optional<std::string> text, text_of(path));
  const std::optional<UtcTime> kept = text ? memory_time(*text) : std::nullopt;
  return kept ? std::max(now, *kept) : now;
}

Result<void> StateFile::restore() {
  BASIS_TRY(const std::optional<std::string> text, text_of(path_));
  if (!text) return save();
  BASIS_TRY(take_memory(service_, *text, path_.string()));
  return save();
}

Result<void> StateFile::save() {
  saved_ = memory_changes(service_);
  return replace_file(path_, memory_text(service_));
}

Result<void> StateFile::save_if_due(UtcTime now, bool time_runs) {
  if (now - saved_at_ < kSecond || (!time_runs && memory_changes(service_) == saved_)) return ok();
  saved_at_ = now;
  return save();
}

}  // namespace basis::sim
