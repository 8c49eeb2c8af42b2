#include "core/config/environment.hpp"

#include "core/config/render_config.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::vector<std::string> environment_faults(const std::map<std::string, std::string>& variables) {
  const auto parsed = parse_environment(variables);
  return parsed ? std::vector<std::string>{} : parsed.error().lines;
}

/// Variables of a shell file of KEY=value lines.
std::map<std::string, std::string> read_env_file(const std::filesystem::path& path) {
  std::map<std::string, std::string> variables;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    REQUIRE_MESSAGE(equals != std::string::npos, line);
    REQUIRE_MESSAGE(variables.emplace(line.substr(0, equals), line.substr(equals + 1)).second, line << " stands twice");
  }
  return variables;
}

}  // namespace

TEST_CASE("defaults of the switches") {
  const Environment env = environment();
  CHECK(env.deployment_mode == DeploymentMode::local);
  CHECK(env.name == EnvironmentName::dev);
  CHECK(!env.execution_mode);
  CHECK(env.data_mode == "csv");
  CHECK_FALSE(env.data_dir.has_value());
  CHECK(!env.api_port);
}

TEST_CASE("an execution mode that is set must be that of the command") {
  const auto checked = [](const std::map<std::string, std::string>& variables, ExecutionMode mode) {
    return environment(variables).check_execution_mode("some", mode);
  };
  for (const ExecutionMode mode : {ExecutionMode::backtest, ExecutionMode::live}) {
    CHECK(checked({}, mode));
    CHECK(checked({{"BASIS_EXECUTION_MODE", ""}}, mode));
    CHECK(checked({{"BASIS_EXECUTION_MODE", std::string(to_text(mode))}}, mode));
  }
  CHECK(checked({{"BASIS_EXECUTION_MODE", "backtest"}}, ExecutionMode::live).error().text() ==
        "BASIS_EXECUTION_MODE: 'backtest' does not go with the some command; allowed: live");
  CHECK(!checked({{"BASIS_EXECUTION_MODE", "live"}}, ExecutionMode::backtest));
}

TEST_CASE("the switches and settings are read") {
  const Environment env = environment({{"BASIS_DEPLOYMENT_MODE", "docker"},
                                       {"BASIS_ENVIRONMENT", "staging"},
                                       {"BASIS_EXECUTION_MODE", "live"},
                                       {"BASIS_DATA_DIR", "/data"},
                                       {"BASIS_DATA_MODE", "csv"},
                                       {"BASIS_RESULTS_DIR", "/results"},
                                       {"BASIS_LOG_LEVEL", "debug"},
                                       {"BASIS_API_HOST", "0.0.0.0"},
                                       {"BASIS_API_PORT", "9000"},
                                       {"PATH", "/bin"}});
  CHECK(to_text(env.deployment_mode) == "docker");
  CHECK(to_text(env.name) == "staging");
  CHECK(to_text(env.execution_mode.value()) == "live");
  CHECK(env.data_dir == "/data");
  CHECK(env.results_dir == "/results");
  CHECK(env.log_level == "debug");
  CHECK(env.api_host == "0.0.0.0");
  CHECK(env.api_port == 9000);
  CHECK(to_text(environment({{"BASIS_ENVIRONMENT", "production"}}).name) == "prod");
  CHECK(to_text(environment({{"BASIS_ENVIRONMENT", "prod"}}).name) == "prod");
}

TEST_CASE("an empty variable is an unset one") {
  const Environment env = environment({{"BASIS_ENVIRONMENT", ""}, {"BASIS_DATA_DIR", ""}, {"BASIS_API_PORT", ""}});
  CHECK(env.name == EnvironmentName::dev);
  CHECK_FALSE(env.data_dir.has_value());
}

