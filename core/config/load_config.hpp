#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config_tree.hpp"
#include "core/config/cross_checks.hpp"
#include "core/config/environment.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// A checked configuration and what it came to.
struct LoadedConfig {
  Settings settings;
  /// One `key: value` line for every effective key, sorted, keys as `--set`
  /// takes them, led by the three switches. It holds no secret and no path.
  std::string effective_text;
  /// Of the keys and values alone: the same for any folder, environment and credentials.
  std::string fingerprint;
  std::vector<std::string> warnings;  ///< one line each
};

/// `key=value` laid over the files, and where it was written.
struct Override {
  std::string text;
  Origin origin = {std::string(kFromCommandLine), 0, true};
};

/// The modes there are: names of `<config_dir>/modes/*.yaml`, sorted.
std::vector<std::string> known_modes(const std::filesystem::path& config_dir);

/// Reads and checks everything one mode needs, in this order of precedence
/// (later wins): schema defaults, venue and share class files, the mode's file,
/// `overrides`. An override is `key=value`: a key of the mode by its path
/// (`reserve_ratio=0`), of a venue behind `venues.<name>.`, of a share class
/// behind `share_classes.<name>.`; a list is written with commas.
/// Every venue file is checked; `settings` keeps those the mode names.
/// Errors (usage): all faults at once, one line each. With the execution mode
/// `live` a missing credential of a venue the mode names is one too.
Result<LoadedConfig> load_config(const std::filesystem::path& config_dir, const std::string& mode,
                                 const std::vector<std::string>& overrides, const Environment& env);

/// The files of one mode as they were read, and what was wrong with them.
struct ConfigFiles {
  std::string mode;
  ConfigTrees trees;
  Faults faults;
};

/// Reads the files `load_config` reads, for many configurations over the same
/// ones. Errors (usage): no mode at all, or none of that name.
Result<ConfigFiles> read_config_files(const std::filesystem::path& config_dir, const std::string& mode);

/// As `load_config`, over files that were read before and with overrides from
/// anywhere; faults and warnings name the place of each.
Result<LoadedConfig> load_overridden_config(const ConfigFiles& files, const std::vector<Override>& overrides,
                                            const Environment& env);

}  // namespace basis
