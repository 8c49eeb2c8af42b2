#include "tools/basis/chain_start_local.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tools/basis/chain_options.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"

namespace basis {
namespace {

/// Becomes the process that runs a local chain. Returns only where that cannot be.
Error start_local(const ChainOptions& options) {
  const auto files = local_chain_files(options.config_dir, options.folder);
  if (!files) return files.error();
  const std::string script = files.value().script;
  const std::string folder = files.value().folder;
  std::vector<std::string> words{
      script, folder, "--port", options.port, "--chain-id", options.chain_id, "--print-environment"};
  if (!options.proxy_port.empty()) words.insert(words.end(), {"--proxy-port", options.proxy_port});
  if (!options.block_time.empty()) words.insert(words.end(), {"--block-time", options.block_time});
  if (!options.mining.empty()) words.insert(words.end(), {"--mining", options.mining});
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(script.c_str(), arguments.data());
  return {ErrorKind::usage, fmt::format("{}: {}", script, std::strerror(errno))};
}

}  // namespace

Result<LocalChainFiles> local_chain_files(const std::string& config_dir, const std::string& folder) {
  BASIS_TRY(const auto configs, find_config_dir(config_dir));
  const std::filesystem::path root = std::filesystem::absolute(configs).parent_path();
  LocalChainFiles files{root / "tools" / "chain" / "start", folder};
  if (folder.empty()) files.folder = root / "build" / "chain";
  std::error_code code;
  if (std::filesystem::exists(files.script, code)) return files;
  return Error(ErrorKind::usage,
               fmt::format("{}: missing: a local chain is started from the project's folder", files.script.string()));
}

void add_start_local(CLI::App& chain, int& exit_code) {
  CLI::App* const command = chain.add_subcommand(
      "start-local", "Run a local chain with the genuine contracts, and print the variables to set");
  auto options = std::make_shared<ChainOptions>();
  command->add_option("--port", options->port, "Of its RPC; 0: any (default: 8545)");
  command->add_option("--chain-id", options->chain_id, "(default: 31337)");
  command->add_option("--proxy-port", options->proxy_port, "Also a provider's RPC with a key, which fails on request");
  command->add_option("--block-time", options->block_time,
                      "Seconds between blocks (default: one for each transaction)");
  command->add_option("--mining", options->mining, "automatic (the default), or manual, for `basis sim --chain`");
  command->add_option("--build", options->folder, "Folder of what is fetched and compiled once (default: build/chain)");
  command->add_option("--config", options->config_dir, "Folder of the configuration");
  command->callback([options, &exit_code] { exit_code = report_error(start_local(*options)); });
}

}  // namespace basis
