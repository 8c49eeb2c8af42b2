#include "core/config/environment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/text_distance.hpp"
#include "core/config/value_check.hpp"

namespace basis {
namespace {

constexpr std::string_view kPrefix = "BASIS_";
constexpr std::string_view kDatabaseUrl = "BASIS_DATABASE_URL";
constexpr std::string_view kJournalUrl = "BASIS_JOURNAL_URL";

struct EnvironmentRow {
  std::string_view text;    ///< value of BASIS_ENVIRONMENT
  std::string_view prefix;  ///< of the environment's variables
  EnvironmentName name;
};

// `production` is an alias of `prod`. The first row of an environment gives the text that is printed.
constexpr EnvironmentRow kEnvironments[] = {
    {"dev", "BASIS_DEV__", EnvironmentName::dev},
    {"staging", "BASIS_STAGING__", EnvironmentName::staging},
    {"prod", "BASIS_PROD__", EnvironmentName::prod},
    {"production", "BASIS_PROD__", EnvironmentName::prod},
};

enum class Secrecy { secret, open };

struct CredentialRow {
  std::string_view name;  ///< without the environment's prefix
  std::string_view venue;
  Secrecy secrecy;
  Need need = Need::required;
  std::string_view instead{};  ///< another name that it is not needed beside
};

// An RPC URL contains the provider's key in its path, so it is a secret too.
constexpr CredentialRow kCredentials[] = {
    {"ALCHEMY__PRIVATE_KEY", "alchemy", Secrecy::secret, Need::required, "ALCHEMY__KEYSTORE"},
    {"ALCHEMY__KEYSTORE", "alchemy", Secrecy::open, Need::optional},
    {"ALCHEMY__KEYSTORE_PASSWORD", "alchemy", Secrecy::secret, Need::optional},
    {"ALCHEMY__CONTRACTS", "alchemy", Secrecy::open, Need::optional},
    {"ALCHEMY__RPC_URL", "alchemy", Secrecy::secret},
    {"ALCHEMY__WALLET_ADDRESS", "alchemy", Secrecy::open},
    {"ALCHEMY__NETWORK", "alchemy", Secrecy::open},
    {"ALCHEMY__CHAIN_ID", "alchemy", Secrecy::open},
    {"CEX__BINANCE_SPOT_API_KEY", "binance", Secrecy::secret},
    {"CEX__BINANCE_SPOT_SECRET", "binance", Secrecy::secret},
    {"CEX__BINANCE_FUTURES_API_KEY", "binance", Secrecy::secret},
    {"CEX__BINANCE_FUTURES_SECRET", "binance", Secrecy::secret},
    {"CEX__BYBIT_API_KEY", "bybit", Secrecy::secret},
    {"CEX__BYBIT_SECRET", "bybit", Secrecy::secret},
    {"CEX__OKX_API_KEY", "okx", Secrecy::secret},
    {"CEX__OKX_SECRET", "okx", Secrecy::secret},
    {"CEX__OKX_PASSPHRASE", "okx", Secrecy::secret},
};

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(at);
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return parts;
}

struct VariableRow {
  std::string_view name;
  ValueKind kind;
  std::string_view allowed;
  std::string_view note;  ///< appended to the allowed values in a fault
  void (*store)(Environment&, const std::string&);
};

const VariableRow kVariables[] = {
    {"BASIS_DEPLOYMENT_MODE", ValueKind::choice, "local | docker", "",
     [](Environment& env, const std::string& text) {
       env.deployment_mode = text == "docker" ? DeploymentMode::docker : DeploymentMode::local;
     }},
    {"BASIS_ENVIRONMENT", ValueKind::choice, "dev | staging | prod | production", "",
     [](Environment& env, const std::string& text) {
       for (const EnvironmentRow& row : kEnvironments)
         if (row.text == text) env.name = row.name;
     }},
    {"BASIS_EXECUTION_MODE", ValueKind::choice, "backtest | live", "",
     [](Environment& env, const std::string& text) {
       env.execution_mode = text == "live" ? ExecutionMode::live : ExecutionMode::backtest;
     }},
    {"BASIS_DATA_DIR", ValueKind::text, "", "", [](Environment& env, const std::string& text) { env.data_dir = text; }},
    {"BASIS_DATA_MODE", ValueKind::choice, "csv | db", "",
     [](Environment& env, const std::string& text) { env.data_mode = text; }},
    {"BASIS_RESULTS_DIR", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.results_dir = text; }},
    {"BASIS_LOG_LEVEL", ValueKind::choice, "trace | debug | info | warn | error | critical | off", "",
     [](Environment& env, const std::string& text) { env.log_level = text; }},
    {"BASIS_API_HOST", ValueKind::text, "", "", [](Environment& env, const std::string& text) { env.api_host = text; }},
    {"BASIS_API_PORT", ValueKind::integer, "[1, 65535]", "",
     [](Environment& env, const std::string& text) { env.api_port = std::stoi(text); }},
    {"BASIS_API_TOKEN", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.api_token = Secret(text); }},
    {"BASIS_API_TOKEN_HASH", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.api_token_hashes = text; }},
    {"BASIS_WITHDRAWAL_ALLOW_LIST", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.withdrawal_allow_list = split(text, ','); }},
    {"BASIS_ALERT_WEBHOOK", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.alert_webhook = Secret(text); }},
    {"BASIS_ALERT_COMMAND", ValueKind::text, "", "",
     [](Environment& env, const std::string& text) { env.alert_command = Secret(text); }},
    // Only test programs and benchmarks read these; they are listed so that `basis` accepts an environment with them.
    {"BASIS_HISTORY_DIR", ValueKind::text, "", "", [](Environment&, const std::string&) {}},
    {"BASIS_FEEDS_DIR", ValueKind::text, "", "", [](Environment&, const std::string&) {}},
};

