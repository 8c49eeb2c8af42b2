#include "core/config/load_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/fingerprint.hpp"
#include "core/config/build_settings.hpp"
#include "core/config/cross_checks.hpp"
#include "core/config/schema.hpp"
#include "core/config/text_distance.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVenues = "venues.";
constexpr std::string_view kShareClasses = "share_classes.";

/// The names of the YAML files in a folder without `.yaml`, sorted; empty when the folder cannot be read.
std::vector<std::string> yaml_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
    if (at->path().extension() == ".yaml") names.push_back(at->path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Reads a file. When that fails, the fault is reported and an empty tree is returned, so that references to the file
/// are not reported as unknown too.
ConfigTree read_or_report(const fs::path& path, Faults& faults) {
  Result<ConfigTree> tree = read_config_tree(path);
  if (tree) return std::move(tree).value();
  faults.insert(faults.end(), tree.error().lines.begin(), tree.error().lines.end());
  ConfigTree empty;
  empty.file = path.string();
  return empty;
}

std::map<std::string, ConfigTree> read_folder(const fs::path& folder, Faults& faults) {
  std::map<std::string, ConfigTree> trees;
  for (const std::string& name : yaml_names(folder))
    trees.emplace(name, read_or_report(folder / (name + ".yaml"), faults));
  if (trees.empty()) faults.push_back(fmt::format("{}: no .yaml file can be found there", folder.string()));
  return trees;
}

/// What the key path of an override refers to: a tree and the key within it.
struct Target {
  ConfigTree* tree = nullptr;
  std::string key;
};

Target find_target(ConfigTrees& trees, const std::string& path, std::string& problem) {
  for (const auto& [prefix, group] :
       {std::pair{kVenues, &trees.venues}, std::pair{kShareClasses, &trees.share_classes}}) {
    if (!path.starts_with(prefix)) continue;
    const std::size_t dot = path.find('.', prefix.size());
    const std::string name = path.substr(prefix.size(), dot == std::string::npos ? dot : dot - prefix.size());
    const auto tree = group->find(name);
    if (tree != group->end() && dot != std::string::npos) return {&tree->second, path.substr(dot + 1)};
    std::vector<std::string> names;
    for (const auto& [known, unused] : *group) names.push_back(known);
    problem = tree == group->end()
                  ? fmt::format("no file '{}' under {}{} (allowed: {})", name, prefix.substr(0, prefix.size() - 1),
                                suggestion(name, names), fmt::join(names, " | "))
                  : fmt::format("a key must follow '{}'", path);
    return {};
  }
  return {&trees.mode, path};
}

void apply_override(ConfigTrees& trees, const Override& given, Faults& faults) {
  const std::string& text = given.text;
  const std::string place = given.origin.text();
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    faults.push_back(fmt::format("{}: '{}' is not of the form key=value", place, text));
    return;
  }
  const std::string path = text.substr(0, equals);
  std::string problem;
  const Target target = find_target(trees, path, problem);
  if (target.tree == nullptr) {
    faults.push_back(fmt::format("{}: unknown key '{}': {}", place, path, problem));
    return;
  }
  ConfigValue value;
  value.text = text.substr(equals + 1);
  value.origin = given.origin;
  target.tree->values.insert_or_assign(target.key, std::move(value));
}

/// Checks one venue file. Its kind is checked first, because the kind selects the schema.
void check_venue_tree(const std::string& name, ConfigTree& tree, Faults& faults) {
  if (tree.values.empty()) return;
  const Schema schema = venue_schema(find_text(tree, "kind"));
  if (schema.empty()) {
    const std::vector<std::string> kinds = venue_kinds();
    const std::string kind = find_text(tree, "kind");
    faults.push_back(fmt::format("{}: kind: {} (allowed: {})", tree.place_of("kind"),
                                 kind.empty() ? "missing, a value is required"
                                              : fmt::format("'{}' is not a choice{}", kind, suggestion(kind, kinds)),
                                 fmt::join(kinds, " | ")));
    tree.values.clear();
    return;
  }
  if (const std::string kind = find_text(tree, "kind"); kind != "cex") reject_accounts(kind, tree, faults);
  apply_schema(schema, tree, faults);
  check_venue(name, tree, faults);
}

void check_all(ConfigTrees& trees, Faults& faults, std::vector<std::string>& warnings) {
  for (auto& [name, tree] : trees.venues) check_venue_tree(name, tree, faults);
  check_accounts(trees, faults);
  for (auto& [name, tree] : trees.share_classes)
    if (!tree.values.empty()) apply_schema(share_class_schema(), tree, faults);
  if (trees.mode.values.empty()) return;
  apply_schema(mode_schema(), trees.mode, faults);
  settle_margin(trees.mode);
  check_references(trees, faults);
  check_instruments(trees, faults);
  check_thresholds(trees, faults);
  settle_leverage(trees, faults, warnings);
}

