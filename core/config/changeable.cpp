#include "core/config/changeable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace basis {
namespace {

constexpr std::array<std::string_view, 3> kChangeableGroups = {"entry_gate.", "exit_gate.", "pair."};
constexpr std::array<std::string_view, 3> kChangeableKeys = {"position_deviation_threshold", "transfer.minimum",
                                                             "transfer.maximum"};
/// The hot lane has it from the start, for what venues close.
constexpr std::string_view kKeptByHotLane = "pair.max_naked_seconds";

bool is_changeable(std::string_view key) {
  return key != kKeptByHotLane &&
         (std::ranges::any_of(kChangeableGroups, [&](auto group) { return key.starts_with(group); }) ||
          std::ranges::find(kChangeableKeys, key) != kChangeableKeys.end());
}

Error not_changeable(const std::string& key) {
  std::string all;
  for (const SchemaRow* row : changeable_rows()) all += fmt::format("{}{}", all.empty() ? "" : ", ", row->pattern);
  return Error(ErrorKind::usage,
               fmt::format("key: '{}' is no parameter that may change while the node runs (allowed: {})", key, all));
}

}  // namespace

const std::vector<const SchemaRow*>& changeable_rows() {
  static const std::vector<const SchemaRow*> kRows = [] {
    std::vector<const SchemaRow*> rows;
    for (const SchemaRow& row : mode_schema())
      if (is_changeable(row.pattern)) rows.push_back(&row);
    return rows;
  }();
  return kRows;
}

RemakeMode remake_mode(ConfigFiles files, std::vector<Override> overrides) {
  const auto from = std::make_shared<const ConfigFiles>(std::move(files));
  return [from, overrides = std::move(overrides)](const ChangedValues& values) -> Result<ModeSettings> {
    std::vector<Override> all = overrides;
    for (const auto& [key, value] : values) {
      if (!is_changeable(key)) return not_changeable(key);
      all.push_back({fmt::format("{}={}", key, value), Origin{"set", 0, true}});
    }
    BASIS_TRY(LoadedConfig loaded, load_overridden_config(*from, all, Environment{}));
    return std::move(loaded.settings.mode);
  };
}

ChangedValues changeable_values(const LoadedConfig& config) {
  ChangedValues values;
  std::string_view rest = config.effective_text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos && is_changeable(line.substr(0, colon)))
      values.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  return values;
}

}  // namespace basis
