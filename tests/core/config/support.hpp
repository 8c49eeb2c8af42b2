#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/config/environment.hpp"
#include "core/config/load_config.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {

inline const std::filesystem::path kShippedConfigs = test::shipped_configs();

inline const std::vector<std::string> kModes = {"btc_basis",
                                                "eth_basis",
                                                "eth_leveraged",
                                                "eth_staking_only",
                                                "pure_lending",
                                                "usdt_market_neutral",
                                                "usdt_market_neutral_no_leverage"};

/// A copy of the shipped configuration in a fresh folder that goes with the object.
class ConfigCopy {
 public:
  ConfigCopy() {
    std::filesystem::copy(kShippedConfigs, path(),
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  [[nodiscard]] std::string read(const std::string& file) const { return read_text(path() / file); }
  void write(const std::string& file, const std::string& text) const {
    std::ofstream(path() / file, std::ios::binary) << text;
  }
  void append(const std::string& file, const std::string& text) const { write(file, read(file) + text); }
  /// Replaces the one place where `from` stands.
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const std::size_t at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, file << " does not hold " << from);
    REQUIRE(text.find(from, at + 1) == std::string::npos);
    write(file, text.replace(at, from.size(), to));
  }
  /// Takes out what stands from the first `from` up to the next `to`.
  void cut(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const std::size_t at = text.find(from);
    const std::size_t end = at == std::string::npos ? at : text.find(to, at + from.size());
    REQUIRE_MESSAGE(end != std::string::npos, file << " does not hold " << from << " ... " << to);
    write(file, text.erase(at, end - at));
  }

 private:
  TemporaryFolder folder_;
};

inline Environment environment(const std::map<std::string, std::string>& variables = {}) {
  Result<Environment> parsed = parse_environment(variables);
  REQUIRE_MESSAGE(parsed.has_value(), parsed.error().text());
  return std::move(parsed).value();
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The fault lines of a load; empty when it succeeds.
inline std::vector<std::string> faults_of(const std::filesystem::path& configs, const std::string& mode,
                                          const std::vector<std::string>& overrides = {},
                                          const std::map<std::string, std::string>& variables = {}) {
  const Result<LoadedConfig> loaded = load_config(configs, mode, overrides, environment(variables));
  if (loaded) return {};
  CHECK(loaded.error().kind == ErrorKind::usage);
  for (const std::string& line : loaded.error().lines) CHECK_MESSAGE(line.find('\n') == std::string::npos, line);
  return loaded.error().lines;
}

inline LoadedConfig load(const std::filesystem::path& configs, const std::string& mode,
                         const std::vector<std::string>& overrides = {},
                         const std::map<std::string, std::string>& variables = {}) {
  Result<LoadedConfig> loaded = load_config(configs, mode, overrides, environment(variables));
  REQUIRE_MESSAGE(loaded.has_value(), joined(loaded ? std::vector<std::string>{} : loaded.error().lines));
  return std::move(loaded).value();
}

/// How many of the lines hold every one of the texts.
inline int lines_with(const std::vector<std::string>& lines, const std::vector<std::string>& texts) {
  int count = 0;
  for (const std::string& line : lines) {
    bool all = true;
    for (const std::string& text : texts) all = all && line.find(text) != std::string::npos;
    count += all ? 1 : 0;
  }
  return count;
}

}  // namespace basis::test
