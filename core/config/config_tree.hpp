#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// One line per fault, each complete in itself: place, key path, value, allowed values.
using Faults = std::vector<std::string>;

/// Where a value was written.
struct Origin {
  std::string place;  ///< a file's path, "--set", "default" or "derived"
  int line = 0;       ///< from 1; 0 where the place has no lines
  /// Whether the value overrides the files, as with `--set`; a list is then one text with commas.
  bool is_override = false;

  /// `configs/modes/btc_basis.yaml:12`, or the place alone.
  [[nodiscard]] std::string text() const;
};

inline constexpr std::string_view kFromCommandLine = "--set";
inline constexpr std::string_view kFromDefault = "default";
inline constexpr std::string_view kFromDerivation = "derived";

/// A scalar or a list of scalars, as text, and where it was written.
struct ConfigValue {
  std::string text;                ///< the value of a scalar
  std::vector<std::string> items;  ///< the values of a list
  bool is_list = false;
  Origin origin;

  /// `0.1`, or `[a, b]`.
  [[nodiscard]] std::string shown() const;
};

/// A flattened configuration file: dotted key path -> value.
struct ConfigTree {
  std::string file;
  std::map<std::string, ConfigValue> values;

  /// The value at `key`, or null.
  [[nodiscard]] const ConfigValue* find(std::string_view key) const;
  /// Where `key` was written, for messages; the file's path when the key is missing.
  [[nodiscard]] std::string place_of(std::string_view key) const;
  /// The distinct names one level below `group`, sorted ("perp" -> BTCUSDT, ETHUSDT).
  [[nodiscard]] std::vector<std::string> children(std::string_view group) const;
};

/// Flattens YAML text. `file` names it in messages. Errors (usage): malformed
/// YAML, a duplicate key, a key without a value, a key with a dot in it, a list
/// that holds anything but scalars, more than one document.
Result<ConfigTree> parse_config_tree(std::string_view text, const std::string& file);

/// Reads and flattens one YAML file. Errors (usage): those of `parse_config_tree`, an unreadable file, a file of more
/// than 1 MiB.
Result<ConfigTree> read_config_tree(const std::filesystem::path& path);

}  // namespace basis