TEST_CASE("each wrong variable is one line with its name, value and what is allowed") {
  struct Row {
    std::string name;
    std::string value;
    std::vector<std::string> says;
  };
  const Row rows[] = {
      {"BASIS_DEPLOYMENT_MODE", "cloud", {"'cloud'", "local | docker"}},
      {"BASIS_ENVIRONMENT", "prd", {"'prd'", "did you mean 'prod'", "dev | staging | prod | production"}},
      {"BASIS_EXECUTION_MODE", "paper", {"'paper'", "backtest | live"}},
      {"BASIS_DATA_MODE", "sql", {"'sql'", "allowed: csv | db"}},
      {"BASIS_DATABASE_URL", "mysql://u:hush@h/d", {"unknown scheme 'mysql'", "sqlite:///path/file.db"}},
      {"BASIS_JOURNAL_URL", "mysql://u:hush@h/d", {"unknown scheme 'mysql'", "postgresql://user:password@host:port"}},
      {"BASIS_JOURNAL_URL", "postgresql//u:hush@h/d", {"it has no scheme"}},
      {"BASIS_JOURNAL_URL", "postgresql://u:hush@h:x/d", {"a port must be a number"}},
      {"BASIS_JOURNAL_URL",
       "sqlite:journal.db",
       {"it is a file", "allowed: postgresql://user:password@host:port/name"}},
      {"BASIS_JOURNAL_ULR", "postgresql://u:hush@h/d", {"unknown variable", "did you mean 'BASIS_JOURNAL_URL'?"}},
      {"BASIS_LOG_LEVEL", "loud", {"'loud'", "trace | debug"}},
      {"BASIS_API_PORT", "0", {"0 is out of range", "[1, 65535]"}},
      {"BASIS_API_PORT", "65536", {"65536 is out of range", "[1, 65535]"}},
      {"BASIS_API_PORT", "http", {"'http' is not a whole number"}},
      {"BASIS_DEV__ALCHEMY__CHAIN_ID", "one", {"'one' is not a whole number"}},
      {"BASIS_EXECUTION_MOD", "live", {"unknown variable", "did you mean 'BASIS_EXECUTION_MODE'?"}},
      {"BASIS_PROD__CEX__BYBIT_APIKEY", "k", {"unknown variable", "did you mean 'BASIS_PROD__CEX__BYBIT_API_KEY'?"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.value);
    const auto faults = environment_faults({{row.name, row.value}});
    std::vector<std::string> says = row.says;
    says.emplace_back(row.name);
    CHECK(faults.size() == 1);
    CHECK_MESSAGE(lines_with(faults, says) == 1, joined(faults));
    CHECK(lines_with(faults, {"hush"}) == 0);
  }
  CHECK(environment_faults({{"BASIS_ENVIRONMENT", "x"}, {"BASIS_DATA_MODE", "db"}, {"BASIS_OOPS", "1"}}).size() == 3);
}

TEST_CASE("a data mode db needs a database, and its password is never shown") {
  CHECK(environment_faults({{"BASIS_DATA_MODE", "db"}}) ==
        std::vector<std::string>{"environment: BASIS_DATABASE_URL: missing, needed for BASIS_DATA_MODE=db"});
  const Environment env = environment(
      {{"BASIS_DATA_MODE", "db"}, {"BASIS_DATABASE_URL", "postgresql://quant:hush@db.example:5433/history"}});
  REQUIRE(env.database.has_value());
  CHECK(env.database->reveal() == "postgresql://quant:hush@db.example:5433/history");
  const std::string shown = render_config(load(kShippedConfigs, "btc_basis"), env);
  CHECK(shown.find("BASIS_DATABASE_URL: postgresql://quant:********@db.example:5433/history\n") != std::string::npos);
  CHECK(shown.find("hush") == std::string::npos);
  CHECK(render_config(load(kShippedConfigs, "btc_basis"), environment()).find("BASIS_DATABASE_URL: (unset)\n") !=
        std::string::npos);
}

TEST_CASE("the password of the journals' database is never shown") {
  const Environment env = environment({{"BASIS_JOURNAL_URL", "postgresql://node:hush@db.example/journals"}});
  REQUIRE(env.journal.has_value());
  CHECK(env.journal->reveal() == "postgresql://node:hush@db.example/journals");
  const std::string shown = render_config(load(kShippedConfigs, "btc_basis"), env);
  CHECK(shown.find("BASIS_JOURNAL_URL: postgresql://node:********@db.example/journals\n") != std::string::npos);
  CHECK(shown.find("hush") == std::string::npos);
}

TEST_CASE("the value of an unknown variable is not repeated: it may be a credential") {
  const auto faults = environment_faults({{"BASIS_DEV__CEX__OKX_SECRT", "hunter2-in-the-open"}});
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].find("hunter2") == std::string::npos);
}

TEST_CASE("credentials come from the chosen environment alone") {
  const std::map<std::string, std::string> all = {{"BASIS_DEV__CEX__BYBIT_API_KEY", "dev-key"},
                                                  {"BASIS_PROD__CEX__BYBIT_API_KEY", "prod-key"},
                                                  {"BASIS_PROD__CEX__OKX_SECRET", "prod-only"},
                                                  {"BASIS_PROD__ALCHEMY__NETWORK", "mainnet"}};
  for (const auto& [name, key] : std::map<std::string, std::string>{
           {"dev", "dev-key"}, {"staging", ""}, {"prod", "prod-key"}, {"production", "prod-key"}}) {
    CAPTURE(name);
    auto variables = all;
    variables["BASIS_ENVIRONMENT"] = name;
    const Environment env = environment(variables);
    CHECK(env.credentials.at("CEX__BYBIT_API_KEY").reveal() == key);
    CHECK(env.credentials.at("CEX__OKX_SECRET").is_set() == (key == "prod-key"));
    CHECK(env.chain.contains("ALCHEMY__NETWORK") == (key == "prod-key"));
  }
}

