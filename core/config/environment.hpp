#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/database_url.hpp"
#include "core/config/secret.hpp"

namespace basis {

/// BASIS_DEPLOYMENT_MODE: where the program runs.
enum class DeploymentMode { local, docker };
/// BASIS_ENVIRONMENT: whose credentials and which networks are used.
enum class EnvironmentName { dev, staging, prod };
/// BASIS_EXECUTION_MODE: simulated venues over history, or real ones.
enum class ExecutionMode { backtest, live };

std::string_view to_text(DeploymentMode mode);
std::string_view to_text(EnvironmentName name);
std::string_view to_text(ExecutionMode mode);

/// The BASIS_ variables of the process, checked. Values of the environments
/// that were not chosen are not kept, so nothing can fall back on them.
struct Environment {
  DeploymentMode deployment_mode = DeploymentMode::local;
  EnvironmentName name = EnvironmentName::dev;
  ExecutionMode execution_mode = ExecutionMode::backtest;
  std::optional<std::string> data_dir;     ///< BASIS_DATA_DIR
  std::string data_mode = "csv";           ///< BASIS_DATA_MODE: csv or db
  std::optional<DatabaseUrl> database;     ///< BASIS_DATABASE_URL; set when the data mode is db
  std::optional<std::string> results_dir;  ///< BASIS_RESULTS_DIR
  std::string log_level = "info";          ///< BASIS_LOG_LEVEL
  std::string api_host = "127.0.0.1";      ///< BASIS_API_HOST
  int api_port = 8001;                     ///< BASIS_API_PORT

  /// Every credential by its name without the environment ("CEX__BYBIT_API_KEY"), set or not.
  std::map<std::string, Secret> credentials;
  /// Public facts of the chosen environment by name without it ("ALCHEMY__CHAIN_ID"); only those set.
  std::map<std::string, std::string> chain;

  /// The full variable name of a credential or chain fact in the chosen environment.
  [[nodiscard]] std::string variable(std::string_view short_name) const;
  /// Full names of the variables a live run on these venues needs and that are not set.
  [[nodiscard]] std::vector<std::string> missing_for(const std::vector<std::string>& venues) const;
};

/// Reads the process environment, which the caller hands in whole: variables
/// without the BASIS_ prefix are ignored, an empty value counts as unset.
/// Errors (usage), all at once: an unknown BASIS_ variable (with the nearest
/// known one), a value out of its choices or range, a data mode `db` without a
/// database. A credential's value never enters a message.
Result<Environment> parse_environment(const std::map<std::string, std::string>& process);

/// Every BASIS_ variable there is, sorted.
std::vector<std::string> known_variables();

}  // namespace basis
