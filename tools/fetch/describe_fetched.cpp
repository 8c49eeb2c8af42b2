#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <set>

#include "core/results/replace_file.hpp"
#include "tools/fetch/history_fetch.hpp"

namespace basis {
namespace {

struct FolderKind {
  std::string_view folder;
  std::string_view kind;
  std::string_view suffix;
};
/// Marks, rules and terms of reserves are read by nothing.
constexpr FolderKind kFolders[] = {{"spot/", "ohlcv_1h", "_1h.csv"},   {"perp/", "ohlcv_1h", "_1h.csv"},
                                   {"funding/", "funding_8h", ".csv"}, {"aave_v3/", "aave_index_1d", "_1d.csv"},
                                   {"lst/", "rate_1h", "_1h.csv"},     {"gas/", "gas_1h", "_1h.csv"}};

}  // namespace

Result<void> describe_fetched(const Manifest& manifest) {
  if (manifest.files().empty()) return ok();
  const std::filesystem::path path = manifest.folder() / "dataset.yaml";
  std::error_code code;
  YAML::Node root;
  try {
    if (std::filesystem::exists(path, code)) root = YAML::LoadFile(path.string());
  } catch (const YAML::Exception& fault) {
    return Error(ErrorKind::data, fmt::format("{}: {}", path.string(), fault.what()));
  }
  bool changed = !root.IsMap();
  if (changed) {
    root = YAML::Node(YAML::NodeType::Map);
    root["dataset"] = "history";
    root["timezone"] = "UTC";
  }
  for (const auto& [name, file] : manifest.files())
    for (const FolderKind& row : kFolders) {
      if (!name.starts_with(row.folder) || !name.ends_with(row.suffix) || file.rows == 0) continue;
      const std::string series = name.substr(0, name.size() - row.suffix.size());
      YAML::Node list = root["series"][std::string(row.kind)];
      bool there = false;
      for (const YAML::Node& each : list) there = there || each.as<std::string>("") == series;
      if (there) continue;
      list.push_back(series);
      changed = true;
    }
  if (!changed) return ok();
  YAML::Emitter out;
  out << root;
  return replace_file(path, std::string(out.c_str()) + "\n");
}

}  // namespace basis