/// Warns of overrides of venues that the mode does not use, because they have no effect on the run.
void warn_of_idle_overrides(const ConfigTrees& trees, std::vector<std::string>& warnings) {
  const std::vector<std::string> used = trees.mode_venues();
  for (const auto& [name, tree] : trees.venues) {
    if (std::find(used.begin(), used.end(), name) != used.end()) continue;
    for (const auto& [key, value] : tree.values)
      if (value.origin.is_override)
        warnings.push_back(fmt::format("{}: {}{}.{} has no effect: the mode does not use venue '{}'",
                                       value.origin.text(), kVenues, name, key, name));
  }
}

void check_credentials(const ConfigTrees& trees, const Environment& env, Faults& faults) {
  if (env.execution_mode != ExecutionMode::live) return;
  for (const std::string& variable : env.missing_for(find_list(trees.mode, "venues")))
    faults.push_back(
        fmt::format("environment: {}: missing, needed for BASIS_EXECUTION_MODE=live and BASIS_ENVIRONMENT={}", variable,
                    to_text(env.name)));
}

void add_lines(const ConfigTree& tree, const std::string& prefix, std::map<std::string, std::string>& lines) {
  for (const auto& [key, value] : tree.values) lines.emplace(prefix + key, value.shown());
}

/// Every key that can affect the run: those of the mode, of its venues and of its share class.
std::string settings_text(const std::string& mode, const ConfigTrees& trees) {
  std::map<std::string, std::string> lines;
  add_lines(trees.mode, "", lines);
  for (const std::string& name : trees.mode_venues())
    add_lines(trees.venues.at(name), fmt::format("{}{}.", kVenues, name), lines);
  for (const auto& [name, tree] : trees.share_classes)
    if (find_text(tree, "currency") == find_text(trees.mode, "share_class"))
      add_lines(tree, fmt::format("{}{}.", kShareClasses, name), lines);
  std::string text = fmt::format("mode: {}\n", mode);
  for (const auto& [key, value] : lines) text += fmt::format("{}: {}\n", key, value);
  return text;
}

LoadedConfig finish(const std::string& mode, const ConfigTrees& trees, const Environment& env,
                    std::vector<std::string> warnings) {
  LoadedConfig config;
  config.settings = build_settings(mode, trees);
  const std::string text = settings_text(mode, trees);
  Fingerprint fingerprint;
  fingerprint.add(text);
  config.fingerprint = fingerprint.hex();
  config.effective_text = fmt::format("BASIS_DEPLOYMENT_MODE: {}\nBASIS_ENVIRONMENT: {}\nBASIS_EXECUTION_MODE: {}\n{}",
                                      to_text(env.deployment_mode), to_text(env.name),
                                      to_text(env.execution_mode.value_or(ExecutionMode::backtest)), text);
  config.warnings = std::move(warnings);
  return config;
}

}  // namespace

std::vector<std::string> known_modes(const fs::path& config_dir) { return yaml_names(config_dir / "modes"); }

Result<ConfigFiles> read_config_files(const fs::path& config_dir, const std::string& mode) {
  const std::vector<std::string> modes = known_modes(config_dir);
  if (modes.empty())
    return Error(ErrorKind::usage, fmt::format("{}: no mode can be found there; a configuration folder holds "
                                               "modes/, venues/ and share_classes/",
                                               config_dir.string()));
  if (std::find(modes.begin(), modes.end(), mode) == modes.end())
    return Error(ErrorKind::usage, fmt::format("unknown mode '{}'{} (allowed: {})", mode, suggestion(mode, modes),
                                               fmt::join(modes, " | ")));
  ConfigFiles files;
  files.mode = mode;
  files.trees.venues = read_folder(config_dir / "venues", files.faults);
  files.trees.share_classes = read_folder(config_dir / "share_classes", files.faults);
  files.trees.mode = read_or_report(config_dir / "modes" / (mode + ".yaml"), files.faults);
  return files;
}

Result<LoadedConfig> load_overridden_config(const ConfigFiles& files, const std::vector<Override>& overrides,
                                            const Environment& env, IdleKeys idle) {
  ConfigTrees trees = files.trees;
  Faults faults = files.faults;
  std::vector<std::string> warnings;
  for (const Override& given : overrides) apply_override(trees, given, faults);
  check_all(trees, faults, warnings);
  check_credentials(trees, env, faults);
  Faults idle_keys;  // told first: other faults of such a key are beside the point
  if (idle == IdleKeys::told)
    warn_of_idle_overrides(trees, warnings);
  else
    check_effects(files.mode, trees, idle_keys, warnings);
  faults.insert(faults.begin(), idle_keys.begin(), idle_keys.end());
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return finish(files.mode, trees, env, std::move(warnings));
}

Result<LoadedConfig> load_config(const fs::path& config_dir, const std::string& mode,
                                 const std::vector<std::string>& overrides, const Environment& env, IdleKeys idle) {
  BASIS_TRY(const ConfigFiles files, read_config_files(config_dir, mode));
  std::vector<Override> given;
  for (const std::string& text : overrides) given.push_back({text});
  return load_overridden_config(files, given, env, idle);
}

}  // namespace basis