const EnvironmentRow& row_of(EnvironmentName name) {
  for (const EnvironmentRow& row : kEnvironments)
    if (row.name == name) return row;
  broken_invariant("an environment without a row");
}

/// The value of a variable, or empty: an unset and an empty variable are the same.
std::string value_of(const std::map<std::string, std::string>& process, const std::string& name) {
  const auto at = process.find(name);
  return at == process.end() ? std::string() : at->second;
}

void read_variable(const VariableRow& row, std::string text, Environment& env, Faults& faults) {
  if (text.empty()) return;
  const SchemaRow rule{row.name, row.kind, row.allowed, Need::optional, "", ""};
  ConfigValue value;
  value.text = std::move(text);
  if (const auto problem = check_value(rule, value)) {
    const std::string allowed = row.allowed.empty() ? "" : fmt::format(" (allowed: {}{})", row.allowed, row.note);
    faults.push_back(fmt::format("environment: {}: {}{}", row.name, *problem, allowed));
  } else {
    row.store(env, value.text);
  }
}

void read_database(const std::string& text, Environment& env, Faults& faults) {
  if (text.empty()) {
    if (env.data_mode == "db")
      faults.push_back(fmt::format("environment: {}: missing, needed for BASIS_DATA_MODE=db", kDatabaseUrl));
    return;
  }
  Result<DatabaseUrl> url = DatabaseUrl::parse(text);
  if (url)
    env.database = std::move(url).value();
  else
    faults.push_back(fmt::format("environment: {}: {}", kDatabaseUrl, url.error().text()));
}

void read_journal(const std::string& text, Environment& env, Faults& faults) {
  if (text.empty()) return;
  Result<DatabaseUrl> url = parse_journal_url(text);
  if (url)
    env.journal = std::move(url).value();
  else
    faults.push_back(fmt::format("environment: {}: {}", kJournalUrl, url.error().text()));
}

