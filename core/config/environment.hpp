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
/// BASIS_ENVIRONMENT: which credentials and which networks are used.
enum class EnvironmentName { dev, staging, prod };
/// BASIS_EXECUTION_MODE: simulated venues on historical data, or real venues.
enum class ExecutionMode { backtest, live };

std::string_view to_text(DeploymentMode mode);
std::string_view to_text(EnvironmentName name);
std::string_view to_text(ExecutionMode mode);

/// The checked BASIS_ variables of the process. Only the credentials of the chosen
/// environment are kept, so that those of another one cannot be used by mistake.
struct Environment {
  DeploymentMode deployment_mode = DeploymentMode::local;
  EnvironmentName name = EnvironmentName::dev;
  std::optional<ExecutionMode> execution_mode;  ///< absent: the command decides
  std::optional<std::string> data_dir;          ///< BASIS_DATA_DIR
  /// BASIS_DATA_MODE: csv or db. Without it csv in dev, and in staging and prod db where a database is given.
  std::string data_mode = "csv";
  std::optional<DatabaseUrl> database;     ///< BASIS_DATABASE_URL; always present when the data mode is db
  std::optional<DatabaseUrl> journal;      ///< BASIS_JOURNAL_URL: of PostgreSQL; absent: journals are files alone
  std::optional<std::string> results_dir;  ///< BASIS_RESULTS_DIR
  std::string log_level = "info";          ///< BASIS_LOG_LEVEL
  std::string api_host = "127.0.0.1";      ///< BASIS_API_HOST; without it, in docker, all addresses: 0.0.0.0
  std::optional<int> api_port;             ///< BASIS_API_PORT; absent: `kApiPort`, or one that is free
  Secret api_token;                        ///< BASIS_API_TOKEN: with which `basis ctl` asks
  std::string api_token_hashes;            ///< BASIS_API_TOKEN_HASH: whose tokens a node takes
  /// BASIS_WITHDRAWAL_ALLOW_LIST: the addresses that capital may be paid out to.
  std::vector<std::string> withdrawal_allow_list;
  Secret alert_webhook;  ///< BASIS_ALERT_WEBHOOK: a URL that alerts are posted to; its path is as good as a password
  Secret alert_command;  ///< BASIS_ALERT_COMMAND: what the shell runs for an alert
  static constexpr int kApiPort = 8001;

  /// Every credential, set or not, by its name without the environment's prefix ("CEX__BYBIT_API_KEY").
  std::map<std::string, Secret> credentials;
  /// Public values of the chosen environment, only those that are set, by name without the prefix
  /// ("ALCHEMY__CHAIN_ID").
  std::map<std::string, std::string> chain;

  /// Usage error when BASIS_EXECUTION_MODE is set and is not the one of `command` ("backtest").
  [[nodiscard]] Result<void> check_execution_mode(std::string_view command, ExecutionMode mode) const;
  /// The full variable name of a credential or a public value in the chosen environment.
  [[nodiscard]] std::string variable(std::string_view short_name) const;
  /// The full names of the variables that a live run on these venues needs and that are not set.
  [[nodiscard]] std::vector<std::string> missing_for(const std::vector<std::string>& venues) const;
};

/// Parses the complete environment of the process. Variables without the BASIS_
/// prefix are ignored; an empty value counts as unset. Errors (usage), all at once:
/// an unknown BASIS_ variable (with the nearest known one), a value that is not
/// among its choices or out of its range, a malformed database address, a data mode
/// `db` without a database. A message never contains the value of a credential.
Result<Environment> parse_environment(const std::map<std::string, std::string>& process);

/// The names of all known BASIS_ variables, sorted.
std::vector<std::string> known_variables();

}  // namespace basis