TEST_CASE("a live run needs the credentials of its venues in its own environment; a backtest needs none") {
  const std::map<std::string, std::string> prod = {{"BASIS_PROD__CEX__BYBIT_API_KEY", "k"},
                                                   {"BASIS_PROD__CEX__BYBIT_SECRET", "s"}};
  CHECK(faults_of(kShippedConfigs, "btc_basis", {}, prod).empty());
  auto live = prod;
  live["BASIS_EXECUTION_MODE"] = "live";
  const auto faults = faults_of(kShippedConfigs, "btc_basis", {}, live);
  CHECK(faults.size() == 14);
  CHECK(lines_with(faults, {"BASIS_DEV__CEX__BYBIT_API_KEY", "missing", "live"}) == 1);
  CHECK(lines_with(faults, {"BASIS_PROD"}) == 0);
  live["BASIS_ENVIRONMENT"] = "prod";
  CHECK(faults_of(kShippedConfigs, "btc_basis", {}, live).size() == 12);
  // Pure lending talks to no exchange.
  CHECK(lines_with(faults_of(kShippedConfigs, "pure_lending", {}, live), {"ALCHEMY"}) == 5);
  CHECK(lines_with(faults_of(kShippedConfigs, "pure_lending", {}, live), {"CEX"}) == 0);
}

TEST_CASE("where alerts are told to is a secret, and a name that is nearly right is refused with the right one") {
  const Environment none = environment();
  CHECK_FALSE(none.alert_webhook.is_set());
  CHECK_FALSE(none.alert_command.is_set());
  const Environment both = environment({{"BASIS_ALERT_WEBHOOK", "https://h/x"}, {"BASIS_ALERT_COMMAND", "page me"}});
  CHECK(both.alert_webhook.reveal() == "https://h/x");
  CHECK(both.alert_command.reveal() == "page me");
  const auto wrong = parse_environment({{"BASIS_ALERT_WEBHOK", "https://s3cret"}});
  REQUIRE(!wrong.has_value());
  CHECK(wrong.error().lines.size() == 1);
  CHECK(lines_with(wrong.error().lines, {"unknown variable 'BASIS_ALERT_WEBHOK'", "BASIS_ALERT_WEBHOOK"}) == 1);
  CHECK(wrong.error().text().find("s3cret") == std::string::npos);
}

TEST_CASE("the example file names every variable, is accepted, and loads in every environment") {
  auto variables = read_env_file(kShippedConfigs / "env.unified.example");
  for (const std::string& name : known_variables())
    if (name != "BASIS_HISTORY_DIR" && name != "BASIS_FEEDS_DIR") CHECK_MESSAGE(variables.contains(name), name);
  CHECK(variables.size() == known_variables().size() - 2);
  for (const auto& [name, value] : variables)
    if (name.find("KEY") != std::string::npos || name.find("SECRET") != std::string::npos ||
        name.find("PASSPHRASE") != std::string::npos || name.find("ALERT") != std::string::npos)
      CHECK_MESSAGE(value.empty(), name);
  for (const std::string name : {"dev", "staging", "prod"}) {
    variables["BASIS_ENVIRONMENT"] = name;
    CHECK(environment(variables).chain.contains("ALCHEMY__CHAIN_ID"));
  }
}

TEST_CASE("no secret gets into the effective text, the rendering or the fingerprint") {
  std::map<std::string, std::string> variables;
  for (const std::string& name : known_variables())
    if (name.starts_with("BASIS_DEV__") && !name.ends_with("CHAIN_ID") && !name.ends_with("NETWORK") &&
        !name.ends_with("WALLET_ADDRESS") && !name.ends_with("KEYSTORE") && !name.ends_with("CONTRACTS"))
      variables[name] = "s3cret-of-" + std::to_string(variables.size());
  REQUIRE(variables.size() == 12);
  variables["BASIS_ALERT_WEBHOOK"] = "https://hooks.example.com/s3cret";
  variables["BASIS_ALERT_COMMAND"] = "page --key s3cret";
  variables["BASIS_DEV__ALCHEMY__CHAIN_ID"] = "11155111";
  const LoadedConfig with = load(kShippedConfigs, "btc_basis", {}, variables);
  const LoadedConfig without = load(kShippedConfigs, "btc_basis");
  CHECK(with.fingerprint == without.fingerprint);
  CHECK(with.effective_text == without.effective_text);
  const std::string shown = render_config(with, environment(variables));
  CHECK(shown.find("s3cret") == std::string::npos);
  CHECK(with.effective_text.find("s3cret") == std::string::npos);
  CHECK(shown.find("BASIS_DEV__CEX__OKX_PASSPHRASE: ********\n") != std::string::npos);
  CHECK(shown.find("BASIS_DEV__ALCHEMY__CHAIN_ID: 11155111\n") != std::string::npos);
  const std::string bare = render_config(without, environment());
  CHECK(bare.find("BASIS_DEV__CEX__OKX_PASSPHRASE: (unset)\n") != std::string::npos);
  CHECK(bare.find("********") == std::string::npos);
  for (const std::string line : {"BASIS_DEPLOYMENT_MODE: local\n", "BASIS_ENVIRONMENT: dev\n",
                                 "BASIS_EXECUTION_MODE: backtest\n", "reserve_ratio: 0.1\n"})
    CHECK(bare.find(line) != std::string::npos);
}
