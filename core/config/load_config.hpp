#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config_tree.hpp"
#include "core/config/cross_checks.hpp"
#include "core/config/environment.hpp"
#include "core/config/key_effects.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// A checked configuration as typed settings and as text.
struct LoadedConfig {
  Settings settings;
  /// First the deployment mode, the environment, the execution mode and the name of the
  /// mode, then one `key: value` line for every effective key, sorted, with keys as for
  /// `--set`. It contains no secret and no path.
  std::string effective_text;
  /// Fingerprint of the mode's name and of all keys and values; it does not depend on the folder, the environment or
  /// the credentials.
  std::string fingerprint;
  std::vector<std::string> warnings;  ///< one line each
};

/// `key=value` that overrides the files, and where it was written.
struct Override {
  std::string text;
  Origin origin = {std::string(kFromCommandLine), 0, true};
};

/// All modes: the names of `<config_dir>/modes/*.yaml`, sorted.
std::vector<std::string> known_modes(const std::filesystem::path& config_dir);

/// Reads and checks the configuration of one mode: the files of the mode, of all venues
/// and of all share classes, then `overrides`, then schema defaults for keys that are
/// still missing. An override is `key=value`. The key is that of the mode
/// (`reserve_ratio=0`), or it begins with `venues.<name>.` or `share_classes.<name>.`;
/// a list is written with commas. Every venue file is checked; `settings` keeps those
/// that the mode names. Errors (usage): all faults at once, one line each. With the
/// execution mode `live` a missing credential of one of the mode's venues is an error.
/// `idle` says what becomes of keys without effect.
Result<LoadedConfig> load_config(const std::filesystem::path& config_dir, const std::string& mode,
                                 const std::vector<std::string>& overrides, const Environment& env,
                                 IdleKeys idle = IdleKeys::told);

/// The files of one mode as they were read, and the faults found while reading.
struct ConfigFiles {
  std::string mode;
  ConfigTrees trees;
  Faults faults;
};

/// Reads the files that `load_config` reads, so that many configurations can be built
/// from them. Errors (usage): there is no mode at all, or none with that name.
Result<ConfigFiles> read_config_files(const std::filesystem::path& config_dir, const std::string& mode);

/// As `load_config`, with files that were read before and overrides of any origin;
/// faults and warnings name the origin of each.
Result<LoadedConfig> load_overridden_config(const ConfigFiles& files, const std::vector<Override>& overrides,
                                            const Environment& env, IdleKeys idle = IdleKeys::told);

}  // namespace basis
