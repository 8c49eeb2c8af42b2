#include "core/config/render_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/schema.hpp"

namespace basis {
namespace {

std::string render_environment(const Environment& env) {
  const std::string unset = "(unset)";
  std::string text = "# environment\n";
  text += fmt::format("BASIS_DATA_DIR: {}\n", env.data_dir.value_or(unset));
  text += fmt::format("BASIS_DATA_MODE: {}\n", env.data_mode);
  text += fmt::format("BASIS_DATABASE_URL: {}\n", env.database ? env.database->shown() : unset);
  text += fmt::format("BASIS_JOURNAL_URL: {}\n", env.journal ? env.journal->shown() : unset);
  text += fmt::format("BASIS_RESULTS_DIR: {}\n", env.results_dir.value_or(unset));
  text += fmt::format("BASIS_LOG_LEVEL: {}\n", env.log_level);
  text += fmt::format("BASIS_API_HOST: {}\n", env.api_host);
  text += fmt::format("BASIS_API_PORT: {}\n", env.api_port.value_or(Environment::kApiPort));
  for (const auto& [name, value] : env.chain) text += fmt::format("{}: {}\n", env.variable(name), value);
  for (const auto& [name, secret] : env.credentials)
    text += fmt::format("{}: {}\n", env.variable(name), secret.masked());
  return text;
}

std::string default_note(const SchemaRow& row) {
  if (row.need == Need::defaulted) return std::string(row.fallback);
  return row.need == Need::required ? "(required)" : "(none)";
}

}  // namespace

std::string render_config(const LoadedConfig& config, const Environment& env) {
  std::string text = render_environment(env);
  text += "\n# effective configuration; keys as --set takes them\n" + config.effective_text;
  text += fmt::format("\n# fingerprint {}\n", config.fingerprint);
  for (const std::string& warning : config.warnings) text += fmt::format("# warning: {}\n", warning);
  return text;
}

std::string describe_mode_keys() {
  std::size_t key_width = 0;
  std::size_t default_width = 0;
  std::size_t allowed_width = 0;
  for (const SchemaRow& row : mode_schema()) {
    key_width = std::max(key_width, row.pattern.size());
    default_width = std::max(default_width, default_note(row).size());
    allowed_width = std::max(allowed_width, row.allowed.size());
  }
  std::string text;
  for (const SchemaRow& row : mode_schema())
    text += fmt::format("{:<{}}  {:<{}}  {:<{}}  {}\n", row.pattern, key_width, default_note(row), default_width,
                        row.allowed, allowed_width, row.doc);
  return text;
}

}  // namespace basis