void check_names(const std::map<std::string, std::string>& process, Faults& faults) {
  const std::vector<std::string> known = known_variables();
  for (const auto& [name, value] : process) {
    if (!name.starts_with(kPrefix) || std::binary_search(known.begin(), known.end(), name)) continue;
    faults.push_back(fmt::format("environment: unknown variable '{}'{}", name, suggestion(name, known)));
  }
}

void check_chain_id(const Environment& env, Faults& faults) {
  const auto given = env.chain.find("ALCHEMY__CHAIN_ID");
  if (given == env.chain.end()) return;
  const std::string name = env.variable(given->first);
  const SchemaRow rule{name, ValueKind::integer, "[1, 9223372036854775807]", Need::optional, "", ""};
  ConfigValue value;
  value.text = given->second;
  if (const auto problem = check_value(rule, value))
    faults.push_back(fmt::format("environment: {}: {} (allowed: {})", name, *problem, rule.allowed));
}

}  // namespace

std::string_view to_text(DeploymentMode mode) { return mode == DeploymentMode::docker ? "docker" : "local"; }
std::string_view to_text(EnvironmentName name) { return row_of(name).text; }
std::string_view to_text(ExecutionMode mode) { return mode == ExecutionMode::live ? "live" : "backtest"; }

std::vector<std::string> known_variables() {
  std::vector<std::string> names;
  for (const VariableRow& row : kVariables) names.emplace_back(row.name);
  names.emplace_back(kDatabaseUrl);
  names.emplace_back(kJournalUrl);
  for (const EnvironmentName name : {EnvironmentName::dev, EnvironmentName::staging, EnvironmentName::prod})
    for (const CredentialRow& row : kCredentials) names.push_back(fmt::format("{}{}", row_of(name).prefix, row.name));
  std::sort(names.begin(), names.end());
  return names;
}

std::string Environment::variable(std::string_view short_name) const {
  return fmt::format("{}{}", row_of(name).prefix, short_name);
}

Result<void> Environment::check_execution_mode(std::string_view command, ExecutionMode mode) const {
  if (!execution_mode || *execution_mode == mode) return ok();
  return Error(ErrorKind::usage, fmt::format("BASIS_EXECUTION_MODE: '{}' does not go with the {} command; allowed: {}",
                                             to_text(*execution_mode), command, to_text(mode)));
}

std::vector<std::string> Environment::missing_for(const std::vector<std::string>& venues) const {
  std::vector<std::string> missing;
  for (const CredentialRow& row : kCredentials) {
    const std::string credential(row.name);
    const bool is_set = row.secrecy == Secrecy::secret
                            ? credentials.contains(credential) && credentials.at(credential).is_set()
                            : chain.contains(credential);
    const bool needed = row.need == Need::required && !chain.contains(std::string(row.instead));
    if (needed && !is_set && std::find(venues.begin(), venues.end(), row.venue) != venues.end())
      missing.push_back(variable(credential));
  }
  return missing;
}

Result<Environment> parse_environment(const std::map<std::string, std::string>& process) {
  Environment env;
  Faults faults;
  check_names(process, faults);
  for (const VariableRow& row : kVariables) read_variable(row, value_of(process, std::string(row.name)), env, faults);
  read_database(value_of(process, std::string(kDatabaseUrl)), env, faults);
  read_journal(value_of(process, std::string(kJournalUrl)), env, faults);
  for (const CredentialRow& row : kCredentials) {
    const std::string name(row.name);
    const std::string value = value_of(process, env.variable(name));
    if (row.secrecy == Secrecy::secret)
      env.credentials.emplace(name, Secret(value));
    else if (!value.empty())
      env.chain.emplace(name, value);
  }
  check_chain_id(env, faults);
  // Where results count, history comes from the database that is given.
  if (env.database && env.name != EnvironmentName::dev && value_of(process, "BASIS_DATA_MODE").empty())
    env.data_mode = "db";
  if (env.deployment_mode == DeploymentMode::docker && value_of(process, "BASIS_API_HOST").empty())
    env.api_host = "0.0.0.0";
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return env;
}

}  // namespace basis
